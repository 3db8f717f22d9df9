// 交接班: what is listed now with the giving officer's remarks; what waits to be taken; handovers as they were given.
import { Printer } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { submit, useEntities, useMe } from '../link';
import type { HandoverItem, HandoverKind, HandoverList, HandoverSheet, HandoverView, Refusal } from '../link/types';
import { Empty } from '../shell/Empty';
import { useT } from '../shell/i18n';
import { SeverityChip, useNow } from '../shell/marks';
import { RefusalNote } from '../shell/RefusalNote';
import { dayText, minuteText, momentText, ms } from '../shell/time';
import { keeps, names, useCountyUnit, useShifts } from './shifts';
import { useFetched } from './useFetched';

const KINDS: readonly HandoverKind[] = ['open_incident', 'unacknowledged_order', 'due_report', 'equipment_fault', 'pending_instruction'];

/** Whose duty this account does: leaders and duty officers the county's. */
export function useOwnDuty(): string {
  const me = useMe();
  const county = useCountyUnit();
  return (me.role === 'leader' || me.role === 'duty_officer') && county ? county : me.unit;
}

export function Handover() {
  const unit = useOwnDuty();
  const all = [...useEntities('handover').values()].filter((each) => each.unit === unit).sort((a, b) => b.id - a.id);
  const [chosen, setChosen] = useState<number | 'now' | null>(null);
  const waiting = all.find((each) => each.state === 'given');
  const shown = chosen ?? waiting?.id ?? 'now';
  const handover = all.find((each) => each.id === shown);
  return (
    <div className="handover-body">
      <Earlier all={all} waiting={waiting} shown={shown} choose={setChosen} />
      {handover ? <Given key={handover.id} handover={handover} /> : <Now unit={unit} waiting={waiting} given={(id) => setChosen(id)} />}
    </div>
  );
}

function Earlier({ all, waiting, shown, choose }: { all: HandoverView[]; waiting?: HandoverView; shown: number | 'now'; choose: (id: number | 'now') => void }) {
  const t = useT();
  const now = useNow();
  return (
    <nav className="panel handover-list" aria-label={t('shift.handover.earlier')}>
      <header><h2>{t('shift.handover.title')}</h2></header>
      <div className="roster-scroll">
        {!waiting && <button className="handover-row" aria-pressed={shown === 'now'} data-testid="handover-now" onClick={() => choose('now')}><b>{t('shift.handover.now')}</b><span className="soft small">{t('shift.handover.nowText')}</span></button>}
        {all.map((each) => (
          <button key={each.id} className="handover-row" aria-pressed={shown === each.id} data-testid="handover-row" data-state={each.state} onClick={() => choose(each.id)}>
            <span className="row wrap"><b>{momentText(ms(each.given_at), now)}</b><StateChip handover={each} /></span>
            <span className="soft small">{each.given_by}{each.taken_by && ` → ${each.taken_by}`}</span>
          </button>
        ))}
      </div>
    </nav>
  );
}

function StateChip({ handover }: { handover: HandoverView }) {
  const t = useT();
  const tone = handover.state === 'given' ? 'waiting' : handover.state === 'confirmed' ? 'done' : '';
  return <span className={`chip ${tone}`}>{t(`shift.handover.states.${handover.state}`)}</span>;
}

/** The list as it is now; giving it freezes it. */
function Now({ unit, waiting, given }: { unit: string; waiting?: HandoverView; given: (id: number) => void }) {
  const t = useT();
  const me = useMe();
  const now = useNow();
  const { data, unreachable, again } = useFetched<HandoverList>('/api/duty/handover');
  const [remarks, setRemarks] = useState<Record<string, string>>({});
  const [text, setText] = useState('');
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const next = useShifts(unit).find((shift) => ms(shift.start) > now);
  const give = async () => {
    const listed = new Set(data?.items.map((item) => item.key));
    const said = Object.entries(remarks).filter(([key, remark]) => remark.trim() !== '' && listed.has(key)).map(([key, remark]) => ({ key, text: remark }));
    const outcome = await submit({ type: 'give_handover', remarks: said, text });
    setRefusal(outcome.ok ? null : outcome.refusal);
    if (outcome.ok && outcome.made?.kind === 'handover') given(outcome.made.id);
    if (!outcome.ok) again();
  };
  if (!data) return <section className="panel handover-sheet">{unreachable && <p className="field-error body">{t('refusal.unreachable')}</p>}</section>;
  return (
    <section className="panel handover-sheet" aria-label={t('shift.handover.now')} data-testid="handover-draft">
      <header className="wrap"><h2>{t('shift.handover.now')}</h2><span className="muted small">{t('shift.handover.asOf', { time: minuteText(ms(data.at)) })}</span><span className="grow" />{next && <span className="soft small">{t('shift.handover.next', { time: `${dayText(ms(next.start))} ${minuteText(ms(next.start))}`, names: names(next.officers) })}</span>}</header>
      <div className="roster-scroll">
        <Items list={data} remark={(item) => <input className="input remark" aria-label={t('shift.handover.remarkOn', { title: item.title })} placeholder={t('shift.handover.remark')} data-testid="handover-remark" maxLength={1000} value={remarks[item.key] ?? ''} onChange={(event) => setRemarks({ ...remarks, [item.key]: event.target.value })} />} />
      </div>
      {keeps(me, me.unit) && !waiting && (
        <footer className="handover-foot">
          <textarea className="input" rows={2} aria-label={t('shift.handover.text')} placeholder={t('shift.handover.text')} data-testid="handover-text" maxLength={4000} value={text} onChange={(event) => setText(event.target.value)} />
          {refusal && <RefusalNote refusal={refusal} />}
          <div className="row wrap"><button className="button primary" data-testid="handover-give" onClick={() => void give()}>{t('shift.handover.give', { count: data.items.length })}</button><span className="muted small">{t('shift.handover.giveNote')}</span></div>
        </footer>
      )}
    </section>
  );
}

/** As it was given: reading, printing, and, while it waits, taking it over. */
function Given({ handover }: { handover: HandoverView }) {
  const t = useT();
  const me = useMe();
  const now = useNow();
  const { data } = useFetched<HandoverSheet>(`/api/duty/handovers/${handover.id}`);
  const [text, setText] = useState('');
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const open = handover.state === 'given';
  const send = async (input: Parameters<typeof submit>[0]) => {
    const outcome = await submit(input);
    setRefusal(outcome.ok ? null : outcome.refusal);
  };
  return (
    <section className="panel handover-sheet printable" aria-label={t('shift.handover.title')} data-testid="handover-given" data-state={handover.state}>
      <header className="wrap">
        <h2>{t('shift.handover.sheet', { jurisdiction: me.jurisdiction_name })}</h2><StateChip handover={handover} /><span className="grow" />
        <button className="button no-print" data-testid="handover-print" onClick={() => print()}><Printer size={15} aria-hidden="true" />{t('shift.print')}</button>
      </header>
      <dl className="handover-head">
        <div><dt>{t('shift.handover.giver')}</dt><dd>{handover.given_by} · {dayText(ms(handover.given_at))} {minuteText(ms(handover.given_at))}</dd></div>
        <div><dt>{t('shift.handover.taker')}</dt><dd data-testid="handover-taker">{handover.taken_by ? `${handover.taken_by} · ${dayText(ms(handover.ended_at!))} ${minuteText(ms(handover.ended_at!))}` : t('shift.handover.nobodyYet')}</dd></div>
        {handover.text && <div className="wide"><dt>{t('shift.handover.said')}</dt><dd>{handover.text}</dd></div>}
        {handover.answer && <div className="wide"><dt>{t('shift.handover.answered')}</dt><dd>{handover.answer}</dd></div>}
      </dl>
      <div className="roster-scroll">{data && <Items list={data.list} remark={(item) => (item.remark ? <p className="remark-text"><b>{t('shift.handover.remark')}</b> {item.remark}</p> : null)} />}</div>
      {open && (
        <footer className="handover-foot no-print">
          {handover.giver === me.id ? (
            <div className="row wrap"><span className="grow soft">{t('shift.handover.waits', { time: momentText(ms(handover.given_at), now) })}</span><button className="button" data-testid="handover-withdraw" onClick={() => void send({ type: 'withdraw_handover', handover: handover.id })}>{t('shift.handover.withdraw')}</button></div>
          ) : (
            <>
              <textarea className="input" rows={2} aria-label={t('shift.handover.answer')} placeholder={t('shift.handover.answer')} data-testid="handover-answer" maxLength={4000} value={text} onChange={(event) => setText(event.target.value)} />
              <div className="row wrap"><button className="button primary" data-testid="handover-confirm" onClick={() => void send({ type: 'confirm_handover', handover: handover.id, text })}>{t('shift.handover.confirm')}</button><span className="muted small">{t('shift.handover.confirmNote')}</span></div>
            </>
          )}
          {refusal && <RefusalNote refusal={refusal} />}
        </footer>
      )}
    </section>
  );
}

function Items({ list, remark }: { list: HandoverList; remark: (item: HandoverItem) => ReactNode }) {
  const t = useT();
  if (list.items.length === 0) return <Empty title={t('shift.handover.nothing')} />;
  return (
    <>
      {KINDS.map((kind) => {
        const items = list.items.filter((item) => item.kind === kind);
        return (
          <section key={kind} className="handover-kind" data-testid={`handover-${kind}`} data-count={items.length}>
            <h3>{t(`shift.handover.of.${kind}`)} <span className={items.length > 0 ? 'count-some' : 'muted'}>{items.length}</span></h3>
            {items.map((item) => (
              <article key={item.key} className="handover-item" data-key={item.key}>
                <span className="handover-title"><b>{item.title}</b>{kind === 'open_incident' && <SeverityChip severity={item.severity} />}</span>
                <span className="soft">{item.who}</span><span className="soft">{item.detail}</span>
                <Moment item={item} at={ms(list.at)} />
                {remark(item)}
              </article>
            ))}
          </section>
        );
      })}
      {list.beyond > 0 && <p className="muted small" style={{ padding: 12 }}>{t('shift.beyond', { count: list.beyond })}</p>}
    </>
  );
}

/** The deadline as it stood when the list was made; of a silent device, since when nothing came. */
function Moment({ item, at }: { item: HandoverItem; at: number }) {
  const t = useT();
  if (item.at == null) return <span />;
  const time = `${dayText(ms(item.at)) === dayText(at) ? '' : `${dayText(ms(item.at))} `}${minuteText(ms(item.at))}`;
  if (item.kind === 'equipment_fault') return <span className="nowrap soft">{t('shift.handover.lastHeard', { time })}</span>;
  const late = ms(item.at) <= at;
  return <span className={`nowrap ${late ? 'handover-late' : ''}`}>{t(late ? 'shift.handover.late' : 'shift.handover.by', { time })}</span>;
}
