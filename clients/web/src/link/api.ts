// HTTP to the node. Every request that changes something carries X-Fengsui (CSRF); a refusal is thrown as it came.
import type { Refusal } from './types';

export class Refused extends Error {
  constructor(readonly refusal: Refusal, readonly status: number) {
    super(`${refusal.rule}: ${refusal.message_en}`);
  }
}
/** The node could not be reached, or answered something that is no refusal. */
export class Unreachable extends Error {}

function asRefusal(body: unknown): Refusal | null {
  const candidate = body as Partial<Refusal> | null;
  return candidate && typeof candidate.rule === 'string' && typeof candidate.message_zh === 'string' ? (candidate as Refusal) : null;
}

async function call<T>(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  const file = body instanceof Blob;
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      credentials: 'same-origin',
      headers: { 'X-Fengsui': '1', Accept: 'application/json', ...(body === undefined ? {} : { 'Content-Type': file ? 'application/octet-stream' : 'application/json' }) },
      body: body === undefined ? undefined : file ? body : JSON.stringify(body),
      signal,
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Unreachable(String(error));
  }
  const text = await response.text();
  let parsed: unknown = null;
  try {
    parsed = text === '' ? null : JSON.parse(text);
  } catch {
    throw new Unreachable(`${response.status} ${path}`);
  }
  if (response.ok) return parsed as T;
  const refusal = asRefusal(parsed);
  if (refusal) throw new Refused(refusal, response.status);
  throw new Unreachable(`${response.status} ${path}`);
}

export const api = {
  get: <T>(path: string, signal?: AbortSignal) => call<T>('GET', path, undefined, signal),
  post: <T>(path: string, body: unknown = {}, signal?: AbortSignal) => call<T>('POST', path, body, signal),
  /** Bytes as they are. */
  postFile: <T>(path: string, file: Blob) => call<T>('POST', path, file),
  delete: <T>(path: string) => call<T>('DELETE', path),
};
