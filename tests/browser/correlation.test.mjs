// Reports of one event are proposed as one, with figures; a person links them, takes it back, or says that they are not.
import assert from 'node:assert/strict';
import { shot } from './lib/browser.mjs';
import { Client, incidentFacts } from './lib/client.mjs';
import { deliver, dispatch, envelope, sourceOf } from './lib/feeds.mjs';
import { noTroubles, stage } from './lib/stage.mjs';
import { until } from './lib/until.mjs';

const it = stage('correlation');
const POSITION = { lon: 112.37, lat: 25.59 };
const told = (change) => incidentFacts({
  title: '人民路家具作坊起火', place: { text: '珠泉镇人民路', position: POSITION, error_m: 30 }, narrative: '做家具的厂房冒黑烟，有人在里面。', ...change,
});
let duty;
let client;
let first;
let second;

const incident = (id) => duty.locator(`[data-testid=incident-row][data-incident="${id}"]`);
const card = () => duty.getByTestId('proposal');
const page = (id) => duty.goto(`${it.node.url}/incident/${id}?test`);

it.test("a department's record is proposed to the incident it speaks of, linked by F8 and taken off by Ctrl Z", async () => {
  client = await Client.login(it.node, 'duty');
  first = (await client.must({ type: 'log_incident', facts: told(), from_record: null })).made.id;
  duty = await it.page('duty', { at: '/duty', width: 1920, height: 1080 });
  await until('the incident is in the queue', () => incident(first).isVisible());
  const source = sourceOf(it.node, 'fire-119');
  const body = dispatch({ kind: '火警', description: '人民路家具作坊着火，现场有浓烟', address: '珠泉镇人民路', lon: POSITION.lon + 0.0008, lat: POSITION.lat });
  const { status, said } = await deliver(it.node, source, envelope(source, body));
  assert.equal(status, 200, JSON.stringify(said));
  await duty.getByTestId('record-row').click();
  await until('it is proposed', async () => Number(await card().getAttribute('data-incident')) === first);
  assert.ok(Number(await card().getAttribute('data-score')) >= 0.6);
  const words = await card().innerText();
  for (const word of ['可能是同一起', '综合', '距离', '时间', '文字', '硬键', '人民路', 'σ', '随时可撤']) assert.ok(words.includes(word), `${word} in ${words}`);
  await shot(duty, 'correlation-record');
  await duty.keyboard.press('F8');
  await until('it is linked', async () => (await duty.getByTestId('record-row').count()) === 0);
  await duty.keyboard.press('Control+z');
  await until('it waits again', async () => (await duty.getByTestId('record-row').count()) === 1);
});

it.test('what is not the same by F9 stays so until it is taken back', async () => {
  await duty.getByTestId('record-row').click();
  await until('it is proposed', () => card().isVisible());
  await duty.keyboard.press('F9');
  await until('it is proposed no more', async () => (await card().count()) === 0);
  await duty.getByTestId('undo').click();
  await until('it is proposed again', () => card().isVisible());
  await duty.keyboard.press('Escape');
});

it.test('a call that is being taken is compared while it is typed, and is noted on the incident', async () => {
  await duty.keyboard.press('F2');
  await until('the form is open', () => duty.evaluate(() => document.activeElement?.dataset?.field === 'type'));
  await duty.keyboard.type('hzsg');
  await duty.keyboard.press('Tab');
  await duty.getByTestId('intake-occurred').fill('刚才');
  await duty.getByTestId('intake-place').fill(`${POSITION.lon}, ${POSITION.lat}`);
  await until('the pair is read', () => duty.getByTestId('take-coordinates').isVisible());
  await duty.keyboard.press('Enter');
  await duty.getByTestId('intake-narrative').fill('人民路做家具的厂房烧起来了，黑烟很大。');
  await duty.getByTestId('intake-dead').fill('3');
  await until('the severity is suggested with its article', async () => (await duty.getByTestId('adopt-severity').innerText()).includes('493号'));
  await until('it is proposed', async () => Number(await card().getAttribute('data-incident')) === first);
  await shot(duty, 'correlation-draft');
  await duty.keyboard.press('F8');
  await until('a way back is offered', () => duty.getByTestId('undo-bar').isVisible());
  await page(first);
  await until('the call stands on its timeline', async () => (await duty.getByTestId('timeline').innerText()).includes('烧起来了'));
});

it.test("a merged incident's address leads to the authority; taking the merge back restores both", async () => {
  second = (await client.must({ type: 'log_incident', facts: told({ title: '人民路作坊着火' }), from_record: null })).made.id;
  await page(second);
  await until('the first is proposed', async () => Number(await card().getAttribute('data-incident')) === first);
  await duty.keyboard.press('F8');
  await until('the address leads to the authority', async () => Number(await duty.getByTestId('incident-page').getAttribute('data-incident')) === first);
  assert.match(await duty.getByTestId('merged-note').innerText(), /已并入本事件/);
  await shot(duty, 'correlation-merged');
  await page(second);
  await until('an old link still leads there', async () => Number(await duty.getByTestId('incident-page').getAttribute('data-incident')) === first);
  await duty.getByTestId('unmerge').click();
  await until('it is an incident of its own again', async () => Number(await duty.getByTestId('incident-page').getAttribute('data-incident')) === second);
  assert.equal(await duty.getByTestId('relation').count(), 0);
  noTroubles(it);
});
