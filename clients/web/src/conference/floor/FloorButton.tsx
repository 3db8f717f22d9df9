// 申请发言 on a branch site: the third large button. It states where the request stands; a press goes one step.
import { Hand } from 'lucide-react';
import type { ConferenceView, ScreenView } from '../../link/types';
import { useT } from '../../shell/i18n';
import { Big } from '../Big';
import type { Act } from '../useRoom';
import { nextFloorStep } from './step';

export function FloorButton({ conference, screen, act }: { conference: ConferenceView; screen: ScreenView | undefined; act: Act }) {
  const t = useT();
  const state = screen?.floor ?? { type: 'idle' as const };
  const press = () => act(nextFloorStep(conference, screen));
  if (state.type === 'waiting') return <Big icon={<Hand />} waiting testid="floor" word={t('control.asked')} note={t(state.ahead === 0 ? 'control.askedFirst' : 'control.askedAhead', { count: state.ahead })} press={press} />;
  if (state.type === 'holding') return <Big icon={<Hand />} on testid="floor" word={t('control.holding')} note={t('control.pressToRelease')} press={press} />;
  const note = state.type === 'refused' ? t('control.askRefused') : t(conference.chair ? 'control.spaceToo' : 'control.noChair');
  return <Big icon={<Hand />} primary={conference.chair != null} disabled={conference.chair == null} testid="floor" word={t('control.ask')} note={note} press={press} />;
}
