// 外网线路: the tree of nodes, the line on which each hangs, and what crosses it now.
import { useState } from 'react';
import { Bar } from '../extranet/LineBar';
import { loadOf, useLoads } from '../extranet/loads';
import { inOrder } from '../extranet/tree';
import { useEntities } from '../link';
import type { ExtranetLine, ExtranetNodeView, Reserved } from '../link/types';
import { useT } from '../shell/i18n';
import { RefusalNote } from '../shell/RefusalNote';
import { useRun } from './useRun';

const KINDS = ['centre', 'aggregation', 'department', 'township'] as const;
const SERVICES = ['audio', 'presentation', 'lead', 'other', 'data'] as const;

export function Extranet() {
  const t = useT();
  const nodes = inOrder([...useEntities('extranet_node').values()]);
  const units = useEntities('unit');
  const loads = useLoads(nodes.length > 0);
  const { refusal, busy, send } = useRun();
  const [editing, setEditing] = useState<string | null>(null);
  const [removing, setRemoving] = useState<string | null>(null);
  const save = (node: Changed) => send({ type: 'set_extranet_node', ...node });
  return (
    <>
      {refusal && <RefusalNote refusal={refusal} />}
      <section className="panel">
        <header>
          <h2>{t('system.extranet')}</h2><span className="muted grow">{t('extranet.count', { count: nodes.length })} · {t('extranet.note')}</span>
          <button className="button" data-testid="add-node" aria-expanded={editing === ''} onClick={() => setEditing(editing === '' ? null : '')}>{t('extranet.add')}</button>
        </header>
        {editing === '' && <Edit nodes={nodes.map(({ node }) => node)} busy={busy} close={() => setEditing(null)} save={save} />}
        {nodes.length === 0 && editing !== '' && <p className="muted" style={{ padding: 12 }}>{t('extranet.none')}</p>}
        {nodes.length > 0 && (
          <table className="table">
            <thead><tr><th>{t('extranet.node')}</th><th>{t('system.kind')}</th><th>{t('extranet.down')}</th><th>{t('extranet.up')}</th><th>{t('extranet.units')}</th><th /></tr></thead>
            <tbody>
              {nodes.map(({ node, depth }) => editing === node.id
                ? <tr key={node.id}><td colSpan={6}><Edit node={node} nodes={nodes.map((each) => each.node)} busy={busy} close={() => setEditing(null)} save={save} /></td></tr>
                : (
                  <tr key={node.id} data-testid="node-row" data-node={node.id}>
                    <td className="strong nowrap" style={{ paddingLeft: 8 + depth * 20 }}>{node.name} <span className="mono muted">{node.id}</span></td>
                    <td className="nowrap">{t(`extranet.kinds.${node.kind}`)}</td>
                    <td>{node.line && <Bar load={loadOf(loads, node, 'down')} />}</td>
                    <td>{node.line && <Bar load={loadOf(loads, node, 'up')} />}</td>
                    <td>{node.units.map((unit) => units.get(unit)?.name ?? unit).join('、')}</td>
                    <td className="number nowrap">
                      <button className="button" disabled={busy} data-testid="edit-node" onClick={() => setEditing(node.id)}>{t('extranet.edit')}</button>{' '}
                      {removing === node.id
                        ? <button className="button danger" disabled={busy} onClick={() => void send({ type: 'remove_extranet_node', id: node.id }).then(() => setRemoving(null))}>{t('extranet.removeSure')}</button>
                        : <button className="button" disabled={busy} onClick={() => setRemoving(node.id)}>{t('extranet.remove')}</button>}
                    </td>
                  </tr>
                ))}
            </tbody>
          </table>
        )}
      </section>
    </>
  );
}

type Changed = Pick<ExtranetNodeView, 'id' | 'name' | 'kind' | 'units' | 'line'>;
const RESERVED: Reserved = { audio: 10, presentation: 20, lead: 20, other: 10, data: 20 };

function Edit({ node, nodes, busy, save, close }: { node?: ExtranetNodeView; nodes: ExtranetNodeView[]; busy: boolean; save: (node: Changed) => Promise<boolean>; close: () => void }) {
  const t = useT();
  const units = [...useEntities('unit').values()];
  const taken = new Set(nodes.filter((each) => each.id !== node?.id).flatMap((each) => each.units));
  const centre = nodes.find((each) => each.kind === 'centre');
  const [form, setForm] = useState<Omit<Changed, 'line'>>({ id: node?.id ?? '', name: node?.name ?? '', kind: node?.kind ?? (centre ? 'township' : 'centre'), units: node?.units ?? [] });
  const [line, setLine] = useState<ExtranetLine>(node?.line ?? { to: centre?.id ?? '', down_kbps: 4_000, up_kbps: 4_000, reserved: RESERVED });
  const reserved: Reserved = { ...RESERVED, ...line.reserved };
  const toggle = (unit: string) => setForm({ ...form, units: form.units.includes(unit) ? form.units.filter((each) => each !== unit) : [...form.units, unit] });
  const number = (text: string) => Number.parseInt(text, 10) || 0;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        const changed: Changed = { ...form, ...(form.kind === 'centre' ? {} : { line: { ...line, reserved } }) };
        void save(changed).then((ok) => ok && close());
      }}
    >
      <div className="admin-form">
        {!node && <label className="field"><span className="label">{t('extranet.id')}</span><input required value={form.id} placeholder="south" data-testid="node-id" onChange={(event) => setForm({ ...form, id: event.target.value })} /></label>}
        <label className="field"><span className="label">{t('extranet.name')}</span><input required value={form.name} data-testid="node-name" onChange={(event) => setForm({ ...form, name: event.target.value })} /></label>
        <label className="field"><span className="label">{t('system.kind')}</span>
          <select value={form.kind} data-testid="node-kind" onChange={(event) => setForm({ ...form, kind: event.target.value as Changed['kind'] })}>
            {KINDS.map((kind) => <option key={kind} value={kind}>{t(`extranet.kinds.${kind}`)}</option>)}
          </select>
        </label>
        {form.kind !== 'centre' && (
          <>
            <label className="field"><span className="label">{t('extranet.to')}</span>
              <select required value={line.to} data-testid="line-to" onChange={(event) => setLine({ ...line, to: event.target.value })}>
                <option value="" />
                {nodes.filter((each) => each.id !== node?.id).map((each) => <option key={each.id} value={each.id}>{each.name}</option>)}
              </select>
            </label>
            <label className="field"><span className="label">{t('extranet.downKbps')}</span><input required inputMode="numeric" value={line.down_kbps} data-testid="line-down" onChange={(event) => setLine({ ...line, down_kbps: number(event.target.value) })} /></label>
            <label className="field"><span className="label">{t('extranet.upKbps')}</span><input required inputMode="numeric" value={line.up_kbps} data-testid="line-up" onChange={(event) => setLine({ ...line, up_kbps: number(event.target.value) })} /></label>
          </>
        )}
      </div>
      {form.kind !== 'centre' && (
        <div className="admin-form" role="group" aria-label={t('extranet.reserved')}>
          <span className="soft">{t('extranet.reserved')}</span>
          {SERVICES.map((service) => (
            <label key={service} className="field" style={{ width: 90 }}><span className="label">{t(`extranet.services.${service}`)}</span><input inputMode="numeric" value={reserved[service]} data-testid={`reserved-${service}`} onChange={(event) => setLine({ ...line, reserved: { ...reserved, [service]: Math.min(255, number(event.target.value)) } })} /></label>
          ))}
        </div>
      )}
      <div className="group-members" role="group" aria-label={t('extranet.units')}>
        {units.map((unit) => (
          <label key={unit.id}><input type="checkbox" disabled={taken.has(unit.id)} checked={form.units.includes(unit.id)} data-testid={`stands-${unit.id}`} onChange={() => toggle(unit.id)} />{unit.name}</label>
        ))}
      </div>
      <div className="row" style={{ padding: '4px 12px 12px' }}>
        <button className="button primary" disabled={busy} data-testid="save-node">{t('extranet.save')}</button>
        <button className="button" type="button" onClick={close}>{t('room.back')}</button>
      </div>
    </form>
  );
}
