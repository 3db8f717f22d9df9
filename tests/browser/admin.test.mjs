// Administration: feeds and their trouble, keys shown once, passwords that must be changed, sessions ended, the audit.
import assert from 'node:assert/strict';
import { shot } from './lib/browser.mjs';
import { deliver, dispatch, envelope, sourceOf } from './lib/feeds.mjs';
import { noTroubles, stage } from './lib/stage.mjs';
import { until } from './lib/until.mjs';

const it = stage('admin');
const RECORD = { kind: '火灾', description: '仓库起火', address: '珠泉镇', lon: 112.37, lat: 25.59 };
let admin;
let town;

const source = (id) => admin.locator(`[data-testid=source-row][data-source="${id}"]`);
const user = (account) => admin.locator(`[data-testid=user-row][data-account="${account}"]`);

it.test('a source shows its last record, and its trouble with what was refused', async () => {
  admin = await it.page('admin', { at: '/admin' });
  assert.equal(await source('fire-119').getAttribute('data-trouble'), 'never');
  const fire = sourceOf(it.node, 'fire-119');
  assert.equal((await deliver(it.node, fire, envelope(fire, dispatch(RECORD)))).status, 200);
  await until('the trouble is over', () => source('fire-119').getAttribute('data-trouble').then((trouble) => trouble === ''));
  assert.match(await source('fire-119').innerText(), /\d\d:\d\d:\d\d/);
  assert.equal((await deliver(it.node, fire, envelope(fire, { ...dispatch(RECORD), alarmTime: 'x' }))).status, 422);
  await until('the refusal is told', () => source('fire-119').getAttribute('data-trouble').then((trouble) => trouble === 'refused'));
  assert.match(await source('fire-119').innerText(), /alarmTime/);
  await shot(admin, 'admin-sources');
});

it.test('a new key is shown once; the old one no longer serves', async () => {
  const old = sourceOf(it.node, 'safety');
  await source('safety').getByRole('button').first().click();
  const key = await admin.getByTestId('secret-text').innerText();
  assert.ok(key.length >= 16 && key !== old.key);
  await shot(admin, 'admin-key');
  await admin.getByTestId('secret').getByRole('button').last().click();
  await until('it is gone', () => admin.getByTestId('secret').isHidden());
  assert.ok(!(await admin.content()).includes(key), 'it stands nowhere any more');
  assert.equal((await deliver(it.node, old, envelope(old, dispatch(RECORD)))).status, 401);
  assert.equal((await deliver(it.node, old, envelope(old, dispatch(RECORD), { key }))).status, 200);
});

it.test('a reset password must be changed at the next login', async () => {
  town = await it.page('town', { at: '/duty' });
  await admin.getByTestId('admin-users').click();
  await user('town').getByTestId('reset').click();
  const password = await admin.getByTestId('secret-text').innerText();
  await shot(admin, 'admin-users');
  await until('the session of before is ended', () => town.getByTestId('login').isVisible());
  await town.getByTestId('login-account').fill('town');
  await town.getByTestId('login-password').fill(it.node.account('town').password);
  await town.getByTestId('login-submit').click();
  await until('the old password is refused', () => town.getByTestId('login-error').isVisible());
  await town.getByTestId('login-password').fill(password);
  await town.getByTestId('login-submit').click();
  await until('the change is asked for', () => town.getByTestId('change-password').isVisible());
  assert.equal(await town.locator('main').count(), 0, 'and nothing else is shown');
  await shot(town, 'change-password');
  await town.getByTestId('password-old').fill(password);
  await town.getByTestId('password-new').fill('short');
  await town.getByTestId('password-repeat').fill('short');
  assert.ok(await town.getByTestId('password-submit').isDisabled(), 'too short');
  await town.getByTestId('password-new').fill('塘村的新密码2026');
  await town.getByTestId('password-repeat').fill('塘村的新密码2026');
  await town.getByTestId('password-submit').click();
  await until('the application opens', () => town.locator('main').isVisible());
});

it.test('disabling an account ends its session', async () => {
  await user('town').getByTestId('disable').click();
  await until('it is told goodbye', () => town.getByTestId('login').isVisible());
  assert.match(await town.getByTestId('login').innerText(), /登录已结束/);
  await shot(town, 'goodbye');
  await town.getByTestId('login-account').fill('town');
  await town.getByTestId('login-password').fill('塘村的新密码2026');
  await town.getByTestId('login-submit').click();
  await until('and may not come back', () => town.getByTestId('login-error').isVisible());
});

it.test('a new user; the audit has all of it', async () => {
  await admin.getByTestId('add-user').click();
  await admin.getByTestId('new-account').fill('health');
  await admin.getByTestId('new-name').fill("Robert'); DROP TABLE log;--");
  await admin.getByTestId('create-user').click();
  await until('the user is listed as typed', () => user('health').getByText("Robert'); DROP TABLE log;--").isVisible());
  await admin.getByTestId('admin-audit').click();
  await until('there are rows', async () => (await admin.getByTestId('audit-row').count()) > 10);
  const kinds = await admin.getByTestId('audit-row').evaluateAll((rows) => rows.map((row) => row.children[3].innerText));
  for (const kind of ['password', 'user', 'key']) assert.ok(kinds.some((each) => each.toLowerCase().includes(kind)), `an entry about ${kind}: ${[...new Set(kinds)].join(' ')}`);
  await shot(admin, 'admin-audit');
  await admin.getByTestId('admin-maps').click();
  await until('the map package is told', () => admin.getByTestId('map-package').first().isVisible());
  await shot(admin, 'admin-maps');
  noTroubles(it);
});
