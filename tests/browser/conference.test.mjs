// A consultation: it rings, people join, see and hear each other under the right names; chair's rights; leaving and coming back.
import assert from 'node:assert/strict';
import { framesPass, inbound, loudness, picturesMove, shot, shows } from './lib/browser.mjs';
import { connected, consult, heard, join, logIncident, row, silence } from './lib/meeting.mjs';
import { noTroubles, stage } from './lib/stage.mjs';
import { until } from './lib/until.mjs';

const it = stage('conference');
const ROBOTS = ['公安局', '消防救援大队'];
let leader;
let water;
let weather;
let conference;

it.test('an invitation rings', async () => {
  const incident = await logIncident(it.node, { title: '钟水河漫堤' });
  water = await it.page('water', { at: '/duty' });
  await water.getByTestId('start-duty').click();
  await until('sound is unlocked', () => water.getByTestId('on-duty').getAttribute('data-sound').then((sound) => sound === 'running'));
  await until('the test sound is over', async () => (await loudness(water)) < 1e-4);
  leader = await it.page('leader', { at: '/duty' });
  conference = await consult(leader, it.node, incident, ['police', 'fire', 'weather', 'water']);
  await until('the bar shows', () => water.getByTestId('call-bar').isVisible());
  await until('the ring is heard', async () => (await loudness(water)) > 1e-3);
  await shot(water, 'call-bar');
});

it.test('after a reload the page says that its sound is blocked', async () => {
  // A plain reload may carry the last press over; by way of an empty page, as after a restart of the browser, none is left.
  await water.goto('about:blank');
  await water.goto(`${it.node.url}/duty?test`);
  await until('the bar that cannot be closed', () => shows(water, '[data-testid=sound-blocked]'));
  assert.equal(await water.getByTestId('sound-blocked').getByRole('button').count(), 1, 'one button, which unblocks');
  assert.ok((await loudness(water)) < 1e-4, 'nothing is heard');
  await until('the leader is told which desk cannot ring', () => leader.getByTestId('silent-desks').isVisible());
  assert.match(await leader.getByTestId('silent-desks').innerText(), /水利局/);
  await shot(water, 'sound-blocked');
  await water.getByTestId('unblock-sound').click();
  await until('the bar is gone', () => water.getByTestId('sound-blocked').isHidden());
  await until('the ring is heard again', async () => (await loudness(water)) > 1e-3);
  await until('the leader is told no longer', () => leader.getByTestId('silent-desks').isHidden());
});

it.test('two pages join with camera and see each other', async () => {
  await shot(leader, 'lobby');
  await join(leader);
  await water.getByTestId('call-join').click();
  await join(water);
  for (const page of [leader, water]) {
    await connected(page);
    await framesPass(page, 15);
    const { ciphers } = await inbound(page);
    assert.ok(ciphers.length >= 2 && ciphers.every((cipher) => /AEAD_AES_(128|256)_GCM$/.test(cipher)), `ciphers: ${ciphers}`);
  }
  await until('the leader sees the water bureau', () => leader.locator('[data-testid=tile][data-site-name="水利局"]').first().isVisible());
  await until('the water bureau sees the centre', () => water.locator('[data-testid=tile][data-site-name*="指挥中心"]').first().isVisible());
});

it.test('robots join; every name stands beside its own picture, and the pictures move', async () => {
  it.node.robots('robot-police', 'robot-fire');
  for (const page of [leader, water]) await picturesMove(page, ROBOTS);
  await shot(leader, 'room-chair');
  await shot(water, 'room-branch');
});

it.test('voices arrive; the chair closes a microphone and its packets stop', async () => {
  await leader.getByTestId('open-all').click();
  for (const page of [leader, water]) await heard(page, `${page.who.name} hears somebody`);
  for (const name of ROBOTS) {
    await row(leader, name).getByTestId('row-mute').click();
    await until(`${name} is closed`, () => row(leader, name).getByTestId('row-mute').getAttribute('aria-pressed').then((pressed) => pressed === 'true'));
  }
  await heard(leader, 'the water bureau alone is heard');
  await row(leader, '水利局').getByTestId('row-mute').click();
  await until('the water bureau is told who closed it', () => water.getByTestId('microphone').isDisabled());
  await silence(leader, 'its packets stop');
  await row(leader, '水利局').getByTestId('row-mute').click();
  await heard(leader, 'opened by the chair, it is heard again');
});

it.test('what the node drops does not depend on the page', async () => {
  await row(leader, '水利局').getByTestId('row-mute').click();
  await until('closed', () => water.getByTestId('microphone').isDisabled());
  // The page disobeys: its track is enabled again, so that sound is sent on.
  const sent = () => water.evaluate(async () => {
    let energy = 0;
    for (const connection of window.__connections.filter((each) => each.connectionState === 'connected')) {
      for (const sender of connection.getSenders()) if (sender.track?.kind === 'audio') sender.track.enabled = true;
      (await connection.getStats()).forEach((entry) => {
        if (entry.type === 'media-source' && entry.kind === 'audio') energy += entry.totalAudioEnergy ?? 0;
      });
    }
    return energy;
  });
  const before = await sent();
  await until('the page sends sound', async () => (await sent()) > before + 1e-4);
  await silence(leader, 'the leader hears none of it');
  await row(leader, '水利局').getByTestId('row-mute').click();
});

it.test('a shared screen arrives', async () => {
  await water.getByTestId('present').click();
  const tile = leader.locator('[data-testid=tile][data-slot=presentation]');
  await until('the leader has the presentation', () => tile.isVisible());
  await until('it bears the name of who shares', () => tile.getAttribute('data-site-name').then((name) => name === '水利局'));
  const frames = () => tile.locator('video').evaluate((video) => (video.videoWidth > 0 ? video.getVideoPlaybackQuality().totalVideoFrames : 0));
  const before = await until('its first picture', frames);
  await until('further pictures', async () => (await frames()) > before + 5);
  await shot(leader, 'room-presentation');
  await leader.getByTestId('take-back').click();
  await until('the chair took the token back', () => tile.isHidden());
});

it.test('who only watches is said to do so', async () => {
  weather = await it.page('weather', { at: '/duty' });
  await weather.getByTestId('call-join').click();
  await join(weather, 'watch-only');
  await picturesMove(weather, ROBOTS);
  const tile = leader.locator('[data-testid=tile][data-site-name="气象局"]').first();
  await until('the note stands on its tile', () => tile.getByText('只看只听').isVisible());
  assert.ok(await weather.getByTestId('microphone').isDisabled());
  await shot(weather, 'room-watching');
  await shot(leader, 'room-chair-full');
});

it.test('a site leaves and comes back', async () => {
  await water.getByTestId('leave').click();
  await until('the roster says so', () => row(leader, '水利局').getAttribute('data-presence').then((presence) => presence === 'absent'));
  await until('its picture is gone', () => leader.locator('[data-testid=tile][data-site-name="水利局"]').count().then((count) => count === 0));
  await water.goto(`${it.node.url}/conference/${conference}?test`);
  await join(water);
  await until('it is back', () => row(leader, '水利局').getAttribute('data-presence').then((presence) => presence === 'present'));
  await picturesMove(water, ROBOTS);
  await until('and seen', () => leader.locator('[data-testid=tile][data-site-name="水利局"]').first().isVisible());
});

it.test('the chair removes a site, and ends the meeting', async () => {
  await row(leader, '气象局').getByRole('button').first().click();
  await leader.getByTestId('site-remove').click();
  await leader.getByTestId('site-remove-sure').click();
  await until('it is off the roster', () => row(leader, '气象局').count().then((count) => count === 0));
  await until('its page is out of the room', () => weather.getByTestId('room').isHidden());
  await until('its connections are closed', () => weather.evaluate(() => window.__connections.every((each) => each.connectionState !== 'connected')));
  await leader.getByTestId('end').click();
  await leader.getByTestId('end-sure').click();
  for (const page of [leader, water]) {
    await until(`the room is closed for ${page.who.name}`, () => page.getByTestId('room').isHidden());
    await until('and nothing is sent', () => page.evaluate(() => window.__connections.every((each) => each.connectionState !== 'connected')));
  }
  noTroubles(it);
});
