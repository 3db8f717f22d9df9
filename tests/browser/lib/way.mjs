// The way a page's media take, in a test's hands: answers of the node lead it through relays, and what it asks for is counted.
import { through } from './relay.mjs';

const SDP = 'application/sdp';
const FRAGMENT = 'application/trickle-ice-sdpfrag';

export class Way {
  /** `offers`: port that the answer to a new session leads to; `restarts`: that of an ICE restart. */
  static async of(page, port) {
    const way = Object.assign(new Way(), { offers: port, restarts: port, sessions: [], restarted: [] });
    await page.route('**/api/conferences/*/wh*', (route) => way.take(route));
    await page.route('**/api/conferences/*/wh*/**', (route) => way.take(route));
    await page.route('**/api/media/trial', (route) => way.take(route));
    return way;
  }

  async take(route) {
    const request = route.request();
    const kind = request.headers()['content-type'];
    const restart = request.method() === 'PATCH' && kind === FRAGMENT;
    if (!restart && !(request.method() === 'POST' && kind === SDP)) return route.continue();
    try {
      const response = await route.fetch();
      const name = new URL(request.url()).pathname;
      if (restart) this.restarted.push({ name, status: response.status() });
      else if (!name.endsWith('/trial')) this.sessions.push({ name, session: response.headers().etag });
      await route.fulfill({ response, body: through(await response.text(), restart ? this.restarts : this.offers) });
    } catch {
      // A page, or a node, that is gone meanwhile.
      await route.abort().catch(() => undefined);
    }
  }
}

/** Sessions by their number at the node, and the credentials that the page's connections stand with. */
export const standing = (page) => page.evaluate(() => window.__connections.filter((each) => each.connectionState !== 'closed').map((each) => ({
  state: each.connectionState, ours: /a=ice-ufrag:(\S+)/.exec(each.localDescription?.sdp)?.[1], theirs: /a=ice-ufrag:(\S+)/.exec(each.remoteDescription?.sdp)?.[1],
})));
