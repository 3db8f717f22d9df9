// On a telephone, and at night: nothing is cut off to the side, and what must be read can be read.
import assert from 'node:assert/strict';
import { openPage, shot } from './lib/browser.mjs';
import { Client } from './lib/client.mjs';
import { logIncident } from './lib/meeting.mjs';
import { noTroubles, stage } from './lib/stage.mjs';
import { until } from './lib/until.mjs';

const it = stage('screens');
const PHONE = { width: 390, height: 844 };
let conference;

async function fits(page, name) {
  await shot(page, name);
  const [content, window] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  assert.ok(content <= window, `${name}: ${content} px wide on a screen of ${window}`);
}

it.test('on a telephone nothing scrolls sideways', async () => {
  const incident = await logIncident(it.node, { title: '珠泉镇滨江村三户进水，水位仍在上涨' });
  const leader = await Client.login(it.node, 'leader');
  conference = (await leader.must({ type: 'create_conference', title: '钟水河防汛会商', incident, invite: ['water'] })).made.id;
  const context = await it.browser.newContext({ viewport: PHONE });
  const stranger = await context.newPage();
  await stranger.goto(`${it.node.url}/?test`);
  await stranger.getByTestId('login').waitFor();
  await fits(stranger, 'phone-login');
  await context.close();
  const water = await it.page('water', { at: '/duty', ...PHONE, isMobile: true, hasTouch: true });
  await until('the call bar', () => water.getByTestId('call-bar').isVisible());
  await water.getByTestId('queue').waitFor();
  await fits(water, 'phone-duty');
  for (const tab of ['map', 'form']) {
    await water.getByTestId(`tab-${tab}`).click();
    await fits(water, `phone-duty-${tab}`);
  }
  await water.goto(`${it.node.url}/incident/${incident}?test`);
  await water.getByTestId('incident-page').waitFor();
  await fits(water, 'phone-incident');
  await water.goto(`${it.node.url}/conferences?test`);
  await water.getByTestId('conference-row').waitFor();
  await fits(water, 'phone-conferences');
  await water.goto(`${it.node.url}/conference/${conference}?test`);
  await water.getByTestId('lobby').waitFor();
  await until('the camera is ready', () => water.getByTestId('use-camera').isVisible());
  await fits(water, 'phone-lobby');
  await water.getByTestId('join').click();
  await water.getByTestId('room').waitFor();
  await fits(water, 'phone-room');
});

it.test('the night theme is dark, and stays after a reload', async () => {
  const duty = await it.page('duty', { at: '/duty' });
  await duty.waitForFunction(() => window.__map?.isStyleLoaded());
  const lightness = () => duty.evaluate(() => {
    const [r, g, b] = getComputedStyle(document.body).backgroundColor.match(/\d+/g).map(Number);
    return (0.299 * r + 0.587 * g + 0.114 * b) / 255;
  });
  assert.ok((await lightness()) > 0.6, 'day is light');
  await duty.getByTestId('account-menu').click();
  await duty.getByTestId('switch-theme').click();
  await until('night is dark', async () => (await lightness()) < 0.25);
  await until('the map follows', () => duty.evaluate(() => window.__map.isStyleLoaded() && window.__map.areTilesLoaded()));
  await shot(duty, 'night-duty');
  await duty.reload();
  await duty.locator('main').waitFor();
  assert.ok((await lightness()) < 0.25, 'still dark');
  const leader = await openPage(it.browser, it.node, 'leader', { at: '/incident/1' });
  it.pages.push(leader);
  await leader.getByTestId('account-menu').click();
  await leader.getByTestId('switch-theme').click();
  await leader.getByTestId('incident-page').waitFor();
  await until('all colours have changed', () => leader.evaluate(() => document.getAnimations().length === 0 && window.__map.isStyleLoaded() && window.__map.areTilesLoaded()));
  await shot(leader, 'night-incident');
  noTroubles(it);
});
