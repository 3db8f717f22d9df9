import { expect, test } from 'vitest';
import { Layers } from './layers';

/** As browsers have it: parameters are good for one `setParameters`, which takes a while. */
function sender(rids: readonly (string | undefined)[]) {
  let encodings = rids.map((rid) => ({ rid, active: true }) as RTCRtpEncodingParameters);
  let open = false;
  const calls: string[] = [];
  return {
    calls,
    active: () => encodings.filter((each) => each.active).map((each) => each.rid),
    getParameters: () => {
      open = true;
      return { encodings: encodings.map((each) => ({ ...each })) } as RTCRtpSendParameters;
    },
    setParameters: async (parameters: RTCRtpSendParameters) => {
      if (!open) throw new Error('InvalidStateError');
      open = false;
      await Promise.resolve();
      encodings = parameters.encodings;
      calls.push(encodings.filter((each) => each.active).map((each) => each.rid).join());
    },
  };
}
const settled = () => new Promise((resolve) => setTimeout(resolve));

test('layers nobody takes are left out and come back', async () => {
  const camera = sender(['q', 'h', 'f']);
  const layers = new Layers(camera);
  layers.leaveOut(['h', 'f']);
  await settled();
  expect(camera.active()).toEqual(['q']);
  layers.leaveOut([]);
  await settled();
  expect(camera.active()).toEqual(['q', 'h', 'f']);
});

test('of several wishes the newest counts, and nothing is set twice', async () => {
  const camera = sender(['q', 'h', 'f']);
  const layers = new Layers(camera);
  layers.leaveOut(['f']);
  layers.leaveOut(['h', 'f']);
  layers.leaveOut(['h']);
  await settled();
  expect(camera.active()).toEqual(['q', 'f']);
  layers.leaveOut(['h']);
  await settled();
  expect(camera.calls).toEqual(['q,h', 'q,f']);
});

test('a stream without names is always sent', async () => {
  const camera = sender([undefined]);
  new Layers(camera).leaveOut(['f']);
  await settled();
  expect(camera.calls).toEqual([]);
});
