import { CircleX } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Refusal } from '../link/types';
import { refusalText, useLanguage, useT } from './i18n';

/** Which rule stood in the way, and what is possible instead. `children` are the buttons that repair it. */
export function RefusalNote({ refusal, children }: { refusal: Refusal; children?: ReactNode }) {
  const t = useT();
  const language = useLanguage();
  return (
    <div className="refusal" role="alert" data-testid="refusal" data-rule={refusal.rule}>
      <CircleX className="icon" size={18} aria-hidden="true" />
      <div className="grow">
        <p><strong>{refusalText(refusal, language)}</strong> <span className="muted">{t('refusal.rule', { rule: refusal.rule })}</span></p>
        {refusal.accepted && refusal.accepted.length > 0 && <p className="soft">{t('refusal.accepted', { values: refusal.accepted.join('、') })}</p>}
        {children && <div className="row wrap" style={{ marginTop: 6 }}>{children}</div>}
      </div>
    </div>
  );
}
