// An incident typed on one desk is on everybody's queue and map, and nobody is told more than they may know.
import assert from 'node:assert/strict';
import { shot } from './lib/browser.mjs';
import { drawnIncidents, near, pressMap } from './lib/map.mjs';
import { noTroubles, stage } from './lib/stage.mjs';
import { until } from './lib/until.mjs';

const it = stage('incident');
const PHONE = '13787351234';
let duty;
let leader;
let fire;
let id;
const frames = [];

/** Tab until the caret stands in a field. */
async function tabTo(page, field, key = 'Tab') {
  for (let step = 0; step < 30; step += 1) {
    if ((await page.evaluate(() => document.activeElement?.dataset?.field)) === field) return;
    await page.keyboard.press(key);
  }
  assert.fail(`${key} never reaches ${field}`);
}

const drawn = async (page) => (await drawnIncidents(page)).find((each) => each.incident === id);

it.test('a report is taken by keyboard alone', async () => {
  duty = await it.page('duty', { at: '/duty' });
  await duty.waitForFunction(() => window.__map?.isStyleLoaded());
  await duty.keyboard.press('F2');
  await until('the caret stands in the type field', () => duty.evaluate(() => document.activeElement?.dataset?.field === 'type'));
  await duty.keyboard.press('F7');
  await until('the call goes on', () => duty.getByTestId('line-span').getByText('通话').isVisible());
  await duty.keyboard.type('hzsg');
  await duty.keyboard.press('Tab');
  await until('the type is fire', () => duty.getByTestId('intake-type').getAttribute('data-code').then((code) => code === 'A20600'));
  await tabTo(duty, 'occurred');
  await duty.keyboard.type('十分钟前');
  const at = Number(await duty.getByTestId('intake-occurred').getAttribute('data-at'));
  assert.ok(Math.abs(Date.now() - 600_000 - at) < 120_000, `“ten minutes ago” became ${new Date(at).toISOString()}`);
  await tabTo(duty, 'place');
  await duty.keyboard.type('chetou');
  await until('the village is found by its sound', () => duty.getByTestId('place-answers').getByText('车头').first().isVisible());
  await duty.keyboard.press('Enter');
  await until('the place has a position', () => duty.getByTestId('intake-place').getAttribute('data-located').then((located) => located === 'true'));
  await tabTo(duty, 'caller');
  await duty.keyboard.type('王建国');
  await tabTo(duty, 'phone');
  await duty.keyboard.type(PHONE);
  await tabTo(duty, 'narrative');
  await duty.keyboard.type('民房起火，火势较大，无人员被困，因电线老化引起。');
  await shot(duty, 'duty-intake');
  await duty.keyboard.press('F7');
  assert.match(await duty.getByTestId('line-span').innerText(), /通话共 \d\d:\d\d/);
  assert.match(await duty.getByTestId('line-from').inputValue(), /^\d\d:\d\d:\d\d$/);
  await duty.keyboard.press('Control+Enter');
  const row = await until('the incident is in the queue', async () => (await duty.getByTestId('incident-row').count()) === 1 && duty.getByTestId('incident-row').first());
  id = Number(await row.getAttribute('data-incident'));
  assert.match(await row.innerText(), /车头村.*起火|车头.*民房/s);
});

it.test('it is in the queue and on the map of others', async () => {
  [leader, fire] = [await it.page('leader', { at: '/duty' }), await it.page('fire', { at: '/duty', listen: frames })];
  for (const page of [duty, leader, fire]) {
    await until(`the incident is in the queue of ${page.who.name}`, () => page.locator(`[data-testid=incident-row][data-incident="${id}"]`).isVisible());
    await until(`the incident is drawn on the map of ${page.who.name}`, () => drawn(page));
    assert.equal((await drawn(page)).grade, 'none');
  }
  await shot(leader, 'duty-leader');
});

it.test('a second incident appears on open pages', async () => {
  const before = await leader.getByTestId('incident-row').count();
  await duty.keyboard.press('F2');
  await until('the form is empty', () => duty.evaluate(() => document.activeElement?.dataset?.field === 'type'));
  await duty.keyboard.type('dljt');
  await duty.keyboard.press('Tab');
  await tabTo(duty, 'occurred');
  await duty.keyboard.type('刚才');
  await tabTo(duty, 'place');
  await duty.keyboard.type('112.42, 25.66');
  await until('the pair is read', () => duty.getByTestId('take-coordinates').isVisible());
  await duty.keyboard.press('Enter');
  await tabTo(duty, 'narrative');
  await duty.keyboard.type('两车相撞。');
  await tabTo(duty, 'phone', 'Shift+Tab');
  await duty.keyboard.type(PHONE);
  await until('the number is known', () => duty.getByTestId('line-before').innerText().then((said) => /此号码来过 1 次/.test(said)));
  await duty.getByTestId('line-from').fill('03:06:12');
  await duty.getByTestId('line-end-to').fill('03:05');
  await duty.keyboard.press('Control+Enter');
  await until('a call that ends before it began is refused', () => duty.getByTestId('intake').getByText('通话结束不能早于开始').isVisible());
  await duty.getByTestId('line-end-to').fill('03:08:43');
  assert.match(await duty.getByTestId('line-span').innerText(), /02:31/);
  await shot(duty, 'duty-line');
  await duty.keyboard.press('Control+Enter');
  for (const page of [leader, fire]) await until(`the second incident is in the queue of ${page.who.name}`, async () => (await page.getByTestId('incident-row').count()) === before + 1);
  await until('it is drawn on the map of the leader', async () => (await drawnIncidents(leader)).some((each) => near(each, { lon: 112.42, lat: 25.66 })));
});

it.test('classifying changes its colour everywhere', async () => {
  await duty.goto(`${it.node.url}/incident/${id}?test`);
  await until('its facts say how long the call was', async () => /通话\s*\d\d:\d\d:\d\d – \d\d:\d\d:\d\d · 00:\d\d/.test(await duty.locator('main').innerText()));
  await duty.getByTestId('open-classify').click();
  await duty.getByTestId('classify-severity').selectOption('ii');
  await duty.getByTestId('classify-basis').fill('过火面积扩大，多户受威胁');
  await duty.getByTestId('classify-submit').click();
  for (const page of [leader, fire]) {
    await until(`the symbol is orange on the map of ${page.who.name}`, async () => (await drawn(page))?.grade === 'ii');
    await until(`the row says so to ${page.who.name}`, () => page.locator(`[data-incident="${id}"][data-severity=ii]`).isVisible());
  }
  await shot(duty, 'incident');
});

it.test('locating moves it everywhere', async () => {
  await duty.getByTestId('open-locate').click();
  await duty.waitForFunction(() => window.__map?.isStyleLoaded() && !window.__map.isMoving());
  const old = await drawn(duty);
  const target = { lon: old.lon + 0.02, lat: old.lat + 0.01 };
  assert.ok(!near(old, target), 'it would move');
  await pressMap(duty, target);
  await duty.getByTestId('locate-submit').click();
  for (const page of [leader, fire]) await until(`the symbol moved on the map of ${page.who.name}`, async () => near((await drawn(page)) ?? { lon: 0, lat: 0 }, target));
});

it.test('a department is not told who called', async () => {
  await leader.goto(`${it.node.url}/incident/${id}?test`);
  await until('the leader is told', () => leader.getByText(PHONE).first().isVisible());
  await fire.goto(`${it.node.url}/incident/${id}?test`);
  await until('the department sees the incident', () => fire.getByTestId('facts').isVisible());
  assert.ok(frames.length > 0 && frames.some((text) => text.includes('起火')), 'the incident came by the websocket');
  assert.ok(!frames.some((text) => text.includes(PHONE)), 'no message carries the telephone number');
  assert.ok(!(await fire.content()).includes(PHONE), 'no element carries it');
  noTroubles(it);
});
