// 公文 from a draft made of the log to a file that is checked away from the node, and search that finds it: on real pages, with the
// PDF read by somebody else's reader.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { shot } from './lib/browser.mjs';
import { logIncident } from './lib/meeting.mjs';
import { FENGSUI } from './lib/node.mjs';
import { noTroubles, stage } from './lib/stage.mjs';
import { until } from './lib/until.mjs';

const it = stage('documents');
const TITLE = '钟水河车头段漫堤，村庄进水';
const WORDS = '滨江村二百一十六户已全部转移，无人员伤亡。';
let duty;
let leader;
let id;
let pdf;

const verify = (file) => spawnSync(FENGSUI, ['verify-document', file], { encoding: 'utf8' });
const read = (...options) => execFileSync(options[0], options.slice(1), { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });

/** How many colours a picture has, of some thousand of its pixels. */
const colours = (image) => image.evaluate((element) => {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [200, 120];
  const pen = canvas.getContext('2d');
  pen.drawImage(element, 0, 0, 200, 120);
  const { data } = pen.getImageData(0, 0, 200, 120);
  const seen = new Set();
  for (let at = 0; at < data.length; at += 4) seen.add((data[at] << 16) | (data[at + 1] << 8) | data[at + 2]);
  return seen.size;
});

/** Saves what the link gives out. */
async function download(page, testid) {
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByTestId(testid).click()]);
  const to = path.join(it.node.data, file.suggestedFilename());
  await file.saveAs(to);
  return to;
}

it.test('a 专报 is drafted from the log and edited', async () => {
  id = await logIncident(it.node, { title: TITLE });
  duty = await it.page('duty', { at: `/incident/${id}`, width: 1920, height: 1080 });
  leader = await it.page('leader', { at: '/documents' });
  await duty.getByTestId('draft-documents').click();
  assert.ok(await duty.getByTestId('draft-after_action_report').isDisabled(), 'nothing is looked back on before it is over');
  await duty.getByTestId('draft-special_report').click();
  await duty.getByTestId('document-page').waitFor();
  assert.equal(await duty.getByTestId('document-title').inputValue(), `关于${TITLE}的情况专报`);
  assert.match(await duty.getByTestId('section-text').first().inputValue(), /发生/);
  await duty.getByTestId('document-secrecy').selectOption('confidential');
  await duty.getByTestId('save-document').click();
  await duty.locator('[data-testid=refusal][data-rule=DOC-1]').waitFor();
  await shot(duty, 'document-secrecy');
  await duty.getByTestId('document-secrecy').selectOption('');
  await duty.getByTestId('document-urgency').selectOption('flash');
  const last = duty.getByTestId('section-text').first();
  await last.fill(`${await last.inputValue()}\n${WORDS}`);
  await duty.keyboard.press('Control+s');
  await until('it is saved', async () => (await duty.getByTestId('document-saved').getAttribute('data-changed')) === 'false');
  assert.equal(await duty.getByTestId('sign-document').count(), 0, '签发 is a leader’s');
  await shot(duty, 'document-draft');
});

it.test('a map as it is and a photograph become figures', async () => {
  await duty.getByTestId('figure-map').first().click();
  await duty.locator('.document-map canvas').waitFor();
  await duty.getByTestId('figure-take').click();
  const figures = duty.getByTestId('document-figure');
  await until('the map is a figure', async () => (await figures.count()) === 1 && figures.locator('img').evaluate((image) => image.naturalWidth >= 600));
  assert.ok((await colours(figures.locator('img'))) > 200, 'the map is drawn on it');
  assert.match(await duty.getByTestId('figure-caption').inputValue(), /态势图$/);
  await duty.getByTestId('figure-file').first().setInputFiles({ name: '堤脚渗水.png', mimeType: 'image/png', buffer: await duty.screenshot() });
  await until('the photograph is a figure', async () => (await figures.count()) === 2);
  await duty.getByTestId('figure-file').first().setInputFiles({ name: '假图.png', mimeType: 'image/png', buffer: Buffer.from('<html>') });
  await duty.locator('[data-testid=refusal][data-rule=DOC-13]').waitFor();
  await duty.keyboard.press('Control+s');
  await until('it is saved', async () => (await duty.getByTestId('document-saved').getAttribute('data-changed')) === 'false');
  await shot(duty, 'document-figures');
});

it.test('what is missing is named when it is signed; then it is signed, numbered and sealed', async () => {
  await leader.getByTestId('document-line').click();
  await leader.getByTestId('sign-document').click();
  await leader.locator('[data-testid=refusal][data-rule=DOC-6]').waitFor();
  await leader.getByTestId('document-addressee').fill('市应急管理局');
  await leader.getByTestId('save-document').click();
  await leader.getByTestId('sign-document').click();
  await leader.getByTestId('document-sealed').waitFor();
  assert.match(await leader.getByTestId('document-number').innerText(), /^嘉禾应急专报〔\d{4}〕1号$/);
  await until('the colleague’s page shows it as signed', async () => (await duty.getByTestId('document-state').getAttribute('data-state')) === 'signed');
  await shot(leader, 'document-signed');
});

it.test('the PDF says it, on A4, with its fonts, and is checked without the node', async () => {
  pdf = await download(leader, 'download-pdf');
  const text = read('pdftotext', '-layout', pdf, '-');
  for (const said of ['应急信息专报', '特急', '000001', '市应急管理局：', WORDS.slice(0, 10), '演示 · 不得作为正式公文使用', '印发']) assert.ok(text.includes(said), `${said} in ${text}`);
  assert.match(text, /—\s?1\s?—/, 'pages are numbered');
  assert.match(read('pdfinfo', pdf), /Page size:\s+595\.\d+ x 841\.\d+ pts \(A4\)/);
  const fonts = read('pdffonts', pdf).split('\n').slice(2).filter(Boolean);
  assert.ok(fonts.length >= 3 && fonts.every((line) => / yes yes yes /.test(line)), `embedded, subset, with a way back to text: ${fonts.join('\n')}`);
  const images = read('pdfimages', '-list', pdf).split('\n').slice(2).filter(Boolean);
  assert.equal(images.length, 2, images.join('\n'));
  assert.ok(text.includes('图2 堤脚渗水'), text);
  const held = verify(pdf);
  assert.equal(held.status, 0, held.stderr);
  assert.match(held.stdout, /SM2 signature holds[\s\S]*the pages are what was signed/);
  const json = await download(leader, 'download-json');
  assert.equal(verify(json).status, 0);
  const forged = path.join(it.node.data, 'forged.json');
  writeFileSync(forged, read('cat', json).replace('二百一十六户', '二百一十五户'));
  assert.notEqual(verify(forged).status, 0, 'one character changed');
  const { pictures, ...rest } = JSON.parse(read('cat', json));
  const [first, second] = Object.keys(pictures);
  writeFileSync(forged, JSON.stringify({ ...rest, pictures: { [first]: pictures[second], [second]: pictures[first] } }));
  assert.match(verify(forged).stderr, /picture \w+ was changed/);
  const docx = await download(leader, 'download-docx');
  assert.match(docx, /\.docx$/);
});

it.test('it is found by its words, by those who may see it', async () => {
  await duty.goto(`${it.node.url}/incidents?test`);
  await duty.locator('main h2').first().waitFor();
  await duty.keyboard.press('/');
  await duty.getByTestId('search-input').fill('全部转移');
  const hit = duty.locator('[data-testid=search-hit][data-kind=document]');
  await hit.waitFor();
  assert.equal(await hit.locator('mark').first().innerText(), '全部转移');
  await shot(duty, 'search');
  await duty.keyboard.press('Enter');
  await duty.getByTestId('document-page').waitFor();
  const water = await it.page('water', { at: '/incidents' });
  await water.keyboard.press('/');
  await water.getByTestId('search-input').fill('全部转移');
  await water.getByTestId('search-none').waitFor();
  await water.getByTestId('search-input').fill('车头段漫堤');
  await water.locator('[data-testid=search-hit][data-kind=incident]').waitFor();
  await water.keyboard.press('Escape');
  assert.equal(await water.getByTestId('search-panel').count(), 0);
  noTroubles(it);
});
