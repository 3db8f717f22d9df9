// A flood by its plan, on real pages: the gauge exceeds, the plan is proposed on the incident with its figures, a person starts
// it, one order per task is drafted, the plan's units are rung; the level changes and the response ends.
import assert from 'node:assert/strict';
import { shot } from './lib/browser.mjs';
import { beijing, deliver, envelope, sourceOf } from './lib/feeds.mjs';
import { noTroubles, stage } from './lib/stage.mjs';
import { until } from './lib/until.mjs';

const it = stage('plans');
const STATION = '4310240003';
let duty;
let incident;

/** A reading of `ago` seconds before now: of two of the same second the second is an old one. */
async function reading(level, ago = 0) {
  const source = sourceOf(it.node, 'water-gauges');
  const { status, said } = await deliver(it.node, source, envelope(source, { station: STATION, level, observedAt: beijing(Date.now() - ago * 1_000) }));
  assert.equal(status, 200, JSON.stringify(said));
  assert.deepEqual(said.refused, []);
}

const level = async () => duty.getByTestId('response-flag').getAttribute('data-level', { timeout: 500 }).catch(() => null);

it.test('a level past its threshold waits as a record that names the plan, and is proposed on the incident made of it', async () => {
  duty = await it.page('duty', { at: '/duty', width: 1920, height: 1080 });
  await reading(162.05, 120);
  await reading(162.31, 60);
  await duty.getByTestId('record-row').click();
  await until('the record names the plan', async () => /建议启动防汛四级响应/.test(await duty.getByTestId('record-activation').innerText()));
  assert.match(await duty.getByTestId('record-activation').innerText(), /车头水文站水位 162\.31 米，警戒 162\.22 米，超 0\.09 米/);
  await shot(duty, 'plans-record');
  await duty.getByTestId('record-create').click();
  await duty.getByTestId('intake-submit').click();
  const row = duty.getByTestId('incident-row');
  await row.waitFor();
  incident = Number(await row.getAttribute('data-incident'));
  await duty.goto(`${it.node.url}/incident/${incident}?test`);
  const card = duty.getByTestId('activation');
  await until('it is proposed on the incident', async () => (await card.getAttribute('data-level')) === 'iv');
  await reading(162.84);
  await until('the water rises: a stronger level', async () => (await card.getAttribute('data-level')) === 'iii');
  assert.match(await card.innerText(), /超 0\.62 米/);
  assert.match(await card.innerText(), /不会自动启动/);
  assert.ok(await duty.getByTestId('activate').isDisabled(), 'not before it is confirmed');
  await shot(duty, 'plans-proposed');
});

it.test('what is put aside stays so and can be taken back', async () => {
  await duty.getByTestId('reject-open').click();
  await duty.getByTestId('reject-reason').fill('等复测');
  await duty.getByTestId('reject-activation').click();
  await duty.getByTestId('activation-rejected').waitFor();
  assert.equal(await duty.getByTestId('activation').count(), 0);
  await duty.getByTestId('restore-activation').click();
  await duty.getByTestId('activation').waitFor();
});

it.test('a person starts it: the level stands on a flag, one order a task waits, units take part', async () => {
  for (const state of ['verifying', 'confirmed']) {
    await duty.getByTestId(`to-${state}`).click();
    await duty.getByTestId('transition-basis').fill('堤上视频');
    await duty.getByTestId('transition-submit').click();
    await until(`it is ${state}`, async () => (await duty.getByTestId('state-rail').getAttribute('data-state')) === state);
  }
  const button = duty.getByTestId('activate');
  assert.equal(await button.innerText(), '启动三级响应，拟 6 项任务');
  assert.match(await duty.getByTestId('activate-basis').inputValue(), /162\.84 米/, 'the conditions are the basis');
  await button.click();
  await until('the flag stands', async () => (await level()) === 'iii');
  assert.equal(await duty.getByTestId('response-flag').innerText(), '防汛三级响应');
  assert.equal(await duty.getByTestId('state-rail').getAttribute('data-state'), 'responding');
  await until('six drafts wait', async () => (await duty.locator('[data-testid=order-pending][data-state=draft]').count()) === 6);
  await until('the groups have theirs', async () => (await duty.locator('[data-testid=plan-group][data-group=relocation]').getAttribute('data-phase')) === 'drafted');
  await until('it is a line', async () => /启动嘉禾县防汛应急预案（2025 修订）三级响应，拟 6 项任务/.test(await duty.getByTestId('timeline').innerText()));
  const town = await it.page('town', { at: '/incidents' });
  assert.equal(await town.getByText('车头水文站').count(), 0, '塘村镇 has no part in it');
  await shot(duty, 'plans-active');
});

it.test('the consultation offers the units of the plan, and they are rung', async () => {
  await duty.getByTestId('open-consult').click();
  const planned = duty.getByTestId('consult-plan');
  await planned.waitFor();
  assert.match(await planned.innerText(), /预案单位（防汛，7 家）/);
  assert.equal(await planned.getAttribute('aria-pressed'), 'true', 'they are chosen already');
  await shot(duty, 'plans-consult');
  const water = await it.page('water', { at: '/duty' });
  await duty.getByTestId('consult-call').click();
  await duty.waitForURL(/\/conference\/\d+/);
  await until('水利局 is rung', () => water.getByTestId('call-bar').isVisible());
  await duty.goto(`${it.node.url}/incident/${incident}?test`);
});

it.test('a stronger level adds its tasks; the response ends with its basis', async () => {
  await duty.getByTestId('adjust-open').click();
  await duty.getByTestId('adjust-ii').click();
  await duty.getByTestId('adjust-basis').fill('上游来水，预计再涨半米');
  assert.equal(await duty.getByTestId('adjust-do').innerText(), '调为二级响应，增拟 1 项任务');
  await duty.getByTestId('adjust-do').click();
  await until('it is at level II', async () => (await level()) === 'ii');
  await duty.getByTestId('adjust-open').click();
  await duty.getByTestId('adjust-end').click();
  await duty.getByTestId('adjust-basis').fill('水位回落到警戒以下');
  await duty.getByTestId('adjust-do').click();
  await until('the flag is gone', async () => (await duty.getByTestId('response-flag').count()) === 0);
  assert.match(await duty.getByTestId('plan-panel').innerText(), /防汛响应已于/);
});

it.test('a list is imported line by line, dispatched to the incident, arrives and returns', async () => {
  await duty.goto(`${it.node.url}/plans/resources?test`);
  await duty.getByTestId('import-open').click();
  const lines = [
    '类别,编号,名称,单位,经度,纬度,坐标系,数量,计量单位,联系人,电话,地址,备注',
    '车辆,CL-901,橡皮艇,消防救援大队,112.3751,25.5872,高德,6,艘,赵六,13907350009,城南,',
    '物资,WZ-901,沙袋,水利局,112.36,25.60,,5000,条,,,车头仓库,',
    '物资,WZ-902,水泵,供电公司,112.36,25.60,,2,台,,,,',
    '避难场所,BN-901,石丘村部,珠泉镇,25.61,112.38,,260,人,,,,',
  ];
  await duty.getByTestId('import-file').setInputFiles({ name: '资源.csv', mimeType: 'text/csv', buffer: Buffer.from(lines.join('\r\n')) });
  await until('it is shown line by line', async () => /新增 2 行，改动 0 行，相同 0 行，有错 2 行/.test(await duty.getByTestId('import-counts').innerText()));
  const line = (number) => duty.locator(`[data-testid=import-row][data-line="${number}"]`).innerText();
  assert.match(await line(2), /已由 GCJ-02 换算，移动 \d+ m/);
  assert.match(await line(4), /没有这个单位“供电公司”/);
  assert.match(await line(5), /经纬度写反/);
  await shot(duty, 'plans-import');
  const button = duty.getByTestId('import-do');
  assert.equal(await button.innerText(), '导入 2 行（2 行有错，不导入）');
  await button.click();
  await duty.locator('[data-testid=register-row][data-resource="CL-901"]').waitFor();
  await shot(duty, 'plans-resources');

  await duty.goto(`${it.node.url}/incident/${incident}?test`);
  const boats = duty.locator('[data-testid=resource-row][data-resource="CL-901"]');
  await until('all resources are asked for', async () => {
    if ((await boats.count()) > 0) return true;
    await duty.getByText(/^还有 \d+ 项$/).click({ timeout: 1000 });
    return (await boats.count()) > 0;
  });
  assert.match(await duty.getByTestId('resources').innerText(), /按直线距离；到场为估算/);
  await boats.getByTestId('dispatch-open').click();
  await boats.getByTestId('resource-amount').fill('2');
  await boats.getByTestId('resource-text').fill('到车头码头');
  assert.equal(await boats.getByTestId('resource-send').innerText(), '调用 2 艘');
  await boats.getByTestId('resource-send').click();
  await until('two are under way', async () => (await boats.getAttribute('data-free')) === '4' && (await boats.getByTestId('dispatch').getAttribute('data-state')) === 'dispatched');
  const field = await it.page('fire', { at: `/incident/${incident}`, width: 1440, height: 900 });
  const own = field.locator('[data-testid=resource-row][data-resource="CL-901"]');
  await own.getByTestId('arrive').click();
  await until('they are there', async () => (await boats.getByTestId('dispatch').getAttribute('data-state')) === 'arrived');
  await shot(duty, 'plans-dispatched');
  await boats.getByTestId('return').click();
  await boats.getByTestId('resource-send').click();
  await until('they are back', async () => (await boats.getAttribute('data-free')) === '6' && (await boats.getByTestId('dispatch').count()) === 0);
  await until('each step is a line', async () => /调用橡皮艇 ×2（到车头码头）/.test(await duty.getByTestId('timeline').innerText()) && /橡皮艇 归还 ×2/.test(await duty.getByTestId('timeline').innerText()));
});

it.test('a plan is changed with its trigger checked while it is typed', async () => {
  const admin = await it.page('admin', { at: '/plans', width: 1440, height: 900 });
  const row = admin.locator('[data-testid=plan-row][data-plan=flood]');
  await row.waitFor();
  assert.equal(await admin.getByTestId('plan-row').count(), 3);
  await shot(admin, 'plans-list');
  await row.getByTestId('edit-plan').click();
  const line = admin.getByTestId('trigger-line').last();
  await line.getByTestId('trigger').fill(`水位(${STATION}) > 警戒`);
  const note = line.getByTestId('trigger-note');
  await until('the fault is named with its place', async () => /第 16 字：这里应当是 ≥/.test(await note.innerText()));
  await line.getByTestId('trigger').fill(`level(${STATION}) >= threshold + 0.2`);
  await until('it is judged with present data', async () => (await note.getAttribute('data-verdict')) === 'holds');
  assert.match(await note.innerText(), /按现在的数据：成立/);
  await shot(admin, 'plans-edit');
  await admin.getByTestId('save-plan').click();
  await until('it is kept in its one form', async () => (await row.innerText().catch(() => '')).includes(`水位(${STATION}) ≥ 警戒+0.2`));
  noTroubles(it);
});
