// One flood from the first drop to the final report, on the pages of those who work on it: the rain gauge, the weather
// bureau's warning, the plan, its orders, the consultation, the end and the report; and one timeline that tells it all.
import assert from 'node:assert/strict';
import { framesPass, shot } from './lib/browser.mjs';
import { beijing, capWarning, deliver, envelope, sourceOf } from './lib/feeds.mjs';
import { connected, join } from './lib/meeting.mjs';
import { noTroubles, stage } from './lib/stage.mjs';
import { until } from './lib/until.mjs';

const it = stage('flood');
const RAIN = '4310240012';
const RIVER = '4310240003';
const TASK = '险工险段巡堤，备足抢险料';
let duty;
let leader;
let water;
let id;

async function observe(body, ago) {
  const source = sourceOf(it.node, 'water-gauges');
  const { status, said } = await deliver(it.node, source, envelope(source, { ...body, observedAt: beijing(Date.now() - ago * 1_000) }));
  assert.equal(status, 200, JSON.stringify(said));
  assert.deepEqual(said.refused, []);
}

const timeline = () => duty.getByTestId('timeline').innerText();
const stands = (state) => until(`it is ${state}`, async () => (await duty.getByTestId('state-rail').getAttribute('data-state')) === state);

async function goOn(state, basis) {
  await duty.getByTestId(`to-${state}`).click();
  await duty.getByTestId('transition-basis').fill(basis);
  await duty.getByTestId('transition-submit').click();
  await stands(state);
}

it.test('it rains: the gauge waits on the duty desk as a record, and becomes an incident', async () => {
  duty = await it.page('duty', { at: '/duty', width: 1920, height: 1080 });
  await observe({ station: RAIN, rain: 18.5 }, 2_400);
  await observe({ station: RAIN, rain: 24 }, 1_200);
  await observe({ station: RAIN, rain: 51 }, 60);
  await duty.getByTestId('record-row').filter({ hasText: '肖家' }).first().click();
  await until('the record names the plan', async () => /建议启动防汛四级响应/.test(await duty.getByTestId('record-activation').innerText()));
  await shot(duty, 'flood-1-rain');
  await duty.getByTestId('record-create').click();
  await until('the form is filled', async () => (await duty.getByTestId('intake-narrative').inputValue()) !== '');
  await duty.keyboard.press('Control+Enter');
  const row = duty.getByTestId('incident-row');
  await row.waitFor();
  id = Number(await row.getAttribute('data-incident'));
});

it.test('the weather bureau warns, the river rises: the plan asks for a stronger level, and says why', async () => {
  const source = sourceOf(it.node, 'weather-cap');
  const warning = capWarning({ identifier: `43102441600000_${beijing().replace(/\D/g, '').slice(0, 14)}_7`, headline: '嘉禾县气象台发布暴雨红色预警信号' });
  const { status, said } = await deliver(it.node, source, warning, { 'content-type': 'application/cap+xml', authorization: `Bearer ${source.key}` });
  assert.equal(status, 200, JSON.stringify(said));
  await until('the sign stands in the bar', () => duty.getByTestId('warnings').getByText('暴雨').first().isVisible());
  await duty.goto(`${it.node.url}/incident/${id}?test`);
  const card = duty.getByTestId('activation');
  await until('the rain alone is level IV', async () => (await card.getAttribute('data-level')) === 'iv');
  // The river's gauge is far from the rain's: a person says that it is the same flood.
  await duty.goto(`${it.node.url}/duty?test`);
  await observe({ station: RIVER, level: 162.4 }, 30);
  await duty.getByTestId('record-row').filter({ hasText: '车头' }).first().click();
  await duty.getByTestId('link-other').selectOption(String(id));
  await until('it waits no longer', async () => (await duty.getByTestId('record-row').count()) === 0);
  await duty.goto(`${it.node.url}/incident/${id}?test`);
  await until('with warning and river it is level III', async () => (await card.getAttribute('data-level')) === 'iii');
  const said3 = await card.innerText();
  assert.match(said3, /车头水文站水位 162\.40 米/);
  assert.match(said3, /暴雨/);
  await shot(duty, 'flood-2-plan');
});

it.test('a person starts the response; the leader issues its orders, and a unit takes, reports and completes one', async () => {
  await goOn('verifying', '肖家雨量站、车头水文站读数');
  await goOn('confirmed', '村干部电话核实');
  await duty.getByTestId('activate').click();
  await stands('responding');
  const drafts = duty.locator('[data-testid=order-pending][data-state=draft]');
  await until('one order a task waits', async () => (await drafts.count()) === 6);
  leader = await it.page('leader', { at: `/incident/${id}`, width: 1920, height: 1080 });
  water = await it.page('water', { at: '/tasks', width: 390, height: 844 });
  await drafts.filter({ hasText: TASK }).getByTestId('order-submit').click();
  await leader.locator('[data-testid=order-pending][data-state=submitted]').getByTestId('order-approve').click();
  await duty.getByTestId('order-issue').click();
  const task = water.getByTestId('task').filter({ hasText: TASK });
  await task.waitFor();
  await shot(water, 'flood-3-task');
  await task.getByTestId('task-acknowledge').click();
  const row = duty.locator('[data-testid=order-row][data-unit=water]').filter({ hasText: TASK });
  const reaches = (state) => until(`水利局 is at ${state}`, async () => (await row.getAttribute('data-state')) === state);
  await reaches('acknowledged');
  await task.getByTestId('task-reply').click();
  await water.getByTestId('task-text').fill('左岸三处险段已有人，无管涌');
  await water.getByTestId('task-send').click();
  await reaches('replied');
  await task.getByTestId('task-complete').click();
  await water.getByTestId('task-text').fill('险段加固完毕');
  await water.getByTestId('task-send').click();
  await reaches('completed');
  await shot(duty, 'flood-3-orders');
});

it.test('the units of the plan confer on it, and see one another', async () => {
  await leader.getByTestId('open-consult').click();
  await until('the units of the plan are chosen', async () => (await leader.getByTestId('consult-plan').getAttribute('aria-pressed')) === 'true');
  await leader.getByTestId('consult-call').click();
  await leader.waitForURL(/\/conference\/\d+/);
  await water.getByTestId('call-bar').waitFor();
  await join(leader);
  await water.getByTestId('call-join').click();
  await join(water);
  for (const page of [leader, water]) {
    await connected(page);
    await framesPass(page, 15);
  }
  await until('the leader sees the water bureau', () => leader.locator('[data-testid=tile][data-site-name="水利局"]').first().isVisible());
  await shot(leader, 'flood-4-consultation');
  await leader.getByTestId('end').click();
  await leader.getByTestId('end-sure').click();
  await until('the room is closed', () => water.getByTestId('room').isHidden());
});

it.test('the water falls: the response ends, the incident ends, the final report is signed and sealed', async () => {
  await observe({ station: RIVER, level: 161.6 }, 0);
  await duty.getByTestId('adjust-open').click();
  await duty.getByTestId('adjust-end').click();
  await duty.getByTestId('adjust-basis').fill('水位回落到警戒以下');
  await duty.getByTestId('adjust-do').click();
  await until('the flag is gone', async () => (await duty.getByTestId('response-flag').count()) === 0);
  await goOn('handling', '转入处置收尾');
  await signed('initial', '雨量、水位均已回落，险段加固完毕');
  await goOn('ended', '水位回落，险情解除');
  await signed('final', '险情解除，无人员伤亡');
  await shot(duty, 'flood-5-report');
});

async function signed(kind, measures) {
  await duty.getByTestId(`draft-${kind}`).click();
  await duty.getByTestId('element-measures').fill(measures);
  await duty.getByTestId('save-report').click();
  const row = (page) => page.locator(`[data-testid=report-row][data-kind=${kind}]`);
  await leader.goto(`${it.node.url}/incident/${id}?test`);
  await row(leader).getByTestId('open-report').click();
  await until('the leader reads it', async () => (await leader.getByTestId('element-measures').inputValue()) === measures);
  await leader.getByTestId('sign-report').click();
  await until(`the ${kind} report is sealed`, async () => (await row(duty).getAttribute('data-sealed')) === 'true');
}

it.test('one timeline tells it all, in its order', async () => {
  const told = await timeline();
  const chapters = [/接报/, /属实/, /启动嘉禾县防汛应急预案（2025 修订）三级响应/, /会商/, /终止/];
  for (const chapter of chapters) assert.match(told, chapter);
  for (const words of [TASK, '左岸三处险段已有人', '水位回落到警戒以下']) assert.ok(told.includes(words), `${words}\n${told}`);
  await shot(duty, 'flood-6-timeline');
  noTroubles(it);
});
