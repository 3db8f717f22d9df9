// 值班 on real pages: a shift is set and imported, two officers swap, one hands over and the other takes over, a leader goes down
// from a bar to the log line.
import assert from 'node:assert/strict';
import { shot } from './lib/browser.mjs';
import { Client } from './lib/client.mjs';
import { logIncident } from './lib/meeting.mjs';
import { noTroubles, stage } from './lib/stage.mjs';
import { until } from './lib/until.mjs';

const it = stage('duty');
const TITLE = '钟水河车头段漫堤，村庄进水';
const NOTE = '县水利局来电：车头站水位每小时报一次';
const REMARK = '堤上留两人，四点前再问一次';
const HOUR = 3_600_000;
let duty;
let second;
let leader;
let incident;

/** `2026-07-18 08:00` in Beijing. */
const beijing = (at) => new Date(at + 8 * HOUR).toISOString().slice(0, 16).replace('T', ' ');
const field = (at) => beijing(at).replace(' ', 'T');
const onDuty = (page) => page.getByTestId('on-duty-now').innerText();

it.test('who is on duty and who leads stands on every screen', async () => {
  duty = await it.page('duty', { at: '/roster', width: 1440, height: 900 });
  for (const account of ['fire', 'town', 'operator', 'admin']) {
    const page = await it.page(account, { at: '/' });
    await until(`${account} sees who is on duty`, async () => /值班 李文静 · 带班 周建平/.test(await onDuty(page)));
  }
  await duty.getByTestId('roster-week').waitFor();
  await duty.locator('[data-testid=shift-card][data-phase=now]').first().waitFor();
  await shot(duty, 'roster-week');
  await duty.getByTestId('roster-view-month').click();
  await duty.getByTestId('roster-month').waitFor();
  await shot(duty, 'roster-month');
  await duty.getByTestId('roster-view-everywhere').click();
  await until('every unit is there', async () => (await duty.getByTestId('everywhere-row').count()) === 17);
  await shot(duty, 'roster-everywhere');
  await duty.getByTestId('roster-view-week').click();
  const phone = await it.page('field', { at: '/roster', width: 390, height: 844 });
  await phone.getByTestId('shift-card').first().waitFor();
  assert.equal(await phone.getByTestId('roster-add').count(), 0, 'a field officer keeps no roster');
  await shot(phone, 'roster-phone');
});

it.test('a shift is set; what overlaps is refused with its rule', async () => {
  await duty.getByTestId('roster-later').click();
  await duty.getByTestId('roster-later').click();
  const monday = Date.parse(`${(await duty.getByTestId('roster-span').innerText()).replace(/^(\d+)年(\d+)月(\d+)日.*$/, (_, y, m, d) => `${y}-${m.padStart(2, '0')}-${d.padStart(2, '0')}`)}T00:00:00+08:00`);
  await duty.getByTestId('roster-add').click();
  await duty.getByTestId('shift-start').fill(field(monday + 20 * HOUR));
  await duty.getByTestId('shift-end').fill(field(monday + 32 * HOUR));
  await duty.getByTestId('shift-officers').fill('王海燕、黄志强');
  await duty.getByTestId('shift-leader').fill('陈立新');
  await duty.getByTestId('shift-save').click();
  await until('it stands in the week', async () => /王海燕、黄志强/.test(await duty.getByTestId('roster-week').innerText()));
  await duty.getByTestId('roster-add').click();
  await duty.getByTestId('shift-start').fill(field(monday + 30 * HOUR));
  await duty.getByTestId('shift-end').fill(field(monday + 42 * HOUR));
  await duty.getByTestId('shift-officers').fill('李文静');
  await duty.getByTestId('shift-save').click();
  assert.equal(await duty.getByTestId('refusal').getAttribute('data-rule'), 'DUTY-2');
  await shot(duty, 'roster-refused');

  await duty.getByTestId('roster-import').click();
  const head = '单位,开始,结束,值班员,带班领导,值班电话';
  const row = (from, hours, name) => `,${beijing(monday + from * HOUR)},${beijing(monday + (from + hours) * HOUR)},${name},陈立新,0735-6622345`;
  const file = (lines) => ({ name: 'roster.csv', mimeType: 'text/csv', buffer: Buffer.from([head, ...lines].join('\r\n')) });
  await duty.getByTestId('roster-file-input').setInputFiles(file([row(32, 12, '李文静'), row(40, 12, '黄志强'), row(60, 70, '李文静')]));
  await until('both faults are named', async () => (await duty.getByTestId('import-errors').locator('li').count()) === 2);
  assert.match(await duty.getByTestId('import-errors').innerText(), /第 3 行.*开始.*重叠[\s\S]*第 4 行.*结束.*48 小时/);
  assert.ok(await duty.getByTestId('import-do').isDisabled());
  await shot(duty, 'roster-import-wrong');
  await duty.getByTestId('roster-file-input').setInputFiles(file([row(20, 12, '王海燕、黄志强'), row(32, 12, '李文静'), row(44, 12, '王海燕')]));
  await until('it may be taken', async () => /新排 2 班，替换 0 班，不变 1 班/.test(await duty.getByTestId('import-counts').innerText()));
  await shot(duty, 'roster-import');
  await duty.getByTestId('import-do').click();
  await until('they stand in the week', async () => (await duty.getByTestId('shift-card').count()) === 3);
  const sheet = await (await Client.login(it.node, 'duty')).get(await duty.getByTestId('roster-export').getAttribute('href'));
  assert.match(sheet.said, /县应急指挥中心,.*,王海燕、黄志强,陈立新,0735-6622345/);
});

it.test('two officers swap: one proposes, the other accepts', async () => {
  second = await it.page('duty2', { at: '/roster', width: 1440, height: 900 });
  const own = duty.getByTestId('shift-card').filter({ hasText: '李文静' });
  const shift = await own.getAttribute('data-shift');
  await own.click();
  const other = duty.getByTestId('swap-with');
  const choice = await other.locator('option').filter({ hasText: '王海燕' }).last().getAttribute('value');
  await other.selectOption(choice);
  await duty.getByTestId('swap-note').fill('家中有事');
  await duty.getByTestId('swap-propose').click();
  await duty.locator('[data-testid=swap-row][data-state=proposed]').waitFor();
  assert.equal(await duty.getByTestId('swap-accept').count(), 0, 'nobody accepts for the other');
  await shot(second, 'swap-proposed');
  await second.getByTestId('swap-accept').click();
  await until('the places are exchanged', async () => /王海燕/.test(await duty.locator(`[data-testid=shift-card][data-shift="${shift}"]`).innerText()));
  await duty.locator('[data-testid=swap-row][data-state=accepted]').waitFor();
});

it.test('the log holds what was written among what happened', async () => {
  incident = await logIncident(it.node, { title: TITLE });
  await duty.goto(`${it.node.url}/roster/log?test`);
  await duty.getByTestId('log-text').fill(NOTE);
  await duty.getByTestId('log-text').press('Enter');
  await until('the note is in the log', async () => (await duty.locator('[data-testid=log-line][data-kind=entry]').innerText()).includes(NOTE));
  await until('so is the incident, which nobody copied', async () => (await duty.locator('[data-testid=log-line][data-kind=incident]').first().innerText()).includes(TITLE));
  await shot(duty, 'duty-log');
});

it.test('a handover lists what is pending, and ends with the other’s confirmation', async () => {
  await duty.goto(`${it.node.url}/roster/handover?test`);
  const item = duty.locator(`[data-testid=handover-open_incident] [data-key="incident-${incident}"]`);
  await item.waitFor();
  await item.getByTestId('handover-remark').fill(REMARK);
  await duty.getByTestId('handover-text').fill('雨还要下，注意车头站。');
  await shot(duty, 'handover-draft');
  await duty.getByTestId('handover-give').click();
  await duty.locator('[data-testid=handover-given][data-state=given]').waitFor();
  assert.equal(await duty.getByTestId('handover-confirm').count(), 0, 'nobody takes over from themselves');
  await second.goto(`${it.node.url}/duty?test`);
  await second.getByTestId('handover-bar').waitFor();
  await shot(second, 'handover-bar');
  await second.getByTestId('handover-bar').getByRole('link').click();
  await until('the remark is read', async () => (await second.getByTestId('handover-given').innerText()).includes(REMARK));
  await second.getByTestId('handover-answer').fill('都接过了');
  await second.getByTestId('handover-confirm').click();
  await until('both see who took over', async () => /王海燕/.test(await duty.getByTestId('handover-taker').innerText()));
  const client = await Client.login(it.node, 'duty');
  await client.must({ type: 'transition_incident', incident, to: 'verifying', basis: '派人看' });
  await duty.reload();
  await duty.getByTestId('handover-row').first().click();
  await until('it is read as it was given', async () => /· 接报/.test(await duty.locator(`[data-key="incident-${incident}"]`).innerText()));
  await shot(duty, 'handover-confirmed');
  await duty.emulateMedia({ media: 'print' });
  assert.ok(await duty.getByTestId('handover-given').isVisible());
  assert.ok(!(await duty.getByTestId('clock').isVisible()), 'paper has no top bar');
  await shot(duty, 'handover-print');
  await duty.emulateMedia({ media: null });
});

it.test('the bulletin is made of the night', async () => {
  await duty.goto(`${it.node.url}/roster/bulletin?test`);
  await duty.getByTestId('bulletin-today').click();
  await until('it tells of incident and note', async () => {
    const text = await duty.getByTestId('bulletin').innerText();
    return text.includes(TITLE) && text.includes(NOTE) && /嘉禾县值班快报/.test(text);
  });
  await shot(duty, 'bulletin');
  await duty.emulateMedia({ media: 'print' });
  await shot(duty, 'bulletin-print');
  await duty.emulateMedia({ media: null });
});

it.test('a leader sees what is late and goes down from a bar to the log line', async () => {
  const client = await Client.login(it.node, 'duty');
  await client.must({ type: 'classify_incident', incident, type_code: 'A10100', severity: 'iii', basis: '三村进水' });
  leader = await it.page('leader', { at: '/overview', width: 1920, height: 1080 });
  await leader.getByTestId('overview-incident').filter({ hasText: TITLE }).waitFor();
  await leader.getByTestId('overview-decision').filter({ hasText: TITLE }).first().waitFor();
  assert.match(await leader.getByTestId('overview-duty').innerText(), /李文静/);
  await shot(leader, 'overview');
  await leader.getByTestId('overview-statistics').click();
  await leader.locator('[data-testid=bars-type_code] [data-key=A10100]').click();
  await until('the list is that of the bar', async () => (await leader.getByTestId('counted-row').count()) === 1);
  await leader.locator('[data-testid=bars-severity] [data-key=iii]').click();
  await leader.getByTestId('counted-row').filter({ hasText: TITLE }).waitFor();
  await shot(leader, 'statistics');
  await leader.getByTestId('counted-row').click();
  await leader.getByTestId('timeline').waitFor();
  assert.match(await leader.getByTestId('timeline').innerText(), /三村进水/, 'the log line of the decision');
  const small = await it.page('leader', { at: '/overview/statistics', width: 1366, height: 768 });
  await small.getByTestId('statistics').waitFor();
  await shot(small, 'statistics-small');
  const phone = await it.page('leader', { at: '/overview', width: 390, height: 844 });
  await phone.getByTestId('overview').waitFor();
  await shot(phone, 'overview-phone');
  const fire = await it.page('fire', { at: '/overview' });
  assert.equal(await fire.getByTestId('overview').count(), 0, 'it is the county’s command’s');
  noTroubles(it);
});
