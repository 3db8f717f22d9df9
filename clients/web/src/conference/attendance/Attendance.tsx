// 签到: who is to come, who is here, who has signed; the files to keep. 点名发言 is something else.
import { useEntities } from '../../link';
import type { ConferenceView, Input, SiteView } from '../../link/types';
import { useT, type Translate } from '../../shell/i18n';
import { DepartmentMark } from '../../shell/marks';
import { minuteText, ms } from '../../shell/time';
import { present } from '../sites';
import '../meeting.css';

/** In units, as the exported table counts. */
export function counts(conference: ConferenceView): { due: number; here: number; signed: number } {
  const { invited, attendance } = conference.meeting;
  const here = new Set(present(conference).map((site) => site.unit));
  const signed = new Set(attendance.filter((line) => line.checked_in_at != null).map((line) => line.unit));
  return { due: invited.length, here: invited.filter((unit) => here.has(unit)).length, signed: invited.filter((unit) => signed.has(unit)).length };
}

export function Attendance({ conference, control, act }: { conference: ConferenceView; control: boolean; act: (input: Input) => void }) {
  const t = useT();
  const units = useEntities('unit');
  const { due, here, signed } = counts(conference);
  return (
    <div className="meeting-form" data-testid="attendance">
      <dl className="attendance-counts">
        {([['due', due], ['present', here], ['signed', signed]] as const).map(([name, count]) => <div key={name}><dt>{t(`meeting.attendance.${name}`)}</dt><dd data-testid={`attendance-${name}`}>{t('meeting.attendance.units', { count })}</dd></div>)}
      </dl>
      <ul className="meeting-list">
        {conference.sites.map((site) => {
          const kind = site.unit == null ? undefined : units.get(site.unit)?.kind;
          const mayFor = control && site.presence.type === 'present' && !lineOf(conference, site)?.checked_in_at;
          return (
            <li key={site.id} data-testid="attendance-row">
              {kind && <DepartmentMark kind={kind} />}
              <span className="grow">{site.name}</span>
              <span className={lineOf(conference, site)?.checked_in_at ? 'chip done' : 'chip'}>{standing(t, conference, site)}</span>
              {mayFor && <button className="button small-button" data-testid="sign-for" onClick={() => act({ type: 'check_in', conference: conference.id, site: site.id })}>{t('meeting.attendance.signFor')}</button>}
            </li>
          );
        })}
      </ul>
      <div className="row wrap">
        <a className="button" href={`/api/conferences/${conference.id}/attendance.csv`} download data-testid="attendance-csv">{t('meeting.attendance.sheet')}</a>
        <a className="button" href={`/api/conferences/${conference.id}/attendance.docx`} download data-testid="attendance-docx">DOCX</a>
        <a className="button" href={`/api/conferences/${conference.id}/attendance.html`} target="_blank" rel="noreferrer" data-testid="attendance-page">{t('meeting.attendance.page')}</a>
      </div>
    </div>
  );
}

const lineOf = (conference: ConferenceView, site: SiteView) => conference.meeting.attendance.find((line) => line.site === site.id);

function standing(t: Translate, conference: ConferenceView, site: SiteView): string {
  const line = lineOf(conference, site);
  if (!line) return t('meeting.attendance.absent');
  if (line.checked_in_at == null) return t('meeting.attendance.unsigned');
  const by = line.checked_in_for ? ` · ${t('meeting.attendance.signedFor', { name: line.checked_in_by ?? '' })}` : '';
  return t('meeting.attendance.signedAt', { time: minuteText(ms(line.checked_in_at)) }) + by;
}

/** A site that is here and has not signed yet. */
export function CheckInButton({ conference, site, act }: { conference: ConferenceView; site: SiteView | undefined; act: (input: Input) => void }) {
  const t = useT();
  if (!site || site.presence.type !== 'present' || lineOf(conference, site)?.checked_in_at) return null;
  return <button className="button" data-testid="check-in" onClick={() => act({ type: 'check_in', conference: conference.id })}>{t('meeting.attendance.sign')}</button>;
}
