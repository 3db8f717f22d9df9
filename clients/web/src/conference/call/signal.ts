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

/**
 * ICE restart of a session that stands (RFC 9725 §4.3.3): new credentials and candidates; keys, slots and pictures stay. Says
 * whether the node took part; throws when it was not reached, or not all of it. Without an answer the connection is as before.
 */
export async function restartIce(connection: RTCPeerConnection, location: string, signal: AbortSignal): Promise<boolean> {
  const before = connection.remoteDescription?.sdp;
  if (before === undefined) return false;
  await connection.setLocalDescription(await connection.createOffer({ iceRestart: true }));
  const offered = connection.localDescription!.sdp;
  try {
    const response = await fetch(location, {
      method: 'PATCH',
      credentials: 'same-origin',
      headers: { 'Content-Type': 'application/trickle-ice-sdpfrag', 'X-Fengsui': '1' },
      body: ['mid', 'ice-ufrag', 'ice-pwd'].map((name) => `a=${name}:${valueOf(offered, name)}\r\n`).join(''),
      signal,
    });
    if (response.status >= 500) throw await refusalOf(response);
    if (response.status !== 200) return false;
    await connection.setRemoteDescription({ type: 'answer', sdp: renewed(before, await response.text()) });
    return true;
  } finally {
    if (connection.signalingState === 'have-local-offer') await connection.setLocalDescription({ type: 'rollback' });
  }
}

const valueOf = (sdp: string, name: string): string => new RegExp(`^a=${name}:(.*?)\\r?$`, 'm').exec(sdp)?.[1] ?? '';

/**
 * The answer that stands with the credentials and candidates of a fragment. The candidates go to the first line of media, which
 * all others are bundled with; a browser gives the answer back without what marked their end.
 */
export function renewed(answer: string, fragment: string): string {
  const candidates = (fragment.match(/^a=(candidate:.*|end-of-candidates)$/gm) ?? []).map((line) => line.trim());
  const lines = answer.split(/\r?\n/).filter((line) => !/^a=(candidate:|end-of-candidates)/.test(line));
  return lines.flatMap((line) => {
    const name = /^a=(ice-ufrag|ice-pwd):/.exec(line)?.[1];
    if (!name) return [line];
    return [`a=${name}:${valueOf(fragment, name)}`, ...(name === 'ice-pwd' ? candidates.splice(0) : [])];
  }).join('\r\n');
}

/** A receiving session's pictures are drawn at other sizes; one that is gone asks anew with them. */
export function resize(location: string, slots: string): void {
  void fetch(`${location}?slots=${slots}`, { method: 'PATCH', credentials: 'same-origin', headers: { 'X-Fengsui': '1' } }).catch(() => undefined);
}

export function hangUp(location: string): void {
  void fetch(location, { method: 'DELETE', credentials: 'same-origin', headers: { 'X-Fengsui': '1' }, keepalive: true }).catch(() => undefined);
}
