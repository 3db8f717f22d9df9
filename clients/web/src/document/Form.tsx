// The form of a draft: its head, and section after section.
import { ArrowDown, ArrowUp, X } from 'lucide-react';
import type { DocumentContent, DocumentSection, Secrecy } from '../link/types';
import { useT } from '../shell/i18n';
import { Figures } from './Figures';
import { isEmpty, moved, textOf } from './content';

interface Edit { content: DocumentContent; onChange: (content: DocumentContent) => void }

const LINES = [['title', 120], ['issuer', 120], ['addressee', 200], ['copies_to', 200], ['contact', 120]] as const;
const REQUIRED = new Set(['title', 'issuer', 'addressee']);
const LABEL = { title: 'title', issuer: 'issuer', addressee: 'addressee', copies_to: 'copiesTo', contact: 'contact' } as const;
const SECRECY = ['secret', 'confidential', 'top_secret'] as const;

export function Head({ content, onChange, secrecy, onSecrecy }: Edit & { secrecy: Secrecy | ''; onSecrecy: (secrecy: Secrecy | '') => void }) {
  const t = useT();
  return (
    <div className="document-head">
      {LINES.map(([field, most]) => {
        const value = content[field] ?? '';
        const missing = REQUIRED.has(field) && value.trim() === '';
        return (
          <label className={`field ${field === 'title' ? 'wide' : ''} ${missing ? 'missing' : ''}`} key={field}><span className="label">{t(`document.${LABEL[field]}`)}{missing && <span className="missing-word"> {t('document.required')}</span>}</span>
            <input maxLength={most} data-testid={`document-${field}`} value={value} onChange={(event) => onChange({ ...content, [field]: event.target.value })} /></label>
        );
      })}
      <label className="field"><span className="label">{t('document.urgency')}</span>
        <select data-testid="document-urgency" value={content.urgency ?? ''} onChange={(event) => { const { urgency: _, ...rest } = content; onChange(event.target.value === '' ? rest : { ...rest, urgency: event.target.value as 'flash' | 'urgent' }); }}>
          <option value="">{t('document.ordinary')}</option><option value="flash">{t('document.flash')}</option><option value="urgent">{t('document.urgent')}</option>
        </select></label>
      <label className="field"><span className="label">{t('document.secrecy')}</span>
        <select data-testid="document-secrecy" value={secrecy} onChange={(event) => onSecrecy(event.target.value as Secrecy | '')}>
          <option value="">{t('document.noSecrecy')}</option>{SECRECY.map((each) => <option key={each} value={each}>{t(`document.${each}`)}</option>)}
        </select></label>
      <label className="row document-internal"><input type="checkbox" checked={content.internal ?? false} data-testid="document-internal" onChange={(event) => onChange({ ...content, internal: event.target.checked })} />{t('document.internal')}</label>
    </div>
  );
}

function Table({ section, onChange }: { section: DocumentSection; onChange: (section: DocumentSection) => void }) {
  const t = useT();
  const { table } = section;
  if (!table) return null;
  const rows = (rows: string[][]) => onChange({ ...section, table: { ...table, rows } });
  return (
    <div className="document-table">
      <table className="table"><thead><tr>{table.head.map((cell, n) => <th key={n}>{cell}</th>)}<th /></tr></thead>
        <tbody>{table.rows.map((row, n) => (
          <tr key={n}>{row.map((cell, m) => (
            <td key={m}><textarea rows={cell.length > 14 ? 2 : 1} maxLength={400} value={cell} aria-label={t('document.cell', { row: n + 1, column: table.head[m] })} onChange={(event) => rows(table.rows.map((each, k) => (k === n ? each.map((old, j) => (j === m ? event.target.value.replaceAll('\n', ' ') : old)) : each)))} /></td>
          ))}<td><button className="button plain" aria-label={t('document.removeRow', { row: n + 1 })} title={t('document.removeRow', { row: n + 1 })} onClick={() => rows(table.rows.filter((_, k) => k !== n))}><X size={14} aria-hidden="true" /></button></td></tr>
        ))}</tbody></table>
      <p className="row wrap"><span className="muted small">{t('document.rows', { count: table.rows.length })}</span>
        <button className="button" disabled={table.rows.length >= 300} onClick={() => rows([...table.rows, table.head.map(() => '')])}>{t('document.addRow')}</button>
        <button className="button" onClick={() => { const { table: _, ...rest } = section; onChange(rest); }}>{t('document.removeTable')}</button></p>
    </div>
  );
}

/** As many as a document has (BOUND). */
const MOST_FIGURES = 6;

export function Sections({ content, onChange, document, incident }: Edit & { document: number; incident: number | null }) {
  const t = useT();
  const { sections } = content;
  const figures = sections.reduce((sum, section) => sum + (section.figures?.length ?? 0), 0);
  const set = (sections: DocumentSection[]) => onChange({ ...content, sections });
  const change = (n: number, section: DocumentSection) => set(sections.map((each, m) => (m === n ? section : each)));
  return (
    <div className="document-sections">
      {sections.map((section, n) => (
        <fieldset key={n} className={`document-section ${isEmpty(section) ? 'missing' : ''}`} data-testid="document-section">
          <div className="row">
            <input className="input grow" maxLength={120} value={section.heading ?? ''} placeholder={t('document.heading')} aria-label={t('document.heading')} data-testid="section-heading" onChange={(event) => change(n, { ...section, heading: event.target.value })} />
            <button className="button plain" disabled={n === 0} aria-label={t('document.up')} title={t('document.up')} onClick={() => set(moved(sections, n, n - 1))}><ArrowUp size={14} aria-hidden="true" /></button>
            <button className="button plain" disabled={n === sections.length - 1} aria-label={t('document.down')} title={t('document.down')} onClick={() => set(moved(sections, n, n + 1))}><ArrowDown size={14} aria-hidden="true" /></button>
            <button className="button plain" aria-label={t('document.removeSection')} title={t('document.removeSection')} data-testid="remove-section" onClick={() => set(sections.filter((_, m) => m !== n))}><X size={14} aria-hidden="true" /></button>
          </div>
          {(!section.table || (section.paragraphs ?? []).length > 0) && (
            <textarea rows={Math.min(12, Math.max(2, Math.ceil(textOf(section).length / 60) + (section.paragraphs ?? []).length))} value={textOf(section)} placeholder={t('document.paragraphs')} aria-label={`${section.heading ?? ''} ${t('document.paragraphs')}`} data-testid="section-text" onChange={(event) => change(n, { ...section, paragraphs: event.target.value.split('\n') })} />
          )}
          <Table section={section} onChange={(next) => change(n, next)} />
          <Figures document={document} incident={incident} figures={section.figures ?? []} full={figures >= MOST_FIGURES} onChange={(figures) => change(n, { ...section, figures })} />
          {isEmpty(section) && <p className="small missing-word">{t('document.empty')}</p>}
        </fieldset>
      ))}
      <p><button className="button" data-testid="add-section" disabled={sections.length >= 40} onClick={() => set([...sections, { heading: '', paragraphs: [''] }])}>{t('document.addSection')}</button></p>
    </div>
  );
}
