// One order to the own unit, with one large button for the next step. It works cut off: the outbox keeps the press.
import './order.css';
import { BellRing, Check, MapPin } from 'lucide-react';
import { type FormEvent, useRef, useState } from 'react';
import { Link } from 'wouter';
import { submit, useEntity } from '../link';
import type { Input, Refusal } from '../link/types';
import { useT } from '../shell/i18n';
import { SeverityChip, useNow } from '../shell/marks';
import { RefusalNote } from '../shell/RefusalNote';
import { minuteText, momentText, ms, spanText } from '../shell/time';
import { type Mine, useShown } from './mine';
import { OrderRail } from './Rail';
import { Attached, ReplyFiles } from './ReplyFiles';
import { isLate, open } from './rail';
import { screenName } from './screen';
import { ordinal } from './words';

type Asked = 'return' | 'reply' | 'complete' | null;

function Head({ mine: { row } }: { mine: Mine }) {
  const t = useT();
  const now = useNow();
  const fresh = row.state === 'issued' || row.state === 'delivered';
  const late = isLate(row, now);
  const word = fresh ? t('order.fresh') : t(`order.rowState.${row.state}`);
  return (
    <div className={`task-head ${fresh ? 'fresh' : ''} ${late ? 'late' : ''}`}>
      <span className="row strong">{fresh ? <BellRing size={17} aria-hidden="true" /> : <Check size={17} aria-hidden="true" />}{word}</span>
      {row.due && (
        <span className="row">
          {fresh ? t('order.within', { count: Math.round((row.due.at - row.due.since) / 60_000_000) }) : t('order.dueAt', { what: t(`order.step.${row.due.what}`), time: momentText(ms(row.due.at), now) })}
          <b data-testid="task-clock">{late ? `+${spanText(now - ms(row.due.at))}` : spanText(ms(row.due.at) - now)}</b>
        </span>
      )}
    </div>
  );
}

const SEND: Record<Exclude<Asked, null>, (order: number, text: string, attachments: readonly number[]) => Input> = {
  return: (order, reason) => ({ type: 'return_order', order, reason }),
  reply: (order, text, attachments) => ({ type: 'reply_order', order, text, attachments: [...attachments] }),
  complete: (order, text) => ({ type: 'complete_order', order, text }),
};

export function Task({ mine, titled = true }: { mine: Mine; titled?: boolean }) {
  const t = useT();
  const now = useNow();
  const { order, row } = mine;
  const incident = useEntity('incident', order.incident);
  const box = useRef<HTMLElement>(null);
  useShown(box, mine);
  const [asked, setAsked] = useState<Asked>(null);
  const [text, setText] = useState('');
  const [files, setFiles] = useState<readonly number[]>([]);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const send = async (input: Input) => {
    setBusy(true);
    const outcome = await submit(input);
    setBusy(false);
    setRefusal(outcome.ok ? null : outcome.refusal);
    if (!outcome.ok) return;
    setAsked(null);
    setText('');
    setFiles([]);
  };
  const fresh = row.state === 'issued' || row.state === 'delivered';
  const last = row.replies.at(-1);
  const ask = (what: Asked) => setAsked(asked === what ? null : what);
  return (
    <article className="task" ref={box} data-testid="task" data-order={order.id} data-state={row.state} aria-label={order.content.title}>
      <Head mine={mine} />
      <div className="task-body">
        {titled && incident && (
          <p className="row wrap soft"><SeverityChip severity={incident.facts.severity} /><Link href={`/incident/${incident.id}`} className="grow">{incident.facts.title} · …{incident.number.slice(-4)}</Link></p>
        )}
        <h2 className="task-title">{order.content.title}</h2>
        {order.content.text && <p className="soft" style={{ whiteSpace: 'pre-wrap' }}>{order.content.text}</p>}
        <p className="row wrap soft">
          {order.content.complete_by != null && <span>{t('order.required')} <b className="strong">{t('order.doneBy', { time: momentText(ms(order.content.complete_by), now) })}</b></span>}
          {titled && incident?.facts.place.text && <span className="row" style={{ gap: 4 }}><MapPin size={14} aria-hidden="true" />{incident.facts.place.text}</span>}
          <span className="grow" /><span className="small muted">{t('order.issuedAt', { time: minuteText(ms(row.issued_at)), number: order.number })}</span>
        </p>
        {!fresh && <OrderRail row={row} />}
        {last && <p className="small soft">{t('order.step.reply')}{ordinal(row.replies.length)}：{last.text} <Attached incident={order.incident} ids={last.attachments} /></p>}
        {refusal && <RefusalNote refusal={refusal} />}
        {open(row) && (
          <div className="task-buttons">
            {fresh && <button className="button primary task-main" disabled={busy} data-testid="task-acknowledge" onClick={() => void send({ type: 'acknowledge_order', order: order.id, screen: screenName() })}><Check size={20} aria-hidden="true" />{t('order.acknowledge')}</button>}
            {!fresh && <button className={`button task-main ${asked === null ? 'primary' : ''}`} disabled={busy} aria-pressed={asked === 'reply'} data-testid="task-reply" onClick={() => ask('reply')}>{t('order.replyAsk')}</button>}
            {!fresh && <button className="button task-second" disabled={busy} aria-pressed={asked === 'complete'} data-testid="task-complete" onClick={() => ask('complete')}>{t('order.completeAsk')}</button>}
            <button className="button task-second" disabled={busy} aria-pressed={asked === 'return'} data-testid="task-return" onClick={() => ask('return')}>{t('order.returnAsk')}</button>
          </div>
        )}
        {asked && open(row) && (
          <form className="task-form" onSubmit={(event: FormEvent) => { event.preventDefault(); void send(SEND[asked](order.id, text.trim(), files)); }}>
            <label className="field"><span className="label">{t(`order.ask.${asked}`)}</span><textarea autoFocus required rows={2} maxLength={4000} data-testid="task-text" value={text} onChange={(event) => setText(event.target.value)} /></label>
            {asked === 'reply' && <ReplyFiles incident={order.incident} ids={files} onChange={setFiles} />}
            <div className="row"><button className="button primary" disabled={busy || text.trim() === ''} data-testid="task-send">{t(`order.do.${asked}`)}</button><button type="button" className="button" onClick={() => setAsked(null)}>{t('incident.cancel')}</button></div>
          </form>
        )}
      </div>
    </article>
  );
}
