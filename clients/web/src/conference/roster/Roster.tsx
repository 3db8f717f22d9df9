// 会场: who is here, who is called, who is gone, how their lines are; and what the chair may do to the chosen one.
import { useEntities } from '../../link';
import type { ConferenceView, ControlView, SiteView } from '../../link/types';
import { useT } from '../../shell/i18n';
import { RingAbsent } from '../calls/RingAbsent';
import type { Line } from '../links/line';
import { RefusedHere } from '../RefusedHere';
import { present } from '../sites';
import type { Actions } from '../useRoom';
import { grouped } from './groups';
import { Row } from './Row';
import { SiteActions } from './SiteActions';

interface Props {
  conference: ConferenceView; control: ControlView; speaking: ReadonlySet<number>; actions: Actions; lines: ReadonlyMap<number, Line>;
  selected: number | null; select: (site: number | null) => void;
  /** The own site, which looks at others; `null` for an operator. */
  own: SiteView | undefined;
}

export function Roster({ conference, control, speaking, actions, lines, selected, select, own }: Props) {
  const t = useT();
  const units = useEntities('unit');
  const act: Actions['act'] = (input) => actions.act(input, 'roster');
  const chosen = conference.sites.find((site) => site.id === selected);
  return (
    <aside className="panel roster" aria-label={t('room.sites')}>
      <header>
        <h2>{t('room.sites')}</h2>
        <span className="muted grow nowrap" data-testid="presence-count">{t('room.presentCount', { here: present(conference).length, all: conference.sites.length })}</span>
        <RingAbsent conference={conference} act={act} short />
      </header>
      <div className="roster-list" tabIndex={0} role="group" aria-label={t('room.sites')}>
        {grouped(conference, (site) => (site.unit ? units.get(site.unit)?.kind : undefined)).map(({ group, sites }) => (
          <section key={group}>
            <h3>{t(`room.groups.${group}`, { count: sites.length })}</h3>
            <ul>
              {sites.map((site) => (
                <Row key={site.id} {...{ conference, control, site, act, select }} speaking={speaking.has(site.id)} selected={selected === site.id} line={lines.get(site.id)} />
              ))}
            </ul>
          </section>
        ))}
      </div>
      <div className="roster-foot">
        <RefusedHere actions={actions} place="roster" />
        <SiteActions conference={conference} control={control} site={chosen} own={own} act={act} />
      </div>
      <footer>
        <button className="button" data-testid="mute-all" onClick={() => act({ type: 'mute_all', conference: conference.id, muted: true, except: [] })}>{t('room.muteAll')}</button>
        <button className="button" data-testid="open-speakers" onClick={() => act({ type: 'set_all_speakers', conference: conference.id, open: true, except: [] })}>{t('control.openSpeakers')}</button>
        <span className="muted small grow keys-hint"><kbd>M</kbd> {t('room.oneSite')}</span>
      </footer>
    </aside>
  );
}
