// 附件: what is attached to an incident, with thumbnails the browser makes of it, and the place a photograph names, offered.
import './attachment.css';
import { FileDown, FileText, Film, MapPin, Paperclip } from 'lucide-react';
import { useState } from 'react';
import { isOpenToChange } from '../command/states';
import { submit, useLink, useMe } from '../link';
import type { AttachmentView, IncidentView, Refusal } from '../link/types';
import { useT } from '../shell/i18n';
import { useNow } from '../shell/marks';
import { RefusalNote } from '../shell/RefusalNote';
import { momentText, ms } from '../shell/time';
import { KINDS, addressOf, sendAttachment, sizeText } from './send';

/** What a browser draws by itself. */
const DRAWN = new Set(['image/jpeg', 'image/png', 'image/webp']);
/** A place nearer than this is the same. */
const SAME_DEGREES = 0.0005;

function Thumbnail({ incident, file }: { incident: number; file: AttachmentView }) {
  if (DRAWN.has(file.kind)) return <img src={addressOf(incident, file)} alt="" loading="lazy" decoding="async" data-testid="thumbnail" />;
  return <span className="mark" aria-hidden="true">{file.kind.startsWith('video/') ? <Film size={22} /> : <FileText size={22} />}</span>;
}

/** A photograph names a place: a person may take it for the incident's. */
function PlaceOffer({ incident, file }: { incident: IncidentView; file: AttachmentView }) {
  const t = useT();
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const { place } = file;
  if (!place) return null;
  const now = incident.facts.place.position;
  const same = now && Math.abs(now.lon - place.lon) < SAME_DEGREES && Math.abs(now.lat - place.lat) < SAME_DEGREES;
  const locate = async () => {
    const { text } = incident.facts.place;
    const outcome = await submit({ type: 'locate_incident', incident: incident.id, place: { text, position: place, error_m: 50 } });
    setRefusal(outcome.ok ? null : outcome.refusal);
  };
  return (
    <p className="small soft offer" data-testid="photo-place">
      <MapPin size={13} aria-hidden="true" />{t('attachment.says', { lon: place.lon.toFixed(5), lat: place.lat.toFixed(5) })}
      {same ? <span className="muted">{t('attachment.same')}</span> : <button className="button plain" data-testid="locate-here" onClick={() => void locate()}>{t('attachment.locate')}</button>}
      {refusal && <RefusalNote refusal={refusal} />}
    </p>
  );
}

export function AttachmentsPanel({ incident }: { incident: IncidentView }) {
  const t = useT();
  const now = useNow();
  const me = useMe();
  const connected = useLink((state) => state.connection.state === 'live');
  const [sending, setSending] = useState<{ name: string; part: number } | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const files = incident.attachments ?? [];
  const may = me.role !== 'operator' && me.role !== 'administrator' && isOpenToChange(incident.state);
  const give = async (chosen: readonly File[]) => {
    setRefusal(null);
    for (const file of chosen) {
      setSending({ name: file.name, part: 0 });
      const sent = await sendAttachment(incident.id, file, (part) => setSending({ name: file.name, part }));
      if (sent.refusal) {
        setRefusal(sent.refusal);
        break;
      }
    }
    setSending(null);
  };
  return (
    <section
      className="panel" aria-label={t('attachment.title')} data-testid="attachments"
      onDragOver={(event) => may && event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        if (may && connected && !sending) void give([...event.dataTransfer.files]);
      }}
    >
      <header>
        <h2>{t('attachment.title')}</h2><span className="muted small grow">{t('attachment.count', { count: files.length })}</span>
        {may && (
          <label className={`button ${connected && !sending ? '' : 'disabled'}`}><Paperclip size={15} aria-hidden="true" />{t('attachment.add')}
            <input
              type="file" multiple className="visually-hidden" accept={KINDS} disabled={!connected || sending !== null} data-testid="attach"
              onChange={(event) => {
                const chosen = [...(event.target.files ?? [])];
                event.target.value = '';
                void give(chosen);
              }}
            />
          </label>
        )}
      </header>
      <div className="body">
        {sending && <p role="status" className="small">{t('attachment.sending', { name: sending.name })} <progress value={sending.part} max={1} aria-label={sending.name} /></p>}
        {!connected && may && <p className="small soft" role="status">{t('attachment.offline')}</p>}
        {refusal && <RefusalNote refusal={refusal} />}
        {files.length === 0 && !sending && may && <p className="muted">{t('attachment.none')}</p>}
        <ul className="attachments">
          {[...files].reverse().map((file) => (
            <li key={file.id} data-testid="attachment">
              <Thumbnail incident={incident.id} file={file} />
              <div className="grow">
                <a href={addressOf(incident.id, file)} download={file.name} title={`SM3 ${file.sm3}`}><FileDown size={13} aria-hidden="true" /> {file.name}</a>
                <p className="small muted">{sizeText(file.bytes)} · {file.by} {momentText(ms(file.at), now)}{file.taken_at ? ` · ${t('attachment.taken', { time: momentText(ms(file.taken_at), now) })}` : ''}</p>
                <PlaceOffer incident={incident} file={file} />
              </div>
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}
