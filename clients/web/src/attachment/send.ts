// An attachment on its way to the node: its bytes as they are, with how far they got. Not kept for later: a video may be larger
// than what a browser promises to store, so cut off it is refused at once and the file stays where it was.
import type { Accepted, Refusal } from '../link/types';

const UNREACHABLE: Refusal = { rule: 'LINK-2', message_zh: '没送到：节点没有回答。文件还在本机，连上后再传。', message_en: 'Not sent: the node did not answer. The file is still on this computer; send it again once connected.' };

/** The attachment's number, also of a file that is attached already (ATT-2), or why it was not taken. */
export type Sent = { id: number; refusal: null } | { id: number | null; refusal: Refusal };

/** `progress` is 0 … 1. */
export function sendAttachment(incident: number, file: File, progress: (part: number) => void): Promise<Sent> {
  return new Promise((done) => {
    const request = new XMLHttpRequest();
    request.open('POST', `/api/incidents/${incident}/attachments?name=${encodeURIComponent(file.name)}`);
    request.setRequestHeader('x-fengsui', '1');
    request.setRequestHeader('content-type', 'application/octet-stream');
    request.upload.onprogress = ({ loaded, total }) => progress(total > 0 ? loaded / total : 0);
    request.onerror = request.onabort = request.ontimeout = () => done({ id: null, refusal: UNREACHABLE });
    request.onload = () => {
      try {
        const said: unknown = JSON.parse(request.responseText);
        if (request.status === 200) return done({ id: (said as Accepted).seq, refusal: null });
        const refusal = said as Refusal;
        const same = refusal.rule === 'ATT-2' ? Number(refusal.accepted?.[0]) : Number.NaN;
        done({ id: Number.isInteger(same) ? same : null, refusal });
      } catch {
        done({ id: null, refusal: UNREACHABLE });
      }
    };
    request.send(file);
  });
}

/** What the file dialog offers; the node tells kinds by their bytes. */
export const KINDS = '.jpg,.jpeg,.png,.heic,.heif,.webp,.mp4,.m4v,.mov,.3gp,.webm,.pdf,.docx,.xlsx,.pptx,.ofd,.txt,.csv';

export const addressOf = (incident: number, file: { id: number }) => `/api/incidents/${incident}/attachments/${file.id}`;

/** `850 KB`, `12.4 MB` */
export function sizeText(bytes: number): string {
  return bytes < 1024 * 1024 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
