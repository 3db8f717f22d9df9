// How many screens show what they were told last, as they said themselves by the frame on them.
import { useEffect, useState } from 'react';
import { onMessage } from '../../link';
import type { ConferenceView, ControlView, ScreensShown } from '../../link/types';
import { useT } from '../../shell/i18n';
import { siteName } from '../sites';

export function ScreensSeen({ conference, control }: { conference: ConferenceView; control: ControlView }) {
  const t = useT();
  const [shown, setShown] = useState<ScreensShown | null>(null);
  useEffect(() => onMessage('screens_shown', (message) => message.shown.conference === conference.id && setShown(message.shown)), [conference.id]);
  if (!shown || shown.screens === 0) return null;
  const all = shown.shown >= shown.screens && shown.generation >= control.generation;
  const missing = shown.waiting.slice(0, 3).map((site) => siteName(conference, site)).join('、');
  return <span className={`small nowrap ${all ? 'muted' : 'poor'}`} data-testid="screens-shown" data-all={all} title={missing || undefined}>{t('control.screensShown', { shown: shown.shown, all: shown.screens })}</span>;
}
