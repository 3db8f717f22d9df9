// 扩散推演: computed from what is known, drawn on every map with what it is, in the meeting too; taken from the map with a reason.
import assert from 'node:assert/strict';
import { shot } from './lib/browser.mjs';
import { consult, join, logIncident } from './lib/meeting.mjs';
import { noTroubles, stage } from './lib/stage.mjs';
import { until } from './lib/until.mjs';

const it = stage('analysis');
let incident;
let duty;
let leader;
let conference;

const ready = (page) => until(`the map of ${page.who.name} is drawn`, () => page.evaluate(() => window.__map?.loaded() === true));
/** Levels of the zones that a page's map draws. */
const zones = (page) => page.evaluate(() => {
  const map = window.__map;
  if (!map?.getLayer('fs-analysis-fill')) return [];
  return [...new Set(map.queryRenderedFeatures({ layers: ['fs-analysis-fill'] }).map((feature) => feature.properties.level))].sort();
});
const draws = (page, levels) => until(`the map of ${page.who.name} draws ${levels}`, async () => (await zones(page)).join() === levels.join());

it.test('a plume is computed and stands on the maps of others', async () => {
  incident = await logIncident(it.node, { title: '莲荷水厂液氯泄漏', type_code: 'A20400', place: { text: '莲荷水厂', position: { lon: 112.385, lat: 25.6 }, error_m: 30 } });
  [duty, leader] = [await it.page('duty', { at: `/incident/${incident}`, width: 1920, height: 1080 }), await it.page('leader', { at: `/incident/${incident}`, width: 1920, height: 1080 })];
  await duty.getByTestId('analysis-open').click();
  await duty.getByTestId('analysis-substance').selectOption('chlorine');
  await duty.getByTestId('analysis-rate').fill('0.45');
  await duty.getByTestId('analysis-from').fill('8');
  await duty.getByTestId('analysis-wind').fill('0.2');
  await duty.getByTestId('analysis-stability').selectOption('F');
  await duty.getByTestId('analysis-basis').fill('水厂值班长电话 03:06；县城站 03:10');
  await duty.getByTestId('analysis-run').click();
  await duty.getByTestId('analysis-wind-wrong').waitFor();
  assert.match(await duty.getByTestId('analysis-wind-wrong').innerText(), /超出范围 · 可以：0\.5 … 60 规则 NUM-1/);
  await duty.getByTestId('analysis-wind').fill('2.1');
  await duty.getByTestId('analysis-run').click();
  await duty.getByTestId('analysis').waitFor();
  assert.deepEqual(await duty.getByTestId('analysis-zone').evaluateAll((all) => all.map((each) => each.dataset.level)), ['3', '2', '1']);
  assert.match(await duty.getByTestId('analysis').innerText(), /推演 · 非实测 · 第 1 次/);
  assert.ok((await duty.getByTestId('analysis-place').count()) > 0, 'it names whom it reaches');
  for (const page of [duty, leader]) {
    await ready(page);
    await draws(page, [1, 2, 3]);
    assert.equal(await page.getByTestId('map-modelled').innerText(), '推演 · 非实测');
  }
  await until('the timeline says it', async () => /氯气扩散推演（第 1 次，非实测）/.test(await leader.getByTestId('timeline').innerText()));
  await shot(duty, 'analysis');
});

it.test('it is on the map of the meeting', async () => {
  conference = await consult(leader, it.node, incident, ['water']);
  await join(leader, 'watch-only');
  await leader.goto(`${it.node.url}/conference/${conference}?test`);
  await leader.getByTestId('shared-map').waitFor();
  await ready(leader);
  await leader.evaluate(() => window.__map.jumpTo({ center: [112.383, 25.58], zoom: 12 }));
  await draws(leader, [1, 2, 3]);
  assert.equal(await leader.getByTestId('map-modelled').innerText(), '推演 · 非实测');
  await shot(leader, 'analysis-meeting');
});

it.test('taken from the map, it is gone for all and stays in the record', async () => {
  await duty.getByTestId('analysis-retract').click();
  await duty.getByTestId('analysis-reason').fill('风已转向，按实测重算');
  await duty.getByTestId('analysis-retract-do').click();
  await until('it is gone from the map of the meeting', async () => (await zones(leader)).length === 0 && (await leader.getByTestId('map-modelled').count()) === 0);
  await until('the timeline says why', async () => /撤下第 1 次推演：风已转向/.test(await duty.getByTestId('timeline').innerText()));
  noTroubles(it);
});
