// The page's one call, kept while the person moves between pages of the client.
import { useSyncExternalStore } from 'react';
import { create } from 'zustand';
import { Call, type CallOptions } from './call/call';

const KEY = 'fengsui.in-conference';

interface Current { call: Call | null }
export const useCurrentCall = create<Current>(() => ({ call: null }));

export interface Remembered { conference: number; camera: boolean; microphone: boolean }

export function enter(options: CallOptions): void {
  leave();
  const call = new Call(options);
  useCurrentCall.setState({ call });
  const remembered: Remembered = { conference: options.conference, camera: options.camera !== null, microphone: options.microphone !== null };
  sessionStorage.setItem(KEY, JSON.stringify(remembered));
  call.start();
}

/** Ends this page's media; the seat is given up by the input `leave_conference`, not here. */
export function leave(): void {
  sessionStorage.removeItem(KEY);
  useCurrentCall.getState().call?.stop();
  useCurrentCall.setState({ call: null });
}

/** What this tab was in before it was reloaded. */
export function remembered(conference: number): Remembered | null {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY) ?? 'null') as Remembered | null;
    return kept?.conference === conference ? kept : null;
  } catch {
    return null;
  }
}

/** Draws again whenever the call changes. */
export function useCallVersion(call: Call): number {
  return useSyncExternalStore(call.subscribe, () => call.version);
}
