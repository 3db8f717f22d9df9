// Photographs and documents of a reply: each is attached to the incident as it is chosen, and the reply names it.
import { Paperclip, X } from 'lucide-react';
import { useState } from 'react';
import { KINDS, addressOf, sendAttachment } from '../attachment/send';
import { useEntity, useLink } from '../link';
import type { Refusal } from '../link/types';
import { useT } from '../shell/i18n';
import { RefusalNote } from '../shell/RefusalNote';

/** As many as a reply names (BOUND). */
const MOST = 12;

/** Names of attachments of an incident, each a link. */
export function Attached({ incident, ids }: { incident: number; ids: readonly number[] | undefined }) {
  const view = useEntity('incident', incident);
  const files = (ids ?? []).map((id) => view?.attachments?.find((each) => each.id === id)).filter((each) => each !== undefined);
  return <>{files.map((file) => <a key={file.id} className="reply-file" href={addressOf(incident, file)} download={file.name} data-testid="reply-attachment"><Paperclip size={12} aria-hidden="true" />{file.name}</a>)}</>;
}

export function ReplyFiles({ incident, ids, onChange }: { incident: number; ids: readonly number[]; onChange: (ids: readonly number[]) => void }) {
  const t = useT();
  const view = useEntity('incident', incident);
  const connected = useLink((state) => state.connection.state === 'live');
  const [sending, setSending] = useState<{ name: string; part: number } | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const add = async (files: readonly File[]) => {
    setRefusal(null);
    let taken = ids;
    for (const file of files.slice(0, MOST - ids.length)) {
      setSending({ name: file.name, part: 0 });
      const { id, refusal } = await sendAttachment(incident, file, (part) => setSending({ name: file.name, part }));
      if (id === null) {
        setRefusal(refusal);
        break;
      }
      taken = [...taken.filter((each) => each !== id), id];
      onChange(taken);
    }
    setSending(null);
  };
  return (
    <div className="row wrap reply-files">
      <label className={`button ${connected && !sending && ids.length < MOST ? '' : 'disabled'}`}><Paperclip size={15} aria-hidden="true" />{t('order.attach')}
        <input
          type="file" multiple className="visually-hidden" accept={KINDS} disabled={!connected || sending !== null || ids.length >= MOST} data-testid="task-attach"
          onChange={(event) => {
            const chosen = [...(event.target.files ?? [])];
            event.target.value = '';
            void add(chosen);
          }}
        />
      </label>
      {ids.map((id) => {
        const name = view?.attachments?.find((each) => each.id === id)?.name ?? '…';
        return <span key={id} className="chip" data-testid="task-file">{name}<button type="button" className="chip-remove" aria-label={t('order.detach', { name })} onClick={() => onChange(ids.filter((each) => each !== id))}><X size={12} aria-hidden="true" /></button></span>;
      })}
      {sending && <span role="status" className="small soft">{t('attachment.sending', { name: sending.name })} <progress value={sending.part} max={1} aria-label={sending.name} /></span>}
      {!connected && <span className="small soft" role="status">{t('attachment.offline')}</span>}
      {refusal && <RefusalNote refusal={refusal} />}
    </div>
  );
}
