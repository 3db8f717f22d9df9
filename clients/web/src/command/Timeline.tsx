import { BellRing, Circle, ClipboardPen, Disc2, FileCheck2, FilePenLine, FileText, Flag, Gavel, Link2, Link2Off, MapPin, Milestone, Paperclip, Phone, PhoneIncoming, Send, Siren, Spline, Stamp, Tag, Truck, Video, Wind } from 'lucide-react';
import { type FormEvent, type ReactNode, useState } from 'react';
import { submitOrLeave } from '../link';
import type { IncidentView, Refusal, TimelineEntry, TimelineKind } from '../link/types';
import { Decided } from '../order/Decided';
import { useT } from '../shell/i18n';
import { useKeys } from '../shell/keyboard';
import { useNow } from '../shell/marks';
import { RefusalNote } from '../shell/RefusalNote';
import { momentText, ms } from '../shell/time';
import { isOpenToChange } from './states';

const MARKS: Record<TimelineKind, ReactNode> = {
  logged: <PhoneIncoming />, classified: <Tag />, located: <MapPin />, updated: <FilePenLine />, note: <ClipboardPen />, call: <Phone />, transition: <Milestone />,
  order: <Send />, reminder: <BellRing />, supervision: <Siren />, report: <FileCheck2 />, document: <FileText />, attachment: <Paperclip />, instruction: <Stamp />, response: <Flag />, resource: <Truck />, analysis: <Wind />,
  linked: <Link2 />, unlinked: <Link2Off />, conference: <Video />, recording: <Disc2 />, plot: <Spline />, decision: <Gavel />,
};
/** 要事 leaves out what is only bookkeeping. */
const MINOR: ReadonlySet<TimelineKind> = new Set(['updated', 'recording', 'unlinked']);

export function Timeline({ incident, toOrder }: { incident: IncidentView; toOrder: (decision: TimelineEntry) => void }) {
  const t = useT();
  const now = useNow();
  const [all, setAll] = useState(true);
  const [text, setText] = useState('');
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  useKeys({ n: () => document.getElementById('incident-note')?.focus() });
  const entries = incident.timeline.filter((entry) => all || !MINOR.has(entry.kind)).sort((a, b) => b.seq - a.seq);
  const note = async (event: FormEvent) => {
    event.preventDefault();
    const outcome = await submitOrLeave({ type: 'add_note', incident: incident.id, text: text.trim() });
    if (outcome && !outcome.ok) return setRefusal(outcome.refusal);
    setRefusal(null);
    setText('');
  };
  return (
    <section className="panel" aria-label={t('incident.timeline')}>
      <header>
        <h2>{t('incident.timeline')}</h2><span className="muted small grow">{t('incident.count', { count: incident.timeline.length })}</span>
        <span className="segmented" role="group"><button aria-pressed={!all} onClick={() => setAll(false)}>{t('incident.important')}</button><button aria-pressed={all} onClick={() => setAll(true)}>{t('incident.everything')}</button></span>
      </header>
      <ol className="body timeline" data-testid="timeline">
        {entries.map((entry) => (
          <li key={entry.seq} data-kind={entry.kind}>
            <time className="soft small">{momentText(ms(entry.at), now)}</time>
            <span className="mark" aria-hidden="true">{MARKS[entry.kind] ?? <Circle />}</span>
            <div><div className="row"><span className="strong grow">{t(`incident.kind.${entry.kind}`)}</span><span className="muted small">{entry.actor}</span></div><p className="soft small" style={{ overflowWrap: 'anywhere' }}>{entry.text}</p>{entry.kind === 'decision' && <Decided incident={incident.id} entry={entry} toOrder={() => toOrder(entry)} />}</div>
          </li>
        ))}
      </ol>
      {isOpenToChange(incident.state) && <footer>
        <form className="row grow" onSubmit={(event) => void note(event)}>
          <input id="incident-note" className="input grow" data-testid="note" required maxLength={4000} value={text} placeholder={t('incident.note')} aria-label={t('incident.note')} onChange={(event) => setText(event.target.value)} />
          {text.trim() === '' ? <kbd>N</kbd> : <button className="button" data-testid="note-submit">{t('incident.noteAction')}</button>}
        </form>
        {refusal && <RefusalNote refusal={refusal} />}
      </footer>}
    </section>
  );
}
