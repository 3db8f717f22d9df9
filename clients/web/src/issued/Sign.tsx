// The weather service's two-part sign of a warning issued here.
import type { WarningContent } from '../link/types';
import { useT } from '../shell/i18n';
import { eventName } from './events';

export function Sign({ content }: { content: WarningContent }) {
  const t = useT();
  return <span className={`warning-sign ${content.colour}`} title={t(`colour.${content.colour}Long`)}><span>{t(`colour.${content.colour}`)}</span><span>{eventName(content.event_code)}</span></span>;
}
