// Departments whose firewall passes only HTTPS meet all the same: once a filter that passes only TCP 443, once a proxy that
// passes only TLS. Real Chromium in a network of its own; the node's root is installed in it, and no certificate error is ignored.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { framesPass, hookConnections, inbound, shot } from './lib/browser.mjs';
import { Firewall, missing, NODE } from './lib/firewall.mjs';
import { connected, consult, join, logIncident } from './lib/meeting.mjs';
import { Node } from './lib/node.mjs';
import { TrustingBrowser } from './lib/trusted.mjs';
import { until } from './lib/until.mjs';

const skip = missing() ?? false;
const FLAGS = [
  '--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream=device-count=1,fps=5', '--disable-gpu-compositing', '--disable-sync',
  '--autoplay-policy=no-user-gesture-required',
];
let firewall;
let node;
let browser;
let conference;

before(async () => {
  if (skip) return;
  firewall = new Firewall();
  node = await Node.start({ address: NODE, front: '443' });
  node.robots('robot-police');
  browser = await TrustingBrowser.install(node, { url: `https://${NODE}`, program: firewall.chromium(), flags: FLAGS });
}, { timeout: 120_000 });
after(async () => {
  await browser?.close();
  await node?.stop();
  await firewall?.remove();
}, { timeout: 60_000 });

/** A page of the department that keeps its connections within reach. */
async function openPage() {
  const page = await browser.page();
  await page.addInitScript(hookConnections);
  await page.addInitScript(() => location.protocol.startsWith('http') && localStorage.setItem('fengsui.quality', 'low'));
  page.who = node.account('leader');
  return page;
}

/** The pairs that living connections use: how they left here, and for where. */
const pairs = (page) => page.evaluate(async () => {
  const found = [];
  for (const connection of window.__connections.filter((each) => each.connectionState === 'connected')) {
    const stats = await connection.getStats();
    const transport = [...stats.values()].find((each) => each.type === 'transport');
    const pair = stats.get(transport?.selectedCandidatePairId);
    const [local, remote] = [stats.get(pair?.localCandidateId), stats.get(pair?.remoteCandidateId)];
    found.push({ type: local?.candidateType, relay: local?.relayProtocol, protocol: remote?.protocol, port: remote?.port });
  }
  return found;
});

/** The node has told the page how its pictures arrive. */
const published = (page) => page.evaluate(async () => {
  for (const connection of window.__connections.filter((each) => each.connectionState === 'connected')) {
    for (const entry of (await connection.getStats()).values()) if (entry.type === 'remote-inbound-rtp' && entry.kind === 'video') return true;
  }
  return false;
});

/** From the lobby into the meeting; pictures come and go. */
async function meet(page) {
  let said = '';
  await until('the way of media was tried', async () => /HTTPS 443/.test(said = await page.locator('body').innerText()), {
    trouble: () => `${said}\n${node.said}`,
  });
  assert.match(await page.getByTestId('check-media').innerText(), /HTTPS · 往返 \d+ ms\s+仅 HTTPS 443/);
  await shot(page, 'lobby-https-only');
  await join(page);
  await connected(page);
  await framesPass(page, 15);
  await until('what the page sends arrives', () => published(page));
  const { ciphers } = await inbound(page);
  assert.ok(ciphers.length >= 2 && ciphers.every((cipher) => /AEAD_AES_(128|256)_GCM$/.test(cipher)), `ciphers: ${ciphers}`);
}

test('a filter that passes only TCP 443', { skip, timeout: 180_000 }, async () => {
  firewall.passOnly443();
  assert.deepEqual([443, node.https, node.media].map((port) => firewall.reaches(port)), [true, false, false]);
  assert.equal(firewall.framedPasses(), true, 'framed STUN passes by the same port');
  const page = await openPage();
  await browser.login(page, page.who, '/duty');
  const incident = await logIncident(node, { title: '只放行网页的单位' });
  conference = await consult(page, { url: browser.url }, incident, ['police']);
  await meet(page);
  const used = await pairs(page);
  // On a private address Chromium takes no TCP candidate of port 443: it comes by TURN here too.
  const by443 = (pair) => pair.relay === 'tls' || (pair.protocol === 'tcp' && pair.port === 443);
  assert.ok(used.length >= 2 && used.every(by443), JSON.stringify(used));
  console.log(`    by ${JSON.stringify(used)}`);
  assert.deepEqual(page.troubles, []);
});

test('a proxy that passes only TLS', { skip, timeout: 180_000 }, async () => {
  await firewall.passOnlyTls();
  assert.deepEqual([443, node.https, node.media].map((port) => firewall.reaches(port)), [true, false, false]);
  assert.equal(firewall.framedPasses(), false, 'what is no TLS does not pass');
  await browser.context.close();
  await browser.open();
  const page = await openPage();
  await page.goto(`${browser.url}/conference/${conference}?test`);
  // Whether the profile on disk is still logged in depends on when Chromium wrote its cookies.
  const login = page.getByTestId('login-account');
  await login.or(page.getByTestId('check-media')).first().waitFor();
  if (await login.isVisible()) await browser.login(page, page.who, `/conference/${conference}`);
  await meet(page);
  const used = await pairs(page);
  assert.ok(used.length >= 2 && used.every((pair) => pair.relay === 'tls' && pair.protocol === 'udp'), JSON.stringify(used));
  console.log(`    by ${JSON.stringify(used)}; ${firewall.passed} connections passed, ${firewall.dropped} dropped`);
  // The relay is the media process's: the command node may go.
  await node.kill('command');
  await framesPass(page, 15, 'pictures go on without the command node');
  assert.deepEqual(page.troubles, []);
});
