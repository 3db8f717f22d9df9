// Alarm to meeting and what surrounds it: groups, a call put off, declined, rung again; the door; check-in, captions, votes, messages, schedules.
import assert from 'node:assert/strict';
import { Client } from './lib/client.mjs';
import { shot } from './lib/browser.mjs';
import { join, logIncident } from './lib/meeting.mjs';
import { noTroubles, stage } from './lib/stage.mjs';
import { until } from './lib/until.mjs';

const it = stage('meeting');
let duty;
let fire;
let water;
let incident;
let conference;
const seen = (page, id) => until(id, () => page.getByTestId(id).first().isVisible());
const callRow = (name) => duty.getByTestId('call-row').filter({ hasText: name });
const phase = (name) => callRow(name).getAttribute('data-phase');

it.test('an administrator makes a group', async () => {
  const admin = await it.page('admin', { at: '/admin/groups' });
  await seen(admin, 'group-row');
  await admin.getByTestId('add-group').click();
  await admin.getByTestId('group-id').fill('night');
  await admin.getByTestId('group-name').fill('夜间值守');
  for (const unit of ['fire', 'water']) await admin.getByTestId(`member-${unit}`).check();
  await admin.getByTestId('save-group').click();
  await until('the group stands in the list', () => admin.locator('[data-group=night]').isVisible());
  await shot(admin, 'meeting-groups');
});

it.test('one key rings a group on every screen of its units', async () => {
  incident = await logIncident(it.node, { title: '钟水河漫堤' });
  fire = await it.page('fire', { at: '/incidents' });
  water = await it.page('water', { at: '/incidents' });
  const second = await it.page('water', { at: '/conferences' });
  duty = await it.page('duty', { at: `/incident/${incident}` });
  await duty.getByTestId('open-consult').click();
  await duty.getByTestId('consult-group-departments').click();
  await duty.getByTestId('consult-group-night').click();
  await shot(duty, 'meeting-consult');
  await duty.getByTestId('consult-call').click();
  await duty.waitForURL(/\/conference\/\d+/);
  conference = Number(/\/conference\/(\d+)/.exec(duty.url())[1]);
  for (const page of [fire, water, second]) await seen(page, 'call-bar');
  await shot(water, 'meeting-call-bar');
});

it.test('later, and declined with a reason, are seen by who called; ringing again rings again', async () => {
  await duty.goto(`${it.node.url}/incident/${incident}?test`);
  await until('both ring', async () => (await phase('消防')) === 'ringing' && (await phase('水利')) === 'ringing');
  await fire.getByTestId('call-later').click();
  await fire.getByTestId('call-later-5').click();
  await until('fire is quiet', async () => (await phase('消防')) === 'later' && (await fire.getByTestId('call-bar').getAttribute('data-phase')) === 'later');
  await water.getByTestId('call-decline').click();
  await water.getByTestId('decline-reason').fill('正在车头抢险');
  await shot(water, 'meeting-decline');
  await water.getByTestId('decline-send').click();
  await until('the reason is read', () => callRow('正在车头抢险').isVisible());
  await until('the bar is gone', () => water.getByTestId('call-bar').isHidden());
  await shot(duty, 'meeting-board');
  await duty.getByTestId('ring-absent').click();
  await until('water rings again', async () => (await phase('水利')) === 'ringing' && (await water.getByTestId('call-bar').isVisible()));
  assert.match(await callRow('水利').innerText(), /第 2 次/);
  assert.equal(await phase('消防'), 'later', 'who put it off is left alone');
});

it.test('who joins with the button that says so has signed; the waiting room lets in one by one', async () => {
  await duty.goto(`${it.node.url}/conference/${conference}?test`);
  await join(duty);
  await water.getByTestId('call-join').click();
  await join(water);
  await duty.getByTestId('open-meeting').click();
  await duty.getByTestId('meeting-tab-attendance').click();
  await until('two have signed', async () => (await duty.getByTestId('attendance').locator('.chip.done').count()) === 2);
  await shot(duty, 'meeting-attendance');
  await duty.getByTestId('meeting-tab-door').click();
  await duty.getByTestId('waiting-room').click();
  await until('it is on', () => duty.getByTestId('waiting-room').getAttribute('aria-pressed').then((on) => on === 'true'));
  await fire.getByTestId('call-join').click();
  await until('the camera is ready', () => fire.getByTestId('use-camera').isVisible());
  await fire.getByTestId('join').click();
  await fire.getByTestId('ask-to-enter').click();
  await seen(duty, 'waiting-row');
  await shot(duty, 'meeting-door');
  await shot(fire, 'meeting-waiting');
  await duty.getByTestId('admit').click();
  await fire.getByTestId('room').waitFor();
});

it.test('a caption stands on every screen; a vote asks every site; messages and files are kept', async () => {
  await duty.getByTestId('meeting-tab-captions').click();
  await duty.getByTestId('caption-text').fill('请各单位报转移人数');
  await duty.getByTestId('caption-size').selectOption('large');
  await duty.getByTestId('show-caption').click();
  for (const page of [duty, fire, water]) await until('the caption', () => page.getByTestId('caption').first().isVisible());
  await duty.getByTestId('meeting-tab-votes').click();
  await duty.getByTestId('vote-question').fill('是否转移车头村群众');
  await duty.getByTestId('open-vote').click();
  for (const page of [fire, water]) {
    await seen(page, 'vote-bar');
    await page.getByTestId('vote-bar').getByTestId(page === fire ? 'vote-yes' : 'vote-no').click();
  }
  await until('both hands are seen', async () => (await duty.getByTestId('count-yes').innerText()) === '1' && (await duty.getByTestId('count-no').innerText()) === '1');
  await shot(fire, 'meeting-branch');
  await shot(duty, 'meeting-votes');
  await duty.getByTestId('close-vote').click();
  await until('the question is gone', () => water.getByTestId('vote-bar').isHidden());
  await water.getByTestId('open-meeting').click();
  await water.getByTestId('meeting-tab-messages').click();
  await water.getByTestId('message-text').fill('车头村已转移 120 人');
  await water.getByTestId('send-message').click();
  await water.getByTestId('give-file').setInputFiles({ name: '雨情.txt', mimeType: 'text/plain', buffer: Buffer.from('雨情通报\n') });
  await until('both came', async () => (await water.getByTestId('message').count()) === 2);
  await seen(duty, 'meeting-panel');
  await duty.getByTestId('meeting-tab-messages').click();
  await until('the duty officer reads them', async () => (await duty.getByTestId('message').count()) === 2);
  await shot(duty, 'meeting-messages');
});

it.test('what is over keeps its record, as a table too', async () => {
  const person = await Client.login(it.node, 'duty');
  await person.must({ type: 'end_conference', conference });
  await seen(duty, 'meeting-record');
  assert.equal(await duty.getByTestId('message').count(), 2);
  await shot(duty, 'meeting-record');
  const table = await person.call('GET', `/api/conferences/${conference}/attendance.csv`);
  assert.match(JSON.stringify(table), /签到时间/);
  await duty.goto(`${it.node.url}/api/conferences/${conference}/attendance.html`);
  await shot(duty, 'meeting-attendance-page');
});

it.test('a schedule is made from a template and gives a calendar file', async () => {
  await duty.goto(`${it.node.url}/conferences?test`);
  await duty.getByTestId('add-schedule').click();
  await duty.getByTestId('plan-title').fill('防汛周会商');
  await duty.getByTestId('plan-agenda').fill('雨情通报 10\n各乡镇汇报');
  await duty.getByTestId('plan-repeat').selectOption('weekly');
  await duty.getByTestId('plan-unit-water').check();
  await duty.getByTestId('template-name').fill('周会商');
  await duty.getByTestId('save-template').click();
  await until('the template is there', async () => (await duty.getByTestId('pick-template').locator('option').count()) === 2);
  await shot(duty, 'meeting-schedule-form');
  await duty.getByTestId('save-schedule').click();
  await seen(duty, 'schedule-row');
  await shot(duty, 'meeting-schedules');
  const person = await Client.login(it.node, 'water');
  const file = await person.call('GET', '/api/schedules/1/calendar.ics');
  assert.match(JSON.stringify(file), /RRULE:FREQ=WEEKLY/);
});

it.test('nothing went wrong unseen', () => noTroubles(it));
