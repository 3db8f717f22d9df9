// Whether this computer can open the desk without the node, in one word for the screen.
import { create } from 'zustand';

/**
 * `untrusted`: the browser gives no service worker here, as where a certificate was only clicked away. `getting`: being
 * fetched. `ready`: a reload while cut off opens the desk.
 */
export type Readiness = 'untrusted' | 'getting' | 'ready' | 'failed';

export const useOfflineDesk = create<{ readiness: Readiness }>(() => ({ readiness: 'getting' }));
const say = (readiness: Readiness) => useOfflineDesk.setState({ readiness });

/** Asked once, after the page is drawn; a page of the developer's server keeps nothing. */
export async function installOffline(): Promise<void> {
  if (!import.meta.env.PROD) return;
  if (!('serviceWorker' in navigator)) return say('untrusted');
  try {
    await navigator.serviceWorker.register('/sw.js', { scope: '/', updateViaCache: 'none' });
  } catch (error) {
    // SecurityError is the certificate; anything else is a node that did not answer, and the worker we have still serves.
    if (navigator.serviceWorker.controller) return say('ready');
    return say(error instanceof DOMException && error.name === 'SecurityError' ? 'untrusted' : 'failed');
  }
  const { active } = await navigator.serviceWorker.ready;
  say('ready');
  active?.postMessage({ seen: performance.getEntriesByType('resource').map((entry) => entry.name) });
}
