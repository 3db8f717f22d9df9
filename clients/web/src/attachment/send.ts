// An attachment on its way to the node: its bytes as they are, with how far they got. Not kept for later: a video may be larger
// than what a browser promises to store, so cut off it is refused at once and the file stays where it was.
import type { Refusal } from '../link/types';

const UNREACHABLE: Refusal = { rule: 'LINK-2', message_zh: '没送到：节点没有回答。文件还在本机，连上后再传。', message_en: 'Not sent: the node did not answer. The file is still on this computer; send it again once connected.' };

/** Resolves with `null` when the node took it. `progress` is 0 … 1. */
export function sendAttachment(incident: number, file: File, progress: (part: number) => void): Promise<Refusal | null> {
  return new Promise((done) => {
    const request = new XMLHttpRequest();
    request.open('POST', `/api/incidents/${incident}/attachments?name=${encodeURIComponent(file.name)}`);
    request.setRequestHeader('x-fengsui', '1');
    request.setRequestHeader('content-type', 'application/octet-stream');
    request.upload.onprogress = ({ loaded, total }) => progress(total > 0 ? loaded / total : 0);
    request.onerror = request.onabort = request.ontimeout = () => done(UNREACHABLE);
    request.onload = () => {
      if (request.status === 200) return done(null);
      try {
        done(JSON.parse(request.responseText) as Refusal);
      } catch {
        done(UNREACHABLE);
      }
    };
    request.send(file);
  });
}

/** `850 KB`, `12.4 MB` */
export function sizeText(bytes: number): string {
  return bytes < 1024 * 1024 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
