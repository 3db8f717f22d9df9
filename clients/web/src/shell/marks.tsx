// The small signs that mean the same everywhere: severity chip, warning sign, department character, state chip, due clock.
import { type CSSProperties, useSyncExternalStore } from 'react';
import { serverNow } from '../link';
import type { Due, IncidentState, Severity, UnitKind, WarningView } from '../link/types';
import { dueState } from './due';
import { useT } from './i18n';
import { ms, spanText } from './time';

export const ROMAN: Record<Severity, string> = { i: 'Ⅰ', ii: 'Ⅱ', iii: 'Ⅲ', iv: 'Ⅳ' };

export function SeverityChip({ severity }: { severity: Severity | null | undefined }) {
  const t = useT();
  if (!severity) return <span className="severity none">{t('severity.none')}</span>;
  return <span className={`severity ${severity}`}>{t(`severity.${severity}`)} <b>{ROMAN[severity]}</b></span>;
}

/** The weather service's two-part sign: colour word, then kind of warning. */
export function WarningSign({ warning }: { warning: WarningView }) {
  const t = useT();
  const colour = warning.facts.colour ?? 'none';
  return (
    <span className={`warning-sign ${colour}`} title={warning.facts.headline}>
      <span>{t(`colour.${colour}`)}</span><span>{warning.facts.event}</span>
    </span>
  );
}

const CHARACTERS: Record<UnitKind, string> = {
  centre: 'other', public_security: 'public_security', civil_air_defence: 'civil_air_defence', fire: 'fire', weather: 'weather', water: 'water',
  work_safety: 'work_safety', township: 'other', other: 'other',
};

/** A character first, a low-chroma hue second. */
export function DepartmentMark({ kind, name, style }: { kind: UnitKind; name?: string; style?: CSSProperties }) {
  const t = useT();
  return <span className={`department ${CHARACTERS[kind]}`} title={name} style={style}>{t(`department.${kind}`)}<span className="visually-hidden">{name}</span></span>;
}

const STATE_TONE: Record<IncidentState, string> = {
  reported: 'waiting', verifying: 'waiting', false_alarm: '', duplicate: '', confirmed: 'acting', assessing: 'acting', responding: 'acting',
  handling: 'acting', ended: 'done', aftermath: '', reviewing: '', archived: '',
};

export function StateChip({ state }: { state: IncidentState }) {
  const t = useT();
  return <span className={`chip ${STATE_TONE[state]}`}>{t(`state.${state}`)}</span>;
}

const seconds = { value: 0, listeners: new Set<() => void>(), timer: 0 };
function subscribeSeconds(listener: () => void): () => void {
  seconds.listeners.add(listener);
  if (seconds.timer === 0) {
    seconds.timer = window.setInterval(() => {
      for (const each of seconds.listeners) each();
    }, 250);
  }
  return () => {
    seconds.listeners.delete(listener);
    if (seconds.listeners.size === 0) {
      clearInterval(seconds.timer);
      seconds.timer = 0;
    }
  };
}

/** Server time in whole seconds (as milliseconds); whoever uses it is drawn once a second. */
export function useNow(): number {
  return useSyncExternalStore(subscribeSeconds, () => Math.floor(serverNow() / 1000) * 1000);
}

/** A deadline counting: grey bar draining, orange near the end, solid red counting up when late. */
export function DueClock({ due, label }: { due: Due; label?: boolean }) {
  const t = useT();
  const now = useNow();
  const state = dueState(ms(due.since), ms(due.at), now);
  const word = label === false ? '' : t(`due.${due.what}`);
  const span = spanText(Math.abs(ms(due.at) - now));
  if (state.phase === 'late') return <span className="due late" data-phase="late">{word} {t('due.late')} <b>+{span}</b></span>;
  return (
    <span className={`due ${state.phase}`} data-phase={state.phase}>
      {word} <b>{span}</b>
      <span className="track" aria-hidden="true"><i style={{ width: `${Math.round(state.left * 100)}%` }} /></span>
    </span>
  );
}
