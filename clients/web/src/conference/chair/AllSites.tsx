// 全场控制: the exclusive operations. Only one is lit; a new one takes effect before the old one ends; the way back is plain.
import { AudioLines, Megaphone, MessagesSquare, Radio, Repeat, Undo2, UsersRound } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { ConferenceView, ControlView, SiteView } from '../../link/types';
import { useT } from '../../shell/i18n';
import { useNow } from '../../shell/marks';
import { ms, spanText } from '../../shell/time';
import { FloorHolder } from '../floor/FloorHolder';
import { RefusedHere } from '../RefusedHere';
import { RollCallList } from '../roll_call/RollCallList';
import { RollCallRow } from '../roll_call/RollCallRow';
import { ChairRotation } from '../rotation/ChairRotation';
import { RotationRow } from '../rotation/RotationRow';
import { siteName } from '../sites';
import type { Act, Actions } from '../useRoom';
import { VoiceSwitchRow } from '../voice_switch/VoiceSwitchRow';
import { ScreensSeen } from './ScreensSeen';

interface Props { conference: ConferenceView; control: ControlView; selected: number | null; own: SiteView | undefined; actions: Actions }

export function AllSites({ conference, control, selected, own, actions }: Props) {
  const t = useT();
  const [listing, setListing] = useState(false);
  const id = conference.id;
  const act: Act = (input) => actions.act(input, 'all');
  const running = control.running?.operation;
  const target = selected !== null && selected !== own?.id ? selected : null;
  const name = target === null ? t('control.chooseFirst') : siteName(conference, target);
  const lit = (type: string) => running?.type === type;
  return (
    <section className="panel all-sites" aria-label={t('control.allSites')}>
      <header>
        <h2>{t('control.allSites')}</h2>
        <span className="muted small grow one-note">{t('control.oneAtATime')}</span>
        <ScreensSeen conference={conference} control={control} />
        <Paused control={control} />
        {running && <button className="button" data-testid="cancel-operation" onClick={() => act({ type: 'cancel_operation', conference: id })}><Undo2 size={15} aria-hidden="true" />{t('control.back', { operation: t(`control.operation.${running.type}`) })}</button>}
      </header>
      <RefusedHere actions={actions} place="all" />
      <div className="exclusive">
        <Exclusive icon={<Megaphone />} word={t('control.operation.roll_call')} lit={lit('roll_call')} testid="roll-call" press={() => setListing(!listing)} />
        <Exclusive icon={<Radio />} word={t('control.operation.broadcast')} lit={lit('broadcast')} title={name} disabled={target === null} testid="broadcast" press={() => act({ type: 'broadcast', conference: id, site: target })} />
        <Exclusive icon={<UsersRound />} word={t('control.operation.dialogue')} lit={lit('dialogue')} title={name} disabled={target === null} testid="dialogue" press={() => target !== null && act({ type: 'dialogue', conference: id, site: target })} />
        <Exclusive icon={<Repeat />} word={t('control.operation.rotation')} lit={lit('rotation')} testid="broadcast-rotation" press={() => act({ type: 'rotation', conference: id, kind: 'broadcast', step: { type: 'start', sites: [] } })} />
        <Exclusive icon={<AudioLines />} word={t('control.operation.voice_switch')} lit={lit('voice_switch')} testid="voice-switch" press={() => act({ type: 'voice_switch', conference: id, settings: control.voice_switch })} />
        <Exclusive icon={<MessagesSquare />} word={t('control.operation.free_discussion')} lit={lit('free_discussion')} title={t('control.allOpen')} testid="open-all" press={() => act({ type: 'free_discussion', conference: id })} />
      </div>
      <div className="operation-row" data-testid="operation-row"><Row conference={conference} control={control} act={act} target={target} /></div>
      <ChairRotation conference={conference} control={control} own={own} act={act} />
      {listing && <RollCallList conference={conference} control={control} act={act} close={() => setListing(false)} />}
    </section>
  );
}

/** What belongs to the operation in force; without one, what the last one ended by, or what a press will be about. */
function Row({ conference, control, act, target }: { conference: ConferenceView; control: ControlView; act: Act; target: number | null }) {
  const t = useT();
  const running = control.running?.operation;
  switch (running?.type) {
    case 'roll_call': return <RollCallRow conference={conference} control={control} act={act} />;
    case 'rotation': return <RotationRow conference={conference} control={control} kind="broadcast" act={act} />;
    case 'voice_switch': return <VoiceSwitchRow conference={conference} control={control} act={act} />;
    case 'floor': return <FloorHolder conference={conference} site={running.site} act={act} />;
    case 'dialogue': return <p className="grow">{t('control.row.dialogue', { chair: siteName(conference, conference.chair_site), name: siteName(conference, running.site) })}</p>;
    case 'broadcast': return <p className="grow">{t('control.row.broadcast')}</p>;
    case 'free_discussion': return <p className="grow">{t('control.row.freeDiscussion')}</p>;
    default: return <Idle conference={conference} control={control} target={target} act={act} />;
  }
}

function Idle({ conference, control, target, act }: { conference: ConferenceView; control: ControlView; target: number | null; act: Act }) {
  const t = useT();
  const ended = control.cancelled;
  const left = control.roll_call?.list.filter((site) => !control.roll_call!.heard.includes(site)) ?? [];
  const why = ended && ended.why !== 'asked' && ended.why !== 'replaced' && ended.why !== 'released'
    ? t(`control.ended.${ended.why}`, { operation: t(`control.operation.${ended.kind}`), name: siteName(conference, ended.site) })
    : null;
  return (
    <>
      <p className={`grow ${why ? 'poor' : 'muted'}`}>{why ?? (target === null ? t('control.row.none') : t('control.row.chosen', { name: siteName(conference, target) }))}</p>
      {left.length > 0 && <button className="button" data-testid="resume-roll-call" onClick={() => act({ type: 'roll_call', conference: conference.id, step: { type: 'resume' } })}>{t('control.resumeRollCall', { count: left.length })}</button>}
    </>
  );
}

function Paused({ control }: { control: ControlView }) {
  const t = useT();
  const now = useNow();
  const until = control.running?.paused_until;
  return until == null ? null : <span className="chip waiting" role="status">{t('control.paused', { span: spanText(ms(until) - now) })}</span>;
}

interface ExclusiveProps { icon: ReactNode; word: string; title?: string; lit: boolean; disabled?: boolean; testid: string; press: () => void }

function Exclusive({ icon, word, title, lit, disabled, testid, press }: ExclusiveProps) {
  return (
    <button className={`exclusive-button ${lit ? 'lit' : ''}`} aria-pressed={lit} disabled={disabled} title={title} data-testid={testid} onClick={press}>
      <span className="icon" aria-hidden="true">{icon}</span><b>{word}</b>
    </button>
  );
}
