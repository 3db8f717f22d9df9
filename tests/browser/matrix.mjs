// Real Chromium through bad networks: one page publishes, another receives through the link emulator, cell after cell.
// Writes the table of docs/network.md between its markers, and says on the last line of its output what it measured.
//
// node tests/browser/matrix.mjs [few|all|CELLS] [SECONDS]     (needs fengsui-media and fengsui-link in FENGSUI_TARGET)
//
// CELLS: `300/20/5b,1000/100/30`, each kbit/s, round trip and percent of loss, in bursts; they are printed only.
// What each cell asks of the receiver's path, both ways: loss (random, or in bursts of ten), round trip, rate downwards.
// `step` cells halve the rate, and double it again. Figures are the receiving page's getStats over the cell.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { Media } from './lib/media.mjs';
import { ROOT } from './lib/node.mjs';
import { Relay, through } from './lib/relay.mjs';
import { until } from './lib/until.mjs';

const TARGET = process.env.FENGSUI_TARGET ?? path.join(ROOT, 'target/debug');
const DOCUMENT = path.join(ROOT, 'docs/network.md');
const [which = 'few', seconds = '12'] = process.argv.slice(2);
const LASTS = Number(seconds) * 1000;
const SETTLES = 5_000;
const KBIT = 1000;

const FEW = [
  { loss: 0, rtt: 20, rate: 4000 },
  { loss: 5, rtt: 50, rate: 4000 },
  { loss: 10, rtt: 100, rate: 4000 },
  { loss: 30, rtt: 100, rate: 4000 },
  { loss: 5, burst: true, rtt: 100, rate: 4000 },
  { loss: 0, rtt: 100, rate: 300 },
  { loss: 5, rtt: 400, rate: 1000 },
  { loss: 0, rtt: 50, rate: 1500, step: true },
];

function every() {
  const cells = [];
  for (const rate of [300, 1000, 4000]) {
    for (const rtt of [20, 100, 400]) {
      for (const loss of [0, 1, 5, 10, 20, 30]) {
        for (const burst of loss > 0 ? [false, true] : [false]) cells.push({ loss, burst, rtt, rate });
      }
    }
  }
  // Whole, the line has room for the larger layer, voices and some more; halved, it has not.
  for (const rtt of [20, 100, 400]) cells.push({ loss: 0, rtt, rate: 1500, step: true });
  return cells;
}

function named(names) {
  return names.split(',').map((name) => {
    const [, rate, rtt, loss, burst] = /^(\d+)\/(\d+)\/(\d+)(b?)$/.exec(name) ?? [];
    if (rate === undefined) throw new Error(`no cell: ${name}`);
    return { loss: Number(loss), burst: burst === 'b', rtt: Number(rtt), rate: Number(rate) };
  });
}

const LISTS = { few: () => FEW, all: every };
const CELLS = LISTS[which]?.() ?? named(which);

/** Bursts of ten packets that lose this share in all. */
const bursts = (share) => [share / (10 * (1 - share)), 0.1];

function conditions({ loss, burst, rtt, rate }, part = 1) {
  const share = loss / 100;
  const both = { delay: (rtt * 1000) / 2, loss: burst ? 0 : share, burst: burst ? bursts(share) : null };
  return { up: both, down: { ...both, rate: rate * KBIT * part, queue: 300_000 } };
}

/**
 * In the page: offers a microphone and a camera, in the layers that the client sends by default (`CAPTURE.standard`). The
 * camera turns over a motley ground, so that the larger layer takes what it may; the browser's own test picture takes little.
 */
async function offerToPublish() {
  const ground = new OffscreenCanvas(1280, 1280);
  const paint = ground.getContext('2d');
  let chance = 1;
  const below = (most) => (((chance = (Math.imul(chance, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32) * most);
  for (let spot = 0; spot < 6_000; spot += 1) {
    paint.fillStyle = `hsl(${below(360)} 60% ${20 + below(60)}%)`;
    paint.fillRect(below(1280), below(1280), 4 + below(40), 4 + below(40));
  }
  const canvas = Object.assign(document.createElement('canvas'), { width: 640, height: 360 });
  const context = canvas.getContext('2d');
  let turn = 0;
  const draw = () => {
    turn += 0.01;
    context.setTransform(1, 0, 0, 1, 320, 180);
    context.rotate(turn);
    context.drawImage(ground, -640 + 100 * Math.cos(turn), -640 + 100 * Math.sin(turn));
  };
  draw();
  setInterval(draw, 1000 / 15);
  const stream = canvas.captureStream(15);
  stream.addTrack((await navigator.mediaDevices.getUserMedia({ audio: true })).getAudioTracks()[0]);
  const pc = (window.pc = new RTCPeerConnection({ bundlePolicy: 'max-bundle' }));
  pc.addTransceiver(stream.getAudioTracks()[0], { direction: 'sendonly', streams: [stream] });
  const sendEncodings = [
    { rid: 'q', scaleResolutionDownBy: 2, maxBitrate: 150_000 },
    { rid: 'f', maxBitrate: 700_000 },
  ];
  const video = pc.addTransceiver(stream.getVideoTracks()[0], { direction: 'sendonly', streams: [stream], sendEncodings });
  video.setCodecPreferences(RTCRtpSender.getCapabilities('video').codecs.filter((c) => ['video/VP8', 'video/rtx'].includes(c.mimeType)));
  await pc.setLocalDescription(await pc.createOffer());
  return pc.localDescription.sdp;
}

/** In the page: offers to receive the main picture and a voice. */
async function offerToReceive() {
  const pc = (window.pc = new RTCPeerConnection({ bundlePolicy: 'max-bundle' }));
  pc.ontrack = ({ track }) => {
    const player = document.createElement(track.kind);
    player.autoplay = true;
    player.muted = track.kind === 'video';
    player.srcObject = new MediaStream([track]);
    document.body.append(player);
  };
  pc.addTransceiver('video', { direction: 'recvonly' });
  pc.addTransceiver('audio', { direction: 'recvonly' });
  await pc.setLocalDescription(await pc.createOffer());
  return pc.localDescription.sdp;
}

/** In the page: the receiver's counts. */
async function counts() {
  const seen = { at: performance.now() };
  for (const s of (await window.pc.getStats()).values()) {
    if (s.type !== 'inbound-rtp') continue;
    if (s.kind === 'video') {
      Object.assign(seen, {
        frames: s.framesDecoded ?? 0, freezes: s.freezeCount ?? 0, frozen: s.totalFreezesDuration ?? 0, height: s.frameHeight ?? 0,
        nacks: s.nackCount ?? 0, plis: s.pliCount ?? 0, bytes: s.bytesReceived ?? 0,
      });
    } else {
      Object.assign(seen, { samples: s.totalSamplesReceived ?? 0, concealed: (s.concealedSamples ?? 0) - (s.silentConcealedSamples ?? 0) });
    }
  }
  return seen;
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function connect(page, answer) {
  await page.evaluate((sdp) => window.pc.setRemoteDescription({ type: 'answer', sdp }), answer);
  await until('connected', () => page.evaluate(() => window.pc.connectionState === 'connected'), { limit: 60_000 });
}

function difference(before, after) {
  const span = (after.at - before.at) / 1000;
  return {
    fps: (after.frames - before.frames) / span,
    freezes: after.freezes - before.freezes,
    frozen: after.frozen - before.frozen,
    concealed: (100 * (after.concealed - before.concealed)) / Math.max(1, after.samples - before.samples),
    kbit: ((after.bytes - before.bytes) * 8) / 1000 / span,
    nacks: after.nacks - before.nacks,
    plis: after.plis - before.plis,
    height: after.height,
  };
}

/** Time until the picture has at least this height, from now. */
async function untilHeight(page, wanted) {
  const began = Date.now();
  while (Date.now() - began < 15_000) {
    const { height } = await page.evaluate(counts);
    if (wanted(height)) return (Date.now() - began) / 1000;
    await pause(100);
  }
  return null;
}

async function measure(page, relay, cell) {
  relay.tell(conditions(cell));
  await pause(SETTLES);
  const before = await page.evaluate(counts);
  const recovery = {};
  if (cell.step) {
    relay.tell(conditions(cell, 0.5));
    recovery.down = await untilHeight(page, (height) => height < before.height);
    await pause(LASTS / 2);
    relay.tell(conditions(cell));
    recovery.up = await untilHeight(page, (height) => height >= before.height);
  }
  await pause(LASTS);
  return { ...cell, ...difference(before, await page.evaluate(counts)), before: before.height, ...recovery };
}

const HEAD = '| loss | RTT ms | kbit/s | fps | freezes | frozen s | voice concealed % | height | received kbit/s | NACKs | PLIs | step down, up s |\n|---|---|---|---|---|---|---|---|---|---|---|---|';

function row(m) {
  const loss = m.loss === 0 ? '0' : `${m.loss} %${m.burst ? ' in bursts' : ''}`;
  const rate = m.step ? `${m.rate} → ${m.rate / 2} → ${m.rate}` : m.rate;
  const time = (value) => (value === undefined ? '' : value === null ? 'never' : value.toFixed(1));
  const steps = m.step ? `${time(m.down)}, ${time(m.up)}` : '';
  return `| ${[loss, m.rtt, rate, m.fps.toFixed(1), m.freezes, m.frozen.toFixed(2), m.concealed.toFixed(2), m.height, m.kbit.toFixed(0), m.nacks, m.plis, steps].join(' | ')} |`;
}

function write(rows) {
  const text = readFileSync(DOCUMENT, 'utf8');
  const [begin, end] = ['<!-- matrix begins -->', '<!-- matrix ends -->'];
  const machine = `${os.cpus().length} cores of ${os.cpus()[0].model.replace(/\s+/g, ' ')}, ${rows.length} cells of ${seconds} s, Chromium on the same machine.`;
  const table = `${begin}\n${machine}\n\n${HEAD}\n${rows.map(row).join('\n')}\n${end}`;
  writeFileSync(DOCUMENT, text.slice(0, text.indexOf(begin)) + table + text.slice(text.indexOf(end) + end.length));
}

const browserPath = process.env.CHROMIUM ?? '/usr/bin/chromium';
if (!existsSync(browserPath)) {
  console.log(`skipped: no Chromium at ${browserPath}`);
  process.exit(0);
}
const web = http.createServer((_, response) => {
  response.setHeader('content-type', 'text/html');
  response.end('<!doctype html><title>matrix</title>');
});
await new Promise((resolve) => web.listen(0, '127.0.0.1', resolve));
const media = await Media.start(path.join(TARGET, 'fengsui-media'), ['--announce', '127.0.0.1']);
const relay = await Relay.start(`127.0.0.1:${media.listening.udp[0]}`);
const browser = await chromium.launch({
  executablePath: browserPath,
  headless: true,
  args: [
    '--no-sandbox', '--disable-gpu', '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream',
    '--autoplay-policy=no-user-gesture-required', '--disable-background-networking', '--disable-component-update', '--disable-sync',
    // The receiving page lies behind the publishing one.
    '--disable-backgrounding-occluded-windows', '--disable-renderer-backgrounding', '--disable-background-timer-throttling',
  ],
});
try {
  const open = (site, slots) => ({ site, name: `会场${site}`, microphone_open: true, camera_open: true, presentation_open: true, speaker_open: true, slots });
  const sites = [open(1, []), open(2, [{ slot: { type: 'main' }, source: 1, stream: 'camera' }])];
  media.send({ type: 'converge', tables: [{ conference: 1, generation: 1, sites }] });
  const context = await browser.newContext({ permissions: ['camera', 'microphone'] });
  const [publisher, receiver] = [await context.newPage(), await context.newPage()];
  const address = `http://localhost:${web.address().port}/`;
  await Promise.all([publisher.goto(address), receiver.goto(address)]);
  await connect(publisher, await media.negotiate(1, 'publish', await publisher.evaluate(offerToPublish)));
  await connect(receiver, through(await media.negotiate(2, 'receive', await receiver.evaluate(offerToReceive)), relay.port));
  await until('pictures', async () => (await receiver.evaluate(counts)).frames > 30, { limit: 60_000 });
  const rows = [];
  console.log(HEAD);
  for (const cell of CELLS) {
    rows.push(await measure(receiver, relay, cell));
    console.log(row(rows.at(-1)));
  }
  if (process.env.FENGSUI_DRY === undefined && which in LISTS) write(rows);
  console.log(JSON.stringify(rows));
} finally {
  await browser.close();
  await relay.stop();
  await media.stop();
  web.close();
}
