// One site in the roster: what it is now, its line, its microphone, speaker and camera. Closed is normal and therefore grey.
import { AudioLines, Hand, Mic, MicOff, Phone, Video, VideoOff } from 'lucide-react';
import type { ConferenceView, ControlView, SiteView } from '../../link/types';
import { useT, type Translate } from '../../shell/i18n';
import { useNow } from '../../shell/marks';
import { minuteText, ms, spanText } from '../../shell/time';
import { callPhase, callText } from '../calls/call';
import { Bars } from '../links/Bars';
import { POOR_LOSS, type Line } from '../links/line';
import { onAir } from '../stage/everyone';
import { SpeakerButton } from '../speaker/SpeakerButton';
import type { Act } from '../useRoom';

interface Props { conference: ConferenceView; control: ControlView; site: SiteView; speaking: boolean; act: Act; selected: boolean; select: (site: number) => void; line: Line | undefined }

export function Row({ conference, control, site, speaking, act, selected, select, line }: Props) {
  const here = site.presence.type === 'present';
  return (
    <li className={`${here ? '' : 'away'} ${selected ? 'selected' : ''}`} data-testid="roster-row" data-site={site.id} data-presence={site.presence.type}>
      <button className="row-name" aria-pressed={selected} onClick={() => select(site.id)}>{site.name}</button>
      <Mark conference={conference} control={control} site={site} />
      {here ? <Here {...{ conference, control, site, speaking, act, line }} /> : <Away conference={conference} site={site} act={act} />}
    </li>
  );
}

/** What this site is in the conference now: at most one word, so that the row never grows. */
function Mark({ conference, control, site }: { conference: ConferenceView; control: ControlView; site: SiteView }) {
  const t = useT();
  const now = useNow();
  const asks = control.floor_queue.find((request) => request.site === site.id);
  const operation = control.running?.operation;
  if (operation && operation.type !== 'free_discussion' && onAir(control) === site.id) return <span className="chip lit" data-testid="row-mark">{t(`control.mark.${operation.type}`)}</span>;
  if (asks) return <span className="chip waiting" data-testid="row-asks"><Hand size={12} aria-label={t('control.asks')} />{spanText(now - ms(asks.at))}</span>;
  if (operation?.type === 'roll_call' && control.roll_call?.next === site.id) return <span className="chip acting">{t('control.mark.next')}</span>;
  if (control.pins.some((pin) => pin.viewer === site.id)) return <span className="chip outlined">{t('control.mark.pinned')}</span>;
  if (conference.presenter === site.id) return <span className="chip outlined">{t('room.presentation')}</span>;
  if (site.user != null && conference.chair === site.user) return <span className="chip outlined">{t('control.chair')}</span>;
  return null;
}

function Here({ conference, control, site, speaking, act, line }: { conference: ConferenceView; control: ControlView; site: SiteView; speaking: boolean; act: Act; line: Line | undefined }) {
  const t = useT();
  const open = control.open_microphones.includes(site.id);
  const word = t(site.muted_by_chair ? 'room.open' : 'room.mute');
  return (
    <>
      <LineWord line={line} />
      <Bars line={line} />
      <button
        className={`icon-button ${open ? 'open' : ''}`} aria-pressed={site.muted_by_chair} data-testid="row-mute" data-open={open} title={word} aria-label={`${site.name} ${word}`}
        onClick={() => act({ type: 'mute_site', conference: conference.id, site: site.id, muted: !site.muted_by_chair })}
      >
        {speaking ? <AudioLines size={15} /> : open ? <Mic size={15} /> : <LockedMic locked={site.muted_by_chair} />}
      </button>
      <SpeakerButton conference={conference} control={control} site={site} act={act} />
      <span className="row-icon" title={t(site.publishing.camera ? 'room.hasPicture' : 'room.noPicture')}>
        {site.publishing.camera ? <Video size={15} aria-label={t('room.hasPicture')} /> : <VideoOff size={15} aria-label={t('room.noPicture')} />}
      </span>
    </>
  );
}

/** A lock says that the chair closed it. */
export function LockedMic({ locked }: { locked: boolean }) {
  return <span className={`locked-icon ${locked ? 'locked' : ''}`}><MicOff size={15} /></span>;
}

/** Delay when all is well, loss when it matters. */
function LineWord({ line }: { line: Line | undefined }) {
  const t = useT();
  const loss = line?.lossPercent ?? 0;
  if (loss >= POOR_LOSS) return <span className="row-line poor">{t('control.lossShort', { loss: loss.toFixed(1) })}</span>;
  if (line?.rttMs != null) return <span className="row-line">{line.rttMs} ms</span>;
  return <span className="row-line">{line?.height ? `${line.height}p` : ''}</span>;
}

function Away({ conference, site, act }: { conference: ConferenceView; site: SiteView; act: Act }) {
  const t = useT();
  const now = useNow();
  const phase = callPhase(site, now);
  const ringing = phase === 'ringing' || phase === 'later';
  return (
    <>
      <span className="row-why">{presenceText(t, site, now)}</span>
      {!ringing && <button className="button small-button" data-testid="row-ring" aria-label={`${site.name} ${t('room.ring')}`} onClick={() => act({ type: 'ring_site', conference: conference.id, site: site.id })}><Phone size={13} aria-hidden="true" />{t('room.ring')}</button>}
    </>
  );
}

export function presenceText(t: Translate, site: SiteView, now: number): string {
  switch (site.presence.type) {
    case 'ringing': return callText(t, site, now);
    case 'declined': return t('room.declined', { reason: site.presence.reason || t('room.noReason') });
    case 'absent': return t(`room.away.${site.presence.why}`, { time: minuteText(ms(site.presence.since)) });
    case 'present': return '';
  }
}
