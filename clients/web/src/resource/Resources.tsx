// 资源: what the county has, what may harm, what must be guarded; imported from files.
import './resource.css';
import { type FormEvent, useState } from 'react';
import { submit, useEntities, useMe } from '../link';
import type { PlacedFacts, Refusal, ResourceView } from '../link/types';
import { Empty } from '../shell/Empty';
import { useT } from '../shell/i18n';
import { RefusalNote } from '../shell/RefusalNote';
import { Import } from './Import';
import { amountText } from './Panel';

type Tab = 'resources' | 'hazard' | 'protection_target';
const TABS: readonly Tab[] = ['resources', 'hazard', 'protection_target'];

function Where({ facts }: { facts: PlacedFacts }) {
  const units = useEntities('unit');
  const owner = facts.unit ? (units.get(facts.unit)?.name ?? facts.unit) : '';
  return <>{[owner, facts.place.text].filter(Boolean).join(' · ')}{facts.contact || facts.phone ? <span className="soft small"><br />{facts.contact} {facts.phone}</span> : null}</>;
}

/** 可用 or not, with the reason. */
function Status({ resource }: { resource: ResourceView }) {
  const t = useT();
  const [asked, setAsked] = useState(false);
  const [reason, setReason] = useState('');
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const send = async (unavailable: string | null) => {
    const outcome = await submit({ type: 'set_resource_status', resource: resource.id, unavailable });
    setRefusal(outcome.ok ? null : outcome.refusal);
    if (outcome.ok) setAsked(false);
  };
  const stop = (event: FormEvent) => {
    event.preventDefault();
    void send(reason.trim());
  };
  return (
    <div className="row wrap">
      {resource.unavailable ? <><span className="chip waiting">{t('resource.unavailable')}：{resource.unavailable}</span><button className="button small-button" onClick={() => void send(null)}>{t('resource.makeAvailable')}</button></> : (
        <>
          <span>{t('resource.free', { free: resource.free, all: amountText(resource.facts.amount, resource) })}</span>
          {!asked && <button className="button small-button plain" onClick={() => setAsked(true)}>{t('resource.makeUnavailable')}</button>}
          {asked && <form className="row" onSubmit={stop}><input autoFocus required className="input" style={{ width: 160 }} maxLength={120} value={reason} placeholder={t('resource.reason')} aria-label={t('resource.reason')} onChange={(event) => setReason(event.target.value)} /><button className="button small-button">{t('resource.makeUnavailableDo')}</button></form>}
        </>
      )}
      {refusal && <RefusalNote refusal={refusal} />}
    </div>
  );
}

export function Resources() {
  const t = useT();
  const me = useMe();
  const [tab, setTab] = useState<Tab>('resources');
  const [importing, setImporting] = useState(false);
  const resources = [...useEntities('resource').values()].sort((a, b) => a.kind.localeCompare(b.kind) || a.id.localeCompare(b.id));
  const hazards = [...useEntities('hazard').values()];
  const targets = [...useEntities('protection_target').values()];
  const counts = { resources: resources.length, hazard: hazards.length, protection_target: targets.length };
  const placed = tab === 'hazard' ? hazards : targets;
  return (
    <>
      <div className="row wrap">
        <span className="segmented" role="group">{TABS.map((each) => <button key={each} aria-pressed={tab === each} data-testid={`tab-${each}`} onClick={() => setTab(each)}>{t(`resource.list.${each}`)} {counts[each]}</button>)}</span>
        <span className="grow" />
        <button className="button" aria-pressed={importing} data-testid="import-open" onClick={() => setImporting(!importing)}>{t('resource.importOpen')}</button>
      </div>
      {importing && <Import onDone={() => setImporting(false)} />}
      {counts[tab] === 0 && !importing && <Empty title={t('resource.none')} text={t('resource.noneText')} />}
      {counts[tab] > 0 && (
        <section className="panel">
          <table className="table">
            <thead><tr><th>{t('resource.head.id')}</th>{tab === 'resources' && <th>{t('resource.head.kind')}</th>}<th>{t('resource.head.name')}</th><th>{t('resource.head.where')}</th><th>{t('resource.head.amount')}</th></tr></thead>
            <tbody>
              {tab === 'resources' && resources.map((resource) => (
                <tr key={resource.id} data-testid="register-row" data-resource={resource.id}><td className="mono">{resource.id}</td><td className="nowrap">{t(`plan.resourceKind.${resource.kind}`)}</td><td className="strong">{resource.facts.name}</td><td><Where facts={resource.facts} /></td><td>{me.role === 'administrator' ? amountText(resource.facts.amount, resource) : <Status resource={resource} />}</td></tr>
              ))}
              {tab !== 'resources' && placed.map((each) => (
                <tr key={each.id} data-testid="register-row"><td className="mono">{each.id}</td><td className="strong">{each.facts.name}{each.facts.note ? <span className="soft small"><br />{each.facts.note}</span> : null}</td><td><Where facts={each.facts} /></td><td>{each.facts.amount > 0 ? `${each.facts.amount} ${each.facts.measure ?? ''}` : ''}</td></tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </>
  );
}
