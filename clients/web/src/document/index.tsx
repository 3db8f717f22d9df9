// 公文: one document. A draft is a form beside what becomes of it; a signed one is read, downloaded and checked.
import './document.css';
import { Download, FileText } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'wouter';
import { submit, useEntity, useMe } from '../link';
import type { DocumentContent, DocumentView, Input, Refusal, Secrecy } from '../link/types';
import { Empty } from '../shell/Empty';
import { useT } from '../shell/i18n';
import { useKeys } from '../shell/keyboard';
import { useNow } from '../shell/marks';
import { RefusalNote } from '../shell/RefusalNote';
import { momentText, ms } from '../shell/time';
import { tidied } from './content';
import { Head, Sections } from './Form';
import { pictureAddress } from './picture';

function Files({ view }: { view: DocumentView }) {
  const t = useT();
  const [copy, setCopy] = useState('1');
  const at = `/api/documents/${view.id}/document`;
  const signed = view.signature != null;
  if (signed && !view.signature?.seal) return <span className="chip waiting" data-testid="sealing">{t('document.sealing')}</span>;
  const query = signed && /^[1-9]\d{0,5}$/.test(copy) ? `?copy=${copy}` : '';
  return (
    <span className="row wrap" data-testid="files">
      {signed && <label className="row small soft">{t('document.copy')}<input className="input" style={{ width: 76 }} inputMode="numeric" maxLength={6} value={copy} data-testid="copy" onChange={(event) => setCopy(event.target.value)} /></label>}
      <a className={`button ${signed ? 'primary' : ''}`} href={`${at}.pdf${query}`} download data-testid="download-pdf"><Download size={15} aria-hidden="true" />{t(signed ? 'document.pdf' : 'document.preview')}</a>
      <a className="button" href={`${at}.docx${query}`} download data-testid="download-docx">{t('document.docx')}</a>
      {signed && <a className="button" href={`${at}.json`} download data-testid="download-json">{t('document.json')}</a>}
    </span>
  );
}

function Top({ view, children }: { view: DocumentView; children?: React.ReactNode }) {
  const t = useT();
  const now = useNow();
  const { signature } = view;
  return (
    <header className="document-top">
      <div className="row wrap">
        <FileText size={18} aria-hidden="true" /><h1 data-testid="document-heading">{view.content.title}</h1>
        <span className={`chip ${signature ? 'done' : ''}`} data-testid="document-state" data-state={view.state}>{t(`document.state.${view.state}`)}</span>
        <span className="grow" />
        {view.incident != null && <Link className="button plain" href={`/incident/${view.incident}`}>{t('document.back')}</Link>}
        <Files view={view} />
        {children}
      </div>
      <p className="row wrap small soft">
        <span>{t(`document.kind.${view.kind}`)}</span><span data-testid="document-number">{view.number ?? t('document.noNumber')}</span>
        <span>{view.drafted_by} {momentText(ms(view.drafted_at), now)} · {t('document.covers', { seq: view.covers })}</span>
        {signature && <span>{t('document.signedBy', { by: signature.by })} {momentText(ms(signature.at), now)}</span>}
        {signature?.seal && <span className="chip outlined" data-testid="document-sealed">{t('document.sealed')}</span>}
      </p>
      {signature && <p className="small muted document-digest">{t('document.digest')} {signature.digest} · {t('document.verify')}</p>}
    </header>
  );
}

/** As it was signed; nothing here can be changed. */
function Signed({ view }: { view: DocumentView }) {
  const t = useT();
  const { content } = view;
  return (
    <div className="page document-page" data-testid="document-page" data-document={view.id}>
      <section className="panel"><Top view={view} />
        <article className="document-text" lang="zh">
          <h2>{content.title}</h2>
          <p>{content.addressee}：</p>
          {content.sections.map((section, n) => (
            <section key={n}>
              {section.heading && <h3>{section.heading}</h3>}
              {section.paragraphs?.map((text, m) => <p key={m} className="indented">{text}</p>)}
              {section.table && (
                <div className="document-table"><table className="table"><thead><tr>{section.table.head.map((cell, m) => <th key={m}>{cell}</th>)}</tr></thead>
                  <tbody>{section.table.rows.map((row, m) => <tr key={m}>{row.map((cell, k) => <td key={k}>{cell}</td>)}</tr>)}</tbody></table></div>
              )}
              {section.figures?.map((figure, m) => <figure key={m} className="document-signed-figure" data-testid="document-figure"><img src={pictureAddress(view.id, figure.sm3)} alt={figure.caption} /><figcaption className="soft">{figure.caption}</figcaption></figure>)}
            </section>
          ))}
          <p className="document-issuer">{content.issuer}</p>
          {content.contact && <p className="indented">（{t('document.contact')}：{content.contact}）</p>}
          {content.copies_to && <p className="soft">{t('document.copiesTo')}：{content.copies_to}</p>}
        </article>
      </section>
    </div>
  );
}

function Draft({ view }: { view: DocumentView }) {
  const t = useT();
  const me = useMe();
  const [base, setBase] = useState(view);
  const [content, setContent] = useState<DocumentContent>(view.content);
  const [secrecy, setSecrecy] = useState<Secrecy | ''>('');
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [busy, setBusy] = useState(false);
  const [discarding, setDiscarding] = useState(false);
  const mine = JSON.stringify(tidied(content));
  const changed = mine !== JSON.stringify(tidied(base.content)) || secrecy !== '';
  // Nobody's words are taken away while they are written: a colleague's version is offered, not put in their place.
  const stale = view.version !== base.version && JSON.stringify(view.content) !== JSON.stringify(base.content);
  if (view.version !== base.version && (!stale || (!changed && !busy))) {
    setBase(view);
    if (stale) setContent(view.content);
  }
  const send = async (input: Input) => {
    setBusy(true);
    const outcome = await submit(input);
    setBusy(false);
    setRefusal(outcome.ok ? null : outcome.refusal);
    return outcome.ok;
  };
  const save = async () => {
    if (!changed || busy) return;
    const sent = tidied(content);
    if (await send({ type: 'edit_document', document: view.id, version: base.version, content: sent, ...(secrecy === '' ? {} : { secrecy }) })) {
      setContent(sent);
      setBase((now) => ({ ...now, content: sent }));
    }
  };
  useKeys({ 'ctrl+s': () => void save(), 'ctrl+Enter': () => void save() });
  return (
    <div className="page document-page" data-testid="document-page" data-document={view.id}>
      <section className="panel">
        <Top view={view}>
          {discarding
            ? <><button className="button danger" data-testid="discard-sure" onClick={() => void send({ type: 'discard_document', document: view.id, version: view.version })}>{t('document.discardSure')}</button><button className="button" onClick={() => setDiscarding(false)}>{t('document.keep')}</button></>
            : <button className="button" data-testid="discard" onClick={() => setDiscarding(true)}>{t('document.discard')}</button>}
        </Top>
        {stale && changed && (
          <div className="refusal" role="alert" data-testid="stale"><p className="grow"><strong>{t('document.changedElsewhere')}</strong></p>
            <button className="button" onClick={() => { setBase(view); setContent(view.content); }}>{t('document.takeTheirs')}</button>
            <button className="button" onClick={() => setBase(view)}>{t('document.keepMine')}</button></div>
        )}
        {refusal && <div style={{ padding: '10px 12px' }}><RefusalNote refusal={refusal} /></div>}
        <Head content={content} onChange={setContent} secrecy={secrecy} onSecrecy={setSecrecy} />
        <Sections content={content} onChange={setContent} document={view.id} incident={view.incident ?? null} />
        <footer className="row wrap document-foot">
          {me.role === 'leader' && !changed && <button className="button primary" disabled={busy} data-testid="sign-document" onClick={() => void send({ type: 'sign_document', document: view.id, version: view.version })}>{t('document.sign', { kind: t(`document.kind.${view.kind}`) })}</button>}
          {(me.role !== 'leader' || changed) && <button className={`button ${changed ? 'primary' : ''}`} disabled={busy || !changed || (stale && changed)} data-testid="save-document" onClick={() => void save()}>{t('document.save')}{changed && <kbd>Ctrl S</kbd>}</button>}
          <span className="muted small" role="status" data-testid="document-saved" data-changed={changed}>{t(changed ? 'document.unsaved' : 'document.saved')}</span>
          {me.role !== 'leader' && !changed && <span className="muted small">{t('document.waitsLeader')}</span>}
        </footer>
      </section>
    </div>
  );
}

export default function Document({ id }: { id: number }) {
  const t = useT();
  const me = useMe();
  const view = useEntity('document', id);
  if (!view) return <Empty title={t('document.gone')}><Link className="button" href="/documents">{t('document.documents')}</Link></Empty>;
  const county = me.role === 'leader' || me.role === 'duty_officer';
  return view.signature || !county ? <Signed view={view} /> : <Draft key={view.id} view={view} />;
}
