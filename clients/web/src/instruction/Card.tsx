// 批示 that was conveyed to the own unit: read here, answered here.
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { submit, useEntities, useEntity, useMe } from '../link';
import type { InstructionView, Refusal } from '../link/types';
import { onShown } from '../order/mine';
import { screenName } from '../order/screen';
import { useT } from '../shell/i18n';
import { useNow } from '../shell/marks';
import { RefusalNote } from '../shell/RefusalNote';
import { momentText, ms } from '../shell/time';

/** Those conveyed to the own unit, unanswered ones first, newest first. */
export function useMyInstructions(): InstructionView[] {
  const me = useMe();
  const mine = [...useEntities('instruction').values()].filter((each) => each.rows.some((row) => row.unit === me.unit));
  const answered = (each: InstructionView) => Number(each.rows.some((row) => row.unit === me.unit && row.reply));
  return mine.sort((a, b) => answered(a) - answered(b) || b.id - a.id);
}

export function InstructionCard({ instruction }: { instruction: InstructionView }) {
  const t = useT();
  const now = useNow();
  const me = useMe();
  const incident = useEntity('incident', instruction.incident);
  const row = instruction.rows.find((each) => each.unit === me.unit);
  const seen = row?.shown.some((each) => each.user === me.id && each.screen === screenName()) ?? true;
  const box = useRef<HTMLElement>(null);
  const [text, setText] = useState('');
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const { id } = instruction;
  useEffect(() => (box.current && !seen ? onShown(box.current, `instruction-${id}`, () => submit({ type: 'show_instruction', instruction: id, screen: screenName() })) : undefined), [id, seen]);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    const outcome = await submit({ type: 'reply_instruction', instruction: id, text: text.trim() });
    setRefusal(outcome.ok ? null : outcome.refusal);
  };
  if (!row) return null;
  return (
    <article className="task" ref={box} data-testid="instruction-card" data-instruction={id} aria-label={t('instruction.instruction')}>
      <div className="task-head"><span className="strong">{t('instruction.instruction')} · {instruction.by}</span><span className="row">{momentText(ms(instruction.at), now)}{instruction.reply_by != null && !row.reply && <b>{t('instruction.replyBy', { time: momentText(ms(instruction.reply_by), now) })}</b>}</span></div>
      <div className="task-body">
        {incident && <p className="soft">{incident.facts.title} · …{incident.number.slice(-4)}</p>}
        <h2 className="task-title">{instruction.text}</h2>
        {row.reply ? <p className="soft"><span className="chip done">{t('instruction.didReply')}</span> {row.reply.text}</p> : (
          <form className="task-form" onSubmit={(event) => void send(event)}>
            <label className="field"><span className="label">{t('instruction.reply')}</span><textarea required rows={2} maxLength={4000} data-testid="instruction-reply" value={text} onChange={(event) => setText(event.target.value)} /></label>
            <button className="button primary task-main" disabled={text.trim() === ''} data-testid="instruction-reply-send">{t('instruction.replyDo')}</button>
          </form>
        )}
        {refusal && <RefusalNote refusal={refusal} />}
      </div>
    </article>
  );
}
