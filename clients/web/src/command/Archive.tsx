// 归档: archived incidents, asked of the node by pages. They are in no live copy.
import { useEffect, useState } from 'react';
import { useLocation } from 'wouter';
import { api, Refused, useEntities, useMe } from '../link';
import { typeName, useCatalogue } from '../link/catalogue';
import type { IncidentPage, Refusal } from '../link/types';
import { Empty } from '../shell/Empty';
import { useT } from '../shell/i18n';
import { SeverityChip, useNow } from '../shell/marks';
import { RefusalNote } from '../shell/RefusalNote';
import { momentText, ms } from '../shell/time';
import { useTitle } from './title';

/** Milliseconds without a key before the node is asked. */
const PAUSE = 200;

interface Choices { type_code: string; town: string; unit: string; from: string; to: string; text: string }
const NONE: Choices = { type_code: '', town: '', unit: '', from: '', to: '', text: '' };
const DAY_US = 86_400_000_000;

/** Midnight in Beijing of a date field, microseconds. */
function midnight(day: string): number {
  return Date.parse(`${day}T00:00:00+08:00`) * 1000;
}

function query(choices: Choices, page: number): string {
  const asked = new URLSearchParams({ state: 'archived', page: String(page) });
  for (const name of ['type_code', 'town', 'unit'] as const) if (choices[name]) asked.set(name, choices[name]);
  if (choices.text.trim()) asked.set('text', choices.text.trim());
  if (choices.from) asked.set('from', String(midnight(choices.from)));
  // The day that is named is within.
  if (choices.to) asked.set('to', String(midnight(choices.to) + DAY_US));
  return `/api/incidents?${asked}`;
}

type State = { page: IncidentPage | null; refusal: Refusal | null; failed: boolean };

function usePage(path: string, again: number): State {
  const [state, setState] = useState<State>({ page: null, refusal: null, failed: false });
  useEffect(() => {
    const asked = new AbortController();
    const timer = setTimeout(() => {
      api.get<IncidentPage>(path, asked.signal).then(
        (page) => setState({ page, refusal: null, failed: false }),
        (error: unknown) => {
          if (!asked.signal.aborted) setState({ page: null, refusal: error instanceof Refused ? error.refusal : null, failed: !(error instanceof Refused) });
        },
      );
    }, PAUSE);
    return () => {
      clearTimeout(timer);
      asked.abort();
    };
  }, [path, again]);
  return state;
}

function Choose({ label, value, options, onChange }: { label: string; value: string; options: readonly { value: string; label: string }[]; onChange: (value: string) => void }) {
  const t = useT();
  return (
    <label className="field"><span className="label">{label}</span>
      <select className="input" value={value} onChange={(event) => onChange(event.target.value)}>
        <option value="">{t('archive.any')}</option>
        {options.map((option) => <option key={option.value} value={option.value}>{option.label}</option>)}
      </select>
    </label>
  );
}

export function Archive() {
  const t = useT();
  const now = useNow();
  const [, go] = useLocation();
  const title = useTitle(useMe().mode);
  const types = useCatalogue();
  const units = [...useEntities('unit').values()];
  const [choices, setChoices] = useState(NONE);
  const [at, setAt] = useState(0);
  const [again, setAgain] = useState(0);
  const { page, refusal, failed } = usePage(query(choices, at), again);
  const choose = (change: Partial<Choices>) => {
    setChoices({ ...choices, ...change });
    setAt(0);
  };
  const towns = units.filter((unit) => unit.code).map((unit) => ({ value: unit.code!, label: unit.name }));
  const chosen = Object.values(choices).some((value) => value !== '');
  return (
    <>
      <div className="row wrap" style={{ padding: '8px 12px', alignItems: 'flex-end' }} role="search" aria-label={t('archive.tab')}>
        <label className="field grow" style={{ minWidth: 180 }}><span className="label">{t('archive.text')}</span><input className="input" value={choices.text} maxLength={60} data-testid="archive-text" onChange={(event) => choose({ text: event.target.value })} /></label>
        <Choose label={t('archive.type')} value={choices.type_code} options={types.map((type) => ({ value: type.code, label: type.name }))} onChange={(type_code) => choose({ type_code })} />
        <Choose label={t('archive.town')} value={choices.town} options={towns} onChange={(town) => choose({ town })} />
        <Choose label={t('archive.unit')} value={choices.unit} options={units.map((unit) => ({ value: unit.id, label: unit.name }))} onChange={(unit) => choose({ unit })} />
        <label className="field"><span className="label">{t('archive.from')}</span><input className="input" type="date" value={choices.from} onChange={(event) => choose({ from: event.target.value })} /></label>
        <label className="field"><span className="label">{t('archive.to')}</span><input className="input" type="date" value={choices.to} onChange={(event) => choose({ to: event.target.value })} /></label>
        <button className="button" disabled={!chosen} onClick={() => choose(NONE)}>{t('archive.clear')}</button>
      </div>
      <div style={{ overflow: 'auto', flex: 1 }} aria-busy={!page && !failed && !refusal}>
        {refusal && <RefusalNote refusal={refusal} />}
        {failed && <div className="row" style={{ padding: 12 }}><span>{t('archive.failed')}</span><button className="button" onClick={() => setAgain(again + 1)}>{t('archive.again')}</button></div>}
        {page?.rows.length === 0 && <Empty title={t('archive.none')} text={t('archive.noneText')} />}
        {page && page.rows.length > 0 && (
          <table className="table archive-table">
            <thead><tr><th>{t('incident.number')}</th><th>{t('incident.title')}</th><th>{t('archive.type')}</th><th>{t('incident.place')}</th><th>{t('incident.severity')}</th><th>{t('incident.reported')}</th><th>{t('incident.updated')}</th></tr></thead>
            <tbody>
              {page.rows.map((row) => {
                const open = () => go(`/incident/${row.id}`);
                return (
                  <tr key={row.id} tabIndex={0} onClick={open} onKeyDown={(event) => event.key === 'Enter' && open()} data-testid="archive-line" data-incident={row.id}>
                    <td className="nowrap">{row.number}</td>
                    <td className="strong">{title(row.title)}</td>
                    <td>{typeName(types, row.type_code)}</td>
                    <td>{row.place || t('duty.place')}</td>
                    <td><SeverityChip severity={row.severity} /></td>
                    <td className="nowrap">{momentText(ms(row.reported_at), now)}</td>
                    <td className="nowrap">{momentText(ms(row.updated_at), now)}</td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        )}
      </div>
      <footer className="row" style={{ padding: '8px 12px', borderTop: '1px solid var(--line)' }}>
        <span className="muted small" role="status" data-testid="archive-total">{page ? t('archive.total', { total: page.total }) : t('archive.loading')}</span>
        <span className="grow" />
        <button className="button" disabled={at === 0} onClick={() => setAt(at - 1)}>{t('archive.newer')}</button>
        <span className="small nowrap">{t('archive.page', { page: at + 1, pages: Math.max(1, page?.pages ?? 1) })}</span>
        <button className="button" disabled={!page || at + 1 >= page.pages} data-testid="archive-older" onClick={() => setAt(at + 1)}>{t('archive.older')}</button>
      </footer>
    </>
  );
}
