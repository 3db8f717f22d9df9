// 公文: all that this account may see, newest first.
import './document.css';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { submit, useEntities, useMe } from '../link';
import type { Refusal } from '../link/types';
import { RefusalNote } from '../shell/RefusalNote';
import { Empty } from '../shell/Empty';
import { useT } from '../shell/i18n';
import { useNow } from '../shell/marks';
import { momentText, ms } from '../shell/time';

const FILTERS = ['all', 'drafts', 'signedOnes'] as const;

export default function Documents() {
  const t = useT();
  const now = useNow();
  const [, go] = useLocation();
  const incidents = useEntities('incident');
  const [filter, setFilter] = useState<(typeof FILTERS)[number]>('all');
  const [query, setQuery] = useState('');
  const me = useMe();
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const bulletin = async () => {
    const outcome = await submit({ type: 'draft_document', kind: 'duty_bulletin' });
    setRefusal(outcome.ok ? null : outcome.refusal);
    if (outcome.ok && outcome.made?.kind === 'document') go(`/document/${outcome.made.id}`);
  };
  const fits = (words: string) => query.trim() === '' || words.includes(query.trim());
  const shown = [...useEntities('document').values()].filter((each) => (filter === 'all' || (each.state === 'draft') === (filter === 'drafts')) && fits(`${each.number ?? ''} ${each.content.title}`));
  shown.sort((a, b) => b.id - a.id);
  return (
    <div className="page">
      <section className="panel" style={{ height: '100%' }}>
        <header className="wrap">
          <h2>{t('document.documents')}</h2>
          <span className="segmented" role="group">{FILTERS.map((each) => <button key={each} aria-pressed={filter === each} onClick={() => setFilter(each)}>{t(`document.${each}`)}</button>)}</span>
          <span className="grow" />
          <input className="input" style={{ maxWidth: 320 }} placeholder={t('document.search')} aria-label={t('document.search')} value={query} onChange={(event) => setQuery(event.target.value)} />
          {(me.role === 'leader' || me.role === 'duty_officer') && <button className="button" data-testid="draft-duty_bulletin" onClick={() => void bulletin()}>+ {t('document.draftBulletin')}</button>}
        </header>
        {refusal && <div style={{ padding: 10 }}><RefusalNote refusal={refusal} /></div>}
        <div style={{ overflow: 'auto', flex: 1 }}>
          {shown.length === 0 ? <Empty title={t('document.none')} text={t('document.noneText')} /> : (
            <table className="table">
              <thead><tr><th>{t('document.number')}</th><th>{t('document.title')}</th><th>{t('document.incident')}</th><th>{t('document.drafted')}</th><th>{t('document.signed')}</th></tr></thead>
              <tbody>
                {shown.map((each) => {
                  const open = () => go(`/document/${each.id}`);
                  return (
                    <tr key={each.id} tabIndex={0} onClick={open} onKeyDown={(event) => event.key === 'Enter' && open()} data-testid="document-line" data-document={each.id}>
                      <td className="nowrap">{each.number ?? <span className="muted">{t('document.noNumber')}</span>}</td>
                      <td><span className="strong">{each.content.title}</span> <span className="muted small">{t(`document.kind.${each.kind}`)}</span></td>
                      <td>{each.incident != null ? incidents.get(each.incident)?.number : ''}</td>
                      <td className="nowrap">{momentText(ms(each.drafted_at), now)}</td>
                      <td className="nowrap">{each.signature ? momentText(ms(each.signature.at), now) : <span className="chip">{t('document.state.draft')}</span>}</td>
                    </tr>
                  );
                })}
              </tbody>
            </table>
          )}
        </div>
      </section>
    </div>
  );
}
