// A narrow line of the extranet, set on the administration page: what two bureaus behind it are sent stays within it, larger
// pictures make way for smaller ones, what finds no room says why, and the page shows what crosses the line.
import assert from 'node:assert/strict';
import { framesPass, shot } from './lib/browser.mjs';
import { restlessCamera } from './lib/camera.mjs';
import { connected, consult, heard, join, logIncident } from './lib/meeting.mjs';
import { noTroubles, stage } from './lib/stage.mjs';
import { until } from './lib/until.mjs';

const it = stage('lines');
const PAGES = ['water', 'fire'];
let admin;
let leader;
let bureaus;

/** Largest picture that is decoded, and bytes of all, on one page. */
const received = (page) => page.evaluate(async () => {
  let [height, bytes] = [0, 0];
  for (const connection of window.__connections.filter((each) => each.connectionState === 'connected')) {
    (await connection.getStats()).forEach((entry) => {
      if (entry.type !== 'inbound-rtp') return;
      bytes += entry.bytesReceived + entry.headerBytesReceived;
      if (entry.kind === 'video' && entry.framesPerSecond > 0) height = Math.max(height, entry.frameHeight ?? 0);
    });
  }
  return { height, bytes };
});
const heights = () => Promise.all(bureaus.map((page) => received(page).then(({ height }) => height)));

/** What the leader sends of each layer, and what the administrator sees of the line: why pictures are as large as they are. */
async function why() {
  const layers = await leader.evaluate(async () => {
    const found = [];
    for (const connection of window.__connections.filter((each) => each.connectionState === 'connected')) {
      (await connection.getStats()).forEach((entry) => {
        if (entry.type === 'outbound-rtp' && entry.rid) found.push(`${entry.rid} ${entry.frameHeight} lines, ${entry.framesPerSecond ?? 0}/s, ${Math.round(entry.targetBitrate / 1000)} kbit/s asked, ${entry.bytesSent} B, ${entry.qualityLimitationReason}`);
      });
    }
    return found;
  });
  const line = await admin?.locator('[data-testid=node-row][data-node=bureaus] [data-testid=line-bar]').first().innerText();
  return `heights ${await heights()}; the leader sends ${layers.join('; ')}; the line: ${line}`;
}

async function setLine(kbps) {
  const row = admin.locator('[data-testid=node-row][data-node=bureaus]');
  await row.getByTestId('edit-node').click();
  await admin.getByTestId('line-down').fill(String(kbps));
  await admin.getByTestId('save-node').click();
  await row.waitFor();
}

it.test('two bureaus see the centre in its larger picture', async () => {
  const incident = await logIncident(it.node, { title: '钟水河漫堤' });
  leader = await it.page('leader', { at: '/duty' });
  await leader.addInitScript(() => localStorage.setItem('fengsui.quality', 'standard'));
  // What a still camera sends of its larger layer, or a busy machine, finds room even in a narrow line.
  await leader.addInitScript(restlessCamera);
  bureaus = [];
  for (const account of PAGES) bureaus.push(await it.page(account, { at: '/duty' }));
  await consult(leader, it.node, incident, PAGES);
  await join(leader);
  for (const page of bureaus) {
    await page.getByTestId('call-join').click();
    await join(page);
  }
  for (const page of bureaus) {
    await connected(page);
    await framesPass(page, 10);
  }
  await until('both see more than the smallest picture', async () => (await heights()).every((height) => height > 180), { limit: 120_000 });
});

it.test('a line of 64 kbit/s is refused with its field, one of 400 is shared', async () => {
  admin = await it.page('admin', { at: '/admin/extranet', width: 1440 });
  await until('the demo’s extranet is there', async () => (await admin.getByTestId('node-row').count()) > 10);
  await setLine(50_000);
  const row = admin.locator('[data-testid=node-row][data-node=bureaus]');
  await row.getByTestId('edit-node').click();
  await admin.getByTestId('line-down').fill('63');
  await admin.getByTestId('save-node').click();
  await until('it is refused', () => admin.getByText('NET-3').first().isVisible());
  await admin.getByTestId('line-down').fill('400');
  await admin.getByTestId('save-node').click();
  await row.waitFor();
  let reason;
  await until('smaller pictures', async () => {
    reason = await why();
    return (await heights()).every((height) => height <= 180);
  }, { trouble: () => reason });
  const before = await Promise.all(bureaus.map(received));
  const began = Date.now();
  for (const page of bureaus) await heard(page, `${page.who.name} still hears`);
  await until('some seconds', () => Date.now() - began > 4_000);
  const now = await Promise.all(bureaus.map(received));
  const bits = now.reduce((sum, each, at) => sum + 8 * (each.bytes - before[at].bytes), 0);
  const rate = bits / (Date.now() - began);
  assert.ok(rate < 440, `both together are sent ${rate} kbit/s`);
});

it.test('what finds no room says why, and the page shows the line', async () => {
  await setLine(150);
  const said = () => Promise.all(bureaus.map((page) => page.getByTestId('tile-paused').allInnerTexts()));
  await until('a tile says so', async () => (await said()).flat().some((text) => text.includes('链路带宽不足')), { limit: 60_000 });
  for (const page of bureaus) await heard(page, `${page.who.name} still hears`);
  const bar = admin.locator('[data-testid=node-row][data-node=bureaus] [data-testid=line-bar]').first();
  await until('the line asks for attention', () => bar.getAttribute('data-state').then((state) => state !== 'ok'));
  assert.match(await bar.innerText(), /降档/);
  // The chair sees it at the site.
  await leader.locator('[data-testid=roster-row] .row-name', { hasText: '水利局' }).click();
  const ofSite = leader.getByTestId('site-lines').getByTestId('line-bar');
  await until('the chair sees the line of the site', () => ofSite.first().getAttribute('data-state').then((state) => state !== 'ok'));
  await shot(leader, 'lines-chair');
  await shot(admin, 'lines-admin');
  await shot(bureaus[0], 'lines-paused');
  await setLine(100_000);
  await until('pictures are back', async () => (await said()).flat().every((text) => !text.includes('链路带宽不足')), { limit: 60_000 });
  await until('and the larger one', async () => (await heights()).every((height) => height > 180), { limit: 60_000 });
  noTroubles(it);
});
