// What crosses a line, by service, against what it carries.
import type { Load } from '../link/types';
import { useT } from '../shell/i18n';
import './line-bar.css';

const SHOWN = ['audio', 'presentation', 'lead', 'other'] as const;
/** Of the capacity: attention, and trouble. */
const AMBER = 0.8;
const RED = 0.95;

export function used(load: Load): number {
  return SHOWN.reduce((sum, each) => sum + load[each], 0);
}

export function stateOf(load: Load): 'ok' | 'wait' | 'bad' {
  const share = load.capacity === 0 ? 0 : used(load) / load.capacity;
  return share >= RED ? 'bad' : share >= AMBER || load.lowered > 0 ? 'wait' : 'ok';
}

const mbps = (kbps: number) => (kbps / 1000).toFixed(kbps < 10_000 ? 1 : 0);

export function Bar({ load }: { load: Load }) {
  const t = useT();
  const state = stateOf(load);
  const parts = SHOWN.map((each) => `${t(`extranet.services.${each}`)} ${load[each]} kbit/s`).join('\n');
  return (
    <div className={`line-bar ${state}`} data-testid="line-bar" data-state={state} data-used={used(load)} title={parts}>
      <span className="line-track" aria-hidden="true">{SHOWN.map((each) => <i key={each} className={each} style={{ width: `${Math.min(100, (load[each] * 100) / Math.max(1, load.capacity))}%` }} />)}</span>
      <span className="nowrap">{mbps(used(load))} / {mbps(load.capacity)} Mbit/s</span>
      {load.lowered > 0 && <span className="chip waiting">{t('extranet.lowered', { count: load.lowered })}</span>}
    </div>
  );
}
