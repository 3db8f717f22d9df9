// 呼叫: a conference rings this unit. The bar stays until answered, and sounds while it stays.
import { Phone } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useLocation } from 'wouter';
import { submit, useEntities, useMe } from '../link';
import { useT } from '../shell/i18n';
import { ring } from '../shell/sound';

export function CallBar() {
  const t = useT();
  const me = useMe();
  const [path, go] = useLocation();
  const conferences = useEntities('conference');
  const [declined, setDeclined] = useState<ReadonlySet<number>>(new Set());
  const calling = [...conferences.values()].filter(
    (conference) =>
      !conference.ended_at && !declined.has(conference.id) && !path.startsWith(`/conference/${conference.id}`) &&
      conference.sites.some((site) => site.unit === me.unit && site.presence.type === 'ringing'),
  );
  const rings = calling.length > 0;
  useEffect(() => (rings ? ring() : undefined), [rings]);
  return calling.map((conference) => (
    <div className="banner wait" role="alert" key={conference.id} data-testid="call-bar">
      <Phone size={16} aria-hidden="true" />
      <span className="grow"><b>{t('conference.ringing')}</b>{t('conference.calling', { title: conference.title })}</span>
      <button className="button primary" data-testid="call-join" onClick={() => go(`/conference/${conference.id}`)}>{t('conference.join')}</button>
      <button
        className="button"
        data-testid="call-decline"
        onClick={() => {
          setDeclined(new Set([...declined, conference.id]));
          void submit({ type: 'decline_conference', conference: conference.id, reason: '' });
        }}
      >
        {t('conference.decline')}
      </button>
    </div>
  ));
}
