// What every view of the room shares: asking and being refused at one's place, who is heard, what this page sends.
import { useCallback, useEffect, useState } from 'react';
import { onMessage, submit } from '../link';
import type { ConferenceView, Input, Refusal, ScreenView, SiteView } from '../link/types';
import type { Call } from './call/call';

/** Where on the screen an input was asked: its refusal is shown there. */
export type Place = 'bar' | 'stage' | 'roster' | 'all' | 'own' | 'floor' | 'presentation';
export type Act = (input: Input, place?: Place) => void;
export interface Actions { act: Act; refused: { place: Place; refusal: Refusal } | null; putAway: () => void }

export function useActions(): Actions {
  const [refused, setRefused] = useState<Actions['refused']>(null);
  const act = useCallback<Act>((input, place = 'own') => {
    void submit(input).then((outcome) => setRefused(outcome.ok ? null : { place, refusal: outcome.refusal }));
  }, []);
  const putAway = useCallback(() => setRefused(null), []);
  return { act, refused, putAway };
}

const SILENT = 60;

/** Sites heard in the last moment. */
export function useSpeaking(conference: number): ReadonlySet<number> {
  const [speaking, setSpeaking] = useState<ReadonlySet<number>>(new Set());
  useEffect(
    () => onMessage('voices', (message) => {
      if (message.conference === conference) setSpeaking(new Set(message.loudest.filter((voice) => voice.level < SILENT).map((voice) => voice.site)));
    }),
    [conference],
  );
  return speaking;
}

/** What is sent follows what the node says of this site, so that both always tell the same. */
export function useSwitches(call: Call, site: SiteView | undefined, screen: ScreenView | undefined): void {
  // An operation opens and closes microphones whatever the own switch says: what is sent is what the node lets through.
  const microphone = screen?.microphone_open ?? (site?.microphone_on === true && !site.muted_by_chair);
  const camera = site?.camera_on === true;
  useEffect(() => call.setMicrophone(microphone), [call, microphone]);
  useEffect(() => void call.setCamera(camera), [call, camera]);
}

/** The token was taken back, or went to another: the screen is no longer sent. */
export function usePresenting(call: Call, conference: ConferenceView, site: SiteView | undefined, act: Act): void {
  const mine = site !== undefined && conference.presenter === site.id;
  useEffect(() => {
    if (!mine && call.presentation) void call.stopPresenting();
    // Reloaded while presenting: the screen must be picked anew, so the token goes back.
    if (mine && !call.presentation) act({ type: 'stop_presentation', conference: conference.id });
  }, [mine, call, conference.id, act]);
}

/** A mosaic may have more cells than this page negotiated slots for. */
export function useMosaicSlots(call: Call, screen: ScreenView | undefined): void {
  const cells = screen?.layout.type === 'mosaic' ? screen.layout.cells : 0;
  useEffect(() => call.needCells(cells), [call, cells]);
}
