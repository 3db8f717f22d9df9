// 一键会商: choose whom to call; the node makes the conference and rings them.
import { useState } from 'react';
import { useLocation } from 'wouter';
import { submit, useEntities, useMe } from '../link';
import type { IncidentView, Refusal, UnitKind, UnitView } from '../link/types';
import { useT } from '../shell/i18n';
import { DepartmentMark } from '../shell/marks';
import { RefusalNote } from '../shell/RefusalNote';

const DEPARTMENTS: readonly UnitKind[] = ['public_security', 'civil_air_defence', 'fire', 'weather', 'water', 'work_safety'];

export function Consult({ incident, onDone }: { incident: IncidentView; onDone: () => void }) {
  const t = useT();
  const me = useMe();
  const [, go] = useLocation();
  const units = [...useEntities('unit').values()].filter((unit) => !unit.disabled && unit.id !== me.unit);
  const departments = units.filter((unit) => DEPARTMENTS.includes(unit.kind));
  const townships = units.filter((unit) => unit.kind === 'township');
  const others = units.filter((unit) => !DEPARTMENTS.includes(unit.kind) && unit.kind !== 'township');
  const [chosen, setChosen] = useState<ReadonlySet<string>>(() => new Set(departments.map((unit) => unit.id)));
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [busy, setBusy] = useState(false);
  const toggle = (ids: string[], on: boolean) => setChosen(new Set([...[...chosen].filter((id) => !ids.includes(id)), ...(on ? ids : [])]));
  const call = async () => {
    setBusy(true);
    const outcome = await submit({ type: 'create_conference', title: t('incident.conferenceTitle', { title: incident.facts.title }).slice(0, 120), incident: incident.id, invite: [...chosen] });
    setBusy(false);
    if (!outcome.ok) return setRefusal(outcome.refusal);
    if (outcome.made?.kind === 'conference') go(`/conference/${outcome.made.id}`);
  };
  const group = (name: string, list: UnitView[]) => list.length > 0 && (
    <fieldset style={{ border: 0, padding: 0, margin: 0 }} key={name}>
      <legend className="row"><span className="strong">{t(name)}</span><button type="button" className="button plain" onClick={() => toggle(list.map((unit) => unit.id), !list.every((unit) => chosen.has(unit.id)))}>{t(list.every((unit) => chosen.has(unit.id)) ? 'incident.selectNone' : 'incident.selectAll')}</button></legend>
      <div className="choose-units">
        {list.map((unit) => (
          <label key={unit.id}><input type="checkbox" data-testid={`invite-${unit.id}`} checked={chosen.has(unit.id)} onChange={(event) => toggle([unit.id], event.target.checked)} /><DepartmentMark kind={unit.kind} name={unit.name} />{unit.name}</label>
        ))}
      </div>
    </fieldset>
  );
  return (
    <section className="panel" aria-label={t('incident.consultTitle')} data-testid="consult">
      <header><h2>{t('incident.consultTitle')}</h2></header>
      <div className="body" style={{ display: 'flex', flexDirection: 'column', gap: 8 }}>
        {group('incident.departments', departments)}{group('incident.townships', townships)}{group('incident.others', others)}
        {refusal && <RefusalNote refusal={refusal} />}
      </div>
      <footer>
        <button className="button primary" autoFocus disabled={busy || chosen.size === 0} data-testid="consult-call" onClick={() => void call()}>{chosen.size === 0 ? t('incident.consultNone') : t('incident.consultDo', { count: chosen.size })}</button>
        <button className="button" onClick={onDone}>{t('incident.cancel')}</button>
      </footer>
    </section>
  );
}
