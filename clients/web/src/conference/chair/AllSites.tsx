// 全场控制: the exclusive operations. Only one is lit; a new one takes effect before the old one ends; the way back is plain.
import { MessagesSquare, Radio, Undo2 } from 'lucide-react';
import type { ReactNode } from 'react';
import type { ConferenceView } from '../../link/types';
import { useT } from '../../shell/i18n';
import { useBroadcast } from '../control';
import { RefusedHere } from '../RefusedHere';
import { siteName } from '../sites';
import type { Actions } from '../useRoom';

export function AllSites({ conference, selected, actions }: { conference: ConferenceView; selected: number | null; actions: Actions }) {
  const t = useT();
  const id = conference.id;
  const broadcast = useBroadcast(id);
  const act: Actions['act'] = (input) => actions.act(input, 'all');
  const target = selected === null ? '' : siteName(conference, selected);
  return (
    <section className="panel all-sites" aria-label={t('control.allSites')}>
      <header>
        <h2>{t('control.allSites')}</h2><span className="muted small grow">{t('control.oneAtATime')}</span>
        {broadcast != null && <button className="button" data-testid="stop-broadcast" onClick={() => act({ type: 'broadcast', conference: id, site: null })}><Undo2 size={15} aria-hidden="true" />{t('room.stopBroadcast')}</button>}
      </header>
      <RefusedHere actions={actions} place="all" />
      <div className="exclusive">
        <Exclusive icon={<Radio />} word={t('room.broadcast')} lit={broadcast != null} note={broadcast != null ? siteName(conference, broadcast) : target || t('control.chooseFirst')} disabled={broadcast == null && selected === null} testid="broadcast" press={() => act({ type: 'broadcast', conference: id, site: selected ?? null })} />
        <Exclusive icon={<MessagesSquare />} word={t('room.openAll')} lit={false} note={t('control.allOpen')} testid="open-all" press={() => act({ type: 'free_discussion', conference: id })} />
      </div>
    </section>
  );
}

interface ExclusiveProps { icon: ReactNode; word: string; note: string; lit: boolean; disabled?: boolean; testid: string; press: () => void }

export function Exclusive({ icon, word, note, lit, disabled, testid, press }: ExclusiveProps) {
  return (
    <button className={`exclusive-button ${lit ? 'lit' : ''}`} aria-pressed={lit} disabled={disabled} data-testid={testid} onClick={press}>
      <span className="icon" aria-hidden="true">{icon}</span><span className="words"><b>{word}</b><span className="note">{note}</span></span>
    </button>
  );
}
