// What may be done to the chosen site. A place of its own with a fixed height: rows never move when one is chosen.
import { Eye, Home, Megaphone, PhoneOff, Trash2, UserRoundCheck } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { ConferenceView, ControlView, SiteView } from '../../link/types';
import { useT } from '../../shell/i18n';
import { PinSelect } from '../pin/PinSelect';
import type { Act } from '../useRoom';
import { SiteLines } from './SiteLines';

interface Props { conference: ConferenceView; control: ControlView; site: SiteView | undefined; own: SiteView | undefined; act: Act }

export function SiteActions({ conference, control, site, own, act }: Props) {
  const t = useT();
  if (!site) return <div className="site-actions empty-actions"><p className="muted small">{t('control.chooseSite')}</p></div>;
  const here = site.presence.type === 'present';
  return (
    <div className="site-actions" role="group" aria-label={site.name} data-testid="site-actions">
      <div className="row"><b className="grow">{site.name}</b>{here && <PinSelect conference={conference} control={control} viewer={site} act={act} />}</div>
      {here && <SiteLines site={site} />}
      <div className="row wrap">
        {here && <Here {...{ conference, control, site, own, act }} />}
        {own?.id !== site.id && <Sure key={`remove-${site.id}`} icon={<Trash2 size={14} aria-hidden="true" />} word={t('control.remove')} sure={t('control.removeSure')} testid="site-remove" press={() => act({ type: 'remove_site', conference: conference.id, site: site.id })} />}
      </div>
    </div>
  );
}

function Here({ conference, site, own, act }: Props & { site: SiteView }) {
  const t = useT();
  const id = conference.id;
  const other = own?.id !== site.id;
  return (
    <>
      {site.id !== conference.chair_site && <button className="button small-button" data-testid="site-call" onClick={() => act({ type: 'roll_call', conference: id, step: { type: 'call', site: site.id } })}><Megaphone size={14} aria-hidden="true" />{t('control.callOne')}</button>}
      {other && own && <button className="button small-button" data-testid="site-view" onClick={() => act({ type: 'view_site', conference: id, site: site.id })}><Eye size={14} aria-hidden="true" />{t('control.view')}</button>}
      {site.id !== conference.chair_site && <Sure key={`place-${site.id}`} icon={<Home size={14} aria-hidden="true" />} word={t('control.makeChairSite')} sure={t('control.makeChairSiteSure')} testid="site-chair-site" press={() => act({ type: 'set_chair_site', conference: id, site: site.id })} />}
      {site.user != null && conference.chair !== site.user && <Sure key={`chair-${site.id}`} icon={<UserRoundCheck size={14} aria-hidden="true" />} word={t('control.giveChair')} sure={t('control.giveChairSure')} testid="site-chair" press={() => act({ type: 'grant_chair', conference: id, user: site.user! })} />}
      {other && <Sure key={`hang-${site.id}`} icon={<PhoneOff size={14} aria-hidden="true" />} word={t('room.hangUp')} sure={t('control.hangUpSure')} testid="site-hang-up" press={() => act({ type: 'hang_up_site', conference: id, site: site.id })} />}
    </>
  );
}

/** Asks once more in its own place, by saying the effect. */
function Sure({ icon, word, sure, testid, press }: { icon: ReactNode; word: string; sure: string; testid: string; press: () => void }) {
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
