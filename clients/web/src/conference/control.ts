// 会控 as the node shows it: what is in force, and what this page's own screen was told.
import { useEffect } from 'react';
import { live, useEntity, useLink } from '../link';
import type { ControlView, ScreenView } from '../link/types';

export function useControl(conference: number): ControlView | undefined {
  return useEntity('control', conference);
}

/** What this page's screen was told last; told back once it is drawn. */
export function useScreen(conference: number): ScreenView | undefined {
  const screen = useLink((state) => state.screens.get(conference));
  const site = screen?.site;
  const generation = screen?.generation;
  useEffect(() => {
    if (site === undefined || generation === undefined) return;
    const frame = requestAnimationFrame(() => live.send({ type: 'screen_shown', conference, site, generation }));
    return () => cancelAnimationFrame(frame);
  }, [conference, site, generation]);
  return screen;
}
