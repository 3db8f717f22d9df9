// A layer that nobody takes is not sent. What every receiver draws small, the publisher's page sends small only: its larger
// encoding is off and sends nothing, or its one stream (VP9, AV1) has one size inside. When somebody draws it large it comes
// back, and is what he sees; who draws it small sees no pause.
import assert from 'node:assert/strict';
import { framesPass } from './lib/browser.mjs';
import { connected, consult, join, logIncident } from './lib/meeting.mjs';
import { noTroubles, stage } from './lib/stage.mjs';
import { until } from './lib/until.mjs';

const it = stage('rest');
const PAGES = ['water', 'fire'];
const SMALL = { width: 390, height: 700 };
const LARGE = { width: 1280, height: 800 };
let conference;
let leader;
let bureaus;

/** Of each encoding of the page's camera: whether it is on, what was encoded and sent. */
const sent = (page) => page.evaluate(async () => {
  const encodings = {};
  for (const connection of window.__connections.filter((each) => each.connectionState === 'connected')) {
    for (const sender of connection.getSenders()) {
      for (const { rid, active } of sender.getParameters().encodings) if (rid) encodings[rid] = { active };
    }
    for (const each of (await connection.getStats()).values()) {
      if (each.type !== 'outbound-rtp' || !encodings[each.rid]) continue;
      Object.assign(encodings[each.rid], { frames: each.framesEncoded, bytes: each.bytesSent, height: each.frameHeight });
    }
  }
  return encodings;
});

/** Heights of the leader's pictures on a page, and frames decoded of each. */
const seen = (page) => page.evaluate(async () => {
  const pictures = [];
  for (const connection of window.__connections.filter((each) => each.connectionState === 'connected')) {
    for (const each of (await connection.getStats()).values()) {
      if (each.type === 'inbound-rtp' && each.kind === 'video' && each.framesDecoded > 0) pictures.push({ mid: each.mid, height: each.frameHeight, frames: each.framesDecoded });
    }
  }
  return pictures;
});

/** The page shows more than twenty further frames of a picture that is higher than the smallest. */
async function seesLarge(page, why) {
  const large = async () => (await seen(page)).filter(({ height }) => height > 180);
  let first = null;
  await until(why, async () => {
    const now = await large();
    if (now.length === 0) return (first = null);
    first ??= now;
    return now.some(({ mid, frames }) => first.some((each) => each.mid === mid && frames > each.frames + 20));
  }, { limit: 60_000, trouble: () => JSON.stringify(first) });
}

/** Until the larger layer is off; then nothing of it is sent while the smaller one goes on. */
async function rests() {
  let last;
  await until('the larger layer is off at the publisher', async () => {
    last = await sent(leader);
    return last.f?.active === false && last.q.active;
  }, { limit: 60_000, trouble: () => JSON.stringify(last) });
  // What had been encoded before has left.
  const frames = async (count) => {
    const from = (await sent(leader)).q.frames;
    await until(`${count} frames of the smaller layer`, async () => (last = await sent(leader)).q.frames >= from + count);
    return last;
  };
  const before = await frames(10);
  const after = await frames(45);
  assert.equal(after.f.bytes, before.f.bytes, JSON.stringify({ before, after }));
  assert.ok(after.q.bytes > before.q.bytes && before.f.bytes > 0);
}

it.test('a meeting: two bureaus draw the centre large', async () => {
  const incident = await logIncident(it.node, { title: '停发分层' });
  leader = await it.page('leader', { at: '/duty' });
  await leader.addInitScript(() => localStorage.setItem('fengsui.quality', 'standard'));
  bureaus = [];
  for (const account of PAGES) bureaus.push(await it.page(account, { at: '/duty', ...LARGE }));
  conference = await consult(leader, it.node, incident, PAGES);
  await join(leader);
  for (const page of bureaus) {
    await page.getByTestId('call-join').click();
    await join(page);
    await connected(page);
  }
  for (const page of bureaus) await seesLarge(page, `${page.who.name} sees the larger picture`);
  assert.ok((await sent(leader)).f.active);
});

it.test('what all draw small rests at the publisher, and comes back for the one who draws it large', async () => {
  await bureaus[0].setViewportSize(SMALL);
  await framesPass(bureaus[0], 150);
  assert.ok((await sent(leader)).f.active, 'one still draws it large');
  await bureaus[1].setViewportSize(SMALL);
  await rests();
  for (const page of bureaus) await framesPass(page, 10, 'the smaller picture goes on');
  await bureaus[1].setViewportSize(LARGE);
  await until('the larger layer is on again', async () => (await sent(leader)).f.active);
  await seesLarge(bureaus[1], 'it is seen again');
  assert.ok((await seen(bureaus[0])).every(({ height }) => height <= 180), 'who draws it small still sees it small');
});

it.test('it rests and comes back a second time', async () => {
  await bureaus[1].setViewportSize(SMALL);
  await rests();
  await bureaus[0].setViewportSize(LARGE);
  await seesLarge(bureaus[0], 'the other sees it large');
});

/** Of the page's one stream of pictures: how it is encoded, what was encoded and sent. */
const sentInside = (page) => page.evaluate(async () => {
  for (const connection of window.__connections.filter((each) => each.connectionState === 'connected')) {
    const stats = await connection.getStats();
    for (const each of stats.values()) {
      if (each.type !== 'outbound-rtp' || each.kind !== 'video' || !each.framesEncoded) continue;
      return { codec: stats.get(each.codecId)?.mimeType, mode: each.scalabilityMode, ssrc: each.ssrc, height: each.frameHeight, frames: each.framesEncoded, bytes: each.bytesSent, keyframes: each.keyFramesEncoded };
    }
  }
  return null;
});

/** Bytes that the leader's page sends with so many pictures. */
async function bytesOf(pictures) {
  const before = await sentInside(leader);
  let after;
  await until(`${pictures} pictures`, async () => (after = await sentInside(leader)).frames >= before.frames + pictures, { limit: 60_000 });
  assert.equal(after.mode, before.mode);
  return (after.bytes - before.bytes) * pictures / (after.frames - before.frames);
}

const encodedAs = (mode) => {
  let last;
  return until(`sent as ${mode}`, async () => (last = await sentInside(leader))?.mode === mode, { limit: 60_000, trouble: () => JSON.stringify(last) });
};

/** Watches the leader's picture on a page: the longest time without a frame, in seconds, since it was asked last. */
const stoodStill = (page) => page.evaluate(async () => {
  const longest = window.__longest ?? 0;
  window.__longest = 0;
  if (window.__watching) return longest;
  window.__watching = true;
  const seen = new Map();
  setInterval(async () => {
    const now = performance.now();
    for (const connection of window.__connections.filter((each) => each.connectionState === 'connected')) {
      for (const each of (await connection.getStats()).values()) {
        if (each.type !== 'inbound-rtp' || each.kind !== 'video' || !each.framesDecoded) continue;
        const before = seen.get(each.mid);
        if (before?.frames !== each.framesDecoded) seen.set(each.mid, { frames: each.framesDecoded, at: now });
        else window.__longest = Math.max(window.__longest, (now - before.at) / 1000);
      }
    }
  }, 50);
  return longest;
});

for (const codec of ['vp9', 'av1']) {
  it.test(`${codec.toUpperCase()}: the larger size inside the one stream rests and comes back`, async (context) => {
    await leader.context().close();
    leader = await it.page('leader', { at: '/duty' });
    await leader.addInitScript((codec) => {
      localStorage.setItem('fengsui.quality', 'standard');
      localStorage.setItem('fengsui.codec', codec);
    }, codec);
    await leader.goto(`${it.node.url}/conference/${conference}?test`);
    await join(leader);
    await connected(leader);
    await bureaus[0].setViewportSize(SMALL);
    await bureaus[1].setViewportSize(LARGE);
    await seesLarge(bureaus[1], 'one sees it large');
    await encodedAs('L2T3_KEY');
    const all = await sentInside(leader);
    assert.equal(all.codec, `video/${codec.toUpperCase()}`);
    const large = await bytesOf(40);
    await stoodStill(bureaus[0]);
    await bureaus[1].setViewportSize(SMALL);
    await encodedAs('L1T3');
    for (const page of bureaus) await framesPass(page, 10, 'the smaller picture goes on');
    const small = await bytesOf(40);
    assert.equal((await sentInside(leader)).height, 180);
    // The made-up picture hardly moves, so the larger size costs little: AV1 takes some 1.2 kB for a small one, 1.8 kB for both.
    assert.ok(small < 0.8 * large, `${small} bytes of forty pictures, ${large} before`);
    context.diagnostic(JSON.stringify({ large, small }));
    await bureaus[1].setViewportSize(LARGE);
    await encodedAs('L2T3_KEY');
    await seesLarge(bureaus[1], 'it is seen again');
    assert.ok((await seen(bureaus[0])).every(({ height }) => height <= 180), 'who draws it small still sees it small');
    const still = await stoodStill(bureaus[0]);
    context.diagnostic(`no frame for ${still} s at most`);
    assert.ok(still < 1.5, `who draws it small saw no frame for ${still} s`);
    const after = await sentInside(leader);
    assert.equal(after.ssrc, all.ssrc, 'in the same stream');
  });
}

it.test('nothing went wrong on any page', async () => noTroubles(it));
