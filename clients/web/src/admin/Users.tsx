// 用户与角色
import { useState } from 'react';
import { api, useEntities } from '../link';
import type { Role, UserView } from '../link/types';
import { useT } from '../shell/i18n';
import { useNow } from '../shell/marks';
import { RefusalNote } from '../shell/RefusalNote';
import { momentText, ms } from '../shell/time';
import { Secret } from './Secret';
import { useRun } from './useRun';

const ROLES: readonly Role[] = ['leader', 'duty_officer', 'department_officer', 'township_officer', 'field_officer', 'operator', 'administrator', 'wall'];

export function Users() {
  const t = useT();
  const now = useNow();
  const units = useEntities('unit');
  const users = [...useEntities('user').values()].sort((a, b) => a.unit.localeCompare(b.unit) || a.account.localeCompare(b.account));
  const { refusal, busy, run, send } = useRun();
  const [secret, setSecret] = useState<{ title: string; secret: string } | null>(null);
  const [adding, setAdding] = useState(false);
  const reset = (user: UserView) => run(async () => {
    const made = await api.post<{ secret: string }>(`/api/users/${user.id}/reset`);
    setSecret({ title: t('system.passwordOf', { name: user.name }), secret: made.secret });
  });
  const create = (form: { account: string; name: string; unit: string; role: Role }) => run(async () => {
    const made = await api.post<{ secret: string }>('/api/users', form);
    setSecret({ title: t('system.passwordOf', { name: form.name }), secret: made.secret });
    setAdding(false);
  });
  return (
    <>
      {secret && <Secret {...secret} close={() => setSecret(null)} />}
      {refusal && <RefusalNote refusal={refusal} />}
      <section className="panel">
        <header><h2>{t('system.users')}</h2><span className="muted grow">{t('system.userCount', { count: users.length })}</span><button className="button" data-testid="add-user" onClick={() => setAdding(!adding)}>{t('system.addUser')}</button></header>
        {adding && <NewUser create={(form) => void create(form)} busy={busy} close={() => setAdding(false)} />}
        <table className="table">
          <thead><tr><th>{t('system.account')}</th><th>{t('system.person')}</th><th>{t('system.unit')}</th><th>{t('system.role')}</th><th>{t('system.lastLogin')}</th><th>{t('system.state')}</th><th /></tr></thead>
          <tbody>
            {users.map((user) => (
              <tr key={user.id} data-testid="user-row" data-account={user.account}>
                <td className="mono">{user.account}</td>
                <td>{user.name}</td>
                <td>{units.get(user.unit)?.name ?? user.unit}</td>
                <td>
                  <select className="input" aria-label={`${user.name} ${t('system.role')}`} value={user.role} disabled={busy} onChange={(event) => void send({ type: 'update_user', user: user.id, role: event.target.value as Role })}>
                    {ROLES.map((role) => <option key={role} value={role}>{t(`role.${role}`)}</option>)}
                  </select>
                </td>
                <td>{user.last_login == null ? '—' : momentText(ms(user.last_login), now)}</td>
                <td>{user.disabled ? <span className="chip bad">{t('system.disabled')}</span> : user.must_change_password ? <span className="chip waiting">{t('system.mustChange')}</span> : <span className="chip done">{t('system.fine')}</span>}</td>
                <td className="nowrap">
                  <button className="button" disabled={busy} data-testid="reset" onClick={() => void reset(user)}>{t('system.reset')}</button>{' '}
                  <button className="button" disabled={busy} data-testid="disable" onClick={() => void send({ type: 'update_user', user: user.id, disabled: !user.disabled })}>{t(user.disabled ? 'system.enable' : 'system.disable')}</button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  );
}

function NewUser({ create, busy, close }: { create: (form: { account: string; name: string; unit: string; role: Role }) => void; busy: boolean; close: () => void }) {
  const t = useT();
  const units = [...useEntities('unit').values()].filter((unit) => !unit.disabled);
  const [form, setForm] = useState({ account: '', name: '', unit: units[0]?.id ?? '', role: 'department_officer' as Role });
  const set = (change: Partial<typeof form>) => setForm({ ...form, ...change });
  return (
    <form
      className="admin-form"
      onSubmit={(event) => {
        event.preventDefault();
        create(form);
      }}
    >
      <label className="field"><span className="label">{t('system.account')}</span><input required value={form.account} data-testid="new-account" onChange={(event) => set({ account: event.target.value })} /></label>
      <label className="field"><span className="label">{t('system.person')}</span><input required value={form.name} data-testid="new-name" onChange={(event) => set({ name: event.target.value })} /></label>
      <label className="field"><span className="label">{t('system.unit')}</span><select value={form.unit} onChange={(event) => set({ unit: event.target.value })}>{units.map((unit) => <option key={unit.id} value={unit.id}>{unit.name}</option>)}</select></label>
      <label className="field"><span className="label">{t('system.role')}</span><select value={form.role} onChange={(event) => set({ role: event.target.value as Role })}>{ROLES.map((role) => <option key={role} value={role}>{t(`role.${role}`)}</option>)}</select></label>
      <button className="button primary" disabled={busy} data-testid="create-user">{t('system.addUser')}</button>
      <button className="button" type="button" onClick={close}>{t('room.back')}</button>
    </form>
  );
}
