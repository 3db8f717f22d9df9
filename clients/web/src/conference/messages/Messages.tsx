// 消息与文件: what is written and given out in a meeting. It stays with the record; nothing is taken back.
import { FileDown, Paperclip } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { submit, useEntities } from '../../link';
import type { ConferenceView, MessageView, Refusal } from '../../link/types';
import { useT } from '../../shell/i18n';
import { RefusalNote } from '../../shell/RefusalNote';
import { minuteText, ms } from '../../shell/time';
import '../meeting.css';

const UNREACHABLE: Refusal = { rule: 'LINK-2', message_zh: '节点没有回答，请再试', message_en: 'The node did not answer; try again' };

export function useMessages(conference: number): MessageView[] {
  return [...useEntities('message').values()].filter((message) => message.conference === conference).sort((a, b) => a.id - b.id);
}

export function Messages({ conference }: { conference: ConferenceView }) {
  const t = useT();
  const messages = useMessages(conference.id);
  const [text, setText] = useState('');
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [busy, setBusy] = useState(false);
  const end = useRef<HTMLSpanElement>(null);
  const last = messages.at(-1)?.id;
  useEffect(() => {
    // Its answer is a promise in some browsers, and an effect gives back nothing but its end.
    void end.current?.scrollIntoView({ block: 'nearest' });
  }, [last]);
  const send = async () => {
    if (text.trim() === '') return;
    const outcome = await submit({ type: 'send_message', conference: conference.id, text });
    setRefusal(outcome.ok ? null : outcome.refusal);
    if (outcome.ok) setText('');
  };
  const give = async (file: File) => {
    setBusy(true);
    setRefusal(await share(conference.id, file));
    setBusy(false);
  };
  return (
    <div className="meeting-form" data-testid="messages">
      <MessageList messages={messages} />
      <span ref={end} />
      {refusal && <RefusalNote refusal={refusal} />}
      <form
        className="meeting-line"
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <input className="input grow" value={text} maxLength={1000} placeholder={t('meeting.message.write')} aria-label={t('meeting.message.write')} data-testid="message-text" onChange={(event) => setText(event.target.value)} />
        <button className="button primary" disabled={text.trim() === ''} data-testid="send-message">{t('meeting.message.send')}</button>
      </form>
      <div className="meeting-line">
        <label className="button"><Paperclip size={15} aria-hidden="true" />{t(busy ? 'meeting.message.sending' : 'meeting.message.file')}
          <input
            type="file" className="visually-hidden" disabled={busy} data-testid="give-file" accept=".pdf,.png,.jpg,.jpeg,.docx,.xlsx,.pptx,.ofd,.txt,.csv"
            onChange={(event) => {
              const file = event.target.files?.[0];
              event.target.value = '';
              if (file) void give(file);
            }}
          />
        </label>
        <span className="muted small">{t('meeting.message.kinds')}</span>
      </div>
    </div>
  );
}

/** The bytes as they are; `null` when the node took them. */
async function share(conference: number, file: File): Promise<Refusal | null> {
  const answer = await fetch(`/api/conferences/${conference}/files?name=${encodeURIComponent(file.name)}`, {
    method: 'POST', headers: { 'x-fengsui': '1', 'content-type': 'application/octet-stream' }, body: file,
  }).catch(() => null);
  if (answer?.ok) return null;
  const refusal = (await answer?.json().catch(() => null)) as Refusal | null | undefined;
  return refusal ?? UNREACHABLE;
}

export function MessageList({ messages }: { messages: MessageView[] }) {
  const t = useT();
  if (messages.length === 0) return <p className="muted">{t('meeting.message.none')}</p>;
  return (
    <ul className="meeting-list messages" aria-live="polite">
      {messages.map((message) => (
        <li key={message.id} data-testid="message">
          <span className="muted small">{minuteText(ms(message.at))} {message.name}</span>
          {message.file
            ? <a className="button small-button" href={`/api/conferences/${message.conference}/files/${message.id}`} download title={`SM3 ${message.file.sm3}`}><FileDown size={14} aria-hidden="true" />{message.file.name}<span className="muted">{t('meeting.message.size', { kb: Math.max(1, Math.round(message.file.bytes / 1024)) })}</span></a>
            : <p className="message-text">{message.text}</p>}
        </li>
      ))}
    </ul>
  );
}
