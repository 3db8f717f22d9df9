// 数据来源: how each department's feed is doing, trouble first, with cause and remedy.
import { useState } from 'react';
import { api, useEntities } from '../link';
import type { FeedSourceView } from '../link/types';
import { refusalText, useLanguage, useT } from '../shell/i18n';
import { DepartmentMark, useNow } from '../shell/marks';
import { RefusalNote } from '../shell/RefusalNote';
import { clockText, dayText, ms, spanText } from '../shell/time';
import { Secret } from './Secret';
import { useRun } from './useRun';

/** Minutes without a record after which a source that has delivered counts as silent. */
const SILENT_AFTER = 30 * 60_000;
/** A clock that is off by more than this is said. */
const SKEW = 60_000_000;
type Trouble = 'silent' | 'refused' | 'skew' | 'never' | null;

function troubleOf(source: FeedSourceView, now: number): Trouble {
  if (source.disabled) return null;
  if (source.last_refusal) return 'refused';
  if (source.clock_skew_us != null && Math.abs(source.clock_skew_us) > SKEW) return 'skew';
  if (source.last_record_at == null) return 'never';
  return now - ms(source.last_record_at) > SILENT_AFTER ? 'silent' : null;
}

export function Sources() {
  const t = useT();
  const now = useNow();
  const language = useLanguage();
  const units = useEntities('unit');
  const { refusal, busy, run, send } = useRun();
  const [secret, setSecret] = useState<{ title: string; secret: string } | null>(null);
  const [adding, setAdding] = useState(false);
  const rows = [...useEntities('feed_source').values()].map((source) => ({ source, trouble: troubleOf(source, now) }));
  rows.sort((a, b) => Number(b.trouble !== null) - Number(a.trouble !== null) || a.source.name.localeCompare(b.source.name, 'zh'));
  const count = (which: (trouble: Trouble, source: FeedSourceView) => boolean) => rows.filter((row) => which(row.trouble, row.source)).length;
  const newKey = (source: FeedSourceView) => run(async () => {
    const made = await api.post<{ secret: string }>(`/api/sources/${encodeURIComponent(source.id)}/key`);
    setSecret({ title: t('system.keyOf', { name: source.name }), secret: made.secret });
  });
  return (
    <>
      <div className="figures">
        <Figure word={t('system.fine')} value={count((trouble, source) => trouble === null && !source.disabled)} tone="good" />
        <Figure word={t('system.attention')} value={count((trouble) => trouble !== null)} tone={count((trouble) => trouble !== null) > 0 ? 'poor' : ''} />
        <Figure word={t('system.disabled')} value={count((_, source) => source.disabled)} tone="" />
        <Figure word={t('system.received')} value={rows.reduce((sum, { source }) => sum + source.accepted, 0)} tone="" />
        <Figure word={t('system.refused')} value={rows.reduce((sum, { source }) => sum + source.refused, 0)} tone="" />
      </div>
      {secret && <Secret {...secret} close={() => setSecret(null)} />}
      {refusal && <RefusalNote refusal={refusal} />}
      <section className="panel">
        <header><h2>{t('system.sources')}</h2><span className="muted grow">{t('system.troubleFirst')}</span><button className="button" data-testid="add-source" onClick={() => setAdding(!adding)}>{t('system.addSource')}</button></header>
        {adding && <NewSource send={send} close={() => setAdding(false)} busy={busy} />}
        <table className="table">
          <thead><tr><th>{t('system.unit')}</th><th>{t('system.source')}</th><th>{t('system.code')}</th><th>{t('system.format')}</th><th>{t('system.state')}</th><th>{t('system.explained')}</th><th>{t('system.last')}</th><th className="number">{t('system.received')}</th><th className="number">{t('system.refused')}</th><th className="number">{t('system.skew')}</th><th>{t('system.key')}</th><th /></tr></thead>
          <tbody>
            {rows.map(({ source, trouble }) => {
              const unit = units.get(source.unit);
              return (
                <tr key={source.id} data-testid="source-row" data-source={source.id} data-trouble={trouble ?? ''}>
                  <td>{unit ? <DepartmentMark kind={unit.kind} name={unit.name} /> : source.unit}</td>
                  <td>{source.name}</td>
                  <td className="mono">{source.id}</td>
                  <td>{t(`system.formats.${source.format}`)}</td>
                  <td>{source.disabled ? <span className="chip">{t('system.disabled')}</span> : <span className={`chip ${trouble ? 'waiting' : 'done'}`}>{t(`system.trouble.${trouble ?? 'none'}`)}</span>}</td>
                  <td className="explained">{trouble === 'refused' && source.last_refusal ? `${refusalText(source.last_refusal, language)}（${source.last_refusal.rule}${source.last_refusal.field ? ` ${source.last_refusal.field}` : ''}）` : trouble ? t(`system.remedy.${trouble}`) : ''}</td>
                  <td className="nowrap">{source.last_record_at == null ? '—' : `${dayText(ms(source.last_record_at))} ${clockText(ms(source.last_record_at))}`}{trouble === 'silent' && source.last_record_at != null && <span className="muted"> · {spanText(now - ms(source.last_record_at))}</span>}</td>
                  <td className="number">{source.accepted}</td>
                  <td className="number">{source.refused}</td>
                  <td className="number">{source.clock_skew_us == null ? '—' : `${(source.clock_skew_us / 1e6).toFixed(1)} s`}</td>
                  <td className="mono">{source.key_hint || '—'}</td>
                  <td className="nowrap">
                    <button className="button" disabled={busy} onClick={() => void newKey(source)}>{t('system.newKey')}</button>{' '}
                    <button className="button" disabled={busy} onClick={() => void send({ type: 'update_feed_source', id: source.id, disabled: !source.disabled })}>{t(source.disabled ? 'system.enable' : 'system.disable')}</button>
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </section>
    </>
  );
}

function Figure({ word, value, tone }: { word: string; value: number; tone: string }) {
  return <div className="panel figure"><span className="soft">{word}</span><b className={tone}>{value.toLocaleString('en-US').replaceAll(',', ' ')}</b></div>;
}

type Send = ReturnType<typeof useRun>['send'];

function NewSource({ send, close, busy }: { send: Send; close: () => void; busy: boolean }) {
  const t = useT();
  const units = [...useEntities('unit').values()].filter((unit) => !unit.disabled);
  const [form, setForm] = useState({ id: '', name: '', unit: units[0]?.id ?? '', format: 'envelope' as FeedSourceView['format'] });
  const set = (change: Partial<typeof form>) => setForm({ ...form, ...change });
  return (
    <form
      className="admin-form"
      onSubmit={(event) => {
        event.preventDefault();
        void send({ type: 'create_feed_source', ...form }).then((ok) => ok && close());
      }}
    >
      <label className="field"><span className="label">{t('system.code')}</span><input required value={form.id} onChange={(event) => set({ id: event.target.value })} placeholder="fire-119" /></label>
      <label className="field"><span className="label">{t('system.source')}</span><input required value={form.name} onChange={(event) => set({ name: event.target.value })} /></label>
      <label className="field"><span className="label">{t('system.unit')}</span><select value={form.unit} onChange={(event) => set({ unit: event.target.value })}>{units.map((unit) => <option key={unit.id} value={unit.id}>{unit.name}</option>)}</select></label>
      <label className="field"><span className="label">{t('system.format')}</span><select value={form.format} onChange={(event) => set({ format: event.target.value as FeedSourceView['format'] })}><option value="envelope">{t('system.formats.envelope')}</option><option value="cap">{t('system.formats.cap')}</option></select></label>
      <button className="button primary" disabled={busy}>{t('system.addSource')}</button>
      <button className="button" type="button" onClick={close}>{t('room.back')}</button>
    </form>
  );
}
