// 值班快报: what the node makes of a period, as a page to read and to print.
import { Printer } from 'lucide-react';
import { useState } from 'react';
import type { Bulletin } from '../link/types';
import { useT } from '../shell/i18n';
import { useNow } from '../shell/marks';
import { beijing, micros, minuteText, ms } from '../shell/time';
import { DAY, midnight } from './days';
import { useFetched } from './useFetched';

type Period = 'shift' | 'today' | 'yesterday' | 'week';

function query(period: Period, now: number): string {
  const today = midnight(now);
  const span = (from: number, to: number | null) => `?from=${micros(from)}${to === null ? '' : `&to=${micros(to)}`}`;
  switch (period) {
    case 'shift': return '';
    case 'today': return span(today, null);
    case 'yesterday': return span(today - DAY, today);
    case 'week': return span(today - 6 * DAY, null);
  }
}

export function BulletinPage() {
  const t = useT();
  const now = useNow();
  const [period, setPeriod] = useState<Period>('shift');
  const { data, unreachable } = useFetched<Bulletin>(`/api/duty/bulletin${query(period, now)}`);
  const moment = (at: number) => `${t('date', beijing(at) as unknown as Record<string, unknown>)} ${minuteText(at)}`;
  return (
    <section className="panel bulletin-panel" aria-label={t('shift.sections.bulletin')}>
      <header className="wrap no-print">
        <h2>{t('shift.sections.bulletin')}</h2>
        <span className="segmented" role="group">{(['shift', 'today', 'yesterday', 'week'] as const).map((each) => <button key={each} aria-pressed={period === each} data-testid={`bulletin-${each}`} onClick={() => setPeriod(each)}>{t(`shift.bulletin.periods.${each}`)}</button>)}</span>
        <span className="grow" /><span className="muted small">{t('shift.bulletin.note')}</span>
        <button className="button primary" data-testid="bulletin-print" disabled={!data} onClick={() => print()}><Printer size={15} aria-hidden="true" />{t('shift.bulletin.print')}</button>
      </header>
      <div className="roster-scroll">
        {unreachable && <p className="field-error" style={{ padding: 12 }}>{t('refusal.unreachable')}</p>}
        {data && (
          <article className="bulletin printable" data-testid="bulletin">
            <h1>{data.title}</h1>
            <p className="bulletin-span">{moment(ms(data.from))} — {moment(ms(data.to))}</p>
            {data.sections.map((section) => (
              <section key={section.heading}>
                <h2>{section.heading}</h2>
                {section.paragraphs.map((paragraph) => <p key={paragraph}>{paragraph}</p>)}
                {section.table && (
                  <div className="bulletin-table"><table>
                    <thead><tr>{section.table.head.map((name) => <th key={name}>{name}</th>)}</tr></thead>
                    <tbody>{section.table.rows.map((row, index) => <tr key={index}>{row.map((cell, column) => <td key={column}>{cell}</td>)}</tr>)}</tbody>
                  </table></div>
                )}
              </section>
            ))}
          </article>
        )}
      </div>
    </section>
  );
}
