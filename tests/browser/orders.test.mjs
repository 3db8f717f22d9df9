// An order from draft to completion on real pages: approved, issued to two units, delivered and acknowledged on one, late on
// the other and reminded of by itself; nobody hears another unit's replies.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { shot } from './lib/browser.mjs';
import { logIncident } from './lib/meeting.mjs';
import { FENGSUI } from './lib/node.mjs';
import { noTroubles, stage } from './lib/stage.mjs';
import { until } from './lib/until.mjs';

const it = stage('orders');
const TITLE = '带冲锋舟 2 艘到滨江村，救两名被困老人';
const REPLY = '舟 2 艘已下水，六分钟到';
let duty;
let leader;
let fire;
let id;

const row = (page, unit) => page.locator(`[data-testid=order-row][data-unit=${unit}]`);
const reaches = (unit, state) => until(`${unit} is at ${state} on the page of the duty officer`, async () => (await row(duty, unit).getAttribute('data-state')) === state);

/** `03:40` in Beijing, the first full minute that is at least `ahead` milliseconds to come. */
function minuteAhead(ahead) {
  const at = new Date(Math.ceil((Date.now() + ahead) / 60_000) * 60_000 + 8 * 3_600_000);
  return at.toISOString().slice(11, 16);
}

it.test('an order is drafted, approved and issued to two units', async () => {
  id = await logIncident(it.node, { title: '钟水河车头段漫堤，村庄进水' });
  [duty, leader] = [await it.page('duty', { at: `/incident/${id}`, width: 1920, height: 1080 }), await it.page('leader', { at: `/incident/${id}` })];
  fire = await it.page('fire', { at: '/duty' });
  await duty.getByTestId('open-order').click();
  await duty.getByTestId('order-title').fill(TITLE);
  await duty.getByTestId('order-text').fill('二楼，断电，出村路已淹。');
  for (const unit of ['fire', 'water']) await duty.getByTestId(`to-${unit}`).check();
  await duty.getByTestId('order-by').fill(minuteAhead(20_000));
  await shot(duty, 'order-form');
  assert.match(await duty.getByTestId('order-send').innerText(), /送审（2 家）/);
  await duty.getByTestId('order-send').click();
  await leader.locator('[data-testid=order-pending][data-state=submitted]').waitFor();
  assert.equal(await fire.getByTestId('order-bar').count(), 0, 'a draft is nobody’s yet');
  await leader.getByTestId('order-approve').click();
  const issue = duty.getByTestId('order-issue');
  await issue.waitFor();
  assert.match(await issue.innerText(), /下达 2 家/);
  await issue.click();
  for (const unit of ['fire', 'water']) await row(duty, unit).waitFor();
});

it.test('it is delivered where it was seen, and acknowledged there', async () => {
  await fire.getByTestId('order-bar').waitFor();
  assert.match(await fire.locator('[data-testid=order-bar] [role=alert]').innerText(), new RegExp(TITLE));
  await reaches('fire', 'delivered');
  assert.equal(await row(duty, 'water').getAttribute('data-state'), 'issued', 'nobody of the other unit has seen it');
  await shot(fire, 'order-bar');
  await fire.getByTestId('order-bar-acknowledge').click();
  await reaches('fire', 'acknowledged');
  await row(duty, 'fire').locator('button.order-line').click();
  const proof = await row(duty, 'fire').getByTestId('order-proof').innerText();
  assert.match(proof, /送达\s+消防救援大队 邓强 · Chrome/, 'who saw it, on which screen');
});

it.test('a unit replies from its own task, on a telephone', async () => {
  const phone = await it.page('fire', { at: '/tasks', width: 390, height: 844 });
  await phone.getByTestId('task').waitFor();
  await phone.getByTestId('task-reply').click();
  await phone.getByTestId('task-text').fill(REPLY);
  await phone.getByTestId('task-attach').setInputFiles({ name: '围堰.png', mimeType: 'image/png', buffer: await phone.screenshot() });
  await until('the photograph is taken', async () => (await phone.getByTestId('task-file').allInnerTexts()).join() === '围堰.png');
  await shot(phone, 'orders-reply');
  await phone.getByTestId('task-send').click();
  await reaches('fire', 'replied');
  await until('the reply is in the row', async () => (await row(duty, 'fire').innerText()).includes(`反馈一：${REPLY}`));
  await until('the photograph is with the reply', async () => (await row(duty, 'fire').getByTestId('reply-attachment').allInnerTexts()).join() === '围堰.png');
  await until('the second screen is in the proof', async () => (await row(duty, 'fire').getByTestId('order-proof').innerText()).split('送达').length >= 3);
  await phone.getByTestId('task-complete').click();
  await phone.getByTestId('task-text').fill('两名老人已上岸');
  await phone.getByTestId('task-send').click();
  await reaches('fire', 'completed');
});

it.test('the other unit is late: reminded of by the node itself, and told so when it comes', async () => {
  await until('the row is late', async () => (await row(duty, 'water').getAttribute('data-late')) === 'true', { limit: 100_000 });
  await until('a reminder was logged', async () => /→ \d\d:\d\d 催办/.test(await row(duty, 'water').innerText()));
  await until('the timeline says so', () => duty.locator('[data-testid=timeline] [data-kind=reminder]').first().isVisible());
  assert.equal(await row(duty, 'fire').getAttribute('data-late'), 'false');
  await shot(duty, 'orders-late');
  await leader.goto(`${it.node.url}/duty?test`);
  await until('it is among what is to be done this shift', () => leader.getByTestId('todo-row').filter({ hasText: '水利局' }).isVisible());
  await shot(leader, 'orders-todo');
  const frames = [];
  const water = await it.page('water', { at: `/incident/${id}`, width: 390, height: 844, listen: frames });
  await water.getByTestId('task').waitFor();
  await reaches('water', 'delivered');
  assert.ok(!frames.join('').includes(REPLY), 'no message carries another unit’s reply');
  assert.ok(frames.join('').includes(TITLE));
  await water.goto(`${it.node.url}/tasks?test`);
  await water.getByTestId('task').waitFor();
  await shot(water, 'order-phone');
  await water.getByTestId('task-return').click();
  await water.getByTestId('task-text').fill('无冲锋舟可派');
  await water.getByTestId('task-send').click();
  await reaches('water', 'returned');
});

it.test('a report is drafted from what is known, signed by a leader, sealed and confirmed', async () => {
  await duty.getByTestId('draft-initial').click();
  const draft = duty.getByTestId('report-draft');
  await draft.waitFor();
  assert.match(await draft.getByTestId('report-body').inputValue(), /珠泉镇发生/);
  assert.match(await duty.getByTestId('report-row').innerText(), /缺.*原因.*措施/s, 'the missing elements are named');
  assert.equal(await duty.getByTestId('sign-report').count(), 0, '签发 is a leader’s');
  await duty.getByTestId('element-measures').fill('冲锋舟两艘下水，两名老人已上岸');
  await duty.getByTestId('save-report').click();
  await leader.goto(`${it.node.url}/incident/${id}?test`);
  await leader.getByTestId('open-report').click();
  await until('the leader reads what was saved', async () => (await leader.getByTestId('element-measures').inputValue()).includes('两名老人已上岸'));
  await shot(leader, 'report-draft');
  await leader.getByTestId('sign-report').click();
  await until('it is sealed by the node', async () => (await duty.getByTestId('report-row').getAttribute('data-sealed')) === 'true');
  const verified = execFileSync(FENGSUI, ['verify-report', '1', '--data', it.node.data], { encoding: 'utf8' });
  assert.match(verified, /SM2 signature holds/);
  await duty.getByTestId('confirm-report').click();
  await duty.getByTestId('report-to').fill('市应急局值班室 王强');
  await duty.getByTestId('report-call').click();
  await until('it is confirmed', async () => (await leader.getByTestId('report-row').getAttribute('data-state')) === 'confirmed');
  await duty.getByTestId('draft-follow-up').click();
  await until('the follow-up says only what is new', async () => /无新变化/.test(await duty.getByTestId('report-body').inputValue()));
  await shot(duty, 'orders-and-reports');
});

it.test('a leader’s instruction is conveyed, read and answered', async () => {
  await leader.getByTestId('open-instruction').click();
  await leader.getByTestId('instruction-text').fill('先人后物，天黑前转移完。');
  assert.ok(await leader.getByTestId('convey-fire').isChecked(), 'who is at work on it is named already');
  await leader.getByTestId('instruction-send').click();
  const line = duty.getByTestId('instruction-row');
  await line.waitFor();
  await fire.goto(`${it.node.url}/tasks?test`);
  await until('it is conveyed to both, who have their tasks open', async () => (await line.getAttribute('data-conveyed')) === '2');
  assert.match(await line.innerText(), /已传达 2\/2/);
  await fire.getByTestId('instruction-reply').fill('两名老人已安置');
  await shot(fire, 'instruction');
  await fire.getByTestId('instruction-reply-send').click();
  await until('the reply is counted', async () => (await line.getAttribute('data-replied')) === '1');
  await shot(leader, 'instruction-leader');
  noTroubles(it);
});
