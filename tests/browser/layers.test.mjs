// Between real Chromiums by the media process alone. One stream with layers inside: VP9 and AV1 with three spatial layers; each
// size on the screen gets its layer, and follows when the size changes. Voices: redundancy goes to who loses packets.
import assert from 'node:assert/strict';
import http from 'node:http';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createRequire } from 'node:module';
import { Media } from './lib/media.mjs';
import { Relay, through } from './lib/relay.mjs';
import { until } from './lib/until.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const program = process.env.FENGSUI_MEDIA ?? path.join(process.env.CARGO_TARGET_DIR ?? path.join(root, 'target'), 'debug/fengsui-media');
const { chromium } = createRequire(import.meta.url)('playwright-core');
const LIMIT = 30_000;
const LARGE = { width: 960, height: 540 };
const SMALL = { width: 240, height: 135 };

const row = (site, slots) => ({
  site, name: `会场${site}`, microphone_open: true, camera_open: true, presentation_open: true, speaker_open: true, slots,
});
const camera = (slot) => ({ slot, source: 1, stream: 'camera' });
const table = {
  conference: 1, generation: 1, sites: [row(1, []), row(2, [camera({ type: 'main' }), camera({ type: 'cell', index: 0 })])],
};

let browser;
let web;
before(async () => {
  web = http.createServer((_, response) => {
    response.setHeader('content-type', 'text/html');
    response.end('<!doctype html><title>layers</title>');
  });
  await new Promise((resolve) => web.listen(0, '127.0.0.1', resolve));
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    headless: true,
    args: ['--no-sandbox', '--disable-gpu', '--use-fake-device-for-media-stream=device-count=1,fps=10', '--use-fake-ui-for-media-stream',
      '--autoplay-policy=no-user-gesture-required', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
});
after(async () => {
  await browser?.close();
  web?.close();
});

/** In the page: offers one camera in one stream with layers inside. */
async function offerToPublish({ codec, mode, described, width, height }) {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { width, height, frameRate: 10 } });
  const pc = (window.pc = new RTCPeerConnection({ bundlePolicy: 'max-bundle' }));
  const video = pc.addTransceiver(stream.getVideoTracks()[0], {
    direction: 'sendonly', streams: [stream], sendEncodings: [{ scalabilityMode: mode, maxBitrate: 1_500_000 }],
  });
  const profile = { VP9: /profile-id=0/, AV1: /profile=0/ }[codec];
  const wanted = (c) => c.mimeType === `video/${codec}` && profile.test(c.sdpFmtpLine ?? '') || c.mimeType === 'video/rtx';
  video.setCodecPreferences(RTCRtpSender.getCapabilities('video').codecs.filter(wanted));
  describe(video, described);
  await pc.setLocalDescription(await pc.createOffer());
  return pc.localDescription.sdp;
}

/** In the page: offers to receive main, presentation and one cell. */
async function offerToReceive({ described }) {
  const pc = (window.pc = new RTCPeerConnection({ bundlePolicy: 'max-bundle' }));
  pc.ontrack = ({ track }) => {
    const player = document.createElement('video');
    player.autoplay = true;
    player.muted = true;
    player.srcObject = new MediaStream([track]);
    document.body.append(player);
  };
  for (let i = 0; i < 3; i++) describe(pc.addTransceiver('video', { direction: 'recvonly' }), described);
  await pc.setLocalDescription(await pc.createOffer());
  return pc.localDescription.sdp;
}

/** In the page: turns the dependency descriptor on, which Chromium knows but does not offer by itself. */
const helpers = `window.describe = (transceiver, described) => {
  const extensions = transceiver.getHeaderExtensionsToNegotiate();
  for (const each of extensions) if (each.uri.includes('dependency-descriptor')) each.direction = described ? 'sendrecv' : 'stopped';
  transceiver.setHeaderExtensionsToNegotiate(extensions);
};`;

/** In the page: where its connection stands, for a test that failed. */
async function stands() {
  const of = ['inbound-rtp', 'outbound-rtp', 'codec', 'candidate-pair'];
  return { state: window.pc.connectionState, answer: window.pc.remoteDescription?.sdp, stats: [...(await window.pc.getStats()).values()].filter((s) => of.includes(s.type)) };
}

/** In the page: what is decoded of each line, by its mid. */
async function decoded() {
  const seen = {};
  for (const s of (await window.pc.getStats()).values()) {
    if (s.type !== 'inbound-rtp' || s.kind !== 'video') continue;
    seen[s.mid] = { frames: s.framesDecoded ?? 0, width: s.frameWidth ?? 0, plis: s.pliCount, freezes: s.freezeCount, lost: s.packetsLost };
  }
  return seen;
}

async function connect(page, media, site, direction, offer, slots) {
  const answer = await media.negotiate(site, direction, offer, slots);
  await page.evaluate((sdp) => window.pc.setRemoteDescription({ type: 'answer', sdp }), answer);
  await until(`${direction} connected`, () => page.evaluate(() => window.pc.connectionState === 'connected'), { limit: LIMIT });
  return answer;
}

async function reaches(page, what, expected) {
  const before = await page.evaluate(decoded);
  let last;
  await until(what, async () => {
    last = await page.evaluate(decoded);
    return Object.entries(expected).every(([mid, width]) => last[mid]?.width === width && last[mid].frames >= (before[mid]?.frames ?? 0) + 10);
  }, { limit: LIMIT, trouble: () => `last seen ${JSON.stringify(last)}` });
  return last;
}

async function prove(context, how) {
  const media = await Media.start(program);
  const pages = await browser.newContext({ permissions: ['camera', 'microphone'] });
  try {
    media.send({ type: 'converge', tables: [table] });
    const [publisher, receiver] = [await pages.newPage(), await pages.newPage()];
    for (const page of [publisher, receiver]) {
      await page.addInitScript(helpers);
      await page.goto(`http://localhost:${web.address().port}/`);
    }
    const offer = await publisher.evaluate(offerToPublish, { ...how, ...LARGE });
    const answer = await connect(publisher, media, 1, 'publish', offer);
    assert.match(answer, new RegExp(`a=rtpmap:\\d+ ${how.codec}/90000`));
    assert.equal(/dependency-descriptor/.test(answer), how.described);
    const sizes = (main, cell) => [main, LARGE, cell];
    await connect(receiver, media, 2, 'receive', await receiver.evaluate(offerToReceive, how), sizes(LARGE, SMALL));
    const first = await reaches(receiver, 'a large and a small picture', { 0: LARGE.width, 2: SMALL.width });
    media.send({ type: 'resize', session: media.session, slots: sizes(SMALL, LARGE) });
    const second = await reaches(receiver, 'the sizes changed places', { 0: SMALL.width, 2: LARGE.width });
    media.send({ type: 'resize', session: media.session, slots: sizes({ width: 480, height: 270 }, SMALL) });
    const third = await reaches(receiver, 'the middle one', { 0: 480, 2: SMALL.width });
    context.diagnostic(JSON.stringify({ first, second, third }));
  } catch (error) {
    for (const page of pages.pages()) process.stderr.write(`${JSON.stringify(await page.evaluate(stands).catch(String))}\n`);
    throw error;
  } finally {
    await pages.close();
    await media.stop();
  }
}

test('VP9 with three spatial layers that need one another at keyframes', { timeout: 60_000 }, (context) =>
  prove(context, { codec: 'VP9', mode: 'L3T3_KEY', described: true }));

test('VP9 without a dependency descriptor', { timeout: 60_000 }, (context) =>
  prove(context, { codec: 'VP9', mode: 'L3T3_KEY', described: false }));

test('AV1 with three spatial layers', { timeout: 60_000 }, (context) =>
  prove(context, { codec: 'AV1', mode: 'L3T3_KEY', described: true }));

/** In the page: offers a voice that never pauses: the made-up microphone beeps, and beeps are apart. */
async function offerVoice() {
  const context = new AudioContext();
  const tone = context.createOscillator();
  const out = context.createMediaStreamDestination();
  tone.connect(out);
  tone.start();
  const pc = (window.pc = new RTCPeerConnection({ bundlePolicy: 'max-bundle' }));
  pc.addTransceiver(out.stream.getAudioTracks()[0], { direction: 'sendonly' });
  await pc.setLocalDescription(await pc.createOffer());
  return pc.localDescription.sdp;
}

/** In the page: offers to hear one voice; `plain`: Opus without redundancy. */
async function offerToHear({ plain }) {
  const pc = (window.pc = new RTCPeerConnection({ bundlePolicy: 'max-bundle' }));
  pc.ontrack = ({ track }) => {
    const player = document.createElement('audio');
    player.autoplay = true;
    player.srcObject = new MediaStream([track]);
    document.body.append(player);
  };
  const voice = pc.addTransceiver('audio', { direction: 'recvonly' });
  const known = RTCRtpReceiver.getCapabilities('audio').codecs;
  if (plain) voice.setCodecPreferences(known.filter((codec) => codec.mimeType === 'audio/opus'));
  await pc.setLocalDescription(await pc.createOffer());
  return pc.localDescription.sdp;
}

/** In the page: what is heard so far. */
async function voice() {
  for (const s of (await window.pc.getStats()).values()) {
    if (s.type !== 'inbound-rtp' && s.type !== 'outbound-rtp') continue;
    const { packetsReceived, packetsSent, bytesReceived, bytesSent, packetsLost, fecPacketsReceived, fecPacketsDiscarded, concealedSamples, totalSamplesReceived } = s;
    return { packetsReceived, packetsSent, bytesReceived, bytesSent, packetsLost, fecPacketsReceived, fecPacketsDiscarded, concealedSamples, totalSamplesReceived };
  }
  return null;
}

test('a voice comes with redundancy, and goes out with it to who loses packets', { timeout: 90_000 }, async (context) => {
  const media = await Media.start(program, ['--announce', '127.0.0.1']);
  const relays = [await Relay.start(`127.0.0.1:${media.listening.udp[0]}`), await Relay.start(`127.0.0.1:${media.listening.udp[0]}`)];
  const pages = await browser.newContext({ permissions: ['camera', 'microphone'] });
  try {
    media.send({ type: 'converge', tables: [{ conference: 1, generation: 1, sites: [row(1, []), row(2, []), row(3, [])] }] });
    const [publisher, ...ears] = await Promise.all([0, 1, 2].map(() => pages.newPage()));
    for (const page of [publisher, ...ears]) await page.goto(`http://localhost:${web.address().port}/`);
    const answer = await connect(publisher, media, 1, 'publish', await publisher.evaluate(offerVoice));
    assert.match(answer, /m=audio \d+ \S+ 63 111\r\n/);
    for (const [at, plain] of [false, true].entries()) {
      const offer = await ears[at].evaluate(offerToHear, { plain });
      const said = await media.negotiate(2 + at, 'receive', offer);
      assert.equal(/red\/48000/.test(said), !plain);
      await ears[at].evaluate((sdp) => window.pc.setRemoteDescription({ type: 'answer', sdp }), through(said, relays[at].port));
    }
    const counts = () => Promise.all(ears.map((page) => page.evaluate(voice)));
    await until('both hear it', async () => (await counts()).every((each) => (each?.packetsReceived ?? 0) > 100), { limit: LIMIT });
    const clean = await counts();
    assert.ok(clean.every((each) => each.fecPacketsReceived === 0), 'nothing is lost: nobody is sent redundancy');
    const sent = await publisher.evaluate(voice);
    const size = (bytes, packets) => bytes / packets;
    assert.ok(size(sent.bytesSent, sent.packetsSent) > 1.6 * size(clean[0].bytesReceived, clean[0].packetsReceived), `sent with redundancy: ${JSON.stringify({ sent, clean })}`);
    for (const relay of relays) relay.tell({ down: { delay: 10_000, loss: 0.1 } });
    // Redundancy is in the packets' size.
    let last = clean;
    const sizes = (now, from) => now.map((each, at) => size(each.bytesReceived - from[at].bytesReceived, each.packetsReceived - from[at].packetsReceived));
    const plain = size(clean[1].bytesReceived, clean[1].packetsReceived);
    await until('redundancy arrives where it is taken', async () => {
      const [from, now] = [last, await counts()];
      if (now.some((each, at) => each.packetsReceived < from[at].packetsReceived + 50)) return false;
      last = now;
      const [taken, not] = sizes(now, from);
      return taken > 1.6 * plain && not < 1.2 * plain;
    }, { limit: LIMIT, trouble: () => JSON.stringify({ clean, last }) });
    const before = await counts();
    await until('some seconds', async () => (await counts()).every((each, at) => each.packetsLost > before[at].packetsLost + 40), { limit: LIMIT });
    const after = await counts();
    const concealed = after.map((each, at) => (each.concealedSamples - before[at].concealedSamples) / (each.totalSamplesReceived - before[at].totalSamplesReceived));
    context.diagnostic(JSON.stringify({ sent, before, after, concealed }));
    assert.ok(concealed[0] * 2 < concealed[1], `with redundancy less is missing: ${concealed}`);
  } finally {
    await pages.close();
    for (const relay of relays) await relay.stop();
    await media.stop();
  }
});
