// 值班日志: what officers wrote down, among what the node's own log says happened in the same hours. Lines are added, never changed.
import { type FormEvent, useState } from 'react';
import { Link } from 'wouter';
import { submit, useMe } from '../link';
import type { DutyLine, DutyLog, Refusal } from '../link/types';
import { Empty } from '../shell/Empty';
import { useT } from '../shell/i18n';
import { useNow } from '../shell/marks';
import { RefusalNote } from '../shell/RefusalNote';
import { beijing, micros, minuteText, ms } from '../shell/time';
import { DAY, midnight } from './days';
import { keeps } from './shifts';
import { useFetched } from './useFetched';

type Kind = 'all' | 'entry' | 'other';

export function Log() {
  const t = useT();
  const me = useMe();
  const now = useNow();
  const [back, setBack] = useState(0);
  const [kind, setKind] = useState<Kind>('all');
  const day = midnight(now) - back * DAY;
  const { data, refusal, unreachable, again } = useFetched<DutyLog>(`/api/duty/log?from=${micros(day)}&to=${micros(day + DAY)}`);
  const lines = (data?.lines ?? []).filter((line) => kind === 'all' || (line.kind === 'entry') === (kind === 'entry'));
  const parts = beijing(day);
  return (
    <section className="panel duty-log" aria-label={t('shift.log.title')} data-testid="duty-log">
      <header className="wrap">
        <h2>{t('shift.log.title')}</h2>
        <span className="segmented" role="group">{(['all', 'entry', 'other'] as const).map((each) => <button key={each} aria-pressed={kind === each} onClick={() => setKind(each)}>{t(`shift.log.kinds.${each}`)}</button>)}</span>
        <span className="row" style={{ gap: 4 }}>
          <button className="button" onClick={() => setBack(back + 1)}>{t('shift.log.dayBefore')}</button>
          <b>{t('date', parts as unknown as Record<string, unknown>)} {t(`weekday.${parts.weekday}`)}</b>
          <button className="button" disabled={back === 0} onClick={() => setBack(back - 1)}>{t('shift.log.dayAfter')}</button>
        </span>
        <span className="grow" /><span className="muted small">{t('shift.log.note')}</span>
      </header>
      {keeps(me, me.unit) && <Write done={again} />}
      {refusal && <RefusalNote refusal={refusal} />}
      {unreachable && <p className="field-error" style={{ padding: 12 }}>{t('refusal.unreachable')}</p>}
      <div className="roster-scroll">
        {data && lines.length === 0 && <Empty title={t('shift.log.none')} text={t('shift.log.noneText')} />}
        <ol className="log-lines">{lines.map((line, index) => <Line key={line.seq ?? `${line.kind}-${line.at}-${index}`} line={line} />)}</ol>
        {data !== null && data.beyond > 0 && <p className="muted small" style={{ padding: 12 }}>{t('shift.beyond', { count: data.beyond })}</p>}
      </div>
    </section>
  );
}

function Line({ line }: { line: DutyLine }) {
  const t = useT();
  return (
    <li className="log-line" data-kind={line.kind} data-testid="log-line">
      <time className="strong">{minuteText(ms(line.at))}</time>
      <span className={`chip ${line.kind === 'entry' || line.kind === 'handover' ? 'outlined' : ''}`}>{t(`shift.log.of.${line.kind}`)}</span>
      <span className="grow log-text">{line.text}{line.incident != null && <> <Link href={`/incident/${line.incident}`} className="nowrap">{t('shift.log.open')}</Link></>}</span>
      <span className="soft small log-by">{line.by}</span>
    </li>
  );
}

function Write({ done }: { done: () => void }) {
  const t = useT();
  const [text, setText] = useState('');
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const write = async (event: FormEvent) => {
    event.preventDefault();
    const outcome = await submit({ type: 'add_duty_entry', text: text.trim() });
    setRefusal(outcome.ok ? null : outcome.refusal);
    if (!outcome.ok) return;
    setText('');
    done();
  };
  return (
    <form className="log-form" onSubmit={(event) => void write(event)}>
      <input className="input grow" aria-label={t('shift.log.write')} placeholder={t('shift.log.write')} data-testid="log-text" maxLength={4000} value={text} onChange={(event) => setText(event.target.value)} />
      <button className="button primary" data-testid="log-add" disabled={text.trim() === ''}>{t('shift.log.add')}</button>
      {refusal && <RefusalNote refusal={refusal} />}
    </form>
  );
}
