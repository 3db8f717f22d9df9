// 搜索: `/` opens it on every page. What is found comes from the node, which knows what this account may see; the page asks while somebody types
// and throws away answers that were overtaken.
import './search.css';
import { Search as Lens } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { api, Refused } from '../link/api';
import type { Refusal, SearchAnswer, SearchHit, SearchKind, SnippetPiece } from '../link/types';
import { useT } from '../shell/i18n';
import { useKeys } from '../shell/keyboard';
import { useNow } from '../shell/marks';
import { RefusalNote } from '../shell/RefusalNote';
import { momentText, ms } from '../shell/time';
import { pathOf } from './where';

/** Milliseconds without a key before the node is asked. */
const PAUSE = 160;

type State = { status: 'idle' } | { status: 'looking' } | { status: 'found'; answer: SearchAnswer } | { status: 'failed' } | { status: 'refused'; refusal: Refusal };

function useAnswer(query: string, kind: SearchKind | null): State {
  const [state, setState] = useState<State>({ status: 'idle' });
  useEffect(() => {
    if (query === '') {
      setState({ status: 'idle' });
      return;
    }
    const asked = new AbortController();
    const timer = setTimeout(() => {
      setState((now) => (now.status === 'found' ? now : { status: 'looking' }));
      api.get<SearchAnswer>(`/api/search?q=${encodeURIComponent(query)}${kind ? `&kind=${kind}` : ''}`, asked.signal).then(
        (answer) => setState({ status: 'found', answer }),
        (error: unknown) => !asked.signal.aborted && setState(error instanceof Refused ? { status: 'refused', refusal: error.refusal } : { status: 'failed' }),
      );
    }, PAUSE);
    return () => {
      clearTimeout(timer);
      asked.abort();
    };
  }, [query, kind]);
  return state;
}

function Marked({ pieces }: { pieces: readonly SnippetPiece[] }) {
  return <>{pieces.map((piece, n) => (piece.hit ? <mark key={n}>{piece.text}</mark> : <span key={n}>{piece.text}</span>))}</>;
}

function Hit({ hit, chosen, id, onOpen }: { hit: SearchHit; chosen: boolean; id: string; onOpen: () => void }) {
  const now = useNow();
  const row = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (chosen) row.current?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  return (
    <div ref={row} role="option" id={id} aria-selected={chosen} className="search-hit" data-testid="search-hit" data-kind={hit.key.kind} onPointerDown={(event) => event.preventDefault()} onClick={onOpen}>
      <div className="row"><span className="strong grow"><Marked pieces={hit.title} /></span>{hit.at != null && <time className="muted small nowrap">{momentText(ms(hit.at), now)}</time>}</div>
      {hit.snippet.length > 0 && <p className="soft small"><Marked pieces={hit.snippet} /></p>}
    </div>
  );
}

function Panel({ onClose }: { onClose: () => void }) {
  const t = useT();
  const [, go] = useLocation();
  const [query, setQuery] = useState('');
  const [kind, setKind] = useState<SearchKind | null>(null);
  const [at, setAt] = useState(0);
  const state = useAnswer(query.trim(), kind);
  const groups = state.status === 'found' ? state.answer.groups : [];
  const hits = groups.flatMap((group) => group.hits);
  const chosen = Math.min(at, hits.length - 1);
  const open = (hit: SearchHit | undefined) => {
    if (!hit) return;
    onClose();
    go(pathOf(hit));
  };
  let n = -1;
  return (
    <div className="search-veil" onPointerDown={(event) => event.target === event.currentTarget && onClose()}>
      <div className="search-panel" role="dialog" aria-modal="true" aria-label={t('search.label')} data-testid="search-panel">
        <div className="search-box">
          <Lens size={18} aria-hidden="true" />
          <input
            autoFocus role="combobox" aria-expanded={hits.length > 0} aria-controls="search-hits" aria-activedescendant={chosen >= 0 ? `search-${chosen}` : undefined} aria-label={t('search.label')} data-testid="search-input"
            placeholder={t('search.hint')} maxLength={60} value={query}
            onChange={(event) => { setQuery(event.target.value); setKind(null); setAt(0); }}
            onKeyDown={(event) => {
              if (event.nativeEvent.isComposing) return;
              if (event.key === 'ArrowDown') setAt(Math.min(chosen + 1, hits.length - 1));
              else if (event.key === 'ArrowUp') setAt(Math.max(chosen - 1, 0));
              else if (event.key === 'Enter') open(hits[chosen]);
              else if (event.key === 'Escape') onClose();
              else if (event.key !== 'Tab') return;
              event.preventDefault();
            }}
          />
          <span className="muted small search-keys">{t('search.keys')}</span>
          <button className="button plain" onClick={onClose}>{t('search.close')}</button>
        </div>
        {kind && <p className="search-kind"><button className="button plain" onClick={() => setKind(null)}>‹ {t('search.all')}</button></p>}
        <div id="search-hits" role="listbox" aria-label={t('search.label')} className="search-hits" data-testid="search-hits" data-status={state.status}>
          {groups.map((group) => (
            <div key={group.kind} role="group" aria-label={t(`search.kind.${group.kind}`)} data-testid="search-group" data-kind={group.kind}>
              <h2 className="muted small">{t(`search.kind.${group.kind}`)}</h2>
              {group.hits.map((hit) => {
                n += 1;
                const number = n;
                return <Hit key={JSON.stringify(hit.key)} id={`search-${number}`} hit={hit} chosen={number === chosen} onOpen={() => open(hit)} />;
              })}
              {group.more && kind === null && <button className="button plain small" onPointerDown={(event) => event.preventDefault()} onClick={() => { setKind(group.kind); setAt(0); }}>{t('search.more')}</button>}
            </div>
          ))}
          {state.status === 'found' && hits.length === 0 && <div className="search-none"><p className="strong" data-testid="search-none">{t('search.none', { query: state.answer.query })}</p><p className="muted small">{t('search.noneText')}</p></div>}
          {state.status === 'looking' && <p className="search-none muted" role="status">{t('search.looking')}</p>}
          {state.status === 'failed' && <p className="search-none" role="alert">{t('search.failed')}</p>}
          {state.status === 'refused' && <RefusalNote refusal={state.refusal} />}
        </div>
        {state.status === 'found' && state.answer.building && <p className="search-none muted small" role="status">{t('search.building')}</p>}
      </div>
    </div>
  );
}

/** The button in the top bar, and the panel over the page. */
export function Search() {
  const t = useT();
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  useKeys({ '/': () => setOpen(true) }, !open);
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  return (
    <>
      <button ref={button} className="button plain search-open" aria-haspopup="dialog" aria-label={t('search.open')} data-testid="search-open" onClick={() => setOpen(true)}><Lens size={16} aria-hidden="true" /><span className="search-word">{t('search.open')}</span><kbd>/</kbd></button>
      {open && <Panel onClose={close} />}
    </>
  );
}
