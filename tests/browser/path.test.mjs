// A path that changes under a call: a NAT gives a page another address, its line goes dark and another is there, no line is
// there for a while, its camera is pulled out. Media come back each time; what the page does meanwhile it says.
import assert from 'node:assert/strict';
import { after } from 'node:test';
import { bannersGone, bannersSaid, Flow, forgetStates, statesSaid, watchBanners } from './lib/flow.mjs';
import { connected, consult, join, logIncident } from './lib/meeting.mjs';
import { Relay } from './lib/relay.mjs';
import { noTroubles, stage } from './lib/stage.mjs';
import { restlessMicrophone, stampMedia } from './lib/stamps.mjs';
import { until } from './lib/until.mjs';
import { standing, Way } from './lib/way.mjs';

const it = stage('path');
const relays = [];
let way;
let leader;
let water;
let flow;

after(() => Promise.all(relays.map((each) => each.stop())));

const relay = async () => {
  relays.push(await Relay.start(`127.0.0.1:${it.node.media}`));
  return relays.at(-1);
};

it.test('two pages meet, one of them by way of a relay; a third one watches', async () => {
  leader = await it.page('leader', { at: '/duty' });
  water = await it.page('water', { at: '/duty' });
  const fire = await it.page('fire', { at: '/duty' });
  for (const page of [leader, water]) {
    await page.addInitScript(stampMedia);
    await page.addInitScript(restlessMicrophone);
  }
  way = await Way.of(water, (await relay()).port);
  const incident = await logIncident(it.node, { title: '钟水河漫堤' });
  const conference = await consult(leader, it.node, incident, ['water', 'fire']);
  await join(leader);
  await water.goto(`${it.node.url}/conference/${conference}?test`);
  await join(water);
  // A browser that only receives reports under the same SSRC as every other that does.
  await fire.goto(`${it.node.url}/conference/${conference}?test`);
  await join(fire, 'watch-only');
  for (const page of [leader, water]) await connected(page);
  await leader.getByTestId('open-all').click();
  flow = new Flow(leader, water, () => JSON.stringify(way));
  await flow.comes('voices and pictures come both ways');
  assert.equal(way.sessions.length, 2, JSON.stringify(way.sessions));
  // While three pages start, two cores may keep one waiting so long that it looks for another path, once for each session.
  assert.ok(way.restarted.length <= 2, JSON.stringify(way.restarted));
});

it.test('a NAT gives another address in mid-call: media go on in the same session, with nothing negotiated', async () => {
  way.restarted.length = 0;
  const before = { page: await standing(water), sessions: [...way.sessions] };
  for (const from of ['127.0.0.1', '127.0.0.2', '127.0.0.3']) {
    await flow.gapAfter(() => relays[0].tell({ rebind: from }), `media go on from ${from}`);
  }
  assert.deepEqual({ page: await standing(water), sessions: way.sessions }, before, 'the same sessions with the same credentials');
  assert.deepEqual(way.restarted, [], 'no ICE restart');
});

const darken = (which) => which.tell({ up: { cut: true }, down: { cut: true } });

it.test('the line goes dark for good and another is there: an ICE restart moves the same sessions to it before the browser misses them', async () => {
  const sessions = [...way.sessions];
  way.restarts = (await relay()).port;
  way.restarted.length = 0;
  await forgetStates(water);
  await watchBanners(water);
  await flow.gapAfter(() => darken(relays[0]), 'media go on by the other line');
  assert.deepEqual(way.sessions, sessions, 'no new session');
  assert.deepEqual(way.restarted.map(({ status }) => status), [200, 200], JSON.stringify(way.restarted));
  // Chromium says `disconnected` after five seconds and more.
  assert.ok(!(await statesSaid(water)).includes('disconnected'), 'before the browser has found out by itself');
  await bannersGone(water);
});

it.test('a line that loses a third of all packets, with 400 ms of round trip, is no dead one', async () => {
  // A false alarm costs little, so one of each session is let pass; a page that took the line for dead would ask all the time.
  way.restarted.length = 0;
  const bad = { loss: 0.3, delay: 200_000 };
  relays[1].tell({ up: bad, down: bad });
  await flow.comes('voices and pictures come nevertheless', { enough: [500, 60] });
  relays[1].tell({ up: {}, down: {} });
  assert.ok(way.restarted.length <= 2, JSON.stringify(way.restarted));
  await flow.comes('the line is as before');
});

it.test('the line is quiet for so long that another is looked for, and comes back: nothing is lost by the false alarm', async () => {
  const sessions = [...way.sessions];
  way.restarted.length = 0;
  await flow.gapAfter(async () => {
    darken(relays[1]);
    await until('the page looks for another line', () => way.restarted.length > 0);
    relays[1].tell({ up: {}, down: {} });
  }, 'media go on by the same line');
  assert.deepEqual(way.sessions, sessions, 'no new session');
  assert.ok(way.restarted.length <= 2, `once for each session: ${JSON.stringify(way.restarted)}`);
});

it.test('no other line is there in time: the page comes in again', async () => {
  const before = way.sessions.length;
  way.offers = (await relay()).port;
  await watchBanners(water);
  await flow.gapAfter(() => darken(relays[1]), 'media go on in new sessions');
  assert.equal(way.sessions.length, before + 2, JSON.stringify(way.sessions));
  assert.match(await bannersSaid(water), /线路断了，正在换一条路[^]*原来的路不通，正在重新接入/);
  await bannersGone(water);
});

it.test('the camera is pulled out: the page says so, voices go on, and it takes the camera again', async () => {
  const sessions = [...way.sessions];
  await watchBanners(water);
  // What a page sees of it: the track ends, and says so. (To kill the browser's process that reads cameras is nearer to a hand on
  // the cable, but every fifth time or so it takes the browser down with it.)
  await flow.gapAfter(() => water.evaluate(() => {
    const tracks = window.__connections.flatMap((connection) => connection.getSenders()).map(({ track }) => track);
    for (const track of new Set(tracks)) {
      if (track?.kind !== 'video') continue;
      track.stop();
      track.dispatchEvent(new Event('ended'));
    }
  }), 'pictures of a camera come again');
  assert.match(await bannersSaid(water), /摄像头断开了/);
  await until('the note is gone', async () => (await water.getByTestId('device-gone').count()) === 0);
  assert.deepEqual(way.sessions, sessions, 'no new session');
  noTroubles(it);
});
