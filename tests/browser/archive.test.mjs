// 归档: an incident that is archived leaves every screen's copy, is found on the list of archived ones, and its page still shows all of it.
import assert from 'node:assert/strict';
import { shot } from './lib/browser.mjs';
import { Client } from './lib/client.mjs';
import { logIncident } from './lib/meeting.mjs';
import { noTroubles, stage } from './lib/stage.mjs';
import { until } from './lib/until.mjs';

const it = stage('archive');
const TITLE = '钟水河车头段漫堤，村庄进水';
const OTHER = '龙潭镇山体滑坡';
let duty;
let id;
let order;

/** Issued to the fire service and the water bureau; the one carried it out, the other gave it back; and a draft nobody issued. */
async function carriedOut(incident) {
  const [leader, fire, water] = await Promise.all(['leader', 'fire', 'water'].map((account) => Client.login(it.node, account)));
  const content = { title: '冲锋舟到车头村转移群众', recipients: ['fire', 'water'].map((unit) => ({ kind: 'unit', id: unit })), urgency: 'urgent' };
  order = (await leader.must({ type: 'draft_order', incident, content })).made.id;
  await leader.must({ type: 'issue_order', order });
  await leader.must({ type: 'draft_order', incident, content: { ...content, title: '没有下达的指令' } });
  await fire.must({ type: 'show_order', order, screen: '消防一号屏' });
  await fire.must({ type: 'acknowledge_order', order, screen: '消防一号屏' });
  await fire.must({ type: 'reply_order', order, text: '两艘已到' });
  await fire.must({ type: 'complete_order', order, text: '转出 42 人' });
  await water.must({ type: 'show_order', order, screen: '水利值班屏' });
  await water.must({ type: 'return_order', order, reason: '舟已外调' });
}

it.test('what is archived is on the list of archived ones', async () => {
  id = await logIncident(it.node, { title: TITLE });
  const open = await logIncident(it.node, { title: OTHER });
  await carriedOut(id);
  duty = await it.page('duty', { at: '/incidents', width: 1920, height: 1080 });
  await duty.locator(`[data-testid=incident-line][data-incident="${id}"]`).waitFor();
  const cookie = await duty.evaluate(async ([incident]) => {
    const answers = [];
    for (const to of ['verifying', 'false_alarm', 'archived']) {
      const body = { id: crypto.randomUUID(), input: { type: 'transition_incident', incident, to, basis: '现场核实' } };
      const answer = await fetch('/api/inputs', { method: 'POST', headers: { 'content-type': 'application/json', 'x-fengsui': '1' }, body: JSON.stringify(body) });
      answers.push(answer.status);
    }
    return answers;
  }, [id]);
  assert.deepEqual(cookie, [200, 200, 200]);
  await duty.locator(`[data-testid=incident-line][data-incident="${id}"]`).waitFor({ state: 'detached' });
  assert.ok(await duty.locator(`[data-testid=incident-line][data-incident="${open}"]`).isVisible());
  await duty.getByTestId('archived').click();
  await duty.locator(`[data-testid=archive-line][data-incident="${id}"]`).waitFor();
  await shot(duty, 'archive-list');
  await duty.getByTestId('archive-text').fill('没有这样的');
  await duty.locator('[data-testid=archive-line]').first().waitFor({ state: 'detached' });
  await duty.getByTestId('archive-text').fill('漫堤');
  await duty.locator(`[data-testid=archive-line][data-incident="${id}"]`).click();
});

it.test('its page shows it with its timeline, also when it is loaded by its address', async () => {
  for (const loaded of [false, true]) {
    if (loaded) await duty.reload();
    await duty.getByTestId('incident-page').waitFor();
    assert.match(await duty.getByTestId('incident-title').innerText(), new RegExp(TITLE));
    await duty.getByText('误报 → 归档').first().waitFor();
    await duty.getByTestId('archived-note').waitFor();
    assert.deepEqual((await duty.getByTestId('state-rail').locator('li').allInnerTexts()).map((step) => step.split(/\s/)[0]), ['接报', '核实', '误报', '归档'], 'the way that it went');
    const step = duty.getByTestId('state-rail').locator('li').nth(2);
    assert.match(await step.getAttribute('title'), /县应急指挥中心 .*：现场核实$/, 'each step with who took it, on what basis');
    const row = (unit) => duty.locator(`[data-testid=order-row][data-order="${order}"][data-unit="${unit}"]`);
    await row('fire').waitFor();
    assert.deepEqual(await Promise.all(['fire', 'water'].map((unit) => row(unit).getAttribute('data-state'))), ['completed', 'returned'], 'how far each recipient came');
    await row('fire').locator('button.order-line').click();
    const proof = await row('fire').getByTestId('order-proof').innerText();
    for (const said of ['消防一号屏', '签收', '两艘已到', '转出 42 人']) assert.ok(proof.includes(said), proof);
    const pending = duty.getByTestId('order-pending');
    assert.match(await pending.innerText(), /没有下达的指令/);
    assert.equal(await pending.locator('button').count(), 1, 'it is discarded, and nothing else (INC-5)');
    for (const refused of ['open-locate', 'open-classify', 'open-consult', 'facts-edit', 'note', 'attach', 'analysis-open', 'transition', 'draft-initial', 'phone-report', 'draft-documents', 'relate-do', 'unrelate', 'unlink']) {
      assert.equal(await duty.getByTestId(refused).count(), 0, `${refused} would be refused (INC-5) and is not offered`);
    }
  }
  await shot(duty, 'archive-incident');
});

it.test('many are read by pages, on a telephone too', async () => {
  const client = await Client.login(it.node, 'duty');
  for (let number = 0; number < 50; number += 1) {
    const incident = await logIncident(it.node, { title: `${OTHER} ${number}` });
    for (const to of ['verifying', 'false_alarm', 'archived']) await client.must({ type: 'transition_incident', incident, to, basis: '现场核实' });
  }
  const phone = await it.page('duty', { at: '/incidents', width: 390, height: 844, deviceScaleFactor: 2 });
  await phone.getByTestId('archived').click();
  await until('the list says how many there are', async () => /共 51 起/.test(await phone.getByTestId('archive-total').innerText()));
  assert.equal(await phone.getByTestId('archive-line').count(), 50);
  await phone.getByTestId('archive-older').click();
  await until('the oldest stands on the second page', async () => (await phone.getByTestId('archive-line').count()) === 1 && Number(await phone.getByTestId('archive-line').getAttribute('data-incident')) === id);
  assert.ok(await phone.getByTestId('archive-older').isDisabled());
  assert.equal(await phone.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true, 'the page itself does not scroll sideways');
  await shot(phone, 'archive-phone');
});

it.test('no page had trouble', () => noTroubles(it));
