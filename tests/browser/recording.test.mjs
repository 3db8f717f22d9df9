// What is recorded plays back whole; what is missing after a kill -9 is named with its reason.
import assert from 'node:assert/strict';
import { framesPass, picturesMove, shot, SITE_NUMBERS, strips } from './lib/browser.mjs';
import { Client } from './lib/client.mjs';
import { connected, consult, join, logIncident } from './lib/meeting.mjs';
import { noTroubles, stage } from './lib/stage.mjs';
import { until } from './lib/until.mjs';

const it = stage('recording');
const ROBOTS = ['公安局', '消防救援大队'];
const SCENE_FPS = 5;
/** Seconds after which a scene begins again. */
const LOOP_S = 60;
let leader;
let water;
let conference;

/** Starts and stops a recording in the room; `during` happens in between. Gives the recording's view. */
async function record(during) {
  await leader.getByTestId('start-recording').click();
  for (const page of [leader, water]) await until(`${page.who.name} is told that it is recorded`, () => page.getByTestId('recording').isVisible());
  await framesPass(leader, 200, 'something is recorded');
  await during();
  await leader.getByTestId('stop-recording').click();
  for (const page of [leader, water]) await until(`${page.who.name} is told that it ended`, () => page.getByTestId('recording').isHidden());
}

/** The newest recording, played on the page: until it is ready. */
async function open(index) {
  await leader.goto(`${it.node.url}/recordings?test`);
  const row = leader.getByTestId('recording-row').first();
  await until(`recording ${index} is ready to play`, async () => (await leader.getByTestId('recording-row').count()) === index && (await row.getAttribute('data-state')) === 'ready', { limit: 120_000, trouble: () => it.node.said });
  await row.getByRole('link').click();
  await leader.getByTestId('player').waitFor();
  await until('pictures are loaded', () => leader.getByTestId('playback').evaluateAll((videos) => videos.length > 0 && videos.every((video) => video.readyState >= 2)), { limit: 60_000 });
}

/** As the live protocol tells it: the tracks of the newest recording. */
async function tracks() {
  const id = Number(/\/recording\/(\d+)/.exec(leader.url())[1]);
  return leader.evaluate((number) => new Promise((told) => {
    const socket = new WebSocket(`ws://${location.host}/api/live`);
    socket.onopen = () => socket.send(JSON.stringify({ type: 'hello' }));
    socket.onmessage = ({ data }) => {
      const message = JSON.parse(data);
      const found = message.type === 'snapshot' && message.entities.find((entity) => entity.kind === 'recording' && entity.view.id === number);
      if (!found) return;
      socket.close();
      told(found.view.tracks);
    };
  }), id);
}

/** Plays to the end, and reads the strip of each track: the moment of the frame shown, and the counter in its picture. */
async function playThrough(page) {
  await page.getByTestId('play').click();
  const read = new Map();
  const length = await page.locator('.scrubber').getAttribute('max').then(Number);
  await until('it has played to the end', async () => {
    for (const { address, at, strip } of await strips(page, '[data-testid=playback]')) {
      if (at === null) continue;
      const track = Number(/tracks\/(\d+)/.exec(address)[1]);
      read.set(track, [...(read.get(track) ?? []), { at, ...strip }]);
    }
    return Number(await page.getByTestId('player').getAttribute('data-position')) >= length - 300;
  }, { every: 150, limit: 180_000 });
  return read;
}

/** Seconds from `a` to `b` on a loop. */
const around = (from, to) => ((((to - from) % LOOP_S) + LOOP_S + LOOP_S / 2) % LOOP_S) - LOOP_S / 2;

/**
 * The counter goes with the moment of its frame; after a gap that the recording names, the picture may stand until the
 * next key picture (two seconds), and a site that came back begins its loop anew. Everything else is unexplained.
 */
function unexplained(readings, track) {
  const gaps = track.gaps.map((gap) => ({ from: (gap.begins_us - track.begins_us) / 1e6 - 0.5, to: (gap.ends_us - track.begins_us) / 1e6 + 2.5 }));
  const wrong = [];
  let base = null;
  let passed = 0;
  for (const { at, counter } of readings) {
    if (gaps.some((gap) => gap.from <= at && at <= gap.to)) continue;
    const behind = gaps.filter((gap) => gap.to < at).length;
    if (base === null || behind !== passed) [base, passed] = [counter / SCENE_FPS - at, behind];
    const off = around(base, counter / SCENE_FPS - at);
    if (Math.abs(off) > 0.9) wrong.push(`at ${at.toFixed(2)} s the picture is ${off.toFixed(2)} s off (counter ${counter})`);
  }
  return wrong;
}

async function playsWhole(index) {
  await open(index);
  const told = await tracks();
  const read = await playThrough(leader);
  for (const name of ROBOTS) {
    const mine = told.filter((track) => track.site_name === name && track.stream === 'camera' && track.ends_us - track.begins_us > 2e6);
    assert.ok(mine.length > 0, `${name} is recorded`);
    for (const track of mine) {
      const readings = read.get(track.track) ?? [];
      assert.ok(readings.every((each) => each.site === SITE_NUMBERS[name]), `every picture is of ${name}`);
      assert.ok(new Set(readings.map((each) => each.counter)).size >= 4, `the counter of ${name} advances: ${JSON.stringify(readings)}`);
      assert.deepEqual(unexplained(readings, track), [], `unexplained gaps of ${name}, told ${JSON.stringify(track)}`);
    }
  }
  return told;
}

it.test('a meeting is recorded, and everybody is told', async () => {
  const incident = await logIncident(it.node, { title: '录制测试' });
  it.node.robots('robot-police', 'robot-fire');
  leader = await it.page('leader', { at: '/duty' });
  conference = await consult(leader, it.node, incident, ['police', 'fire', 'water']);
  await join(leader);
  water = await it.page('water', { at: `/conference/${conference}` });
  await join(water);
  for (const page of [leader, water]) await connected(page);
  await picturesMove(leader, ROBOTS);
  await record(async () => shot(leader, 'room-recording'));
});

it.test('it plays back whole, and seeks', async () => {
  const told = await playsWhole(1);
  assert.deepEqual(told.filter((track) => track.gaps.some((gap) => gap.why !== 'closed' && gap.why !== 'loss')).map((track) => [track.site_name, track.gaps]), [], 'nothing but closed microphones is missing');
  await shot(leader, 'playback');
  const length = await leader.locator('.scrubber').getAttribute('max').then(Number);
  const begins = told.find((track) => track.site_name === '公安局' && track.stream === 'camera').begins_us / 1000;
  const video = leader.locator('[data-testid=playback][data-site-name="公安局"]');
  const shown = async () => (await strips(leader, '[data-testid=playback]')).find((each) => each.name === '公安局')?.strip.counter;
  const seekTo = async (share) => {
    const wanted = Math.round((length * share) / 100) * 100;
    await leader.locator('.scrubber').fill(String(wanted));
    // The element follows the player's clock a moment later, and goes on from there.
    const near = (element, [from, to]) => !element.seeking && element.readyState >= 2 && element.currentTime >= from && element.currentTime <= to;
    const there = (wanted - begins) / 1000;
    await until(`it stands at ${Math.round(share * 100)} %`, () => video.evaluate(near, [there - 0.5, there + 1]));
    return { at: await video.evaluate((element) => element.currentTime), counter: await until('its strip is read', async () => ((await shown()) ?? -1) >= 0 && { value: await shown() }) };
  };
  const [late, early] = [await seekTo(0.8), await seekTo(0.3)];
  assert.ok(late.at > early.at + 1, `seeking moves the picture: ${late.at} and ${early.at} s`);
  const counted = around(early.counter.value / SCENE_FPS, late.counter.value / SCENE_FPS);
  assert.ok(Math.abs(counted - (late.at - early.at)) < 1.5, `the pictures are as far apart as the clock: ${counted} and ${late.at - early.at} s`);
});

it.test('kill -9 of the recorder: all plays but what is named', async () => {
  await leader.goto(`${it.node.url}/conference/${conference}?test`);
  await leader.getByTestId('room').or(leader.getByTestId('lobby')).first().waitFor();
  if (await leader.getByTestId('lobby').isVisible()) await join(leader);
  await connected(leader);
  await picturesMove(leader, ROBOTS);
  await record(async () => {
    await it.node.kill('recorder');
    await until('it records again', async () => (await it.node.health()).recorder);
    await framesPass(leader, 100, 'more is recorded');
  });
  const told = await playsWhole(2);
  // What media could keep until the recorder was back is not missing at all.
  const gaps = told.filter((track) => track.stream === 'camera').flatMap((track) => track.gaps);
  assert.ok(gaps.every((gap) => gap.why === 'restart'), `gaps say restart: ${JSON.stringify(gaps)}`);
  console.log(`    ${gaps.length} gaps, ${gaps.reduce((sum, gap) => sum + gap.lost_packets, 0)} packets missing`);
  await shot(leader, 'playback-gap');
});

it.test('kill -9 of media: the rest plays, the gap is named', async () => {
  await leader.goto(`${it.node.url}/conference/${conference}?test`);
  await leader.getByTestId('room').or(leader.getByTestId('lobby')).first().waitFor();
  if (await leader.getByTestId('lobby').isVisible()) await join(leader);
  await connected(leader);
  await picturesMove(leader, ROBOTS);
  await record(async () => {
    await it.node.kill('media');
    await picturesMove(leader, ROBOTS);
    await framesPass(leader, 100, 'more is recorded');
  });
  const told = await playsWhole(3);
  for (const name of ROBOTS) {
    const mine = told.filter((track) => track.site_name === name && track.stream === 'camera');
    assert.ok(mine.length > 1 || mine.some((track) => track.gaps.some((gap) => gap.why === 'restart')), `${name}: a gap with its reason: ${JSON.stringify(mine)}`);
  }
  const clerk = await Client.login(it.node, 'leader');
  await clerk.must({ type: 'end_conference', conference });
  noTroubles(it);
});
