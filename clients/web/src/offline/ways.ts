// Which way a request of the page goes. Pure, so that the rule can be read and tested: the node's answers about
// incidents, orders and people are never kept here, only the program itself and pieces of the map.

/**
 * `page`: the client itself, from the node while it answers, else as kept. `part`: a file whose name bears the digest of
 * its content; the same for ever. `map`: style, tiles and names of the map. `node`: not ours to touch.
 */
export type Way = 'page' | 'part' | 'map' | 'node';

export interface Asked { method: string; url: string; mode: string; cache: string }

/** Addresses of the node that are no pages of the client. */
const NODES_OWN = /^\/(api|trust)(\/|$)|^\/sw\.js$/;

export function wayOf(asked: Asked, origin: string, shell: readonly string[]): Way {
  const url = new URL(asked.url);
  // Who says `reload` or `no-store` wants to hear the node itself, as the lobby does to measure the line.
  if (asked.method !== 'GET' || url.origin !== origin || asked.cache === 'reload' || asked.cache === 'no-store') return 'node';
  if (url.pathname.startsWith('/api/map/')) return 'map';
  if (NODES_OWN.test(url.pathname)) return 'node';
  if (asked.mode === 'navigate') return 'page';
  if (url.pathname.startsWith('/assets/')) return 'part';
  return shell.includes(url.pathname) ? 'page' : 'node';
}

/** Pieces of the map kept at most; the oldest go first. */
export const MOST_MAP = 1500;
/** Parts that were seen and do not belong to the shell, such as slices of the font. */
export const MOST_PARTS = 300;

/** RFC 8246: what never changes under its address. */
export function immutable(response: { headers: { get(name: string): string | null } }): boolean {
  return /\bimmutable\b/.test(response.headers.get('cache-control') ?? '');
}
