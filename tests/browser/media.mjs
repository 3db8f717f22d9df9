// The media process alone, with real Chromium as publisher and receiver: pictures decode, sound arrives, the cipher is
// AES-GCM, by UDP and by TCP. The command node's end of the link is played here.
//
// node tests/browser/media.mjs [PATH/TO/fengsui-media]     (default: $CARGO_TARGET_DIR or target, debug)

import fs from 'node:fs';
import http from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Media } from './lib/media.mjs';
import { until as untilTrue } from './lib/until.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const target = process.env.CARGO_TARGET_DIR ?? path.join(root, 'target');
const program = process.argv[2] ?? path.join(target, 'debug/fengsui-media');
const browserPath = process.env.CHROMIUM ?? '/usr/bin/chromium';
const PATIENCE_MS = 60_000;

if (!fs.existsSync(browserPath)) {
  console.log(`skipped: no Chromium at ${browserPath}`);
  process.exit(0);
}
const { chromium } = createRequire(import.meta.url)('playwright-core');

/** Waits until `probe` gives something done, and gives that; says what it saw last. */
async function until(what, probe) {
  let last;
  return untilTrue(what, async () => {
    last = await probe();
    return last?.done && last;
  }, { limit: PATIENCE_MS, trouble: () => `last seen ${JSON.stringify(last)}` });
}

const row = (site, slots) => ({
  site,
  name: `会场${site}`,
  microphone_open: true,
  camera_open: true,
  presentation_open: true,
  speaker_open: true,
  slots,
});
const camera = (slot) => ({ slot, source: 1, stream: 'camera' });
const table = {
  conference: 1,
  generation: 1,
  sites: [row(1, []), row(2, [camera({ type: 'main' }), camera({ type: 'cell', index: 0 })])],
};

/** In the page: offers microphone and camera. */
async function offerToPublish({ codec }) {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: { width: 640, height: 360, frameRate: 15 } });
  const pc = (window.pc = new RTCPeerConnection({ bundlePolicy: 'max-bundle' }));
  pc.addTransceiver(stream.getAudioTracks()[0], { direction: 'sendonly', streams: [stream] });
  const layers = [
    { rid: 'q', scaleResolutionDownBy: 2, maxBitrate: 150_000 },
    { rid: 'f', maxBitrate: 600_000 },
  ];
  const sendEncodings = codec === 'VP8' ? layers : [{}];
  const video = pc.addTransceiver(stream.getVideoTracks()[0], { direction: 'sendonly', streams: [stream], sendEncodings });
  const wanted = [`video/${codec}`, 'video/rtx'];
  video.setCodecPreferences(RTCRtpSender.getCapabilities('video').codecs.filter((c) => wanted.includes(c.mimeType)));
  pc.addTransceiver('video', { direction: 'sendonly' });
  await pc.setLocalDescription(await pc.createOffer());
  return pc.localDescription.sdp;
}

/** In the page: offers to receive main, presentation, one cell and three voices. */
async function offerToReceive() {
  const pc = (window.pc = new RTCPeerConnection({ bundlePolicy: 'max-bundle' }));
  pc.ontrack = ({ track }) => {
    const player = document.createElement(track.kind);
    player.autoplay = true;
    player.srcObject = new MediaStream([track]);
    document.body.append(player);
  };
  for (let i = 0; i < 3; i++) pc.addTransceiver('video', { direction: 'recvonly' });
  for (let i = 0; i < 3; i++) pc.addTransceiver('audio', { direction: 'recvonly' });
  await pc.setLocalDescription(await pc.createOffer());
  return pc.localDescription.sdp;
}

/** In the page: what has arrived so far. */
async function arrived({ protocol }) {
  const stats = await window.pc.getStats();
  const seen = { frames: {}, energy: 0 };
  for (const s of stats.values()) {
    if (s.type === 'inbound-rtp' && s.kind === 'video') seen.frames[s.mid] = s.framesDecoded ?? 0;
    if (s.type === 'inbound-rtp' && s.kind === 'audio') seen.energy += s.totalAudioEnergy ?? 0;
    if (s.type === 'transport') {
      seen.cipher = s.srtpCipher;
      seen.protocol = stats.get(stats.get(s.selectedCandidatePairId)?.remoteCandidateId)?.protocol;
    }
  }
  const pictures = (seen.frames['0'] ?? 0) >= 30 && (seen.frames['2'] ?? 0) >= 30;
  seen.done = pictures && seen.energy > 0 && /GCM/.test(seen.cipher) && seen.protocol === protocol;
  return seen;
}

async function connect(page, media, site, direction, offer, protocol) {
  let answer = await media.negotiate(site, direction, offer);
  if (protocol === 'tcp') answer = answer.replace(/a=candidate:\S+ 1 udp .*\r\n/g, '');
  await page.evaluate((sdp) => window.pc.setRemoteDescription({ type: 'answer', sdp }), answer);
  await until(`${direction} connected`, () =>
    page.evaluate(() => ({ done: window.pc.connectionState === 'connected', state: window.pc.connectionState })),
  );
}

async function prove(browser, address, { codec, protocol }) {
  const started = Date.now();
  const media = await Media.start(program);
  const context = await browser.newContext({ permissions: ['camera', 'microphone'] });
  try {
    media.send({ type: 'converge', tables: [table] });
    const [publisher, receiver] = [await context.newPage(), await context.newPage()];
    await Promise.all([publisher.goto(address), receiver.goto(address)]);
    await connect(publisher, media, 1, 'publish', await publisher.evaluate(offerToPublish, { codec }), protocol);
    await connect(receiver, media, 2, 'receive', await receiver.evaluate(offerToReceive), protocol);
    const seen = await until('pictures, sound and GCM', () => receiver.evaluate(arrived, { protocol }));
    const named = media.said.some((m) => m.type === 'slot_changed' && m.site === 2 && m.change.source === 1);
    if (!named) throw new Error('no slot change was told');
    const seconds = ((Date.now() - started) / 1000).toFixed(1);
    console.log(`ok ${codec} by ${protocol}: ${JSON.stringify(seen)} after ${seconds} s`);
  } finally {
    await context.close();
    await media.stop();
  }
}

const web = http.createServer((_, response) => {
  response.setHeader('content-type', 'text/html');
  response.end('<!doctype html><title>media</title>');
});
await new Promise((resolve) => web.listen(0, '127.0.0.1', resolve));
const browser = await chromium.launch({
  executablePath: browserPath,
  headless: true,
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--use-fake-device-for-media-stream=device-count=1,fps=15',
    '--use-fake-ui-for-media-stream',
    '--autoplay-policy=no-user-gesture-required',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
});
try {
  const address = `http://localhost:${web.address().port}/`;
  for (const codec of ['VP8', 'H264']) await prove(browser, address, { codec, protocol: 'udp' });
  await prove(browser, address, { codec: 'VP8', protocol: 'tcp' });
} finally {
  await browser.close();
  web.close();
}
