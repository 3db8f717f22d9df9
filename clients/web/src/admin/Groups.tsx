// 单位组: named groups of units that are called together.
import { useState } from 'react';
import { useEntities } from '../link';
import type { UnitGroupView } from '../link/types';
import { useT } from '../shell/i18n';
import { DepartmentMark } from '../shell/marks';
import { RefusalNote } from '../shell/RefusalNote';
import { useRun } from './useRun';
import '../conference/calls/calls.css';

export function Groups() {
  const t = useT();
  const groups = [...useEntities('unit_group').values()].sort((a, b) => a.name.localeCompare(b.name, 'zh'));
  const units = useEntities('unit');
  const { refusal, busy, send } = useRun();
  const [editing, setEditing] = useState<string | null>(null);
  const [removing, setRemoving] = useState<string | null>(null);
  return (
    <>
      {refusal && <RefusalNote refusal={refusal} />}
      <section className="panel">
        <header>
          <h2>{t('meeting.groups.title')}</h2><span className="muted grow">{t('meeting.groups.count', { count: groups.length })} · {t('meeting.groups.note')}</span>
          <button className="button" data-testid="add-group" aria-expanded={editing === ''} onClick={() => setEditing(editing === '' ? null : '')}>{t('meeting.groups.add')}</button>
        </header>
        {editing === '' && <Edit busy={busy} close={() => setEditing(null)} save={(group) => send({ type: 'set_unit_group', ...group })} />}
        {groups.length === 0 && editing !== '' && <p className="muted" style={{ padding: 12 }}>{t('meeting.groups.none')}</p>}
        <table className="table"><tbody>
          {groups.map((group) => (
            <tr key={group.id} data-testid="group-row" data-group={group.id}>
              <td className="strong">{group.name}</td><td className="mono">{group.id}</td>
              <td>{editing === group.id
                ? <Edit group={group} busy={busy} close={() => setEditing(null)} save={(changed) => send({ type: 'set_unit_group', ...changed })} />
                : group.units.map((unit) => units.get(unit)?.name ?? unit).join('、')}</td>
              <td className="nowrap">{t('meeting.groups.members', { count: group.units.length })}</td>
              <td className="number nowrap">
                {editing !== group.id && <button className="button" disabled={busy} data-testid="edit-group" onClick={() => setEditing(group.id)}>{t('meeting.groups.edit')}</button>}{' '}
                {removing === group.id
                  ? <button className="button danger" disabled={busy} onClick={() => void send({ type: 'remove_unit_group', id: group.id }).then(() => setRemoving(null))}>{t('meeting.groups.removeSure')}</button>
                  : <button className="button" disabled={busy} onClick={() => setRemoving(group.id)}>{t('meeting.groups.remove')}</button>}
              </td>
            </tr>
          ))}
        </tbody></table>
      </section>
    </>
  );
}

interface Changed { id: string; name: string; units: string[] }

function Edit({ group, busy, save, close }: { group?: UnitGroupView; busy: boolean; save: (group: Changed) => Promise<boolean>; close: () => void }) {
  const t = useT();
  const units = [...useEntities('unit').values()].filter((unit) => !unit.disabled || group?.units.includes(unit.id));
  const [form, setForm] = useState<Changed>({ id: group?.id ?? '', name: group?.name ?? '', units: group?.units ?? [] });
  const toggle = (unit: string) => setForm({ ...form, units: form.units.includes(unit) ? form.units.filter((each) => each !== unit) : [...form.units, unit] });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void save(form).then((ok) => ok && close());
      }}
    >
      <div className="admin-form">
        {!group && <label className="field"><span className="label">{t('meeting.groups.id')}</span><input required value={form.id} placeholder="flood" data-testid="group-id" onChange={(event) => setForm({ ...form, id: event.target.value })} /></label>}
        <label className="field"><span className="label">{t('meeting.groups.name')}</span><input required value={form.name} data-testid="group-name" onChange={(event) => setForm({ ...form, name: event.target.value })} /></label>
      </div>
      <div className="group-members" role="group" aria-label={t('meeting.groups.units')}>
        {units.map((unit) => (
          <label key={unit.id}><input type="checkbox" checked={form.units.includes(unit.id)} data-testid={`member-${unit.id}`} onChange={() => toggle(unit.id)} /><DepartmentMark kind={unit.kind} />{unit.name}</label>
        ))}
      </div>
      <div className="row" style={{ padding: '4px 12px 12px' }}>
        <button className="button primary" disabled={busy || form.units.length === 0} data-testid="save-group">{t('meeting.groups.save')}</button>
        <button className="button" type="button" onClick={close}>{t('room.back')}</button>
      </div>
    </form>
  );
}
