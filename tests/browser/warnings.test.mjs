// A warning from draft to cancellation: drawn and written at the duty desk, approved, issued, shown and acknowledged on a
// unit's screen, its delivery seen; and, in a demo, nothing of it reaches the gateway that is listening.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { createServer } from 'node:http';
import { shot } from './lib/browser.mjs';
import { pressMap } from './lib/map.mjs';
import { noTroubles, stage } from './lib/stage.mjs';
import { until } from './lib/until.mjs';

const it = stage('warnings');
const TEXT = '预计未来六小时珠泉镇、车头一带降雨五十毫米以上，山洪风险高。';
let gateway;
let reached = 0;
let duty;
let fire;

before(async () => {
  gateway = createServer((request, answer) => {
    reached += 1;
    request.resume();
    answer.writeHead(202).end();
  }).listen(0, '127.0.0.1');
  await new Promise((ready) => gateway.once('listening', ready));
});
after(() => gateway?.close());

const detail = (page) => page.getByTestId('warning-detail');
const state = (page) => detail(page).getAttribute('data-state');

it.test('an administrator makes a gateway known, and its key is shown once', async () => {
  const admin = await it.page('admin', { at: '/admin/gateways' });
  await admin.getByTestId('add-gateway').click();
  await admin.getByTestId('gateway-id').fill('sms');
  await admin.getByTestId('gateway-name').fill('县短信网关');
  await admin.getByTestId('gateway-url').fill(`http://127.0.0.1:${gateway.address().port}/send`);
  await admin.getByTestId('gateway-save').click();
  await until('the gateway is there', async () => (await admin.getByTestId('gateway-row').count()) === 1);
  await admin.getByTestId('gateway-key').click();
  await until('its key is made', () => admin.getByTestId('gateway-row').innerText().then((text) => text.includes('…')));
  await shot(admin, 'warnings-gateways');
});

it.test('the duty officer drafts it: words, towns, an area drawn on the map', async () => {
  duty = await it.page('duty', { at: '/warnings', width: 1440, height: 900 });
  await duty.getByTestId('new-warning').click();
  await duty.getByTestId('warning-save').click();
  assert.match(await duty.getByTestId('warning-form').innerText(), /写明正文/, 'what is missing is named');
  await duty.getByTestId('warning-text').fill(TEXT);
  await duty.getByTestId('warning-instruction').fill('沿河住户转移到高处，不涉水过桥。');
  await duty.locator('[data-testid^="town-"]').first().check();
  await duty.waitForFunction(() => window.__map?.isStyleLoaded());
  await duty.getByTestId('draw-area').click();
  for (const [lon, lat] of [[112.33, 25.56], [112.41, 25.56], [112.37, 25.62]]) await pressMap(duty, { lon, lat });
  await until('three vertices are drawn', () => duty.getByTestId('warning-form').innerText().then((text) => text.includes('3 个顶点')));
  await duty.getByTestId('draw-area').click();
  await shot(duty, 'warnings-form');
  await duty.getByTestId('warning-save').click();
  await until('the draft stands', async () => (await state(duty)) === 'draft');
});

it.test('approved and issued, it is on the unit’s screen until it is acknowledged', async () => {
  fire = await it.page('fire', { at: '/duty' });
  await duty.getByTestId('warning-approve').click();
  await until('it is approved', async () => (await state(duty)) === 'approved');
  assert.equal(await fire.getByTestId('issued-bar').count(), 0, 'no unit sees what is not issued');
  await duty.getByTestId('warning-issue').click();
  await until('it is in force', async () => (await state(duty)) === 'issued');
  await until('the unit is told', async () => (await fire.getByTestId('issued-bar').count()) === 1);
  assert.match(await fire.getByTestId('issued-bar').innerText(), /暴雨.*演示|演示.*暴雨|降雨五十毫米/s);
  await shot(fire, 'warnings-unit');
  const row = duty.locator('[data-testid=warning-row][data-unit=fire]');
  await until('delivery is proved', () => row.innerText().then((text) => !text.includes('还没打开')));
  await fire.getByTestId('issued-acknowledge').click();
  await until('it is acknowledged', () => row.innerText().then((text) => !text.includes('未签收')));
  await until('and the line is gone', async () => (await fire.getByTestId('issued-bar').count()) === 0);
  await shot(duty, 'warnings-delivery');
});

it.test('a demo never leaves the system, and says so; CAP says Test', async () => {
  assert.equal(await duty.getByTestId('dispatch').getAttribute('data-state'), 'withheld');
  assert.match(await duty.getByTestId('withheld-note').innerText(), /不外发/);
  const address = await duty.getByTestId('warning-cap').getAttribute('href');
  const cap = await duty.evaluate((at) => fetch(at).then((answer) => answer.text()), address);
  for (const part of ['<status>Test</status>', '<msgType>Alert</msgType>', '<polygon>25.5', '<value>11B03</value>']) assert.ok(cap.includes(part), `${part}\n${cap}`);
  await duty.getByTestId('warning-cancel').click();
  await duty.getByTestId('cancel-reason').fill('雨停了');
  await duty.getByTestId('cancel-do').click();
  await until('it is over', async () => (await state(duty)) === 'cancelled');
  assert.equal(reached, 0, 'no request reached the gateway');
  noTroubles(it);
});
