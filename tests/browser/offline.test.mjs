// A duty desk that was cut off: the node is killed, the page is loaded again from this computer, shows the last picture and
// says since when, takes a report and a call; when the node is back each is there once, and what a colleague had changed
// meanwhile is not overwritten. Over the node's own TLS with its root installed; no certificate error is ignored.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { shot } from './lib/browser.mjs';
import { Client, incidentFacts } from './lib/client.mjs';
import { Node } from './lib/node.mjs';
import { TrustingBrowser } from './lib/trusted.mjs';
import { until } from './lib/until.mjs';

let node;
let browser;
let page;
let known;
const TITLE = '断网时接的报';
const CALL = '断网时记的电话：堤脚渗水';
const TYPED = '山坡开裂，还没说完';

before(async () => {
  node = await Node.start();
  browser = await TrustingBrowser.install(node);
}, { timeout: 120_000 });
after(async () => {
  await browser?.close();
  await node?.stop();
}, { timeout: 60_000 });

// Each step stands on the one before.
let broken = false;
const offlineTest = (title, run) => test(title, { timeout: 180_000 }, async () => {
  assert.equal(broken, false, 'the step before failed');
  try {
    await run();
  } catch (error) {
    broken = true;
    await shot(page, 'failed-offline').catch(() => undefined);
    process.stderr.write(`${page?.troubles?.join('\n')}\n--- what the node said\n${node.said}\n`);
    throw error;
  }
});
const state = () => page.getByTestId('connection').getAttribute('data-state');
const rows = (text) => page.getByTestId('incident-row').filter({ hasText: text }).count();
const map = () => page.evaluate(() => window.__map?.isStyleLoaded() && Object.keys(window.__map.getStyle().sources).length);

offlineTest('a trusted certificate gives a service worker that keeps the program and no answer of the node', async () => {
  const clerk = await Client.login(node, 'leader');
  known = (await clerk.must({ type: 'log_incident', facts: incidentFacts({ title: '断网前的事件' }) })).made.id;
  page = await browser.page();
  await browser.login(page, node.account('duty'), '/duty');
  await until('the computer can open the desk by itself', () => page.getByTestId('offline-ready').getAttribute('data-readiness').then((found) => found === 'ready'));
  // A second look, as the officer of the next morning has: the map's pieces pass through the worker.
  await page.reload();
  await until('the map is drawn', async () => (await map()) > 6);
  await until('pieces of the map are kept', () => page.evaluate(async () => (await (await caches.open('fengsui-map')).keys()).length > 5));
  const kept = await page.evaluate(async () => {
    const urls = [];
    for (const name of await caches.keys()) urls.push(...(await (await caches.open(name)).keys()).map((request) => new URL(request.url).pathname));
    return urls;
  });
  assert.ok(kept.includes('/') && kept.some((url) => url.startsWith('/assets/index-')), 'the shell is whole');
  assert.deepEqual(kept.filter((url) => url.startsWith('/api/') && !url.startsWith('/api/map/')), [], 'no answer about incidents is kept');
});

offlineTest('the node is killed, and a reload opens the desk as it last was', async () => {
  await until('the incident is in the queue', async () => (await rows('断网前的事件')) === 1);
  await until('the picture is on disk', () => page.evaluate(() => new Promise((told) => {
    const asked = indexedDB.open('fengsui-picture');
    asked.onsuccess = () => {
      const count = asked.result.transaction('views').objectStore('views').count();
      count.onsuccess = () => {
        asked.result.close();
        told(count.result > 5);
      };
    };
  })));
  await node.killAll();
  await until('the desk notices', async () => (await state()) !== 'live');
  await page.reload();
  await page.waitForSelector('main');
  assert.equal(await state(), 'offline');
  assert.match(await page.getByTestId('banner-lost').innerText(), /离线 \d\d:\d\d:\d\d 起/);
  await until('the last picture is there', async () => (await rows('断网前的事件')) === 1);
  await until('the map is drawn from what was kept', async () => (await map()) > 6);
});

offlineTest('a report, a call and a change are taken while cut off', async () => {
  await page.keyboard.press('F2');
  await until('the caret stands in the type field', () => page.evaluate(() => document.activeElement?.dataset?.field === 'type'));
  await page.keyboard.type('hzsg');
  await page.keyboard.press('Tab');
  await page.getByTestId('intake-occurred').fill('刚才');
  await page.getByTestId('intake-place').fill('珠泉镇车头村');
  await page.getByTestId('intake-narrative').fill('民房起火。');
  await page.getByTestId('intake-title').fill(TITLE);
  await page.keyboard.press('Control+Enter');
  await until('the report waits', () => page.getByTestId('outbox-waiting').innerText().then((text) => /1 条待发/.test(text)));
  await page.getByTestId('call-course').locator('visible=true').first().fill(CALL);
  await page.getByTestId('call-submit').locator('visible=true').first().click();
  await until('the call waits', () => page.getByTestId('outbox-waiting').innerText().then((text) => /2 条待发/.test(text)));
  await page.evaluate((id) => history.pushState(null, '', `/incident/${id}?test`), known);
  await page.evaluate(() => dispatchEvent(new PopStateEvent('popstate')));
  await page.getByTestId('facts-edit').click();
  await page.getByTestId('facts-title').fill('本席改的标题');
  await page.getByTestId('facts-save').click();
  await until('the change waits', () => page.getByTestId('outbox-waiting').innerText().then((text) => /3 条待发/.test(text)));
  assert.equal(await page.getByTestId('facts-form').count(), 0, 'the form is done with it');
  await page.getByTestId('show-waiting').click();
  const waiting = await page.getByTestId('waiting-list').innerText();
  for (const words of [TITLE, CALL, '改情况']) assert.ok(waiting.includes(words), waiting);
  await shot(page, 'offline-waiting');
  // Killed in mid-work too: another reload loses none of it.
  await page.goto(`${browser.url}/duty?test`);
  await page.waitForSelector('main');
  assert.match(await page.getByTestId('outbox-waiting').innerText(), /3 条待发/);
  await until('the queue is there after the reload', async () => (await rows('断网前的事件')) === 1);
  await until('the map is drawn again', async () => (await map()) > 6);
  await shot(page, 'offline-desk');
});

offlineTest('kill -9 of the browser while a form is typed and three inputs wait: nothing that was typed is lost', async () => {
  await browser.loginIsOnDisk();
  await page.keyboard.press('F2');
  await until('the caret stands in the type field', () => page.evaluate(() => document.activeElement?.dataset?.field === 'type'));
  await page.getByTestId('intake-place').fill('广发镇');
  await page.getByTestId('intake-narrative').focus();
  await page.keyboard.type(TYPED);
  // On disk, all of it; from here on nobody is asked.
  await until('what is typed is on disk', () => page.evaluate((typed) => new Promise((told) => {
    const asked = indexedDB.open('fengsui');
    asked.onsuccess = () => {
      const all = asked.result.transaction('drafts').objectStore('drafts').getAll();
      all.onsuccess = () => {
        asked.result.close();
        told(JSON.stringify(all.result).includes(typed));
      };
    };
  }), TYPED));
  await browser.kill();
  await browser.open();
  const { troubles } = page;
  page = Object.assign(await browser.page(), { who: page.who });
  page.troubles.push(...troubles);
  await page.goto(`${browser.url}/duty?test`);
  await page.waitForSelector('main');
  assert.equal(await state(), 'offline', 'the node is still away');
  assert.match(await page.getByTestId('outbox-waiting').innerText(), /3 条待发/);
  await until('the form is as it was', async () => (await page.getByTestId('intake-narrative').inputValue()) === TYPED);
  assert.equal(await page.getByTestId('intake-place').inputValue(), '广发镇');
  await until('the queue is there', async () => (await rows('断网前的事件')) === 1);
  await shot(page, 'offline-killed');
});

offlineTest('back: each is there once, and what a colleague changed is not overwritten', async () => {
  // The colleague is first: the desk has no way to the node until it has spoken.
  await browser.context.setOffline(true);
  await node.run();
  const clerk = await Client.login(node, 'leader');
  const current = async () => (await clerk.get('/api/audit?limit=1')).status;
  assert.ok([200, 403].includes(await current()), 'the node answers');
  const change = { title: '同事改的标题' };
  const version = await page.evaluate((id) => new Promise((told) => {
    const asked = indexedDB.open('fengsui-picture');
    asked.onsuccess = () => {
      const got = asked.result.transaction('views').objectStore('views').get(`incident/${id}`);
      got.onsuccess = () => {
        asked.result.close();
        told(got.result.view.version);
      };
    };
  }), known);
  await clerk.must({ type: 'update_incident', incident: known, version, change });
  await browser.context.setOffline(false);
  await page.getByTestId('try-now').click().catch(() => undefined);
  await until('connected again', async () => (await state()) === 'live', { limit: 120_000 });
  await until('everything was answered', () => page.getByTestId('outbox-waiting').count().then((count) => count === 0));
  await until('the report is there once', async () => (await rows(TITLE)) === 1);
  const refused = page.getByTestId('banner-refused');
  await until('the change is refused, with its rule', async () => (await refused.count()) === 1);
  assert.equal(await refused.getAttribute('data-rule'), 'INC-4');
  assert.match(await refused.innerText(), /改情况.*本席改的标题/s);
  assert.match(await page.getByTestId('banner-back').innerText(), /补发 3 条/);
  await page.getByTestId('show-away').click();
  const outcomes = await page.getByTestId('delivered').evaluateAll((all) => all.map((each) => each.dataset.outcome));
  assert.deepEqual(outcomes, ['accepted', 'accepted', 'refused']);
  assert.match(await page.getByTestId('away-report').innerText(), /同事改的标题/);
  await shot(page, 'offline-back');
  await page.reload();
  await until('connected', async () => (await state()) === 'live');
  await until('the queue is there', async () => (await rows('同事改的标题')) === 1);
  assert.equal(await rows(TITLE), 1, 'no reload makes a second one');
  assert.equal(await page.getByTestId('call-row').filter({ hasText: CALL }).locator('visible=true').count(), 1);
  await until('what was typed when the browser was killed is still in the form', async () => (await page.getByTestId('intake-narrative').inputValue()) === TYPED);
  const logged = await rows('断网前的事件');
  assert.equal(logged, 0, 'the colleague’s words stand');
});

offlineTest('nothing went wrong on the page, and logging out leaves nothing of the picture', async () => {
  assert.deepEqual(page.troubles, []);
  await page.evaluate(() => fetch('/api/logout', { method: 'POST', headers: { 'x-fengsui': '1' } }));
  await page.reload();
  await page.getByTestId('login-form').waitFor();
  await until('the picture is forgotten', () => page.evaluate(() => new Promise((told) => {
    const asked = indexedDB.open('fengsui-picture');
    asked.onsuccess = () => {
      const count = asked.result.transaction('views').objectStore('views').count();
      count.onsuccess = () => {
        asked.result.close();
        told(count.result === 0);
      };
    };
  })));
  await node.killAll();
  await page.reload();
  await page.getByTestId('unreachable').waitFor();
  await node.run();
});
