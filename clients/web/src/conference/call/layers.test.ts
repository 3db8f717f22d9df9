import { expect, test } from 'vitest';
import { INSIDE, type Inside } from './codec';
import { Layers } from './layers';

/** As browsers have it: parameters are good for one `setParameters`, which takes a while. */
function sender(begin: readonly Partial<Inside>[]) {
  let encodings = begin.map((each) => ({ ...each, active: true }) as Inside);
  let open = false;
  const calls: string[] = [];
  const sent = () => encodings.filter((each) => each.active).map((each) => each.rid ?? each.scalabilityMode);
  return {
    calls,
    sent,
    encodings: () => encodings,
    getParameters: () => {
      open = true;
      return { encodings: encodings.map((each) => ({ ...each })) } as unknown as RTCRtpSendParameters;
    },
    setParameters: async (parameters: RTCRtpSendParameters) => {
      if (!open) throw new Error('InvalidStateError');
      open = false;
      await Promise.resolve();
      encodings = parameters.encodings as Inside[];
      calls.push(sent().join());
    },
  };
}
const settled = () => new Promise((resolve) => setTimeout(resolve));
const streams = (...rids: string[]) => sender(rids.map((rid) => ({ rid })));

test('layers nobody takes are left out and come back', async () => {
  const camera = streams('q', 'h', 'f');
  const layers = new Layers(camera);
  layers.leaveOut({ rids: ['h', 'f'] });
  await settled();
  expect(camera.sent()).toEqual(['q']);
  layers.sendAll();
  await settled();
  expect(camera.sent()).toEqual(['q', 'h', 'f']);
});

test('of several wishes the newest counts, and nothing is set twice', async () => {
  const camera = streams('q', 'h', 'f');
  const layers = new Layers(camera);
  layers.leaveOut({ rids: ['f'] });
  layers.leaveOut({ rids: ['h', 'f'] });
  layers.leaveOut({ rids: ['h'] });
  await settled();
  expect(camera.sent()).toEqual(['q', 'f']);
  layers.leaveOut({ rids: ['h'] });
  await settled();
  expect(camera.calls).toEqual(['q,h', 'q,f']);
});

test('a stream without names and sizes is always sent', async () => {
  const camera = sender([{}]);
  new Layers(camera).leaveOut({ rids: ['f'], sizes: 1 });
  await settled();
  expect(camera.calls).toEqual([]);
});

test('sizes inside one stream nobody takes are left out and come back, and the smallest stays as it was', async () => {
  const camera = sender(INSIDE.high.slice(-1));
  const layers = new Layers(camera, INSIDE.high);
  const height = () => 720 / camera.encodings()[0]!.scaleResolutionDownBy / 2 ** (Number(camera.encodings()[0]!.scalabilityMode[1]) - 1);
  for (const sizes of [2, 1, 2, 7, null, 1, undefined]) {
    layers.leaveOut({ rids: [], sizes });
    await settled();
    expect(height()).toBe(180);
  }
  expect(camera.calls).toEqual(['L2T3_KEY', 'L1T3', 'L2T3_KEY', 'L3T3_KEY', 'L1T3', 'L3T3_KEY']);
  expect(camera.encodings()).toEqual([{ ...INSIDE.high.at(-1), active: true }]);
});
