// 换班: what waits for an answer, and what came of earlier ones.
import { useState } from 'react';
import { submit, useEntities, useMe } from '../link';
import type { DutySwapView, Refusal } from '../link/types';
import { useT } from '../shell/i18n';
import { useNow } from '../shell/marks';
import { RefusalNote } from '../shell/RefusalNote';
import { dayText, momentText, ms } from '../shell/time';
import { spanOf } from './days';

const TONE: Record<DutySwapView['state'], string> = { proposed: 'waiting', accepted: 'done', declined: '', withdrawn: '', lapsed: '' };
const SHOWN = 8;

export function Swaps({ unit }: { unit: string }) {
  const t = useT();
  const all = [...useEntities('duty_swap').values()].filter((swap) => swap.unit === unit);
  const rank = (swap: DutySwapView) => (swap.state === 'proposed' ? 0 : 1);
  const shown = all.sort((a, b) => rank(a) - rank(b) || b.id - a.id).slice(0, SHOWN);
  if (shown.length === 0) return null;
  return (
    <section className="panel" aria-label={t('shift.swap.list')} data-testid="swaps">
      <header><h2>{t('shift.swap.list')}</h2></header>
      <ul className="swap-list">{shown.map((swap) => <Row key={swap.id} swap={swap} />)}</ul>
    </section>
  );
}

function Row({ swap }: { swap: DutySwapView }) {
  const t = useT();
  const me = useMe();
  const now = useNow();
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const send = async (input: Parameters<typeof submit>[0]) => {
    const outcome = await submit(input);
    setRefusal(outcome.ok ? null : outcome.refusal);
  };
  const when = (start: number, end: number) => `${dayText(ms(start))} ${spanOf(ms(start), ms(end), t('shift.nextDay'))}`;
  const open = swap.state === 'proposed';
  return (
    <li data-testid="swap-row" data-state={swap.state}>
      <p className="row wrap"><span className={`chip ${TONE[swap.state]}`}>{t(`shift.swap.states.${swap.state}`)}</span><span className="muted small">{momentText(ms(swap.ended_at ?? swap.proposed_at), now)}</span></p>
      <p><b>{swap.giver.name}</b> <span className="soft">{when(swap.give_start, swap.give_end)}</span></p>
      <p>⇄ <b>{swap.other.name}</b> <span className="soft">{when(swap.take_start, swap.take_end)}</span></p>
      {swap.note && <p className="soft small">{swap.note}</p>}
      {open && (swap.other.user === me.id || swap.giver.user === me.id) && (
        <p className="row wrap">
          {swap.other.user === me.id && <button className="button primary" data-testid="swap-accept" onClick={() => void send({ type: 'answer_duty_swap', swap: swap.id, accept: true, text: '' })}>{t('shift.swap.accept')}</button>}
          {swap.other.user === me.id && <button className="button" data-testid="swap-decline" onClick={() => void send({ type: 'answer_duty_swap', swap: swap.id, accept: false, text: '' })}>{t('shift.swap.decline')}</button>}
          {swap.giver.user === me.id && <button className="button" data-testid="swap-withdraw" onClick={() => void send({ type: 'withdraw_duty_swap', swap: swap.id })}>{t('shift.swap.withdraw')}</button>}
        </p>
      )}
      {refusal && <RefusalNote refusal={refusal} />}
    </li>
  );
}
