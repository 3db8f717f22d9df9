// 辅流: picking the screen and taking the token, in the order the browser allows.
import { submit } from '../../link';
import type { Refusal } from '../../link/types';
import type { Call } from '../call/call';
import * as devices from '../call/devices';
import type { Act } from '../useRoom';

/** The browser asks for the press itself, so the screen is picked before the token is taken. */
export async function share(conference: number, call: Call, act: Act): Promise<Refusal | null> {
  const track = await devices.screen();
  if (!track) return null;
  const outcome = await submit({ type: 'start_presentation', conference });
  if (!outcome.ok) {
    track.stop();
    return outcome.refusal;
  }
  await call.present(track, () => act({ type: 'stop_presentation', conference }));
  return null;
}
