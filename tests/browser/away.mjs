// What takes too long for ./check: a computer's network goes and another comes, a computer sleeps for longer than the node keeps
// its session. Real Chromium on a computer of its own with two lines to a real node. `make away` runs it (root).
import assert from 'node:assert/strict';
import { after } from 'node:test';
import { hookConnections } from './lib/browser.mjs';
import { missing } from './lib/firewall.mjs';
import { bannersGone, bannersSaid, Flow, forgetStates, microphone, statesSaid, watchBanners } from './lib/flow.mjs';
import { connected, consult, join, logIncident, row } from './lib/meeting.mjs';
import { noTroubles, stage } from './lib/stage.mjs';
import { restlessMicrophone, stampMedia } from './lib/stamps.mjs';
import { TrustingBrowser } from './lib/trusted.mjs';
import { NODE, TwoLines } from './lib/two-lines.mjs';
import { until } from './lib/until.mjs';

const without = missing();
if (without) {
  console.log(`left out: ${without}`);
  process.exit(0);
}
const FLAGS = [
  '--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream=device-count=1,fps=5', '--disable-gpu-compositing', '--disable-sync',
  '--autoplay-policy=no-user-gesture-required',
];
const lines = new TwoLines();
const it = stage('away', { address: NODE });
let computer;
let leader;
let water;
let flow;
/** What the page asked of the node for its media: new sessions, restarts. */
const asked = [];
const sessions = () => asked.filter((each) => each.startsWith('POST'));

after(async () => {
  await computer?.close();
  lines.remove();
}, { timeout: 60_000 });

it.test('two pages meet, one of them on a computer of its own', async () => {
  leader = await it.page('leader', { at: '/duty' });
  computer = await TrustingBrowser.install(it.node, { url: `https://${NODE}:${it.node.https}`, program: lines.chromium(), flags: FLAGS });
  water = await computer.page();
  water.who = it.node.account('water');
  it.pages.push(water);
  await water.addInitScript(hookConnections);
  await water.addInitScript(() => location.protocol.startsWith('http') && localStorage.setItem('fengsui.quality', 'low'));
  for (const page of [leader, water]) {
    await page.addInitScript(stampMedia);
    await page.addInitScript(restlessMicrophone);
  }
  const incident = await logIncident(it.node, { title: '换了网络的单位' });
  const conference = await consult(leader, it.node, incident, ['water']);
  await join(leader);
  await computer.login(water, water.who, `/conference/${conference}`);
  await join(water);
  water.on('request', (request) => {
    const kind = request.headers()['content-type'];
    if (/\/wh[ie]p/.test(request.url()) && /sdp/.test(kind)) asked.push(`${request.method()} ${/wh[ie]p/.exec(request.url())[0]}`);
  });
  for (const page of [leader, water]) await connected(page);
  await leader.getByTestId('open-all').click();
  flow = new Flow(leader, water, async () => `${asked}; ${await microphone(water)}`);
  await flow.comes('voices and pictures come both ways');
});

/** Media are back before the browser itself finds out, in the same sessions. */
async function moves(act, why) {
  asked.length = 0;
  await forgetStates(water);
  await watchBanners(water);
  await flow.gapAfter(act, why);
  console.log(`    the page asked for ${asked.join(', ') || 'nothing'}, and said ${JSON.stringify(await bannersSaid(water))}`);
  assert.deepEqual(sessions(), [], 'the same sessions');
  assert.ok(!(await statesSaid(water)).includes('disconnected'), 'before the browser has found out by itself');
  await bannersGone(water);
}

it.test('the network in use goes, another one comes', async () => {
  for (const place of [0, 1]) {
    await moves(() => {
      lines.cut(place);
      lines.raise(1 - place);
    }, `media go on by line ${1 - place}`);
  }
});

it.test('the network in use goes, another one was there before', async () => {
  for (const place of [0, 1]) {
    lines.raise(1 - place);
    await flow.comes('nothing moves for that');
    await moves(() => lines.cut(place), `media go on by line ${1 - place}`);
  }
});

it.test('no network for a while, then the same one', async () => {
  asked.length = 0;
  await watchBanners(water);
  await flow.gapAfter(async () => {
    lines.cut(0);
    await until('the page says that it looks for another way', async () => /线路断了，正在换一条路/.test(await bannersSaid(water)));
    await until('and that it comes in again', async () => /原来的路不通，正在重新接入/.test(await bannersSaid(water)));
    lines.raise(0);
  }, 'media go on');
  console.log(`    the page asked for ${asked.length - sessions().length} restarts and ${sessions().length} new sessions`);
  await bannersGone(water);
});

it.test('the computer sleeps until the node has let go of it, and wakes: it is in the meeting again, with its microphone closed', async () => {
  asked.length = 0;
  const presence = (state) => row(leader, '水利局').getAttribute('data-presence').then((found) => found === state);
  await flow.gapAfter(async () => {
    computer.freeze();
    await until('the node has let go of the site', () => presence('absent'), { limit: 120_000 });
    computer.thaw();
    await until('the site is back', () => presence('present'));
    // CC-4: whoever comes anew is muted. Nobody is heard who has only opened the lid.
    const button = water.getByTestId('microphone');
    await until('the page says that the microphone is closed', async () => /话筒已关/.test(await button.innerText()));
    await button.click();
  }, 'voices and pictures go on');
  assert.ok(sessions().length >= 2, `new sessions: ${asked}`);
  await bannersGone(water);
  noTroubles(it);
});
