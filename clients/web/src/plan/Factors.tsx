// What was found of each condition of a trigger: holds, fails, or not known, in words and figures with their time.
import { Check, Minus, X } from 'lucide-react';
import type { TriggerFactor } from '../link/types';
import { useLanguage, useT } from '../shell/i18n';
import { useNow } from '../shell/marks';
import { momentText, ms } from '../shell/time';

export function Factors({ factors }: { factors: readonly TriggerFactor[] }) {
  const t = useT();
  const now = useNow();
  const language = useLanguage();
  return (
    <ul className="trigger-factors">
      {factors.map((factor, index) => {
        const verdict = factor.holds == null ? 'unknown' : factor.holds ? 'holds' : 'fails';
        return (
          <li key={index} data-verdict={verdict} data-testid="trigger-factor">
            {verdict === 'holds' ? <Check size={14} aria-hidden="true" /> : verdict === 'fails' ? <X size={14} aria-hidden="true" /> : <Minus size={14} aria-hidden="true" />}
            <span className="visually-hidden">{t(`plan.verdict.${verdict}`)}</span>
            <span className="grow">{language === 'zh' ? factor.zh : factor.en}</span>
            {factor.at != null && <time className="muted small nowrap">{momentText(ms(factor.at), now)}</time>}
          </li>
        );
      })}
    </ul>
  );
}
