// Other people's software in our conferences: each publishes by WHIP, each receives each other by WHEP, through a real node.
// What is not installed is left out, and said. `make interop` writes the table of docs/network.md (FENGSUI_WRITE=1).
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { Client } from './lib/client.mjs';
import { FENGSUI, Node, ROOT } from './lib/node.mjs';
import { Chromium, Firefox, firefoxMissing, outerAddress, servePage } from './lib/peers/browsers.mjs';
import { Gstreamer, missing as gstreamerMissing, Obs } from './lib/peers/gstreamer.mjs';
import { Robot } from './lib/peers/robot.mjs';
import { until } from './lib/until.mjs';

const DOCUMENT = path.join(ROOT, 'docs/network.md');
const FRAMES = 15;
/** Half a second. */
const SAMPLES = 24_000;

const KINDS = [
  { name: 'Chromium', Peer: Chromium },
  { name: 'Firefox', Peer: Firefox, without: firefoxMissing() },
  { name: 'GStreamer', Peer: Gstreamer, without: gstreamerMissing() },
  { name: 'webrtc-rs', Peer: Robot },
  { name: 'OBS', Peer: Obs, without: gstreamerMissing(), publishes: true },
];

let node;
let web;
let conference;
const here = [];
const results = new Map();

const address = (way, query = '') => `${node.url}/api/conferences/${conference}/${way}${query}`;

function token(site) {
  const words = ['token', '--data', node.data, '--conference', String(conference), '--site', site, '--publish'];
  return execFileSync(FENGSUI, words, { encoding: 'utf8', env: { ...process.env, ...node.environment } }).trim();
}

/** An offer for an answer, as WHIP and WHEP have it. */
function exchange(way, bearer, query) {
  return async (offer) => {
    const response = await fetch(address(way, query), { method: 'POST', headers: { 'content-type': 'application/sdp', authorization: `Bearer ${bearer}` }, body: offer });
    const answer = await response.text();
    assert.equal(response.status, 201, answer);
    assert.equal(response.headers.get('content-type'), 'application/sdp');
    return { answer, location: response.headers.get('location') };
  };
}

const seat = (kind, way, source) => {
  const query = source === undefined ? '' : `?source=${encodeURIComponent(source)}`;
  return { url: node.url, conference, token: kind.token, source, exchange: exchange(way, kind.token, query) };
};

/** `by` sees and hears `of`: counts grow by so much from when they first do. */
async function receives(by, of) {
  const reception = await by.peer.receive(seat(by, 'whep', of.name));
  try {
    let first = null;
    let counts;
    return await until(`${by.name} receives ${of.name}`, async () => {
      counts = await reception.counts();
      if (counts.frames > 0) first ??= counts;
      const grown = first && { frames: counts.frames - first.frames, samples: counts.samples };
      return grown && grown.frames >= FRAMES && grown.samples >= SAMPLES && counts;
    }, { limit: 40_000, every: 100, trouble: () => JSON.stringify(counts) });
  } finally {
    await reception.end();
  }
}

before(async () => {
  [node, web] = await Promise.all([Node.start({ address: outerAddress() }), servePage()]);
  const duty = await Client.login(node, 'duty');
  conference = (await duty.must({ type: 'create_conference', title: '互通', invite: [] })).made.id;
  for (const kind of KINDS.filter(({ without }) => !without)) here.push({ ...kind, token: token(kind.name) });
  await Promise.all(here.map(async (kind) => (kind.peer = await kind.Peer.start(web.url))));
});

after(async () => {
  await Promise.allSettled(here.map((kind) => kind.published?.end()));
  await Promise.allSettled(here.map((kind) => kind.peer?.stop()));
  web?.close();
  await node?.stop();
  if (process.env.FENGSUI_WRITE) write();
});

test('every one publishes', async () => {
  for (const { name, without } of KINDS) if (without) console.log(`    ${name} is left out: ${without}`);
  for (const kind of here) kind.published = await kind.peer.publish(seat(kind, 'whip'));
});

test('every one receives every other', { concurrency: true }, async (t) => {
  // One at a time for each receiver, all receivers together.
  await Promise.all(here.filter(({ publishes }) => !publishes).map(async (by) => {
    const plays = (await by.peer.plays?.()) ?? ['VP8', 'H.264'];
    for (const of of here.filter((each) => each !== by)) {
      await t.test(`${by.name} receives ${of.name} (${of.Peer.codec})`, async (t) => {
        if (!plays.includes(of.Peer.codec)) {
          results.set(`${of.name} ${by.name}`, `it has no ${of.Peer.codec}`);
          return t.skip(`${by.name} has no ${of.Peer.codec} here`);
        }
        const counts = await receives(by, of);
        results.set(`${of.name} ${by.name}`, counts);
        console.log(`    ${by.name} receives ${of.name}: ${JSON.stringify(counts)}`);
      });
    }
  }));
});

test('OBS ends its session as WHIP says', async (t) => {
  const obs = here.find(({ name }) => name === 'OBS');
  if (!obs) return t.skip('GStreamer is left out');
  const at = `${node.url}${obs.published.location}`;
  const bearer = { authorization: `Bearer ${obs.token}` };
  assert.equal((await fetch(at, { method: 'DELETE' })).status, 401);
  assert.equal((await fetch(at, { method: 'DELETE', headers: { authorization: `Bearer ${randomUUID()}` } })).status, 401);
  // It sends no candidates later, and a fragment without credentials is not taken.
  const fragment = { 'content-type': 'application/trickle-ice-sdpfrag', ...bearer };
  assert.equal((await fetch(at, { method: 'PATCH', headers: fragment, body: 'a=end-of-candidates\r\n' })).status, 400);
  assert.equal((await fetch(at, { method: 'DELETE', headers: bearer })).status, 200);
  await obs.published.end();
});

/** The table between its markers in the document. */
function write() {
  const [begin, end] = ['<!-- interop begins -->', '<!-- interop ends -->'];
  const receivers = KINDS.filter(({ publishes }) => !publishes);
  const cell = (of, by) => {
    if (of === by) return '';
    if (of.without || by.without) return 'left out';
    const counts = results.get(`${of.name} ${by.name}`);
    return typeof counts === 'string' ? counts : counts ? 'yes' : '**no**';
  };
  const head = `| publishes ↓, receives → | ${receivers.map(({ name }) => name).join(' | ')} |\n|---|${'---|'.repeat(receivers.length)}`;
  const rows = KINDS.map((of) => `| ${of.name}, ${of.Peer.codec} | ${receivers.map((by) => cell(of, by)).join(' | ')} |`);
  const text = readFileSync(DOCUMENT, 'utf8');
  const table = `${begin}\n${head}\n${rows.join('\n')}\n${end}`;
  writeFileSync(DOCUMENT, text.slice(0, text.indexOf(begin)) + table + text.slice(text.indexOf(end) + end.length));
}
