// 发布渠道: the ways out for warnings, each with its address and key.
import { useState } from 'react';
import { api, useEntities } from '../link';
import type { GatewayView } from '../link/types';
import { useT } from '../shell/i18n';
import { RefusalNote } from '../shell/RefusalNote';
import { Secret } from './Secret';
import { useRun } from './useRun';

export function Gateways() {
  const t = useT();
  const { refusal, busy, run, send } = useRun();
  const [secret, setSecret] = useState<{ title: string; secret: string } | null>(null);
  const [adding, setAdding] = useState(false);
  const gateways = [...useEntities('gateway').values()].sort((a, b) => a.name.localeCompare(b.name, 'zh'));
  const newKey = (gateway: GatewayView) => run(async () => {
    const made = await api.post<{ secret: string }>(`/api/gateways/${encodeURIComponent(gateway.id)}/key`);
    setSecret({ title: t('system.keyOf', { name: gateway.name }), secret: made.secret });
  });
  const turn = ({ id, name, kind, url, disabled }: GatewayView) => send({ type: 'set_gateway', id, name, kind, url: url ?? '', disabled: !disabled });
  return (
    <>
      {secret && <Secret {...secret} close={() => setSecret(null)} />}
      {refusal && <RefusalNote refusal={refusal} />}
      <section className="panel">
        <header><h2>{t('issued.channels')}</h2><span className="muted grow small">{t('issued.channelHint')}</span><button className="button" data-testid="add-gateway" onClick={() => setAdding(!adding)}>{t('issued.addChannel')}</button></header>
        {adding && <NewGateway send={send} close={() => setAdding(false)} busy={busy} />}
        {gateways.length === 0 && !adding && <p className="muted" style={{ padding: 12 }}>{t('issued.noChannels')}</p>}
        {gateways.length > 0 && (
          <table className="table">
            <thead><tr><th>{t('issued.gateway')}</th><th>{t('system.code')}</th><th>{t('issued.kind')}</th><th>{t('issued.address')}</th><th>{t('system.key')}</th><th>{t('system.state')}</th><th /></tr></thead>
            <tbody>
              {gateways.map((gateway) => (
                <tr key={gateway.id} data-testid="gateway-row" data-gateway={gateway.id}>
                  <td>{gateway.name}</td><td className="mono">{gateway.id}</td><td>{t(`issued.kinds.${gateway.kind}`)}</td><td className="mono">{gateway.url}</td><td className="mono">{gateway.key_hint ?? '—'}</td>
                  <td>{gateway.disabled ? <span className="chip">{t('system.disabled')}</span> : <span className="chip done">{t('system.trouble.none')}</span>}</td>
                  <td className="nowrap"><button className="button" disabled={busy} data-testid="gateway-key" onClick={() => void newKey(gateway)}>{t('system.newKey')}</button> <button className="button" disabled={busy} onClick={() => void turn(gateway)}>{t(gateway.disabled ? 'system.enable' : 'system.disable')}</button></td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </section>
    </>
  );
}

function NewGateway({ send, close, busy }: { send: ReturnType<typeof useRun>['send']; close: () => void; busy: boolean }) {
  const t = useT();
  const [form, setForm] = useState({ id: '', name: '', kind: 'sms' as GatewayView['kind'], url: '' });
  const set = (change: Partial<typeof form>) => setForm({ ...form, ...change });
  return (
    <form className="admin-form" onSubmit={(event) => { event.preventDefault(); void send({ type: 'set_gateway', ...form, disabled: false }).then((ok) => ok && close()); }}>
      <label className="field"><span className="label">{t('system.code')}</span><input required value={form.id} data-testid="gateway-id" placeholder="sms" onChange={(event) => set({ id: event.target.value })} /></label>
      <label className="field"><span className="label">{t('issued.gateway')}</span><input required value={form.name} data-testid="gateway-name" onChange={(event) => set({ name: event.target.value })} /></label>
      <label className="field"><span className="label">{t('issued.kind')}</span><select value={form.kind} onChange={(event) => set({ kind: event.target.value as GatewayView['kind'] })}><option value="sms">{t('issued.kinds.sms')}</option><option value="loudspeaker">{t('issued.kinds.loudspeaker')}</option></select></label>
      <label className="field grow"><span className="label">{t('issued.address')}</span><input required value={form.url} data-testid="gateway-url" placeholder="https://" onChange={(event) => set({ url: event.target.value })} /></label>
      <button className="button primary" disabled={busy} data-testid="gateway-save">{t('issued.addChannel')}</button><button className="button" type="button" onClick={close}>{t('room.back')}</button>
    </form>
  );
}
