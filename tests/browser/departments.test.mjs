// One record of each of the six departments, signed as theirs are: on the duty desk, then as incidents on the map.
import assert from 'node:assert/strict';
import { capWarning, deliver, dispatch, envelope, sourceOf } from './lib/feeds.mjs';
import { drawnIncidents, near } from './lib/map.mjs';
import { shot } from './lib/browser.mjs';
import { noTroubles, stage } from './lib/stage.mjs';
import { beijing } from './lib/feeds.mjs';
import { until } from './lib/until.mjs';

const it = stage('departments');
const RECORDS = {
  'police-110': { kind: '交通事故', description: '省道三二二线两车追尾，一人受伤', address: '袁家镇', lon: 112.47, lat: 25.63 },
  'fire-119': { kind: '火灾', description: '石桥镇粮油加工厂冒烟', address: '石桥镇', lon: 112.4, lat: 25.7 },
  'air-defence': { kind: '坍塌', description: '人防工程入口边坡坍塌', address: '龙潭镇', lon: 112.4, lat: 25.76 },
  safety: { kind: '危化品', description: '加油站油气浓度超限', address: '行廊镇', lon: 112.43, lat: 25.58 },
};
let duty;

it.test('records of police, fire, civil air defence and work safety wait on the duty desk', async () => {
  duty = await it.page('duty', { at: '/duty' });
  for (const [id, what] of Object.entries(RECORDS)) {
    const { status, said } = await deliver(it.node, sourceOf(it.node, id), envelope(sourceOf(it.node, id), dispatch(what)));
    assert.equal(status, 200, JSON.stringify(said));
    assert.match(said.accepted[0].id, /^record-\d+$/);
    assert.equal(said.accepted[0].repeated, false);
  }
  for (const { description } of Object.values(RECORDS)) await until(`“${description}” waits`, () => duty.getByTestId('record-row').filter({ hasText: description.slice(0, 8) }).isVisible());
});

it.test('the gauge past its threshold proposes an incident', async () => {
  const source = sourceOf(it.node, 'water-gauges');
  const station = '4310240003';
  const { status, said } = await deliver(it.node, source, envelope(source, { station, level: 162.9, observedAt: beijing() }));
  assert.equal(status, 200, JSON.stringify(said));
  await until('the proposal waits', () => duty.getByTestId('record-row').filter({ hasText: '车头' }).isVisible());
  await until('the gauge is drawn as over', () => duty.evaluate((id) => window.__map.queryRenderedFeatures({ layers: ['fs-stations'] }).some(({ properties }) => properties.station === id && properties.tone === 'over'), station));
});

it.test('the weather bureau’s warning stands in the bar and on the map', async () => {
  const source = sourceOf(it.node, 'weather-cap');
  const identifier = `43102441600000_${beijing().replace(/\D/g, '').slice(0, 14)}_1`;
  const headers = { 'content-type': 'application/cap+xml', authorization: `Bearer ${source.key}` };
  const { status, said } = await deliver(it.node, source, capWarning({ identifier, headline: '嘉禾县气象台发布暴雨红色预警信号' }), headers);
  assert.equal(status, 200, JSON.stringify(said));
  assert.match(said.accepted[0].id, /^warning-\d+$/);
  await until('the sign shows', () => duty.getByTestId('warnings').getByText('暴雨').first().isVisible());
  await until('its area is drawn red', () => duty.evaluate(() => window.__map.queryRenderedFeatures({ layers: ['fs-warning-fill'] }).some(({ properties }) => properties.colour === 'red')));
  const again = await deliver(it.node, source, capWarning({ identifier, headline: '嘉禾县气象台发布暴雨红色预警信号' }), headers);
  assert.equal(again.said.accepted[0].repeated, true);
  assert.equal(again.said.accepted[0].id, said.accepted[0].id);
  const withoutKey = await deliver(it.node, source, capWarning({ identifier: `${identifier}2`, headline: '嘉禾县气象台发布暴雨红色预警信号' }), { 'content-type': 'application/cap+xml' });
  assert.equal(withoutKey.status, 401);
  await shot(duty, 'duty-records');
});

it.test('each becomes an incident on the map', async () => {
  const before = await duty.getByTestId('incident-row').count();
  assert.equal(before, 0);
  const rows = [...Object.values(RECORDS).map(({ description }) => description.slice(0, 8)), '车头'];
  for (const [index, words] of rows.entries()) {
    await duty.getByTestId('record-row').filter({ hasText: words }).click();
    await duty.getByTestId('record-create').click();
    await until('the form is filled', () => duty.getByTestId('intake-narrative').inputValue().then((text) => text !== ''));
    await duty.keyboard.press('Control+Enter');
    await until(`incident ${index + 1} is in the queue`, async () => {
      await duty.getByTestId('new-waiting').click({ timeout: 200 }).catch(() => undefined);
      return (await duty.getByTestId('incident-row').count()) === index + 1;
    });
  }
  assert.equal(await duty.getByTestId('record-row').count(), 0, 'no record waits any longer');
  await until('all are drawn where they were said to be', async () => {
    const drawn = await drawnIncidents(duty);
    return drawn.length === rows.length && Object.values(RECORDS).every((what) => drawn.some((each) => near(each, what)));
  });
  await shot(duty, 'duty-six');
});

it.test('the same record again is answered as before and makes nothing', async () => {
  const source = sourceOf(it.node, 'fire-119');
  const text = envelope(source, dispatch(RECORDS['fire-119']), { sourceId: 'again-1' });
  const [first, second] = [await deliver(it.node, source, text), await deliver(it.node, source, text)];
  assert.deepEqual([first.said.accepted[0].repeated, second.said.accepted[0].repeated], [false, true]);
  assert.equal(first.said.accepted[0].id, second.said.accepted[0].id);
  assert.equal(first.said.accepted[0].log_seq, second.said.accepted[0].log_seq);
  await until('one waits', async () => (await duty.getByTestId('record-row').count()) === 1);
});

it.test('wrong fields are answered one by one; the good record beside them is taken', async () => {
  const source = sourceOf(it.node, 'police-110');
  const wrong = dispatch({ ...RECORDS['police-110'], description: '错误记录', kind: '没有这种', lon: 25.6, lat: 112.4, alarmTime: '昨天' });
  const { status, said } = await deliver(it.node, source, `[${envelope(source, wrong)},${envelope(source, dispatch({ ...RECORDS['police-110'], description: '群众打架' , kind: '打架' }))}]`);
  assert.equal(status, 200);
  assert.equal(said.accepted.length, 1);
  const fields = said.refused[0].refusals.map((refusal) => refusal.field).sort();
  assert.deepEqual(fields, ['body.alarmTime', 'body.alarmType', 'body.lat']);
  assert.ok(said.refused[0].refusals.find((refusal) => refusal.field === 'body.lat').accepted.join().includes('112.4'), 'the repaired numbers are offered');
  const forged = await deliver(it.node, source, envelope(source, dispatch(RECORDS['police-110']), { key: 'not the key' }));
  assert.equal(forged.status, 401, JSON.stringify(forged.said));
  await until('the good one waits', () => duty.getByTestId('record-row').filter({ hasText: '群众打架' }).isVisible());
  assert.equal(await duty.getByTestId('record-row').filter({ hasText: '错误记录' }).count(), 0);
  noTroubles(it);
});
