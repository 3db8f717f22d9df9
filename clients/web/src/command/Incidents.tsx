// Every incident this account may see: those of the live copy, and the archive.
import { useState } from 'react';
import { useLocation } from 'wouter';
import { useEntities, useMe } from '../link';
import type { IncidentView } from '../link/types';
import { Empty } from '../shell/Empty';
import { useT } from '../shell/i18n';
import { DepartmentMark, DueClock, SeverityChip, StateChip, useNow } from '../shell/marks';
import { momentText, ms } from '../shell/time';
import { Archive } from './Archive';
import { OPEN_STATES } from './states';
import { useTitle } from './title';

type Filter = 'all' | 'open' | 'closed' | 'archived';

function matches(incident: IncidentView, filter: Filter, query: string): boolean {
  if (filter !== 'all' && OPEN_STATES.has(incident.state) !== (filter === 'open')) return false;
  return query === '' || `${incident.number} ${incident.facts.title} ${incident.facts.place.text}`.includes(query);
}

export default function Incidents() {
  const t = useT();
  const now = useNow();
  const [, go] = useLocation();
  const me = useMe();
  const incidents = useEntities('incident');
  const units = useEntities('unit');
  const title = useTitle(me.mode);
  const [filter, setFilter] = useState<Filter>('open');
  const [query, setQuery] = useState('');
  const shown = [...incidents.values()].filter((incident) => matches(incident, filter, query.trim()));
  shown.sort((a, b) => b.reported_at - a.reported_at);
  return (
    <div className="page">
      <section className="panel" style={{ height: '100%' }}>
        <header className="wrap">
          <h2>{t('incident.list')}</h2>
          <span className="segmented" role="group">
            {(['open', 'closed', 'all'] as const).map((each) => (
              <button key={each} aria-pressed={filter === each} onClick={() => setFilter(each)}>{t(`incident.filter${each[0]!.toUpperCase()}${each.slice(1)}`)}</button>
            ))}
            <button aria-pressed={filter === 'archived'} data-testid="archived" onClick={() => setFilter('archived')}>{t('archive.tab')}</button>
          </span>
          <span className="grow" />
          {filter !== 'archived' && <input className="input" style={{ maxWidth: 320 }} placeholder={t('incident.search')} aria-label={t('incident.search')} value={query} onChange={(event) => setQuery(event.target.value)} />}
        </header>
        {filter === 'archived' ? <Archive /> : <div style={{ overflow: 'auto', flex: 1 }}>
          {shown.length === 0 ? <Empty title={t('incident.none')} text={t('incident.noneText')} /> : (
            <table className="table">
              <thead><tr><th /><th>{t('incident.number')}</th><th>{t('incident.title')}</th><th>{t('incident.place')}</th><th>{t('incident.severity')}</th><th>{t('incident.stateColumn')}</th><th>{t('incident.due')}</th><th>{t('incident.reported')}</th><th>{t('incident.updated')}</th></tr></thead>
              <tbody>
                {shown.map((incident) => {
                  const unit = units.get(incident.unit);
                  const open = () => go(`/incident/${incident.id}`);
                  return (
                    <tr key={incident.id} tabIndex={0} onClick={open} onKeyDown={(event) => event.key === 'Enter' && open()} data-testid="incident-line" data-incident={incident.id}>
                      <td>{unit && <DepartmentMark kind={unit.kind} name={unit.name} />}</td>
                      <td className="nowrap">{incident.number}</td>
                      <td className="strong">{title(incident.facts.title)}</td>
                      <td>{incident.facts.place.text || t('duty.place')}</td>
                      <td><SeverityChip severity={incident.facts.severity} /></td>
                      <td><StateChip state={incident.state} /></td>
                      <td>{incident.next_due ? <DueClock due={incident.next_due} /> : <span className="muted">{t('due.none')}</span>}</td>
                      <td className="nowrap">{momentText(ms(incident.reported_at), now)}</td>
                      <td className="nowrap">{momentText(ms(incident.updated_at), now)}</td>
                    </tr>
                  );
                })}
              </tbody>
            </table>
          )}
        </div>}
      </section>
    </div>
  );
}
