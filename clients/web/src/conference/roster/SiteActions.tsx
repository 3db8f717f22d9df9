// What may be done to the chosen site. A place of its own with a fixed height: rows never move when one is chosen.
import { Eye, PhoneOff, Radio, Trash2, UserRoundCheck } from 'lucide-react';
import { useState } from 'react';
import type { ConferenceView, SiteView } from '../../link/types';
import { useT } from '../../shell/i18n';
import { useBroadcast } from '../control';
import type { Act } from '../useRoom';

interface Props { conference: ConferenceView; site: SiteView | undefined; own: SiteView | undefined; act: Act }

export function SiteActions({ conference, site, own, act }: Props) {
  const t = useT();
  const id = conference.id;
  const broadcast = useBroadcast(id);
  if (!site) return <div className="site-actions empty-actions"><p className="muted small">{t('control.chooseSite')}</p></div>;
  const here = site.presence.type === 'present';
  const onAir = broadcast === site.id;
  return (
    <div className="site-actions" role="group" aria-label={site.name} data-testid="site-actions">
      <b>{site.name}</b>
      <div className="row wrap">
        {here && <button className="button small-button" aria-pressed={onAir} data-testid="site-broadcast" onClick={() => act({ type: 'broadcast', conference: id, site: onAir ? null : site.id })}><Radio size={14} aria-hidden="true" />{t(onAir ? 'control.stopBroadcast' : 'room.broadcast')}</button>}
        {here && own && own.id !== site.id && <button className="button small-button" data-testid="site-view" onClick={() => act({ type: 'view_site', conference: id, site: site.id })}><Eye size={14} aria-hidden="true" />{t('control.view')}</button>}
        {here && site.user != null && conference.chair !== site.user && <Sure key={`chair-${site.id}`} icon={<UserRoundCheck size={14} aria-hidden="true" />} word={t('control.giveChair')} sure={t('control.giveChairSure')} testid="site-chair" press={() => act({ type: 'grant_chair', conference: id, user: site.user! })} />}
        {here && own?.id !== site.id && <Sure key={`hang-${site.id}`} icon={<PhoneOff size={14} aria-hidden="true" />} word={t('room.hangUp')} sure={t('control.hangUpSure')} testid="site-hang-up" press={() => act({ type: 'hang_up_site', conference: id, site: site.id })} />}
        {own?.id !== site.id && <Sure key={`remove-${site.id}`} icon={<Trash2 size={14} aria-hidden="true" />} word={t('control.remove')} sure={t('control.removeSure')} testid="site-remove" press={() => act({ type: 'remove_site', conference: id, site: site.id })} />}
      </div>
    </div>
  );
}

/** Asks once more in its own place, by saying the effect. */
function Sure({ icon, word, sure, testid, press }: { icon: React.ReactNode; word: string; sure: string; testid: string; press: () => void }) {
  const [asked, setAsked] = useState(false);
  return (
    <button
      className={`button small-button ${asked ? 'danger' : ''}`} data-testid={asked ? `${testid}-sure` : testid}
      onBlur={() => setAsked(false)}
      onClick={() => {
        if (asked) press();
        setAsked(!asked);
      }}
    >
      {icon}{asked ? sure : word}
    </button>
  );
}
