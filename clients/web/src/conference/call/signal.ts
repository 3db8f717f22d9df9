// WHIP and WHEP (RFC 9725): one POST of an offer, one answer, DELETE at the end. The node is ICE-lite, so an offer needs
// no candidates: the page's own checks tell the node where it is.
import { Refused, Unreachable } from '../../link/api';
import type { Refusal } from '../../link/types';

export interface Negotiated { location: string; session: number }

async function refusalOf(response: Response): Promise<Error> {
  const text = await response.text();
  try {
    const parsed = JSON.parse(text) as Refusal;
    if (typeof parsed.rule === 'string') return new Refused(parsed, response.status);
  } catch {
    // Not a refusal: said below.
  }
  return new Unreachable(`${response.status} ${text.slice(0, 200)}`);
}

/** Offers `connection` at `path` and applies the answer. */
export async function negotiate(connection: RTCPeerConnection, path: string, signal: AbortSignal): Promise<Negotiated> {
  await connection.setLocalDescription(await connection.createOffer());
  const response = await fetch(path, {
    method: 'POST',
    credentials: 'same-origin',
    headers: { 'Content-Type': 'application/sdp', 'X-Fengsui': '1' },
    body: connection.localDescription!.sdp,
    signal,
  });
  if (response.status !== 201) throw await refusalOf(response);
  const location = response.headers.get('Location') ?? '';
  await connection.setRemoteDescription({ type: 'answer', sdp: await response.text() });
  return { location, session: Number((response.headers.get('ETag') ?? '').replaceAll('"', '')) };
}

/** A receiving session's pictures are drawn at other sizes; one that is gone asks anew with them. */
export function resize(location: string, slots: string): void {
  void fetch(`${location}?slots=${slots}`, { method: 'PATCH', credentials: 'same-origin', headers: { 'X-Fengsui': '1' } }).catch(() => undefined);
}

export function hangUp(location: string): void {
  void fetch(location, { method: 'DELETE', credentials: 'same-origin', headers: { 'X-Fengsui': '1' }, keepalive: true }).catch(() => undefined);
}
