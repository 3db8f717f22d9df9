// A path that breaks, in real Chromium: a NAT gives a page another address, a computer changes its network. Prints how long no
// voice came, and as the last line what it measured; it fails where voices do not come back.
//
// node tests/browser/path.mjs [ROUNDS]     (needs fengsui-media, fengsui, fengsui-robot and fengsui-link in FENGSUI_TARGET, and scenes)
//
// NAT: one page publishes and another receives, each through the link emulator, which binds itself anew. Network: the real web
// client in a network namespace with two lines to the node, of which the one in use is cut (root; left out without).

import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { openBrowser } from './lib/browser.mjs';
import { missing } from './lib/firewall.mjs';
import { Media } from './lib/media.mjs';
import { consult, join, logIncident } from './lib/meeting.mjs';
import { Node, ROOT } from './lib/node.mjs';
import { Relay, through } from './lib/relay.mjs';
import { stampVoices } from './lib/stamps.mjs';
import { TrustingBrowser } from './lib/trusted.mjs';
import { until } from './lib/until.mjs';

const TARGET = process.env.FENGSUI_TARGET ?? path.join(ROOT, 'target/debug');
const ROUNDS = Number(process.argv[2] ?? 5);
const LOOKS = 3_000;
const pause = (ms) => new Promise((next) => setTimeout(next, ms));

/** Voices come, without a hole of a fifth of a second for a second. */
const steady = (page) => until('voices come', () => page.evaluate(() => window.__stamps.length > 50 && window.__gap(window.__now() - 1_000) < 200), { limit: 60_000 });

/** How long no voice came after `act`, ms. */
async function gapAfter(page, act) {
  await steady(page);
  const since = await page.evaluate(() => window.__now());
  await act();
  await pause(LOOKS);
  await steady(page);
  return page.evaluate((from) => window.__gap(from), since);
}

function summary(name, gaps) {
  const sorted = gaps.map(Math.round).sort((a, b) => a - b);
  const told = { name, rounds: sorted.length, median_ms: sorted[Math.floor(sorted.length / 2)], worst_ms: sorted.at(-1) };
  console.log(`${name}: ${sorted.join(', ')} ms without a voice`);
  return told;
}

async function offerToPublish() {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const pc = (window.pc = new RTCPeerConnection({ bundlePolicy: 'max-bundle' }));
  pc.addTransceiver(stream.getAudioTracks()[0], { direction: 'sendonly', streams: [stream] });
  await pc.setLocalDescription(await pc.createOffer());
  return pc.localDescription.sdp;
}

async function offerToReceive() {
  const pc = (window.pc = new RTCPeerConnection({ bundlePolicy: 'max-bundle' }));
  pc.addTransceiver('video', { direction: 'recvonly' });
  pc.addTransceiver('audio', { direction: 'recvonly' });
  await pc.setLocalDescription(await pc.createOffer());
  return pc.localDescription.sdp;
}

async function connect(page, answer) {
  await page.evaluate((sdp) => window.pc.setRemoteDescription({ type: 'answer', sdp }), answer);
  await until('connected', () => page.evaluate(() => window.pc.connectionState === 'connected'), { limit: 60_000 });
}

async function nat() {
  const media = await Media.start(path.join(TARGET, 'fengsui-media'), ['--announce', '127.0.0.1']);
  const to = `127.0.0.1:${media.listening.udp[0]}`;
  const relays = [await Relay.start(to), await Relay.start(to)];
  const web = http.createServer((_, response) => response.setHeader('content-type', 'text/html').end('<!doctype html><title>path</title>'));
  await new Promise((ready) => web.listen(0, '127.0.0.1', ready));
  const browser = await openBrowser();
  try {
    const row = (site) => ({ site, name: `会场${site}`, microphone_open: true, camera_open: true, presentation_open: true, speaker_open: true, slots: [] });
    media.send({ type: 'converge', tables: [{ conference: 1, generation: 1, sites: [row(1), row(2)] }] });
    const context = await browser.newContext({ permissions: ['camera', 'microphone'] });
    await context.addInitScript(stampVoices);
    const [publisher, receiver] = [await context.newPage(), await context.newPage()];
    const address = `http://localhost:${web.address().port}/`;
    await Promise.all([publisher.goto(address), receiver.goto(address)]);
    await connect(publisher, through(await media.negotiate(1, 'publish', await publisher.evaluate(offerToPublish)), relays[0].port));
    await connect(receiver, through(await media.negotiate(2, 'receive', await receiver.evaluate(offerToReceive)), relays[1].port));
    const found = [];
    for (const [place, who] of ['who sends', 'who receives'].entries()) {
      const gaps = [];
      for (let round = 0; round < ROUNDS; round += 1) gaps.push(await gapAfter(receiver, () => relays[place].tell({ rebind: true })));
      found.push(summary(`another address for ${who}`, gaps));
    }
    return found;
  } finally {
    await browser.close();
    await Promise.all(relays.map((relay) => relay.stop()));
    await media.stop();
    web.close();
  }
}

const ip = (...words) => execFileSync('ip', words, { stdio: ['ignore', 'pipe', 'pipe'] });
const NODE = '10.214.0.1';

/** A computer with two lines to the node. */
class TwoLines {
  constructor() {
    const id = process.pid.toString(36);
    this.name = `lines-${id}`;
    this.links = [`la${id}`, `lb${id}`];
    this.dir = mkdtempSync(path.join(os.tmpdir(), 'fengsui-lines-'));
    ip('netns', 'add', this.name);
    ip('addr', 'add', `${NODE}/32`, 'dev', 'lo');
    ip('-n', this.name, 'link', 'set', 'lo', 'up');
    for (const [place, link] of this.links.entries()) {
      ip('link', 'add', link, 'type', 'veth', 'peer', 'name', `eth${place}`, 'netns', this.name);
      ip('addr', 'add', `10.214.${place + 1}.1/24`, 'dev', link);
      ip('link', 'set', link, 'up');
      this.raise(place);
    }
  }

  raise(place) {
    const words = ['-n', this.name];
    ip(...words, 'addr', 'replace', `10.214.${place + 1}.2/24`, 'dev', `eth${place}`);
    ip(...words, 'link', 'set', `eth${place}`, 'up');
    ip(...words, 'route', 'replace', 'default', 'via', `10.214.${place + 1}.1`, 'dev', `eth${place}`, 'metric', String(10 + place));
  }

  cut(place) {
    ip('-n', this.name, 'addr', 'flush', 'dev', `eth${place}`);
    ip('-n', this.name, 'link', 'set', `eth${place}`, 'down');
  }

  chromium() {
    const program = path.join(this.dir, 'chromium');
    writeFileSync(program, `#!/bin/sh\nexec nsenter --net=/run/netns/${this.name} ${process.env.CHROMIUM ?? '/usr/bin/chromium'} "$@"\n`);
    chmodSync(program, 0o755);
    return program;
  }

  remove() {
    ip('netns', 'del', this.name);
    ip('addr', 'del', `${NODE}/32`, 'dev', 'lo');
    rmSync(this.dir, { recursive: true, force: true });
  }
}

async function network() {
  const without = missing();
  if (without) {
    console.log(`another network: left out, ${without}`);
    return [];
  }
  const lines = new TwoLines();
  let node;
  let browser;
  try {
    node = await Node.start({ address: NODE });
    node.robots('robot-police');
    const flags = ['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream=device-count=1,fps=5', '--disable-gpu-compositing', '--autoplay-policy=no-user-gesture-required'];
    browser = await TrustingBrowser.install(node, { url: `https://${NODE}:${node.https}`, program: lines.chromium(), flags });
    const page = await browser.page();
    await page.addInitScript(stampVoices);
    await page.addInitScript(() => location.protocol.startsWith('http') && localStorage.setItem('fengsui.quality', 'low'));
    await browser.login(page, node.account('leader'), '/duty');
    const incident = await logIncident(node, { title: '换了网络的单位' });
    await consult(page, { url: browser.url }, incident, ['police']);
    await join(page);
    const gaps = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const place = round % 2;
      lines.raise(1 - place);
      gaps.push(await gapAfter(page, async () => lines.cut(place)));
      lines.raise(place);
      // The line that is in use now is the one to be cut next.
      await pause(2_000);
    }
    return [summary('another network', gaps)];
  } finally {
    await browser?.close();
    await node?.stop();
    lines.remove();
  }
}

const found = [...(await nat()), ...(await network())];
console.log(JSON.stringify(found));
