// 响应级别: an outlined flag without colour, apart from severity and warning.
import './plan.css';
import { Flag } from 'lucide-react';
import type { ResponseView } from '../link/types';
import { useT } from '../shell/i18n';

export function ResponseFlag({ response }: { response: ResponseView | null | undefined }) {
  const t = useT();
  if (!response?.level) return null;
  return (
    <span className="response-flag" data-testid="response-flag" data-level={response.level}>
      <Flag size={13} aria-hidden="true" />{t('plan.flag', { short: response.content.short, level: t(`plan.level.${response.level}`) })}
    </span>
  );
}
