// Pictures on their way into a document: drawn anew as JPEG, upright and no larger than a printed page shows, then given to the node.
import type { DocumentPicture, Refusal } from '../link/types';

/** Pixels of the longer side: 250 to the inch across the type area. */
const LONGEST = 1_600;
const QUALITY = 0.86;
const UNREADABLE: Refusal = { rule: 'DOC-13', message_zh: '这不是本机能打开的图片', message_en: 'This computer cannot open it as a picture' };
const UNREACHABLE: Refusal = { rule: 'LINK-2', message_zh: '没送到：节点没有回答', message_en: 'Not sent: the node did not answer' };

export type Given = { picture: DocumentPicture; refusal: null } | { picture: null; refusal: Refusal };

/** Width and height within the bound, never larger than they are. */
export function fitted(width: number, height: number): { width: number; height: number } {
  const scale = Math.min(1, LONGEST / Math.max(width, height, 1));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

function drawn(source: CanvasImageSource, size: { width: number; height: number }, words: string): Promise<Blob | null> {
  const { width, height } = fitted(size.width, size.height);
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [width, height];
  const pen = canvas.getContext('2d')!;
  pen.fillStyle = '#ffffff';
  pen.fillRect(0, 0, width, height);
  pen.drawImage(source, 0, 0, width, height);
  if (words !== '') caption(pen, words, width, height);
  return new Promise((done) => canvas.toBlob(done, 'image/jpeg', QUALITY));
}

/** Where a map is from and of when it is stays with it wherever it is printed. */
function caption(pen: CanvasRenderingContext2D, words: string, width: number, height: number): void {
  const size = Math.max(12, Math.round(width / 70));
  pen.font = `${size}px 'Noto Sans CJK SC', 'Source Han Sans SC', sans-serif`;
  const across = pen.measureText(words).width + size;
  pen.fillStyle = 'rgba(255, 255, 255, 0.86)';
  pen.fillRect(0, height - size * 1.7, across, size * 1.7);
  pen.fillStyle = '#17202a';
  pen.fillText(words, size / 2, height - size * 0.5);
}

/** `words` are written into the lower left corner. */
export async function give(document: number, source: Blob | HTMLCanvasElement, words = ''): Promise<Given> {
  try {
    const bitmap = source instanceof Blob ? await createImageBitmap(source, { imageOrientation: 'from-image' }) : source;
    const jpeg = await drawn(bitmap, bitmap, words);
    if (!jpeg) return { picture: null, refusal: UNREADABLE };
    return await post(document, jpeg);
  } catch {
    return { picture: null, refusal: UNREADABLE };
  }
}

async function post(document: number, jpeg: Blob): Promise<Given> {
  try {
    const answer = await fetch(`/api/documents/${document}/pictures`, {
      method: 'POST', credentials: 'same-origin', headers: { 'content-type': 'application/octet-stream', 'x-fengsui': '1' }, body: jpeg,
    });
    const said: unknown = await answer.json();
    return answer.ok ? { picture: said as DocumentPicture, refusal: null } : { picture: null, refusal: said as Refusal };
  } catch {
    return { picture: null, refusal: UNREACHABLE };
  }
}

export const pictureAddress = (document: number, sm3: string) => `/api/documents/${document}/pictures/${sm3}`;
