// The service worker: makes the page open while the node is out of reach. It keeps the built client as one whole under
// the digest of that build, and pieces of the map that were looked at. It never keeps an answer about incidents.
//
// No stale trap: while the node answers, the page is the node's. A kept page is shown only when the node is silent, and
// always with the parts of its own build. The build before this one is kept too, for pages that are still open.
import { immutable, MOST_MAP, MOST_PARTS, wayOf } from './ways';

/** Written in by the build: its digest, the digest of its page, and every file that opens it. */
declare const BUILT: { digest: string; page: string; files: readonly string[] };
declare const self: ServiceWorkerGlobalScope;

const SHELL = `fengsui-shell-${BUILT.digest}`;
const PARTS = 'fengsui-parts';
const MAP = 'fengsui-map';
/** How long a page waits for a node that does not answer. */
const PATIENCE_MS = 4_000;
const ANY = { ignoreVary: true } as const;

self.addEventListener('install', (event) => {
  event.waitUntil(install().then(() => self.skipWaiting()));
});
self.addEventListener('activate', (event) => {
  event.waitUntil(tidy().then(() => self.clients.claim()));
});
self.addEventListener('fetch', (event) => {
  switch (wayOf(event.request, self.location.origin, BUILT.files)) {
    case 'page': return event.respondWith(page(event.request));
    case 'part': return event.respondWith(part(event.request));
    case 'map': return event.respondWith(map(event.request));
    case 'node': return;
  }
});
// What a page loaded before this worker ran.
self.addEventListener('message', (event) => {
  const { seen } = event.data as { seen?: unknown };
  if (Array.isArray(seen)) event.waitUntil(keepSeen(seen.filter((each) => typeof each === 'string').slice(0, 1000)));
});

/** All or nothing. A node that is just being replaced gives another page: then this build is not installed. */
async function install(): Promise<void> {
  const page = await fetch('/', { cache: 'reload' });
  if (!page.ok || (await sha256(await page.clone().arrayBuffer())) !== BUILT.page) throw new Error('the node has another build');
  const shell = await caches.open(SHELL);
  await shell.addAll(BUILT.files.map((file) => new Request(file, { cache: file.startsWith('/assets/') ? 'default' : 'reload' })));
  await shell.put('/', page);
}

/** This build and the one before stay. */
async function tidy(): Promise<void> {
  const shells = (await caches.keys()).filter((name) => name.startsWith('fengsui-shell-') && name !== SHELL);
  await Promise.all(shells.slice(0, -1).map((name) => caches.delete(name)));
}

async function page(request: Request): Promise<Response> {
  const own = new URL(request.url).pathname;
  const kept = async () => (await caches.open(SHELL)).match(request.mode === 'navigate' ? '/' : own, ANY);
  const answer = fetch(request).then((response) => (response.status >= 500 ? Promise.reject(new Error(String(response.status))) : response));
  const patience = new Promise<never>((_, fail) => setTimeout(() => fail(new Error('no answer')), PATIENCE_MS));
  try {
    return await Promise.race([answer, patience]);
  } catch {
    return (await kept()) ?? answer;
  }
}

/** Its name bears its digest, so whichever build kept it kept the same. */
async function part(request: Request): Promise<Response> {
  const kept = await caches.match(request, ANY);
  if (kept) return kept;
  const response = await fetch(request);
  if (response.status === 200) await keep(PARTS, request.url, response.clone(), MOST_PARTS);
  return response;
}

async function map(request: Request): Promise<Response> {
  const cache = await caches.open(MAP);
  const kept = await cache.match(request, ANY);
  if (kept && immutable(kept)) return kept;
  try {
    const response = await fetch(request);
    if (response.status === 200) await keep(MAP, request.url, response.clone(), MOST_MAP);
    return response.status >= 500 && kept ? kept : response;
  } catch {
    return kept ?? Response.error();
  }
}

/** A full disk keeps nothing and breaks nothing. */
async function keep(name: string, url: string, response: Response, most: number): Promise<void> {
  try {
    const cache = await caches.open(name);
    await cache.put(url, response);
    const keys = await cache.keys();
    await Promise.all(keys.slice(0, Math.max(0, keys.length - most)).map((oldest) => cache.delete(oldest)));
  } catch {
    return;
  }
}

async function keepSeen(urls: readonly string[]): Promise<void> {
  for (const url of urls) {
    const asked = new Request(url);
    const way = wayOf({ method: 'GET', url: asked.url, mode: 'cors', cache: 'default' }, self.location.origin, BUILT.files);
    if (way === 'part') await part(asked).catch(() => undefined);
    if (way === 'map') await map(asked).catch(() => undefined);
  }
}

async function sha256(bytes: ArrayBuffer): Promise<string> {
  return [...new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
