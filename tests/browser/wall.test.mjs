// What is drawn on one map is on the others; in a meeting each sees where the others point, and goes along with who leads.
import assert from 'node:assert/strict';
import { picturesMove, shot } from './lib/browser.mjs';
import { Client } from './lib/client.mjs';
import { pressMap } from './lib/map.mjs';
import { consult, join, logIncident } from './lib/meeting.mjs';
import { noTroubles, stage } from './lib/stage.mjs';
import { until } from './lib/until.mjs';

const it = stage('wall');
const CENTRE = { lon: 112.37, lat: 25.59 };
let leader;
let water;
let incident;
let conference;
let wall;

const ready = (page) => page.waitForFunction(() => window.__map?.isStyleLoaded() && !window.__map.isMoving());
/** Numbers of the plots that a page draws. */
const drawn = (page) => page.evaluate(() => {
  const layers = ['fs-plot-areas', 'fs-plot-lines', 'fs-plot-dashed', 'fs-plot-points'].filter((layer) => window.__map?.getLayer(layer));
  return layers.length === 0 ? [] : [...new Set(window.__map.queryRenderedFeatures({ layers }).map((each) => each.properties.plot))];
});
const centre = (page) => page.evaluate(() => ({ ...window.__map.getCenter(), zoom: window.__map.getZoom() }));
const timeline = (page, kind) => page.locator(`[data-testid=timeline] li[data-kind=${kind}]`).allInnerTexts();

it.test('an area drawn on the incident page is on the map of others, and in the timeline', async () => {
  incident = await logIncident(it.node, { title: '钟水河漫堤', place: { text: '车头村', position: CENTRE, town: '431024100' } });
  leader = await it.page('leader', { at: `/incident/${incident}` });
  water = await it.page('water', { at: `/incident/${incident}` });
  for (const page of [leader, water]) await ready(page);
  await leader.getByTestId('plot-tool-area').click();
  for (const [east, north] of [[-0.03, -0.015], [0.01, -0.015], [-0.01, 0.01]]) await pressMap(leader, { lon: CENTRE.lon + east, lat: CENTRE.lat + north });
  await leader.getByTestId('plot-finish').click();
  for (const page of [leader, water]) await until(`the area is drawn for ${page.who.name}`, async () => (await drawn(page)).length === 1);
  await until('the timeline says so', async () => (await timeline(water, 'plot')).some((text) => text.includes('警戒区 F10100')));
  await shot(leader, 'plot');
});

it.test('Ctrl Z takes it back for everybody, and once more is nothing', async () => {
  await leader.keyboard.press('Escape');
  await leader.keyboard.press('Control+z');
  for (const page of [leader, water]) await until(`it is gone for ${page.who.name}`, async () => (await drawn(page)).length === 0);
  assert.ok(await leader.getByTestId('plot-undo').isDisabled());
});

it.test('an arrow by keyboard: Enter ends it; a selected plot can be erased', async () => {
  await leader.getByTestId('plot-tool-line').click();
  await pressMap(leader, { lon: CENTRE.lon - 0.02, lat: CENTRE.lat - 0.01 });
  await pressMap(leader, { lon: CENTRE.lon + 0.02, lat: CENTRE.lat - 0.01 });
  await leader.keyboard.press('Enter');
  for (const page of [leader, water]) await until(`the arrow is drawn for ${page.who.name}`, async () => (await drawn(page)).length === 1);
  await leader.getByTestId('plot-tool-select').click();
  await pressMap(leader, { lon: CENTRE.lon, lat: CENTRE.lat - 0.01 });
  await leader.getByTestId('plot-erase').click();
  await until('it is gone', async () => (await drawn(water)).length === 0);
});

it.test('in a meeting each sees where the other points', async () => {
  conference = await consult(leader, it.node, incident, ['water']);
  await join(leader, 'watch-only');
  await water.getByTestId('call-join').click();
  await join(water, 'watch-only');
  // Asked for anew with `?test`, so that the map in the room can be read.
  for (const page of [leader, water]) {
    await page.goto(`${it.node.url}/conference/${conference}?test`);
    await page.getByTestId('room').waitFor();
  }
  await water.getByTestId('show-map').click();
  for (const page of [leader, water]) {
    await page.getByTestId('shared-map').waitFor();
    await ready(page);
  }
  const box = await water.locator('.map-canvas').boundingBox();
  await until('the water bureau points on the map of the leader', async () => {
    await water.mouse.move(box.x + box.width / 2 + Math.random() * 20, box.y + box.height / 2);
    return leader.locator('[data-testid=map-pointer]').filter({ hasText: '水利局' }).isVisible();
  });
  await until('the pointer stands at the same place', async () => {
    const at = await water.evaluate(([x, y]) => {
      const canvas = window.__map.getCanvas().getBoundingClientRect();
      return window.__map.unproject([x - canvas.left, y - canvas.top]);
    }, [box.x + box.width / 2, box.y + box.height / 2]);
    const shown = await leader.evaluate(() => {
      const canvas = window.__map.getCanvas().getBoundingClientRect();
      const pointer = document.querySelector('[data-testid=map-pointer]').getBoundingClientRect();
      return window.__map.unproject([pointer.left - canvas.left, pointer.top - canvas.top]);
    });
    return Math.abs(at.lng - shown.lng) < 0.02 && Math.abs(at.lat - shown.lat) < 0.02;
  });
  await shot(leader, 'shared-map');
});

it.test('who follows goes along with who leads, until a hand moves the map', async () => {
  await leader.getByTestId('take-lead').click();
  await until('the water bureau is told who leads', () => water.getByTestId('follow').isVisible());
  await leader.evaluate(() => window.__map.jumpTo({ center: [112.45, 25.66], zoom: 12.5 }));
  const there = (view) => Math.abs(view.lng - 112.45) < 1e-3 && Math.abs(view.lat - 25.66) < 1e-3 && Math.abs(view.zoom - 12.5) < 0.05;
  await until('the map of the water bureau shows the same', async () => there(await centre(water)));
  const box = await water.locator('.map-canvas').boundingBox();
  await water.mouse.move(box.x + 200, box.y + 200);
  await water.mouse.down();
  await water.mouse.move(box.x + 120, box.y + 160, { steps: 4 });
  await water.mouse.up();
  await until('it looks around', () => water.getByTestId('look-around').getAttribute('aria-pressed').then((pressed) => pressed === 'true'));
  assert.ok(!there(await centre(water)));
  await water.getByTestId('follow').click();
  await until('it follows again', async () => there(await centre(water)));
});

it.test('a decision is written once and stands in the incident', async () => {
  await leader.getByTestId('meeting-record-button').click();
  await leader.getByTestId('decision').fill('04:00 前转移完车头四村');
  await leader.getByTestId('decision-submit').click();
  await water.getByTestId('meeting-record-button').click();
  await until('the water bureau reads it', () => water.locator('[data-testid=meeting-record] li[data-kind=decision]').getByText('转移完车头四村').isVisible());
});

const panes = (page) => page.getByTestId('wall').getAttribute('data-panes');

it.test('a wall shows what the desk arranges, and the same after a reload', async () => {
  wall = await it.page('wall', { at: '/wall/hall', width: 1920, height: 1080 });
  await until('it shows what a wall shows at first', async () => (await panes(wall)) === 'figures map');
  const duty = await it.page('duty', { at: '/duty' });
  await duty.getByTestId('arrange-walls').click();
  await duty.getByTestId('wall-preset').selectOption('consultation');
  await duty.getByTestId('wall-conference-choice').selectOption(String(conference));
  await duty.getByTestId('wall-incident-choice').selectOption(String(incident));
  await shot(duty, 'wall-arrange');
  await duty.getByTestId('wall-apply').click();
  await until('the wall obeys', async () => (await panes(wall)) === 'figures map conference');
  await wall.reload();
  await until('it shows the same after a reload', async () => (await panes(wall)) === 'figures map conference');
  await until('its map shows what the leader of the shared map shows', async () => {
    const view = await centre(wall);
    return Math.abs(view.lng - 112.45) < 1e-3 && Math.abs(view.lat - 25.66) < 1e-3;
  });
});

it.test('the wall receives the conference, takes no site and can do nothing', async () => {
  it.node.robots('robot-police', 'robot-fire');
  const operator = await Client.login(it.node, 'operator');
  await operator.must({ type: 'invite_units', conference, units: ['police', 'fire'] });
  await picturesMove(wall, ['公安局', '消防救援大队']);
  const roster = await leader.getByTestId('roster-row').allInnerTexts();
  assert.ok(roster.length === 4 && !roster.some((text) => /大屏|大厅/.test(text)), `the roster: ${roster}`);
  const screen = await Client.login(it.node, 'wall');
  const { status, said } = await screen.post({ type: 'add_note', incident, text: 'x' });
  assert.equal(status, 403);
  assert.equal(said.rule, 'AUTH-1');
  await shot(wall, 'wall');
});

it.test('after the conference the wall says so, and the desk gives it another preset', async () => {
  const operator = await Client.login(it.node, 'operator');
  await operator.must({ type: 'end_conference', conference });
  await until('the wall says that it ended', () => wall.getByText('会议已于').isVisible());
  await operator.must({ type: 'arrange_wall', wall: 'hall', preset: 'incident', scene: { panes: ['figures', 'incident', 'map'], layout: 'main', map: { type: 'incident' }, incident } });
  await until('the wall obeys', async () => (await panes(wall)) === 'figures incident map');
  await until('the decision stands on it', () => wall.getByText('转移完车头四村').isVisible());
  await shot(wall, 'wall-incident');
  noTroubles(it);
});
