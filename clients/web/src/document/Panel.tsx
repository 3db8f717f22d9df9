// 公文 on the incident page: what there is, and what can be drafted from the log.
import './document.css';
import { FileText } from 'lucide-react';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { isOpenToChange } from '../command/states';
import { submit, useEntities, useMe } from '../link';
import type { DocumentKind, IncidentView, Input, Refusal } from '../link/types';
import { useT } from '../shell/i18n';
import { useNow } from '../shell/marks';
import { RefusalNote } from '../shell/RefusalNote';
import { momentText, ms } from '../shell/time';

const OVER = new Set(['ended', 'aftermath', 'reviewing']);

export function DocumentsPanel({ incident }: { incident: IncidentView }) {
  const t = useT();
  const me = useMe();
  const now = useNow();
  const [, go] = useLocation();
  const units = useEntities('unit');
  const documents = [...useEntities('document').values()].filter((each) => each.incident === incident.id).sort((a, b) => a.id - b.id);
  const orders = [...useEntities('order').values()].filter((each) => each.incident === incident.id);
  const [opened, setOpened] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const county = me.role === 'leader' || me.role === 'duty_officer';
  if (!county && documents.length === 0) return null;
  const draft = async (input: Input) => {
    const outcome = await submit(input);
    setRefusal(outcome.ok ? null : outcome.refusal);
    if (outcome.ok && outcome.made?.kind === 'document') go(`/document/${outcome.made.id}`);
  };
  const make = (kind: DocumentKind) => void draft({ type: 'draft_document', kind, incident: incident.id });
  const supervised = orders.flatMap((order) => order.rows.filter((row) => row.supervisions.length > 0).map((row) => ({ order, row })));
  const open = supervised.filter(({ order, row }) => !documents.some((each) => each.order === order.id && each.unit === row.unit));
  return (
    <section className="panel documents" aria-label={t('document.documents')} data-testid="documents">
      <header>
        <h2>{t('document.documents')}</h2><span className="muted small grow">{t('document.way')}</span>
        {county && isOpenToChange(incident.state) && <button className="button" data-testid="draft-documents" aria-expanded={opened} onClick={() => setOpened(!opened)}>+ {t('document.more')}</button>}
      </header>
      {opened && (
        <div className="row wrap document-kinds" role="group" aria-label={t('document.more')}>
          {(['special_report', 'incident_report'] as const).map((kind) => <button key={kind} className="button" data-testid={`draft-${kind}`} onClick={() => make(kind)}>{t('document.draftKind', { kind: t(`document.kind.${kind}`) })}</button>)}
          <button className="button" data-testid="draft-after_action_report" disabled={!OVER.has(incident.state)} title={OVER.has(incident.state) ? undefined : t('document.afterEnd')} onClick={() => make('after_action_report')}>{t('document.draftKind', { kind: t('document.kind.after_action_report') })}</button>
          {open.map(({ order, row }) => <button key={`${order.id}/${row.unit}`} className="button" data-testid="draft-notice" onClick={() => void draft({ type: 'draft_document', kind: 'supervision_notice', incident: incident.id, order: order.id, unit: row.unit })}>{t('document.draftNotice', { unit: units.get(row.unit)?.name ?? row.unit, title: order.content.title })}</button>)}
        </div>
      )}
      {refusal && <div style={{ padding: 10 }}><RefusalNote refusal={refusal} /></div>}
      {documents.length === 0 ? <p className="muted small" style={{ padding: '10px 12px' }}>{t('document.none')}</p> : (
        <ol>
          {documents.map((each) => (
            <li key={each.id} className="document-row" data-testid="document-row" data-document={each.id} data-state={each.state}>
              <FileText size={15} aria-hidden="true" />
              <span className="grow"><Link href={`/document/${each.id}`} className="strong">{each.content.title || t(`document.kind.${each.kind}`)}</Link><span className="muted small block">{t(`document.kind.${each.kind}`)} · {each.number ?? t('document.noNumber')}</span></span>
              <span className="muted small nowrap">{momentText(ms(each.signature?.at ?? each.drafted_at), now)}</span>
              {each.signature ? <span className="chip done">{t('document.state.signed')}</span> : <Link className="button" href={`/document/${each.id}`}>{t(me.role === 'leader' ? 'document.toSign' : 'document.edit')}</Link>}
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
