// Voices and pictures between two pages that see and hear one another and nobody else; both have `stampMedia`.
import { until } from './until.mjs';

const KINDS = ['audio', 'video'];
/** Some forty new packets of a voice are seen in a second, and five pictures. */
const ENOUGH = [50, 10];
const now = (page) => page.evaluate(() => window.__now());

export class Flow {
  /** `far`: the page whose path is tried. */
  constructor(near, far, trouble = () => '') {
    Object.assign(this, { pages: [near, far], trouble });
  }

  both(ask) {
    return Promise.all(this.pages.map(ask));
  }

  /** Waits until they come on both pages; `enough`: so many of a voice, and pictures. */
  async comes(why, { enough = ENOUGH } = {}) {
    const since = await this.both(now);
    let came;
    let said;
    await until(why, async () => {
      came = await this.both((page, at) => page.evaluate(([kinds, from]) => kinds.map((kind) => window.__came(kind, from)), [KINDS, since[at]]));
      said = await this.trouble();
      return came.flat().every((count, at) => count >= enough[at % KINDS.length]);
    }, { limit: 60_000, trouble: () => `came, of ${KINDS}: ${JSON.stringify(came)}; ${said}` });
  }

  /** Prints the longest time without a voice and without a picture since `act`, once all come again. */
  async gapAfter(act, why) {
    const since = await this.both(now);
    await act();
    await this.comes(why);
    const [sent, received] = await this.both((page, at) => page.evaluate(([kinds, from]) => kinds.map((kind) => `${kind} ${Math.round(window.__gap(kind, from))}`).join(', '), [KINDS, since[at]]));
    console.log(`    longest gap, ms: of what the page sends ${sent}; of what it receives ${received}`);
  }
}

/** What a page sends of its microphone, for whoever looks why nothing is heard of it. */
export const microphone = (page) => page.evaluate(async () => {
  const found = [window.__microphone?.state];
  for (const connection of window.__connections.filter((each) => each.connectionState === 'connected')) {
    for (const { track } of connection.getSenders()) if (track?.kind === 'audio') found.push({ enabled: track.enabled, muted: track.muted, state: track.readyState });
    (await connection.getStats()).forEach((entry) => {
      if (entry.kind === 'audio' && (entry.type === 'media-source' || entry.type === 'outbound-rtp')) found.push({ type: entry.type, energy: entry.totalAudioEnergy, packets: entry.packetsSent });
    });
  }
  return JSON.stringify(found);
});

/** What the browser says of the page's connections, from when it is told to forget what it said before. */
export const forgetStates = (page) => page.evaluate(() => void (window.__states.length = 0));
export const statesSaid = (page) => page.evaluate(() => window.__states);

/** Keeps every text that the banners of a page's media show from now on, in order. */
export const watchBanners = (page) => page.evaluate(() => {
  const said = (window.__bannersSaid = []);
  const look = () => {
    for (const { innerText } of document.querySelectorAll('.media-banner')) if (!said.includes(innerText)) said.push(innerText);
  };
  new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
});
export const bannersSaid = async (page) => (await page.evaluate(() => window.__bannersSaid)).join('\n');
export const bannersGone = (page) => until('no banner is left', () => page.evaluate(() => document.querySelector('.media-banner') === null));
