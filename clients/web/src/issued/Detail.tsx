// One warning issued here: its step, what is possible next, and what became of it at every unit and gateway.
import { FileDown } from 'lucide-react';
import { useState } from 'react';
import { submit, useEntities, useMe } from '../link';
import type { DispatchView, Input, IssuedWarningView, Refusal } from '../link/types';
import { useRecipients } from '../order/recipients';
import { useTitle } from '../command/title';
import { useT } from '../shell/i18n';
import { useNow } from '../shell/marks';
import { RefusalNote } from '../shell/RefusalNote';
import { momentText, ms } from '../shell/time';
import { Sign } from './Sign';

/** 发布给 4 家、2 个渠道: the button says what it does. */
function Actions({ warning, onEdit, onUpdate }: { warning: IssuedWarningView; onEdit: () => void; onUpdate: () => void }) {
  const t = useT();
  const me = useMe();
  const [cancelling, setCancelling] = useState(false);
  const [reason, setReason] = useState('');
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const units = useRecipients(warning.content.units ?? []).length;
  const gateways = warning.content.gateways?.length ?? 0;
  const act = async (input: Input) => {
    const outcome = await submit(input);
    setRefusal(outcome.ok ? null : outcome.refusal);
    if (outcome.ok) setCancelling(false);
  };
  const { id, state } = warning;
  const grave = warning.content.colour === 'red' || warning.content.colour === 'orange';
  return (
    <>
      <div className="row wrap">
        {state === 'draft' && (!grave || me.role === 'leader') && <button className="button primary" data-testid="warning-approve" onClick={() => void act({ type: 'approve_warning', warning: id })}>{t('issued.approve')}</button>}
        {state === 'draft' && grave && me.role !== 'leader' && <span className="soft" data-testid="waits-for-leader">{t('issued.waitsForLeader')}</span>}
        {state === 'approved' && <button className="button primary" data-testid="warning-issue" onClick={() => void act({ type: 'issue_warning', warning: id })}>{t(gateways > 0 ? 'issued.issueBoth' : 'issued.issue', { units, gateways })}</button>}
        {(state === 'draft' || state === 'approved') && <button className="button" data-testid="warning-edit" onClick={onEdit}>{t('issued.edit')}</button>}
        {state === 'issued' && <button className="button" data-testid="warning-update" onClick={onUpdate}>{t('issued.update')}</button>}
        {state === 'issued' && !cancelling && <button className="button" data-testid="warning-cancel" onClick={() => setCancelling(true)}>{t('issued.cancel')}</button>}
        {warning.identifier && <a className="button" href={`/api/warnings/${id}/cap`} download data-testid="warning-cap"><FileDown size={15} aria-hidden="true" />CAP 1.2</a>}
      </div>
      {cancelling && (
        <form className="row wrap" onSubmit={(event) => { event.preventDefault(); void act({ type: 'cancel_warning', warning: id, reason: reason.trim() }); }}>
          <label className="field grow"><span className="label">{t('issued.reason')}</span><input autoFocus required maxLength={400} value={reason} data-testid="cancel-reason" onChange={(event) => setReason(event.target.value)} /></label>
          <button className="button primary" data-testid="cancel-do">{t(gateways > 0 ? 'issued.cancelBoth' : 'issued.cancelDo', { units, gateways })}</button><button type="button" className="button" onClick={() => setCancelling(false)}>{t('issued.close')}</button>
        </form>
      )}
      {refusal && <RefusalNote refusal={refusal} />}
    </>
  );
}

function Dispatches({ all }: { all: readonly DispatchView[] }) {
  const t = useT();
  const now = useNow();
  const gateways = useEntities('gateway');
  if (all.length === 0) return null;
  return (
    <table className="table" data-testid="dispatches">
      <thead><tr><th>{t('issued.gateway')}</th><th>{t('issued.message')}</th><th>{t('issued.state')}</th><th className="number">{t('issued.sent')}</th><th className="number">{t('issued.delivered')}</th><th className="number">{t('issued.failed')}</th><th>{t('issued.at')}</th></tr></thead>
      <tbody>
        {all.map((each) => (
          <tr key={each.key} data-testid="dispatch" data-state={each.state}>
            <td>{gateways.get(each.gateway)?.name ?? each.gateway}</td>
            <td>{t(`issued.dispatchKind.${each.kind}`)}</td>
            <td><span className={`chip ${each.state === 'accepted' ? 'done' : each.state === 'waiting' ? 'waiting' : ''}`}>{t(`issued.dispatch.${each.state}`)}</span> {each.attempts > 1 && <span className="muted small">{t('issued.attempts', { count: each.attempts })}</span>} {each.error && <span className="small soft">{each.error}</span>}</td>
            <td className="number">{each.receipt?.sent ?? '—'}</td><td className="number">{each.receipt?.delivered ?? '—'}</td><td className="number">{each.receipt?.failed ?? '—'}</td>
            <td className="nowrap">{momentText(ms(each.receipt_at ?? each.at), now)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Rows({ warning }: { warning: IssuedWarningView }) {
  const t = useT();
  const now = useNow();
  const units = useEntities('unit');
  if (warning.rows.length === 0) return null;
  const acknowledged = warning.rows.filter((row) => row.acknowledged).length;
  return (
    <>
      <p className="soft small">{t('issued.counts', { all: warning.rows.length, acknowledged })}</p>
      <table className="table" data-testid="warning-rows">
        <thead><tr><th>{t('issued.unit')}</th><th>{t('issued.shown')}</th><th>{t('issued.acknowledged')}</th></tr></thead>
        <tbody>
          {warning.rows.map((row) => (
            <tr key={row.unit} data-testid="warning-row" data-unit={row.unit}>
              <td>{units.get(row.unit)?.name ?? row.unit}</td>
              <td>{row.shown[0] ? `${momentText(ms(row.shown[0].at), now)} ${row.shown[0].name}` : <span className="muted">{t('issued.notShown')}</span>}</td>
              <td>{row.acknowledged ? `${momentText(ms(row.acknowledged.at), now)} ${row.acknowledged.by}` : <span className="muted">{t('issued.notYet')}</span>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

export function WarningDetail({ warning, onEdit, onUpdate }: { warning: IssuedWarningView; onEdit: () => void; onUpdate: () => void }) {
  const t = useT();
  const now = useNow();
  const { mode } = useMe();
  const title = useTitle(mode);
  const units = [...useEntities('unit').values()];
  const { content } = warning;
  const where = [...(content.towns ?? []).map((code) => units.find((unit) => unit.code === code)?.name ?? code), ...((content.area ?? []).length > 0 ? [t('issued.drawnArea', { count: content.area!.length })] : [])];
  const steps = [['drafted', warning.drafted], ['approved', warning.approved], ['issued', warning.issued], ['cancelled', warning.cancelled]] as const;
  return (
    <section className="panel" data-testid="warning-detail" data-state={warning.state} data-warning={warning.id}>
      <header><Sign content={content} /><h2 className="grow">{title(content.headline)}</h2><span className="chip">{t(`issued.states.${warning.state}`)}</span></header>
      <div className="body">
        <Actions warning={warning} onEdit={onEdit} onUpdate={onUpdate} />
        {mode !== 'real' && <p className="notice" data-testid="withheld-note">{t('issued.withheld', { mode: t(`mode.${mode}`) })}</p>}
        <p style={{ whiteSpace: 'pre-wrap' }}>{content.text}</p>
        {content.instruction && <p className="soft" style={{ whiteSpace: 'pre-wrap' }}>{t('issued.instruction')}：{content.instruction}</p>}
        <dl className="facts">
          <dt>{t('issued.area')}</dt><dd>{where.join('、')}</dd>
          <dt>{t('issued.until')}</dt><dd>{momentText(ms(content.expires_at), now)}</dd>
          {steps.map(([step, mark]) => mark && [<dt key={step}>{t(`issued.step.${step}`)}</dt>, <dd key={`${step}-by`}>{momentText(ms(mark.at), now)} {mark.by}{mark.text ? `：${mark.text}` : ''}</dd>])}
          {warning.identifier && <><dt>{t('issued.identifier')}</dt><dd className="mono">{warning.identifier}</dd></>}
        </dl>
        <Dispatches all={warning.dispatches} />
        <Rows warning={warning} />
      </div>
    </section>
  );
}
