// A photograph from the scene: attached at one desk, seen at another with its thumbnail; the place it names is offered, not
// taken; a page under a picture's name is refused with its rule.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { openPage, shot } from './lib/browser.mjs';
import { logIncident } from './lib/meeting.mjs';
import { photograph } from './lib/photograph.mjs';
import { noTroubles, stage } from './lib/stage.mjs';
import { until } from './lib/until.mjs';

const it = stage('attachments');
let incident;
let duty;
let leader;

it.test('a photograph is attached and seen by others, with what it says of itself', async () => {
  incident = await logIncident(it.node, { title: '车头段堤脚渗水', type_code: 'A10100' });
  [duty, leader] = [await it.page('duty', { at: `/incident/${incident}` }), await it.page('leader', { at: `/incident/${incident}` })];
  const file = path.join(it.node.data, '堤脚.jpg');
  writeFileSync(file, await photograph(duty, { lat: [25, 36, 18], lon: [112, 22, 30], taken: '2026:07:18 03:10:00' }));
  await duty.getByTestId('attach').setInputFiles(file);
  await until('it is attached', async () => (await duty.getByTestId('attachment').count()) === 1);
  await until('the leader sees it', async () => (await leader.getByTestId('attachment').count()) === 1);
  await until('its thumbnail is drawn', () => leader.getByTestId('thumbnail').evaluate((image) => image.complete && image.naturalWidth > 0));
  assert.match(await leader.getByTestId('attachment').innerText(), /堤脚\.jpg/);
  assert.match(await leader.getByTestId('photo-place').innerText(), /112\.37500, 25\.60500/);
  await shot(leader, 'attachments');
});

it.test('the place is taken only when a person says so', async () => {
  const place = () => duty.getByTestId('facts').innerText();
  assert.doesNotMatch(await place(), /112\.37500/);
  await duty.getByTestId('locate-here').click();
  await until('the incident lies where the photograph was taken', async () => /112\.37500, 25\.60500/.test(await place()));
  await until('and the offer says that it agrees', async () => (await duty.getByTestId('locate-here').count()) === 0);
});

it.test('what is not what its name says is refused with the rule', async () => {
  await duty.getByTestId('attach').setInputFiles({ name: '现场.png', mimeType: 'image/png', buffer: Buffer.from('<html><script>alert(1)</script>') });
  await until('it is refused', async () => (await duty.locator('[data-testid=refusal][data-rule="ATT-1"]').count()) === 1);
  assert.equal(await duty.getByTestId('attachment').count(), 1);
});

it.test('whoever does not see the incident is given nothing', async () => {
  const address = await duty.getByTestId('attachment').locator('a').getAttribute('href');
  const statuses = {};
  for (const [who, client] of [['town', await openPage(it.browser, it.node, 'town')], ['fire', await openPage(it.browser, it.node, 'fire')]]) {
    statuses[who] = await client.evaluate((at) => fetch(at).then((answer) => answer.status), address);
    await client.context().close();
  }
  assert.deepEqual(statuses, { town: 404, fire: 200 });
  noTroubles(it);
});
