// Bad input, from people and from strangers: each is a clear refusal or a counted drop, and service goes on.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import dgram from 'node:dgram';
import net from 'node:net';
import { framesPass, inbound, picturesMove, shot } from './lib/browser.mjs';
import { Client, incidentFacts } from './lib/client.mjs';
import { deliver, dispatch, envelope, sourceOf } from './lib/feeds.mjs';
import { connected, consult, join, logIncident } from './lib/meeting.mjs';
import { noTroubles, stage } from './lib/stage.mjs';
import { until } from './lib/until.mjs';

const it = stage('wrong', { environment: { FENGSUI_LOG: 'info,fengsui_sfu_server=debug' } });
const SQL = "'); DROP TABLE log;-- <img src=x onerror=alert(1)>";
const ROBOTS = ['公安局', '消防救援大队'];
let duty;
let clerk;

/** The newest of a counter that media told. */
const counted = (name) => Number([...it.node.said.matchAll(new RegExp(`${name}: (\\d+)`, 'g'))].at(-1)?.[1] ?? 0);

it.test('text that looks like code is text', async () => {
  clerk = await Client.login(it.node, 'duty');
  await clerk.must({ type: 'log_incident', facts: incidentFacts({ title: SQL, caller: { name: SQL, phone: '', source: SQL } }) });
  duty = await it.page('duty', { at: '/duty' });
  await until('it stands in the queue as typed', () => duty.getByTestId('incident-row').getByText(SQL).isVisible());
  const found = await clerk.get(`/api/places?q=${encodeURIComponent(SQL)}`);
  assert.equal(found.status, 200);
  assert.ok(await it.node.health());
});

it.test('what is too long is refused by its name', async () => {
  const long = await clerk.post({ type: 'log_incident', facts: incidentFacts({ narrative: '长'.repeat(4001) }) });
  assert.deepEqual([long.status, long.said.rule, long.said.field], [422, 'BOUND', 'facts.narrative'], JSON.stringify(long));
  const huge = await clerk.post({ type: 'log_incident', facts: incidentFacts({ narrative: 'x'.repeat(4 * 1024 * 1024) }) });
  assert.deepEqual([huge.status, huge.said.rule], [413, 'BOUND']);
  const source = sourceOf(it.node, 'fire-119');
  const feed = await deliver(it.node, source, envelope(source, dispatch({ kind: '火灾', description: 'x'.repeat(4 * 1024 * 1024), address: '' })));
  assert.equal(feed.status, 413);
  await duty.evaluate(() => new Promise((closed) => {
    const socket = new WebSocket(`ws://${location.host}/api/live`);
    socket.onopen = () => {
      socket.send(JSON.stringify({ type: 'hello' }));
      socket.send('x'.repeat(4 * 1024 * 1024));
    };
    socket.onclose = closed;
  }));
  assert.equal(await duty.getByTestId('connection').getAttribute('data-state'), 'live', 'only that connection was ended');
});

it.test('swapped numbers are noticed, and repaired by one press', async () => {
  await duty.keyboard.press('F2');
  await duty.getByTestId('intake-place').fill('25.59, 112.37');
  await until('the warning shows', () => duty.getByTestId('position-warning').isVisible());
  assert.match(await duty.getByTestId('position-warning').innerText(), /写反.*GEO-1/s);
  await shot(duty, 'swapped');
  await duty.getByTestId('swap').click();
  await until('the numbers are exchanged', () => duty.getByTestId('intake-place').inputValue().then((text) => text === '112.37, 25.59'));
  await until('and can be taken', () => duty.getByTestId('take-coordinates').isVisible());
  const direct = await clerk.post({ type: 'log_incident', facts: incidentFacts({ place: { text: '', position: { lon: 25.59, lat: 112.37 } } }) });
  assert.deepEqual([direct.status, direct.said.rule], [422, 'GEO-1'], JSON.stringify(direct));
  assert.ok(direct.said.accepted.join().includes('112.37'));
});

it.test('the chosen datum is converted and said; a wrong one is noticed', async () => {
  await duty.getByTestId('intake-place').fill('112.3752, 25.5861');
  await duty.getByTestId('datum-gcj02').click();
  await until('how far it moved is said', () => duty.getByTestId('converted').isVisible());
  assert.match(await duty.getByTestId('converted').innerText(), /[56]\d\d/, 'some six hundred metres');
  await duty.getByTestId('take-coordinates').click();
  await until('the numbers given are kept beside it', () => duty.getByTestId('located').innerText().then((text) => text.includes('112.3752')));
  // Just inside the county by GCJ-02, just outside when read as WGS84.
  const { said: packages } = await clerk.get('/api/map/packages');
  const { bbox } = packages.find((each) => each.active);
  let wrong;
  for (let lat = bbox.south; lat < bbox.north && !wrong; lat += 0.01) {
    for (let lon = (bbox.west + bbox.east) / 2; lon < bbox.east + 0.01 && !wrong; lon += 0.002) {
      const { said } = await clerk.call('POST', '/api/convert', { given: { crs: 'wgs84', lon, lat } });
      wrong = said.warnings?.find((warning) => warning.rule === 'GEO-2');
    }
  }
  assert.ok(wrong, 'such a place exists');
  assert.match(wrong.message_zh, /坐标系/);
  assert.notEqual(wrong.repaired.crs, 'wgs84');
});

it.test('truncated websocket frames end one connection and nothing else', async () => {
  for (const bytes of [Buffer.from([0x81]), Buffer.from([0x81, 0xfe, 0x10]), Buffer.from([0x81, 0x85, 1, 2, 3, 4, 0xff, 0xff, 0xff, 0xff, 0xff]), Buffer.from([0xff, 0xff, 0xff, 0xff]), randomBytes(2000)]) {
    const socket = net.connect(it.node.http, '127.0.0.1');
    socket.on('error', () => undefined);
    const key = randomBytes(16).toString('base64');
    socket.write(`GET /api/live HTTP/1.1\r\nHost: localhost:${it.node.http}\r\nOrigin: ${it.node.url}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\nCookie: ${clerk.cookie}\r\n\r\n`);
    const answer = await new Promise((told) => socket.once('data', (text) => told(String(text))));
    assert.match(answer, /^HTTP\/1.1 101/);
    socket.end(bytes);
    await new Promise((closed) => socket.resume().once('close', closed));
  }
  for (const text of ['{', '{"type":"unheard"}', '[]', '{"type":"input","id":"x","input":{"type":"drop"}}']) {
    await duty.evaluate((words) => new Promise((told) => {
      const socket = new WebSocket(`ws://${location.host}/api/live`);
      socket.onopen = () => {
        socket.send('{"type":"hello"}');
        socket.send(words);
      };
      socket.onmessage = ({ data }) => JSON.parse(data).type === 'refused' && (socket.close(), told(data));
      socket.onclose = told;
    }), text);
  }
  assert.equal(await duty.getByTestId('connection').getAttribute('data-state'), 'live');
  await clerk.must({ type: 'log_incident', facts: incidentFacts({ title: '之后照常' }) });
  await until('service goes on', () => duty.getByTestId('incident-row').getByText('之后照常').isVisible());
});

it.test('garbage at every media port is counted, and the call goes on', async () => {
  const incident = await logIncident(it.node, { title: '抗扰' });
  it.node.robots('robot-police', 'robot-fire');
  const leader = await it.page('leader', { at: '/duty' });
  await consult(leader, it.node, incident, ['police', 'fire']);
  await join(leader);
  await connected(leader);
  await picturesMove(leader, ROBOTS);
  const before = counted('datagrams_unknown');
  const decoded = (await inbound(leader)).framesDecoded;
  const udp = dgram.createSocket('udp4');
  for (let index = 0; index < 4000; index += 1) {
    const bytes = randomBytes(1 + (index % 1400));
    // Every kind that a first octet can promise: STUN, DTLS, (S)RTP, none.
    bytes[0] = [0, 1, 20, 22, 63, 64, 128, 144, 200, 255][index % 10];
    await new Promise((sent) => udp.send(bytes, it.node.media, '127.0.0.1', sent));
  }
  udp.close();
  for (let index = 0; index < 60; index += 1) {
    const socket = net.connect(it.node.media, '127.0.0.1');
    socket.on('error', () => undefined);
    await new Promise((ready) => socket.once('connect', ready).once('close', ready));
    const bytes = randomBytes(index * 50 + 1);
    if (index % 3 === 0) bytes.writeUInt8(0xff, 0);
    socket.end(bytes);
  }
  await framesPass(leader, 25, 'pictures go on');
  await picturesMove(leader, ROBOTS);
  assert.ok((await inbound(leader)).framesDecoded > decoded);
  await until('the garbage is counted', () => counted('datagrams_unknown') >= before + 400, { trouble: () => it.node.said.slice(-2000) });
  assert.ok(counted('stun_refused') + counted('srtp_refused') + counted('tcp_refused') > 0, 'and by kind');
  console.log(`    unknown ${counted('datagrams_unknown')}, STUN ${counted('stun_refused')}, SRTP ${counted('srtp_refused')}, TCP ${counted('tcp_refused')}`);
  noTroubles(it);
});
