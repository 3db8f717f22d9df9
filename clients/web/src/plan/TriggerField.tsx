// A trigger expression while it is typed: the node says where it cannot be read, or what it means and whether it holds now.
import { useEffect, useState } from 'react';
import { api, Refused } from '../link';
import type { Refusal, TriggerMeaning } from '../link/types';
import { refusalText, useLanguage, useT } from '../shell/i18n';
import { Factors } from './Factors';

/** After the last key, milliseconds. */
const PAUSE = 300;

type Answer = { meaning: TriggerMeaning } | { refusal: Refusal } | null;

function useMeaning(expression: string): Answer {
  const [answer, setAnswer] = useState<Answer>(null);
  useEffect(() => {
    if (expression.trim() === '') return setAnswer(null);
    const stop = new AbortController();
    const ask = () => {
      api.post<TriggerMeaning>('/api/plans/check', { expression }, stop.signal).then(
        (meaning) => setAnswer({ meaning }),
        (error: unknown) => {
          if (!stop.signal.aborted) setAnswer(error instanceof Refused ? { refusal: error.refusal } : null);
        },
      );
    };
    const timer = setTimeout(ask, PAUSE);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [expression]);
  return answer;
}

export function TriggerField({ value, label, onChange, wrong }: { value: string; label: string; onChange: (value: string) => void; wrong: Refusal | null }) {
  const t = useT();
  const language = useLanguage();
  const answer = useMeaning(value);
  const refusal = answer && 'refusal' in answer ? answer.refusal : wrong;
  const meaning = answer && 'meaning' in answer ? answer.meaning : null;
  const verdict = meaning && (meaning.holds == null ? 'unknown' : meaning.holds ? 'holds' : 'fails');
  return (
    <div className={`trigger field ${refusal ? 'wrong' : ''}`}>
      <input value={value} maxLength={600} spellCheck={false} aria-label={label} aria-invalid={refusal !== null} placeholder={t('plan.expressionHint')} data-testid="trigger" onChange={(event) => onChange(event.target.value)} />
      <div className="trigger-note" aria-live="polite" data-testid="trigger-note" data-verdict={verdict ?? (refusal ? 'wrong' : '')}>
        {refusal && <span className="field-error">{refusalText(refusal, language)}{refusal.accepted && refusal.accepted.length > 0 ? ` · ${t('refusal.accepted', { values: refusal.accepted.join('、') })}` : ''} <span className="muted">{t('refusal.rule', { rule: refusal.rule })}</span></span>}
        {meaning && <><span>{t(`plan.now.${verdict!}`)}</span><Factors factors={meaning.factors} /></>}
      </div>
    </div>
  );
}
