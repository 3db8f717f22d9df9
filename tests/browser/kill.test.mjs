// Whatever is killed: what was acknowledged is there once, the chain verifies, pictures go on, pages come back by themselves.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { framesPass, inbound, picturesMove, shot } from './lib/browser.mjs';
import { Client } from './lib/client.mjs';
import { connected, consult, join, logIncident } from './lib/meeting.mjs';
import { FENGSUI } from './lib/node.mjs';
import { noTroubles, stage } from './lib/stage.mjs';
import { until } from './lib/until.mjs';

const it = stage('kill');
const ROBOTS = ['公安局', '消防救援大队'];
const BURST = 300;
const LANES = 12;
let leader;
let water;
let incident;
let acknowledged = new Map();

const live = (page) => until(`${page.who.name} is connected again`, () => page.getByTestId('connection').getAttribute('data-state').then((state) => state === 'live'), { limit: 120_000 });

/**
 * Posts notes as fast as they are answered; whoever gets no answer asks again with the same id, as a page's outbox does.
 * `meanwhile` runs when a third is through.
 */
async function burst(title, meanwhile) {
  const clerk = await Client.login(it.node, 'duty');
  const waiting = Array.from({ length: BURST }, (_, index) => ({ id: randomUUID(), text: `${title} ${index}` }));
  const answered = new Map();
  let outage = null;
  let retried = 0;
  const lane = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const { id, text } = next;
      const answer = await clerk.post({ type: 'add_note', incident, text }, id).catch(() => null);
      if (answer?.status === 200) answered.set(id, { text, seq: answer.said.seq });
      else if (answer && answer.status < 500 && answer.status !== 429) assert.fail(`${text}: ${answer.status} ${JSON.stringify(answer.said)}`);
      else {
        retried += 1;
        waiting.unshift(next);
        if (answer === null) await until('the node answers', () => it.node.health(), { limit: 60_000 });
      }
      if (answered.size > BURST / 3) outage ??= meanwhile();
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  await outage;
  assert.equal(answered.size, BURST);
  console.log(`    ${BURST} inputs acknowledged, ${retried} asked again`);
  acknowledged = new Map([...acknowledged, ...answered]);
}

/** The incident's notes as a fresh page would be told them. */
async function timeline(page) {
  return page.evaluate((number) => new Promise((told) => {
    const socket = new WebSocket(`ws://${location.host}/api/live`);
    socket.onopen = () => socket.send(JSON.stringify({ type: 'hello' }));
    socket.onmessage = ({ data }) => {
      const message = JSON.parse(data);
      if (message.type !== 'snapshot') return;
      socket.close();
      told(message.entities.find((entity) => entity.kind === 'incident' && entity.view.id === number).view.timeline.map((entry) => entry.text));
    };
  }), incident);
}

async function eachOnce() {
  const lines = await timeline(leader);
  const times = new Map();
  for (const line of lines) times.set(line, (times.get(line) ?? 0) + 1);
  const wrong = [...acknowledged.values()].filter(({ text }) => times.get(text) !== 1).map(({ text }) => `${text}: ${times.get(text) ?? 0} times`);
  assert.deepEqual(wrong, [], 'every acknowledged input is there once');
  assert.equal(new Set([...acknowledged.values()].map(({ seq }) => seq)).size, acknowledged.size, 'each at its own place of the log');
}

it.test('two pages and two robots are in a conference', async () => {
  incident = await logIncident(it.node, { title: '断电演练' });
  it.node.robots('robot-police', 'robot-fire');
  leader = await it.page('leader', { at: '/duty' });
  const conference = await consult(leader, it.node, incident, ['police', 'fire', 'water']);
  await join(leader);
  water = await it.page('water', { at: `/conference/${conference}` });
  await join(water);
  for (const page of [leader, water]) {
    await connected(page);
    await picturesMove(page, ROBOTS);
  }
});

it.test('kill -9 of command in a burst of inputs: media do not pause, nothing acknowledged is lost or doubled', async () => {
  const sessions = () => Promise.all([leader, water].map((page) => page.evaluate(() => window.__connections.length)));
  const before = await sessions();
  await burst('指挥', async () => {
    const watch = [leader, water].map(async (page) => {
      const decoded = (await inbound(page)).framesDecoded;
      return async () => (await inbound(page)).framesDecoded - decoded;
    });
    const since = await Promise.all(watch);
    const pid = it.node.role('command');
    process.kill(pid, 'SIGKILL');
    // While nobody commands, pictures are decoded.
    let during = [0, 0];
    await until('command is there again', async () => {
      const gone = (await it.node.health()) === null;
      if (gone) during = await Promise.all(since.map((decoded) => decoded()));
      return !gone && it.node.role('command') !== pid;
    }, { every: 50 });
    console.log(`    pictures decoded while command was gone: ${during.join(', ')}`);
    assert.ok(during.every((decoded) => decoded > 0), 'pictures were decoded while command was gone');
    await Promise.all([framesPass(leader, 20, 'pictures go on'), framesPass(water, 20, 'pictures go on')]);
  });
  for (const page of [leader, water]) await live(page);
  assert.deepEqual(await sessions(), before, 'no page made a new connection: media did not pause');
  for (const page of [leader, water]) await picturesMove(page, ROBOTS);
  await eachOnce();
});

it.test('kill -9 of media: pages come back by themselves', async () => {
  await it.node.kill('media');
  for (const page of [leader, water]) {
    await picturesMove(page, ROBOTS);
    await until(`no banner is left for ${page.who.name}`, () => page.getByTestId('media-banner').isHidden());
  }
  await shot(leader, 'room-after-kill');
});

it.test('kill -9 of both in a burst: pages come back, nothing acknowledged is lost or doubled', async () => {
  await burst('全部', () => it.node.kill('command', 'media'));
  for (const page of [leader, water]) await live(page);
  for (const page of [leader, water]) await picturesMove(page, ROBOTS);
  await eachOnce();
});

it.test('stopped, the log verifies', async () => {
  noTroubles(it);
  await it.browser.close();
  await it.node.stop({ keep: true });
  const said = execFileSync(FENGSUI, ['verify', '--data', it.node.data], { encoding: 'utf8' });
  console.log(`    ${said.trim().split('\n').join('\n    ')}`);
});
