// 会控 as it is seen: five pages, each with a camera that bears its number; whose picture a page shows is read from the pixels.
import assert from 'node:assert/strict';
import { noSeriousFaults } from './lib/axe.mjs';
import { moreFramesWatched, shot, strips, watchedFrames, watchFrames } from './lib/browser.mjs';
import { Client } from './lib/client.mjs';
import { join, row } from './lib/meeting.mjs';
import { noTroubles, stage } from './lib/stage.mjs';
import { until } from './lib/until.mjs';

const it = stage('control');
const CHAIR = 101;
const BRANCHES = [['police', '公安局', 102], ['fire', '消防救援大队', 103], ['weather', '气象局', 104], ['water', '水利局', 105]];
const NUMBER = new Map(BRANCHES.map(([, name, number]) => [name, number]));
const pages = new Map();
let chair;
let conference;

/** What the large picture of a page shows: the numbers in its pixels, in the order of the cells. */
const seen = async (page, picture = '[data-slot=main] video') => (await strips(page, picture)).map(({ strip }) => strip.site);
const shows = (page, number) => until(`${page.who.name} sees ${number}`, async () => (await seen(page))[0] === number, { every: 200, trouble: () => page.url() });
/** Every page but the shown one's sees it; that one sees the chair. */
async function allSee(name) {
  const number = NUMBER.get(name);
  await Promise.all([...pages].map(([site, page]) => shows(page, site === name ? CHAIR : number)));
}
const choose = (name) => row(chair, name).getByRole('button').first().click();
const notice = (page, kind) => until(`${page.who.name} is told: ${kind}`, () => page.getByTestId('notice').getAttribute('data-notice').then((found) => found === kind));
const speaks = (page) => until(`the microphone of ${page.who.name} is open`, () => page.getByTestId('microphone').getAttribute('aria-pressed').then((pressed) => pressed === 'true'));
const isClosed = (page) => until(`the microphone of ${page.who.name} is closed`, () => page.getByTestId('microphone').getAttribute('aria-pressed').then((pressed) => pressed === 'false'));
const words = (page) => page.getByTestId('stage-words').first().innerText();

it.test('five sites come in, through a lobby that checks', async () => {
  const leader = await Client.login(it.node, 'leader');
  conference = (await leader.must({ type: 'create_conference', title: '钟水河防汛会商', invite: BRANCHES.map(([unit]) => unit) })).made.id;
  const at = `/conference/${conference}`;
  chair = await it.page('leader', { at, camera: CHAIR });
  await join(chair);
  for (const [account, name, number] of BRANCHES) pages.set(name, await it.page(account, { at, camera: number }));
  const water = pages.get('水利局');
  await until('the way of media was tried', async () => (await water.getByTestId('check-media').getAttribute('data-tone')) === 'good');
  assert.match(await water.getByTestId('check-media').innerText(), /UDP · 往返 \d+ ms/);
  await until('the way to the node was measured', () => water.getByTestId('check-network').getAttribute('data-tone').then((tone) => tone !== 'busy'));
  await until('the lobby has the camera', () => water.getByTestId('use-camera').isVisible());
  await noSeriousFaults(water, 'the lobby');
  await Promise.all([...pages.values()].map((page) => join(page)));
  await until('the chair sees four pictures', async () => {
    const cells = await strips(chair, '.cells video');
    return BRANCHES.every(([, name, number]) => cells.some((cell) => cell.name === name && cell.strip.site === number));
  }, { limit: 120_000 });
});

it.test('roll call: each is told, seen and heard in turn', async () => {
  await chair.getByTestId('roll-call').click();
  await chair.getByTestId('roll-start').click();
  const called = chair.locator('[data-testid=roll-name][data-state=current]');
  await until('the first is called', () => called.isVisible());
  const first = (await called.innerText()).trim();
  const second = (await chair.locator('[data-testid=roll-name][data-state=next]').innerText()).trim();
  await allSee(first);
  await shows(chair, NUMBER.get(first));
  assert.match(await words(chair), new RegExp(`点名发言.*${first}`));
  await notice(pages.get(first), 'called');
  await notice(pages.get(second), 'prepare');
  await speaks(pages.get(first));
  await isClosed(pages.get(second));
  await shot(chair, 'control-roll-call');
  await chair.keyboard.press('ArrowRight');
  await allSee(second);
  await notice(pages.get(second), 'called');
  await speaks(pages.get(second));
  await isClosed(pages.get(first));
  await until('the first is marked as heard', () => chair.locator('[data-testid=roll-name][data-state=heard]').filter({ hasText: first }).isVisible());
  await until('every screen says that it shows this', () => chair.getByTestId('screens-shown').getAttribute('data-all').then((all) => all === 'true'));
  await shot(pages.get(second), 'control-called');
});

it.test('broadcast: everyone sees the one, and the way back is plain', async () => {
  await choose('水利局');
  await chair.getByTestId('broadcast').click();
  await allSee('水利局');
  assert.match(await words(chair), /广播会场.*水利局/);
  await until('it is told that all see it', () => pages.get('水利局').getByTestId('notice').getAttribute('data-notice').then((found) => found === 'on_air'));
  await shot(pages.get('公安局'), 'control-broadcast');
  await chair.getByTestId('cancel-operation').click();
  await Promise.all([...pages.values()].map((page) => shows(page, CHAIR)));
});

it.test('a hundred switches: in every frame that is shown the name is that of the picture', async () => {
  const leader = await Client.login(it.node, 'leader');
  const sites = new Map();
  for (const name of NUMBER.keys()) sites.set(name, Number(await row(chair, name).getAttribute('data-site')));
  for (const page of pages.values()) await watchFrames(page, '[data-slot=main] video');
  const order = [...NUMBER.keys()];
  for (let number = 0; number < 100; number += 1) {
    const name = order[(number * 3 + Math.floor(number / order.length)) % order.length];
    await leader.must({ type: 'broadcast', conference, site: sites.get(name) });
    // Every fifth is seen through to its end; the others are overtaken, as a hand that searches does.
    if (number % 5 !== 4) continue;
    await allSee(name);
    await Promise.all([...pages.values()].map((page) => moreFramesWatched(page, 3)));
  }
  const numbers = { ...Object.fromEntries(NUMBER), 县应急指挥中心: CHAIR };
  const shown = new Set();
  let count = 0;
  for (const page of pages.values()) {
    const { frames, apart } = await watchedFrames(page);
    const wrong = frames.filter(({ name, site }) => numbers[name] !== site);
    console.log(`    ${page.who.name}: ${frames.length} frames with their names, ${apart} without`);
    assert.deepEqual(wrong, [], `${page.who.name}: names over the pictures of others`);
    frames.forEach(({ name }) => shown.add(name));
    count += frames.length;
  }
  assert.ok(count >= 20 * 3 * pages.size && shown.size === order.length + 1, `${count} frames of ${[...shown]}`);
  await chair.getByTestId('cancel-operation').click();
  await Promise.all([...pages.values()].map((page) => shows(page, CHAIR)));
});

it.test('rotation: skips, pauses, and is the same on every page', async () => {
  await chair.getByTestId('broadcast-rotation').click();
  const state = chair.getByTestId('rotation-broadcast');
  await state.waitFor();
  await chair.getByTestId('rotation-broadcast-pause').click();
  await until('it pauses', () => state.getAttribute('data-paused').then((paused) => paused === 'true'));
  const names = new Set();
  for (let step = 0; step < 3; step += 1) {
    const before = await state.innerText();
    const name = [...NUMBER.keys()].find((each) => before.includes(each));
    if (name) {
      names.add(name);
      await allSee(name);
    }
    await chair.getByTestId('rotation-broadcast-skip').click();
    await until('it goes on to the next', async () => (await state.innerText()) !== before);
  }
  assert.ok(names.size >= 2, `shown: ${[...names]}`);
  await shot(chair, 'control-rotation');
});

it.test('dialogue: the two see each other, the others see the two', async () => {
  await choose('消防救援大队');
  await chair.getByTestId('dialogue').click();
  const fire = pages.get('消防救援大队');
  await shows(chair, 103);
  await shows(fire, CHAIR);
  await speaks(fire);
  const police = pages.get('公安局');
  await until('the police sees the two', async () => {
    const both = await seen(police, '[data-testid=mosaic] video');
    return both.length === 2 && both[0] === CHAIR && both[1] === 103;
  }, { every: 200 });
  await isClosed(police);
  await shot(police, 'control-dialogue');
  await chair.getByTestId('cancel-operation').click();
  await shows(police, CHAIR);
});

it.test('voice switching: who is heard is seen by all', async () => {
  // The chair's button locks what is not locked and opens what is: a microphone that its own site closed takes both.
  const microphone = async (name, open) => {
    const button = row(chair, name).getByTestId('row-mute');
    const is = (attribute, value) => button.getAttribute(attribute).then((now) => now === String(value));
    if (open && (await is('data-open', false)) && (await is('aria-pressed', false))) {
      await button.click();
      await until(`${name} is locked`, () => is('aria-pressed', true));
    }
    if (!(await is('data-open', open))) await button.click();
    await until(`${name} ${open ? 'is heard' : 'is closed'}`, () => is('data-open', open));
  };
  if ((await chair.getByTestId('microphone').getAttribute('aria-pressed')) === 'true') await chair.getByTestId('microphone').click();
  await isClosed(chair);
  for (const [, name] of BRANCHES) await microphone(name, false);
  await chair.getByTestId('voice-switch').click();
  await until('it waits for a voice', () => words(chair).then((text) => text.includes('声控切换')));
  await microphone('水利局', true);
  await allSee('水利局');
  await notice(pages.get('水利局'), 'on_air');
  await shot(chair, 'control-voice-switch');
  await microphone('水利局', false);
  await microphone('消防救援大队', true);
  await allSee('消防救援大队');
  await microphone('消防救援大队', false);
  await chair.getByTestId('cancel-operation').click();
  await Promise.all([...pages.values()].map((page) => shows(page, CHAIR)));
});

it.test('the floor: asked with the space bar, granted with G, taken back', async () => {
  const weather = pages.get('气象局');
  await weather.locator('h1').click();
  await weather.keyboard.press(' ');
  await until('the request waits', () => chair.getByTestId('floor-request').count().then((count) => count === 1));
  await until('its row says so', () => row(chair, '气象局').getByTestId('row-asks').isVisible());
  await chair.locator('h1').click();
  await chair.keyboard.press('g');
  await allSee('气象局');
  await speaks(weather);
  await notice(weather, 'holds_floor');
  await chair.getByTestId('revoke-floor').click();
  await isClosed(weather);
});

it.test('a refusal stands where the press was, and names its rule', async () => {
  const weather = pages.get('气象局');
  await weather.getByTestId('camera').click();
  await until('its picture is gone', () => weather.getByTestId('camera').getAttribute('aria-pressed').then((pressed) => pressed === 'false'));
  await choose('气象局');
  await chair.getByTestId('broadcast').click();
  const refusal = chair.locator('.all-sites [data-testid=refusal]');
  await until('the refusal is shown', () => refusal.isVisible());
  assert.equal(await refusal.getAttribute('data-rule'), 'CC-7');
});

it.test('a mosaic by hand is seen by those it is for', async () => {
  await chair.getByTestId('mosaic-button').click();
  await chair.getByTestId('mosaic-by-hand').click();
  await chair.getByTestId('mosaic-size').selectOption('4');
  await chair.getByTestId('mosaic-whom').selectOption('branches');
  await shot(chair, 'control-mosaic-editor');
  await chair.getByTestId('mosaic-apply').click();
  await until('the water bureau sees it', async () => {
    const cells = await seen(pages.get('水利局'), '[data-testid=mosaic] video');
    return [102, 103].every((number) => cells.includes(number));
  }, { every: 200 });
  await shot(pages.get('水利局'), 'control-mosaic');
  await chair.keyboard.press('Escape');
});

it.test('axe finds nothing serious in the room and on the duty desk', async () => {
  await noSeriousFaults(chair, 'the console');
  await noSeriousFaults(pages.get('公安局'), 'the branch site');
  const duty = await it.page('duty', { at: '/duty' });
  await duty.getByTestId('queue').waitFor();
  await noSeriousFaults(duty, 'the duty desk');
  noTroubles(it);
});
