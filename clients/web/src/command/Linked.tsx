// What is tied to the incident: departments' records, consultations, recordings.
import { useState } from 'react';
import { Link } from 'wouter';
import { submit, useEntities } from '../link';
import type { IncidentView, Refusal } from '../link/types';
import { useT } from '../shell/i18n';
import { useNow } from '../shell/marks';
import { RefusalNote } from '../shell/RefusalNote';
import { momentText, ms } from '../shell/time';
import { isOpenToChange } from './states';

export function LinkedRecords({ incident }: { incident: IncidentView }) {
  const t = useT();
  const now = useNow();
  const records = useEntities('feed_record');
  const units = useEntities('unit');
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const unlink = (record: number) => void submit({ type: 'unlink_record', record }).then((outcome) => setRefusal(outcome.ok ? null : outcome.refusal));
  return (
    <section className="panel" aria-label={t('incident.records')}>
      <header><h2>{t('incident.records')}</h2><span className="muted small">{t('incident.count', { count: incident.records.length })}</span></header>
      {refusal && <div className="body"><RefusalNote refusal={refusal} /></div>}
      {incident.records.length === 0 ? <p className="muted" style={{ padding: 12 }}>{t('incident.noRecords')}</p> : (
        <table className="table"><tbody>
          {incident.records.map((id) => {
            const record = records.get(id);
            return (
              <tr key={id} data-testid="linked-record">
                <td className="nowrap">{record ? momentText(ms(record.received_at), now) : ''}</td>
                <td className="nowrap">{record ? (units.get(record.unit)?.name ?? record.source) : t('incident.withheld')}</td>
                <td>{record?.facts.title}<br /><span className="muted small">{record?.source_number}</span></td>
                <td style={{ textAlign: 'right' }}>{isOpenToChange(incident.state) && <button className="button" data-testid="unlink" onClick={() => unlink(id)}>{t('incident.unlink')}</button>}</td>
              </tr>
            );
          })}
        </tbody></table>
      )}
    </section>
  );
}

export function Meetings({ incident }: { incident: IncidentView }) {
  const t = useT();
  const now = useNow();
  const conferences = [...useEntities('conference').values()].filter((each) => each.incident === incident.id);
  const recordings = [...useEntities('recording').values()].filter((each) => each.incident === incident.id);
  if (conferences.length + recordings.length === 0) return null;
  return (
    <section className="panel" aria-label={t('incident.meeting')}>
      <header><h2>{t('incident.meeting')}</h2></header>
      <table className="table"><tbody>
        {conferences.sort((a, b) => b.created_at - a.created_at).map((conference) => (
          <tr key={`c${conference.id}`}>
            <td className="nowrap">{momentText(ms(conference.created_at), now)}</td>
            <td>{conference.title}</td>
            <td className="nowrap soft">{t('incident.inMeeting', { present: conference.sites.filter((site) => site.presence.type === 'present').length, all: conference.sites.length })}</td>
            <td style={{ textAlign: 'right' }}>{conference.ended_at ? <span className="muted">{t('conference.ended')}</span> : <Link className="button" href={`/conference/${conference.id}`} data-testid="enter-conference">{t('incident.enter')}</Link>}</td>
          </tr>
        ))}
        {recordings.sort((a, b) => b.started_at - a.started_at).map((recording) => (
          <tr key={`r${recording.id}`}><td className="nowrap">{momentText(ms(recording.started_at), now)}</td><td>{recording.title}</td><td className="soft">{t('incident.recordings')}</td><td style={{ textAlign: 'right' }}><Link className="button" href={`/recording/${recording.id}`}>{t('incident.play')}</Link></td></tr>
        ))}
      </tbody></table>
    </section>
  );
}
