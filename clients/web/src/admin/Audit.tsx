// 审计: the log itself, newest first, each record with its link of the chain.
import { useEffect, useState } from 'react';
import { api } from '../link';
import type { components } from '../generated/api';
import { useT } from '../shell/i18n';
import { RefusalNote } from '../shell/RefusalNote';
import { clockText, dayText, ms } from '../shell/time';
import { useRun } from './useRun';

type AuditPage = components['schemas']['AuditPage'];
const PAGE = 100;

export function Audit() {
  const t = useT();
  const [entries, setEntries] = useState<AuditPage['entries']>([]);
  const [next, setNext] = useState<number | null>(null);
  const { refusal, busy, run } = useRun();
  const load = (before: number | null) => run(async () => {
    const page = await api.get<AuditPage>(`/api/audit?limit=${PAGE}${before === null ? '' : `&before=${before}`}`);
    setEntries((already) => (before === null ? page.entries : [...already, ...page.entries]));
    setNext(page.next ?? null);
  });
  useEffect(() => {
    void load(null);
    // Loaded once; `load` is made anew with every drawing.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);
  return (
    <section className="panel">
      <header><h2>{t('system.audit')}</h2><span className="muted grow">{t('system.auditNote')}</span><button className="button" disabled={busy} onClick={() => void load(null)}>{t('system.fresh')}</button></header>
      {refusal && <RefusalNote refusal={refusal} />}
      <table className="table">
        <thead><tr><th className="number">{t('system.seq')}</th><th>{t('system.time')}</th><th>{t('system.actor')}</th><th>{t('system.what')}</th><th>{t('system.summary')}</th><th>SM3</th></tr></thead>
        <tbody>
          {entries.map((entry) => (
            <tr key={entry.seq} data-testid="audit-row">
              <td className="number">{entry.seq}</td><td className="nowrap">{dayText(ms(entry.at))} {clockText(ms(entry.at))}</td><td className="mono">{entry.actor}</td><td className="mono">{entry.kind}</td><td>{entry.summary}</td>
              <td className="mono" title={entry.hash}>{entry.hash.slice(0, 12)}…</td>
            </tr>
          ))}
        </tbody>
      </table>
      {next !== null && <footer><button className="button" disabled={busy} onClick={() => void load(next)}>{t('system.older')}</button></footer>}
    </section>
  );
}
