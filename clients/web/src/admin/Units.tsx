// 单位
import { useState } from 'react';
import { useEntities } from '../link';
import type { UnitKind } from '../link/types';
import { useT } from '../shell/i18n';
import { DepartmentMark } from '../shell/marks';
import { RefusalNote } from '../shell/RefusalNote';
import { useRun } from './useRun';

const KINDS: readonly UnitKind[] = ['centre', 'public_security', 'civil_air_defence', 'fire', 'weather', 'water', 'work_safety', 'township', 'other'];

export function Units() {
  const t = useT();
  const units = [...useEntities('unit').values()].sort((a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) || a.id.localeCompare(b.id));
  const { refusal, busy, send } = useRun();
  const [form, setForm] = useState({ id: '', name: '', kind: 'other' as UnitKind });
  const set = (change: Partial<typeof form>) => setForm({ ...form, ...change });
  return (
    <>
      {refusal && <RefusalNote refusal={refusal} />}
      <section className="panel">
        <header><h2>{t('system.units')}</h2><span className="muted">{t('system.unitCount', { count: units.length })}</span></header>
        <form
          className="admin-form"
          onSubmit={(event) => {
            event.preventDefault();
            void send({ type: 'create_unit', ...form }).then((ok) => ok && setForm({ id: '', name: '', kind: 'other' }));
          }}
        >
          <label className="field"><span className="label">{t('system.code')}</span><input required value={form.id} onChange={(event) => set({ id: event.target.value })} placeholder="health" /></label>
          <label className="field"><span className="label">{t('system.unit')}</span><input required value={form.name} onChange={(event) => set({ name: event.target.value })} /></label>
          <label className="field"><span className="label">{t('system.kind')}</span><select value={form.kind} onChange={(event) => set({ kind: event.target.value as UnitKind })}>{KINDS.map((kind) => <option key={kind} value={kind}>{t(`system.kinds.${kind}`)}</option>)}</select></label>
          <button className="button primary" disabled={busy}>{t('system.addUnit')}</button>
        </form>
        <table className="table"><tbody>
          {units.map((unit) => (
            <tr key={unit.id}>
              <td><DepartmentMark kind={unit.kind} name={unit.name} /></td><td>{unit.name}</td><td className="mono">{unit.id}</td><td>{t(`system.kinds.${unit.kind}`)}</td>
              <td>{unit.disabled && <span className="chip bad">{t('system.disabled')}</span>}</td>
              <td className="number"><button className="button" disabled={busy} onClick={() => void send({ type: 'update_unit', id: unit.id, disabled: !unit.disabled })}>{t(unit.disabled ? 'system.enable' : 'system.disable')}</button></td>
            </tr>
          ))}
        </tbody></table>
      </section>
    </>
  );
}
