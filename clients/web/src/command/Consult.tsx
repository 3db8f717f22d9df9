// 一键会商: choose groups and units to call; the node makes the conference and rings them. While the incident's
// consultation is open it rings into that one who is missing.
import { useState } from 'react';
import { useLocation } from 'wouter';
import { submit, useEntities, useMe } from '../link';
import type { IncidentView, Refusal, UnitGroupView, UnitKind, UnitView } from '../link/types';
import { useT } from '../shell/i18n';
import { DepartmentMark } from '../shell/marks';
import { RefusalNote } from '../shell/RefusalNote';
import { inviteesOf } from '../plan/levels';
import '../conference/calls/calls.css';

const DEPARTMENTS: readonly UnitKind[] = ['public_security', 'civil_air_defence', 'fire', 'weather', 'water', 'work_safety'];

export function Consult({ incident, onDone }: { incident: IncidentView; onDone: () => void }) {
  const t = useT();
  const me = useMe();
  const [, go] = useLocation();
  const units = [...useEntities('unit').values()].filter((unit) => !unit.disabled && unit.id !== me.unit);
  const callable = new Set(units.map((unit) => unit.id));
  const groups = [...useEntities('unit_group').values()];
  const planned = inviteesOf(incident, useEntities('plan'));
  const open = [...useEntities('conference').values()].find((each) => each.incident === incident.id && each.ended_at == null);
  const departments = units.filter((unit) => DEPARTMENTS.includes(unit.kind));
  const townships = units.filter((unit) => unit.kind === 'township');
  const others = units.filter((unit) => !DEPARTMENTS.includes(unit.kind) && unit.kind !== 'township');
  const plannedUnits = (planned?.units ?? []).filter((unit) => callable.has(unit));
  const [chosen, setChosen] = useState<ReadonlySet<string>>(() => new Set(plannedUnits.length > 0 ? plannedUnits : departments.map((unit) => unit.id)));
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [busy, setBusy] = useState(false);
  const toggle = (ids: string[], on: boolean) => setChosen(new Set([...[...chosen].filter((id) => !ids.includes(id)), ...(on ? ids : [])]));
  const membersOf = (group: UnitGroupView) => group.units.filter((unit) => callable.has(unit));
  const all = (list: readonly string[]) => list.length > 0 && list.every((unit) => chosen.has(unit));
  const whole = (group: UnitGroupView) => all(membersOf(group));
  const call = async () => {
    setBusy(true);
    const title = t('incident.conferenceTitle', { title: incident.facts.title }).slice(0, 120);
    const outcome = await submit({ type: 'start_consultation', title, incident: incident.id, groups: [], units: [...chosen] });
    setBusy(false);
    if (!outcome.ok) return setRefusal(outcome.refusal);
    const made = outcome.made?.kind === 'conference' ? outcome.made.id : open?.id;
    if (made === undefined) return onDone();
    go(`/conference/${made}`);
  };
  const section = (name: string, list: UnitView[]) => list.length > 0 && (
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
        {open && <p className="soft" role="note">{t('meeting.consult.openAlready')}</p>}
        {groups.length + plannedUnits.length > 0 && (
          <div className="group-toggles" role="group" aria-label={t('meeting.consult.groups')}>
            {planned && plannedUnits.length > 0 && (
              <button type="button" className="button" aria-pressed={all(plannedUnits)} data-testid="consult-plan" onClick={() => toggle(plannedUnits, !all(plannedUnits))}>{t('plan.consult', { name: planned.name, count: plannedUnits.length })}</button>
            )}
            {groups.map((group) => (
              <button key={group.id} type="button" className="button" aria-pressed={whole(group)} data-testid={`consult-group-${group.id}`} onClick={() => toggle(membersOf(group), !whole(group))}>
                {t('meeting.consult.group', { name: group.name, count: membersOf(group).length })}
              </button>
            ))}
          </div>
        )}
        {section('incident.departments', departments)}{section('incident.townships', townships)}{section('incident.others', others)}
        {refusal && <RefusalNote refusal={refusal} />}
      </div>
      <footer>
        <button className="button primary" autoFocus disabled={busy || chosen.size === 0} data-testid="consult-call" onClick={() => void call()}>{chosen.size === 0 ? t('incident.consultNone') : t(open ? 'meeting.consult.ringInto' : 'incident.consultDo', { count: chosen.size })}</button>
        <button className="button" onClick={onDone}>{t('incident.cancel')}</button>
      </footer>
    </section>
  );
}
