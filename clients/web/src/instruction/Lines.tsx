// 批示 under the reports: what a leader wrote, to how many it has been conveyed, who has replied. A leader writes one here.
import { type FormEvent, useState } from 'react';
import { serverNow, submit, useEntities, useMe } from '../link';
import type { IncidentView, InstructionView, OrderRecipient, Refusal } from '../link/types';
import { nextMoment } from '../order/moment';
import { useRecipients } from '../order/recipients';
import { useT } from '../shell/i18n';
import { DepartmentMark, useNow } from '../shell/marks';
import { RefusalNote } from '../shell/RefusalNote';
import { micros, momentText, ms } from '../shell/time';

function Line({ instruction }: { instruction: InstructionView }) {
  const t = useT();
  const now = useNow();
  const units = useEntities('unit');
  const [opened, setOpened] = useState(false);
  const { rows } = instruction;
  const conveyed = rows.filter((row) => row.shown.length > 0 || row.reply).length;
  const replied = rows.filter((row) => row.reply).length;
  const late = instruction.reply_by != null && ms(instruction.reply_by) <= now && replied < rows.length;
  return (
    <li className="report-row" data-testid="instruction-row" data-instruction={instruction.id} data-conveyed={conveyed} data-replied={replied}>
      <span className="who"><span className="strong">{t('instruction.instruction')}</span><span className="muted small">{momentText(ms(instruction.at), now)}</span></span>
      <span className="soft small grow">{instruction.by}：{instruction.text}{instruction.reply_by != null ? `（${t('instruction.replyBy', { time: momentText(ms(instruction.reply_by), now) })}）` : ''}</span>
      <span className={`chip ${late ? 'bad' : conveyed === rows.length ? 'done' : ''}`}>{late ? t('instruction.late', { done: replied, all: rows.length }) : replied > 0 ? t('instruction.replied', { done: replied, all: rows.length }) : t('instruction.conveyed', { done: conveyed, all: rows.length })}</span>
      <button className="button plain" aria-expanded={opened} onClick={() => setOpened(!opened)}>{t('instruction.who')}</button>
      {opened && (
        <ol className="order-proof small" style={{ flexBasis: '100%' }}>
          {rows.map((row) => (
            <li key={row.unit}><time className="muted">{row.shown[0] ? momentText(ms(row.shown[0].at), now) : '—'}</time><span className="strong">{t(row.reply ? 'instruction.didReply' : row.shown[0] ? 'instruction.didSee' : 'instruction.notYet')}</span><span className="soft">{units.get(row.unit)?.name ?? row.unit}{row.reply ? `：${row.reply.text}` : row.shown[0] ? ` · ${row.shown[0].name}` : ''}</span></li>
          ))}
        </ol>
      )}
    </li>
  );
}

function Form({ incident, onDone }: { incident: IncidentView; onDone: () => void }) {
  const t = useT();
  const units = [...useEntities('unit').values()].filter((unit) => !unit.disabled && unit.kind !== 'centre');
  const orders = useEntities('order');
  // Whoever is at work on the incident is who it mostly concerns.
  const [named, setNamed] = useState<readonly OrderRecipient[]>(() => {
    const busy = [...orders.values()].filter((order) => order.incident === incident.id).flatMap((order) => order.rows.map((row) => row.unit));
    return [...new Set(busy)].map((id) => ({ kind: 'unit', id }));
  });
  const [text, setText] = useState('');
  const [by, setBy] = useState('');
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const count = useRecipients(named).length;
  const has = (id: string) => named.some((each) => each.id === id);
  const toggle = (id: string) => setNamed(has(id) ? named.filter((each) => each.id !== id) : [...named, { kind: 'unit', id }]);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    const at = nextMoment(by, serverNow());
    const outcome = await submit({ type: 'give_instruction', incident: incident.id, text: text.trim(), units: [...named], ...(at === null ? {} : { reply_by: micros(at) }) });
    if (outcome.ok) onDone();
    else setRefusal(outcome.refusal);
  };
  return (
    <form className="report-draft" onSubmit={(event) => void send(event)} data-testid="instruction-form">
      <label className="field"><span className="label">{t('instruction.instruction')}</span><textarea autoFocus required rows={2} maxLength={4000} data-testid="instruction-text" value={text} onChange={(event) => setText(event.target.value)} /></label>
      <div className="choose-units">{units.map((unit) => <label key={unit.id}><input type="checkbox" data-testid={`convey-${unit.id}`} checked={has(unit.id)} onChange={() => toggle(unit.id)} /><DepartmentMark kind={unit.kind} name={unit.name} />{unit.name}</label>)}</div>
      <label className="field" style={{ width: 130 }}><span className="label">{t('instruction.by')}</span><input inputMode="numeric" placeholder="04:00" pattern="\d{1,2}[:：]\d{2}" value={by} onChange={(event) => setBy(event.target.value)} /></label>
      {refusal && <RefusalNote refusal={refusal} />}
      <div className="row"><button className="button primary" disabled={count === 0 || text.trim() === ''} data-testid="instruction-send">{t('instruction.give', { count })}</button><button type="button" className="button" onClick={onDone}>{t('incident.cancel')}</button></div>
    </form>
  );
}

export function InstructionLines({ incident }: { incident: IncidentView }) {
  const t = useT();
  const me = useMe();
  const [writing, setWriting] = useState(false);
  const lines = [...useEntities('instruction').values()].filter((each) => each.incident === incident.id).sort((a, b) => a.id - b.id);
  return (
    <>
      {lines.length > 0 && <ol className="report-rows">{lines.map((each) => <Line key={each.id} instruction={each} />)}</ol>}
      {me.role === 'leader' && !writing && <div className="report-row"><button className="button" data-testid="open-instruction" onClick={() => setWriting(true)}>{t('instruction.write')}</button></div>}
      {writing && <Form incident={incident} onDone={() => setWriting(false)} />}
    </>
  );
}
