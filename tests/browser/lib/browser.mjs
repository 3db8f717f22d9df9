// Chromium with a made-up camera and microphone, and what a person does first: log in.
import { chromium } from 'playwright-core';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { markedCamera } from './camera.mjs';
import { ROOT } from './node.mjs';
import { until, Wrong } from './until.mjs';

const FLAGS = [
  // Maps are drawn by software; so is the page, but not through the same driver: five pages would be drawn once in three seconds.
  '--no-sandbox', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--disable-gpu-compositing', '--use-fake-ui-for-media-stream', '--allow-loopback-in-peer-connection',
  '--use-fake-device-for-media-stream=device-count=1,fps=5', '--disable-background-networking', '--disable-component-update', '--disable-sync',
  '--disable-features=WebRtcHideLocalIpsWithMdns', '--auto-select-desktop-capture-source=Entire screen', '--no-first-run',
  // As on a desk: no sound before a press. Headless browsers would let it out.
  '--autoplay-policy=document-user-activation-required',
];
const SHOTS = process.env.FENGSUI_SHOTS ?? path.join(ROOT, 'target/screenshots');

export async function openBrowser(...more) {
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', headless: true, args: [...FLAGS, ...more] });
}

/**
 * A page of somebody's own computer: nothing is shared with other pages. `listen` takes every message the node sends it;
 * `camera` is the number its pictures bear.
 */
export async function openPage(browser, node, account, { at = '/', width = 1366, height = 768, listen, camera, ...more } = {}) {
  // Pages of most tests keep nothing for later; `offline.test.mjs` has a browser that does.
  const context = await browser.newContext({ viewport: { width, height }, permissions: ['camera', 'microphone'], serviceWorkers: 'block', ...more });
  const page = await context.newPage();
  page.troubles = [];
  page.on('pageerror', (error) => page.troubles.push(error.message));
  if (listen) page.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => listen.push(String(payload))));
  await page.addInitScript(hookConnections);
  await page.addInitScript(hookLoudspeakers);
  await page.addInitScript(teachStrips);
  if (camera !== undefined) await page.addInitScript(markedCamera, camera);
  await page.addInitScript(() => location.protocol.startsWith('http') && localStorage.setItem('fengsui.quality', 'low'));
  await page.goto(`${node.url}${at}${at.includes('?') ? '&' : '?'}test`);
  const who = node.account(account);
  await page.getByTestId('login-account').fill(who.account);
  await page.getByTestId('login-password').fill(who.password);
  await page.getByTestId('login-submit').click();
  await page.waitForSelector('main');
  page.who = who;
  return page;
}

/** Keeps every RTCPeerConnection of the page within reach of the test, and what the browser said of them in order. */
export function hookConnections() {
  const Real = window.RTCPeerConnection;
  window.__connections = [];
  window.__states = [];
  window.RTCPeerConnection = class extends Real {
    constructor(...given) {
      super(...given);
      window.__connections.push(this);
      this.addEventListener('connectionstatechange', () => window.__states.push(this.connectionState));
    }
  };
}

/** Puts an ear beside every loudspeaker: what a page plays is measured where it leaves. */
function hookLoudspeakers() {
  const connect = AudioNode.prototype.connect;
  window.__ears = [];
  AudioNode.prototype.connect = function listened(to, ...rest) {
    if (to instanceof AudioDestinationNode) {
      const ear = this.context.createAnalyser();
      ear.fftSize = 32_768;
      connect.call(this, ear);
      window.__ears.push(ear);
    }
    return connect.call(this, to, ...rest);
  };
}

/** In the page: reads the strip of a video or of one frame (docs/scenes.md has the geometry); `null` where there is none. */
function teachStrips() {
  const CELLS = 20;
  const PART = 18;
  window.__readStrip = (picture) => {
    const [width, height] = picture instanceof VideoFrame ? [picture.displayWidth, picture.displayHeight] : [picture.videoWidth, picture.videoHeight];
    if (width === 0) return null;
    const canvas = Object.assign(document.createElement('canvas'), { width, height });
    const context = canvas.getContext('2d', { willReadFrequently: true });
    context.drawImage(picture, 0, 0);
    const luma = (x, y) => {
      const [r, g, b] = context.getImageData(Math.floor(x), Math.floor(y), 1, 1).data;
      return 0.299 * r + 0.587 * g + 0.114 * b;
    };
    const words = [];
    for (const row of [0, 1]) {
      const y = height - (height * (2 - row - 0.5)) / PART;
      const cells = Array.from({ length: CELLS }, (_, cell) => luma((width * (cell + 0.5)) / CELLS, y));
      const [white, black] = cells;
      if (white - black < 64) return null;
      const bits = cells.map((value) => (value > (white + black) / 2 ? 1 : 0));
      if (bits[19] !== (row === 0 ? 1 : 0)) return null;
      if (bits.slice(2, 19).reduce((sum, bit) => sum + bit, 0) % 2 !== 1) return null;
      words.push(bits.slice(2, 18).reduce((sum, bit) => sum * 2 + bit, 0));
    }
    return { counter: words[0] * 256 + (words[1] >> 8), site: words[1] & 255 };
  };
}

/** Inbound counts of the page's living connections, by kind. */
export function inbound(page) {
  return page.evaluate(async () => {
    const sums = { framesDecoded: 0, bytes: 0, audioEnergy: 0, ciphers: [] };
    for (const connection of window.__connections.filter((each) => each.connectionState === 'connected')) {
      (await connection.getStats()).forEach((entry) => {
        if (entry.type === 'inbound-rtp') {
          sums.framesDecoded += entry.framesDecoded ?? 0;
          sums.bytes += entry.bytesReceived ?? 0;
          sums.audioEnergy += entry.totalAudioEnergy ?? 0;
        }
        if (entry.type === 'transport' && entry.srtpCipher) sums.ciphers.push(entry.srtpCipher);
      });
    }
    return sums;
  });
}

/**
 * Reads the strip that a demo scene carries: frame counter and site number, from the pixels of every video on the page
 * (docs/scenes.md has the geometry). Videos without a strip are left out, or kept as `null` when `blanks` are asked for.
 */
export function strips(page, selector = 'video', { blanks = false } = {}) {
  return page.evaluate(([chosen, keep]) => {
    // The moment of the frame that is shown: an element's clock runs on while a busy machine decodes.
    const shownAt = (video) => {
      if (video.__shownAt === undefined) {
        video.__shownAt = null;
        const next = () => video.requestVideoFrameCallback((_now, frame) => {
          video.__shownAt = frame.mediaTime;
          next();
        });
        next();
      }
      return video.__shownAt;
    };
    const seen = (video) => getComputedStyle(video).visibility !== 'hidden' && !video.closest('.empty-tile');
    return [...document.querySelectorAll(chosen)].filter(seen).map((video) => {
      const tile = video.closest('[data-site-name]');
      const name = tile?.dataset.siteName ?? video.dataset.siteName ?? '';
      return { name, slot: tile?.dataset.slot ?? '', address: video.src, at: shownAt(video), strip: window.__readStrip(video) };
    }).filter((each) => keep || each.strip !== null);
  }, [selector, blanks]);
}

/**
 * Looks at every frame of a picture, and at the name that stands over it when the frame is drawn. What an element gives away as
 * its frame may be newer than the one that is called back for: frame and name are put together by the frame's own time.
 */
export function watchFrames(page, selector) {
  return page.evaluate((chosen) => {
    const video = document.querySelector(chosen);
    const seen = window.__watched = { names: new Map(), pictures: new Map() };
    const next = () => video.requestVideoFrameCallback((_now, { mediaTime }) => {
      next();
      // Callbacks of frames come before those of animation, and those before anything is drawn.
      requestAnimationFrame(() => {
        const hidden = getComputedStyle(video).visibility === 'hidden';
        seen.names.set(Math.round(mediaTime * 1e6), hidden ? null : video.closest('[data-site-name]').dataset.siteName);
        const frame = new VideoFrame(video);
        const strip = window.__readStrip(frame);
        if (strip) seen.pictures.set(frame.timestamp, strip.site);
        frame.close();
      });
    });
    next();
  }, selector);
}

/** What [`watchFrames`] has seen: frames with their names, and how many it could not put together. */
export const watchedFrames = (page) => page.evaluate(() => {
  const { names, pictures } = window.__watched;
  const frames = [...pictures].filter(([at]) => names.get(at)).map(([at, site]) => ({ name: names.get(at), site }));
  return { frames, apart: pictures.size - frames.length };
});

/** Waits until [`watchFrames`] has read `frames` more pictures that were shown under a name. */
export async function moreFramesWatched(page, frames) {
  const before = (await watchedFrames(page)).frames.length;
  await until(`${page.who.name} shows ${frames} more frames`, async () => (await watchedFrames(page)).frames.length >= before + frames, { every: 50 });
}

/** Number in the strip of each site of the demo, by its name on the tile. */
export const SITE_NUMBERS = { 公安局: 1, 消防救援大队: 2, 气象局: 3, 水利局: 4, 人防办: 5, 应急管理局: 6, 珠泉镇: 7, 袁家镇: 9 };

export async function shot(page, name) {
  mkdirSync(SHOTS, { recursive: true });
  await page.screenshot({ path: path.join(SHOTS, `${name}.png`) });
}

/**
 * Waits until pictures move on a page: the counters in the pixels advance, in every picture of a site that shows its scene.
 * A name that stands beside another site's picture is wrong at once when it is seen twice: a page is drawn a moment after its
 * frame.
 */
export async function picturesMove(page, names) {
  const seen = new Map(names.map((name) => [name, new Set()]));
  let suspects = new Set();
  await until(`pictures of ${names.join('、')} move on the page of ${page.who.name}`, async () => {
    const now = new Set();
    for (const { name, slot, strip } of await strips(page)) {
      seen.get(name)?.add(strip.counter);
      if (SITE_NUMBERS[name] === strip.site) continue;
      const lie = `${slot}: the tile says ${name}, the picture is of site ${strip.site}`;
      if (suspects.has(lie)) throw new Wrong(lie);
      now.add(lie);
    }
    suspects = now;
    return [...seen.values()].every((counters) => counters.size >= 3);
  }, { limit: 120_000, every: 250, trouble: () => JSON.stringify([...seen].map(([name, counters]) => [name, counters.size])) });
}

/** Waits until `frames` more pictures were decoded on a page: how a test lets time pass. */
export async function framesPass(page, frames, why = 'pictures are decoded') {
  const before = (await inbound(page)).framesDecoded;
  await until(`${why} (${page.who.name})`, async () => (await inbound(page)).framesDecoded >= before + frames, { limit: 120_000, every: 250 });
}

/** Whether something is on the page, asked without what the browser takes for a press (as `evaluate` and locators are). */
export async function shows(page, selector) {
  const session = await page.context().newCDPSession(page);
  const { result } = await session.send('Runtime.evaluate', { expression: `document.querySelector(${JSON.stringify(selector)}) !== null`, userGesture: false });
  await session.detach();
  return result.value;
}

/** How loud the page's own sounds are now: the largest root mean square of what goes to the loudspeaker, 0 … 1. */
export function loudness(page) {
  return page.evaluate(() => Math.max(0, ...(window.__ears ?? []).map((ear) => {
    const samples = new Float32Array(ear.fftSize);
    ear.getFloatTimeDomainData(samples);
    return Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
  })));
}
