// 关联: how this incident stands to others, what may be the same, and a way back from each.
import { useState } from 'react';
import { Link } from 'wouter';
import { submit, useEntities } from '../link';
import type { IncidentView, Refusal, Relation, RelationView } from '../link/types';
import { ProposalCard } from '../duty/ProposalCard';
import { useT } from '../shell/i18n';
import { StateChip, useNow } from '../shell/marks';
import { RefusalNote } from '../shell/RefusalNote';
import { momentText, ms } from '../shell/time';
import { useKeys } from '../shell/keyboard';
import { isOpenToChange, OPEN_STATES } from './states';

const RELATIONS: readonly Relation[] = ['duplicate_of', 'caused_by', 'part_of'];

function useRelate(incident: IncidentView) {
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const settle = (outcome: { ok: boolean; refusal?: Refusal }) => setRefusal(outcome.ok ? null : (outcome.refusal ?? null));
  const relate = (relation: Relation, to: number) => void submit({ type: 'relate_incident', incident: incident.id, relation, to, basis: '' }).then(settle);
  const reject = (other: number) => void submit({ type: 'reject_proposal', subject: { kind: 'incident', id: incident.id }, incident: other }).then(settle);
  /** A relation is taken back where it begins. */
  const undo = (stands: RelationView) => {
    const [from, to] = stands.inverse ? [stands.incident, incident.id] : [incident.id, stands.incident];
    void submit({ type: 'unrelate_incident', incident: from, relation: stands.relation, to }).then(settle);
  };
  return { refusal, relate, reject, undo };
}

function Row({ of, stands, onUndo }: { of: IncidentView; stands: RelationView; onUndo: () => void }) {
  const t = useT();
  const now = useNow();
  const other = useEntities('incident').get(stands.incident);
  if (!other) return null;
  return (
    <tr data-testid="relation" data-incident={other.id} data-relation={stands.relation}>
      <td className="nowrap soft">{stands.inverse ? '' : t(`correlation.relation.${stands.relation}`)}</td>
      <td>
        <Link href={`/incident/${other.id}?own`}>…{other.number.slice(-4)} {other.facts.title}</Link> <StateChip state={other.state} />
        <br /><span className="muted small">{stands.inverse && `${t(`correlation.inverse.${stands.relation}`)} · `}{t('correlation.by', { by: stands.by, time: momentText(ms(stands.at), now) })}</span>
      </td>
      <td style={{ textAlign: 'right' }}>{isOpenToChange((stands.inverse ? other : of).state) && <button className="button" data-testid="unrelate" onClick={onUndo}>{t('correlation.undo')}</button>}</td>
    </tr>
  );
}

function Choose({ incident, onRelate }: { incident: IncidentView; onRelate: (relation: Relation, to: number) => void }) {
  const t = useT();
  const [relation, setRelation] = useState<Relation>('duplicate_of');
  const [to, setTo] = useState('');
  const related = new Set(incident.relations?.map((stands) => stands.incident));
  const others = [...useEntities('incident').values()].filter((each) => each.id !== incident.id && OPEN_STATES.has(each.state) && !related.has(each.id));
  if (others.length === 0) return null;
  const send = () => {
    onRelate(relation, Number(to));
    setTo('');
  };
  return (
    <form className="row wrap" style={{ padding: '8px 12px', alignItems: 'flex-end' }} onSubmit={(event) => { event.preventDefault(); send(); }}>
      <label className="field"><span className="label">{t('correlation.how')}</span>
        <select data-testid="relate-how" value={relation} onChange={(event) => setRelation(event.target.value as Relation)}>{RELATIONS.map((each) => <option key={each} value={each}>{t(`correlation.relation.${each}`)}</option>)}</select>
      </label>
      <label className="field grow"><span className="label">{t('correlation.choose')}</span>
        <select data-testid="relate-to" required value={to} onChange={(event) => setTo(event.target.value)}>
          <option value="" />
          {others.map((each) => <option key={each.id} value={each.id}>…{each.number.slice(-4)} {each.facts.title}</option>)}
        </select>
      </label>
      <button className="button" data-testid="relate-do" disabled={to === ''}>{t('correlation.relate')}</button>
    </form>
  );
}

export function Relations({ incident }: { incident: IncidentView }) {
  const t = useT();
  const incidents = useEntities('incident');
  const { refusal, relate, reject, undo } = useRelate(incident);
  const relations = incident.relations ?? [];
  const proposal = (isOpenToChange(incident.state) ? (incident.proposals ?? []) : []).find((each) => incidents.has(each.incident));
  const best = proposal && incidents.get(proposal.incident);
  useKeys({ F8: () => best && relate('duplicate_of', best.id), F9: () => best && reject(best.id) });
  return (
    <section className="panel" aria-label={t('correlation.title')} data-testid="relations">
      <header><h2>{t('correlation.title')}</h2><span className="muted small">{t('incident.count', { count: relations.length })}</span></header>
      {refusal && <div className="body"><RefusalNote refusal={refusal} /></div>}
      {relations.length === 0 ? <p className="muted" style={{ padding: '12px 12px 0' }}>{t('correlation.none')}</p> : (
        <table className="table"><tbody>{relations.map((stands) => <Row key={`${stands.relation}-${stands.incident}-${stands.inverse}`} of={incident} stands={stands} onUndo={() => undo(stands)} />)}</tbody></table>
      )}
      {proposal && best && <div style={{ padding: '8px 12px 0' }}><ProposalCard proposal={proposal} incident={best} onLink={() => relate('duplicate_of', best.id)} onNotSame={() => reject(best.id)} /></div>}
      {isOpenToChange(incident.state) && <Choose incident={incident} onRelate={relate} />}
    </section>
  );
}

/** Above the authority's page when the address was a duplicate's; above a duplicate's own page. */
export function MergedNote({ asked, shown }: { asked: IncidentView; shown: IncidentView }) {
  const t = useT();
  const incidents = useEntities('incident');
  const { refusal, undo } = useRelate(asked);
  const stands = asked.relations?.find((each) => each.relation === 'duplicate_of' && !each.inverse);
  if (!stands) return null;
  const own = shown.id === asked.id;
  const authority = incidents.get(stands.incident);
  return (
    <div className="row wrap merged-note" role="status" data-testid="merged-note" data-asked={asked.id}>
      <span className="grow">{own ? t('correlation.mergedInto', { number: authority?.number ?? '' }) : t('correlation.merged', { number: asked.number })}</span>
      <Link className="button" href={own ? `/incident/${stands.incident}` : `/incident/${asked.id}?own`}>{t(own ? 'correlation.openAuthority' : 'correlation.openOwn')}</Link>
      {isOpenToChange(asked.state) && <button className="button" data-testid="unmerge" onClick={() => undo(stands)}>{t('correlation.undo')}</button>}
      {refusal && <RefusalNote refusal={refusal} />}
    </div>
  );
}
