// Import of a list: the file is read by the node and shown line by line; only then is it taken.
import { Upload } from 'lucide-react';
import { useRef, useState } from 'react';
import { api, newId, Refused } from '../link';
import type { Crs, PreviewRow, Refusal, RegisterList, RegisterPreview } from '../link/types';
import { refusalText, useLanguage, useT } from '../shell/i18n';
import { RefusalNote } from '../shell/RefusalNote';

const SYSTEMS: readonly Crs[] = ['wgs84', 'cgcs2000', 'gcj02', 'bd09'];
const UNREACHABLE: Refusal = { rule: 'LINK-2', message_zh: '节点没有回答，请再试', message_en: 'The node did not answer; try again' };
const listWord = (list: RegisterList) => (list.list === 'resource' ? `plan.resourceKind.${list.kind}` : `resource.list.${list.list}`);

function Line({ row }: { row: PreviewRow }) {
  const t = useT();
  const language = useLanguage();
  const facts = row.row?.facts;
  const at = facts?.place.position;
  return (
    <tr data-testid="import-row" data-line={row.line} data-change={row.change}>
      <td className="number">{row.line}</td>
      <td className="nowrap"><span className={`chip ${row.change === 'refused' ? 'bad' : row.change === 'same' ? '' : 'acting'}`}>{t(`resource.change.${row.change}`)}</span></td>
      <td className="nowrap">{row.row && t(listWord(row.row.list))}</td>
      <td className="mono">{row.row?.id}</td>
      <td>{facts?.name}{row.faults.map((fault, index) => <p key={index} className="field-error">{fault.field ? `${fault.field}：` : ''}{refusalText(fault, language)}{fault.accepted && fault.accepted.length > 0 ? ` · ${t('refusal.accepted', { values: fault.accepted.slice(0, 8).join('、') })}` : ''} <span className="muted">{t('refusal.rule', { rule: fault.rule })}</span></p>)}</td>
      <td className="number nowrap">{facts && `${facts.amount} ${facts.measure ?? ''}`}</td>
      <td className="nowrap small">{at && `${at.lon.toFixed(5)}, ${at.lat.toFixed(5)}`}{row.moved_m != null && facts?.place.given && <><br /><span className="soft">{t('intake.converted', { crs: t(`crs.${facts.place.given.crs}`), metres: Math.round(row.moved_m) })}</span></>}</td>
    </tr>
  );
}

export function Import({ onDone }: { onDone: () => void }) {
  const t = useT();
  const input = useRef<HTMLInputElement>(null);
  const [file, setFile] = useState<File | null>(null);
  const [crs, setCrs] = useState<Crs>('wgs84');
  const [preview, setPreview] = useState<RegisterPreview | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [busy, setBusy] = useState(false);
  const [id, setId] = useState('');
  const ask = async <T,>(path: string, chosen: File): Promise<T | null> => {
    setBusy(true);
    setRefusal(null);
    try {
      return await api.postFile<T>(path, chosen);
    } catch (error) {
      setRefusal(error instanceof Refused ? error.refusal : UNREACHABLE);
      return null;
    } finally {
      setBusy(false);
    }
  };
  const look = async (chosen: File, as: Crs) => {
    setFile(chosen);
    setPreview(null);
    // The same id for the same look: pressed twice, it takes effect once.
    setId(newId());
    setPreview(await ask<RegisterPreview>(`/api/resources/preview?crs=${as}`, chosen));
  };
  const take = async () => {
    if (file && (await ask(`/api/resources/import?crs=${crs}&id=${id}&name=${encodeURIComponent(file.name.slice(0, 120))}`, file))) onDone();
  };
  const sound = preview ? preview.new + preview.changed + preview.same : 0;
  return (
    <section className="panel" aria-label={t('resource.import')} data-testid="import">
      <header><h2>{t('resource.import')}</h2><span className="muted small grow">{t('resource.importNote')}</span></header>
      <div className="import">
        <div className="row wrap" style={{ alignItems: 'flex-end' }}>
          <button className="button" disabled={busy} onClick={() => input.current?.click()}><Upload size={15} aria-hidden="true" />{file ? file.name : t('resource.chooseFile')}</button>
          <input ref={input} type="file" hidden accept=".csv,.txt,.xlsx" data-testid="import-file" onChange={(event) => { const chosen = event.target.files?.[0]; event.target.value = ''; if (chosen) void look(chosen, crs); }} />
          <label className="field" style={{ width: 150 }}><span className="label">{t('resource.crs')}</span>
            <select value={crs} data-testid="import-crs" onChange={(event) => { const as = event.target.value as Crs; setCrs(as); if (file) void look(file, as); }}>{SYSTEMS.map((each) => <option key={each} value={each}>{t(`crs.${each}`)}</option>)}</select>
          </label>
          <span className="muted small">{t('resource.columns')}</span>
        </div>
        {refusal && <RefusalNote refusal={refusal} />}
        {preview && (
          <>
            <p data-testid="import-counts"><b>{t('resource.counts', { encoding: preview.encoding, fresh: preview.new, changed: preview.changed, same: preview.same, refused: preview.refused })}</b></p>
            <div className="import-rows"><table className="table"><thead><tr>{['line', 'what', 'kind', 'id', 'name', 'amount', 'position'].map((head) => <th key={head}>{t(`resource.head.${head}`)}</th>)}</tr></thead><tbody>{preview.rows.map((row) => <Line key={row.line} row={row} />)}</tbody></table></div>
          </>
        )}
      </div>
      <footer>
        <button className="button primary" disabled={busy || !preview || preview.new + preview.changed === 0} data-testid="import-do" onClick={() => void take()}>{preview ? t(preview.refused > 0 ? 'resource.importSome' : 'resource.importDo', { count: preview.new + preview.changed, refused: preview.refused }) : t('resource.importFirst')}</button>
        <button className="button" onClick={onDone}>{t('incident.cancel')}</button>
        {preview && sound > 0 && preview.new + preview.changed === 0 && <span className="soft">{t('resource.nothingNew')}</span>}
      </footer>
    </section>
  );
}
