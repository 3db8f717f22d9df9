// Browsers as peers: a page with `laboratory.js`, called from outside. Chromium by Playwright, Firefox by Marionette.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { openBrowser } from '../browser.mjs';
import { until } from '../until.mjs';

const FIREFOX = process.env.FIREFOX ?? '/usr/bin/firefox-esr';
const LABORATORY = readFileSync(path.join(import.meta.dirname, 'laboratory.js'), 'utf8');

/** Serves the page on the loopback, where cameras may be used. */
export async function servePage() {
  const web = http.createServer((_, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(`<!doctype html><title>laboratory</title><body><script>${LABORATORY}</script>`);
  });
  await new Promise((ready) => web.listen(0, '127.0.0.1', ready));
  return { url: `http://localhost:${web.address().port}/`, close: () => web.close() };
}

/** What a page can do that answers `call(function, ...text)`. */
class Page {
  number = 0;

  async publish({ exchange }) {
    return this.connect('publish', exchange);
  }

  async receive({ exchange }) {
    return this.connect('receive', exchange);
  }

  /** Codecs that it decodes, as the test calls them. */
  async plays() {
    const mimes = JSON.parse(await this.call('plays'));
    return [['video/vp8', 'VP8'], ['video/h264', 'H.264']].filter(([mime]) => mimes.includes(mime)).map(([, name]) => name);
  }

  async connect(way, exchange) {
    const name = `${way} ${(this.number += 1)}`;
    const { answer, location } = await exchange(await this.call(way, name));
    await this.call('answer', name, answer);
    return { location, counts: async () => JSON.parse(await this.call('counts', name)), end: () => this.call('end', name) };
  }
}

export class Chromium extends Page {
  static codec = 'VP8';
  static async start(url) {
    const peer = new Chromium();
    peer.browser = await openBrowser();
    const context = await peer.browser.newContext({ permissions: ['camera', 'microphone'] });
    peer.page = await context.newPage();
    await peer.page.goto(url);
    return peer;
  }

  call(what, ...words) {
    return this.page.evaluate(([name, given]) => window.laboratory[name](...given), [what, words]);
  }

  async stop() {
    await this.browser.close();
  }
}

const PREFERENCES = {
  'media.navigator.streams.fake': true,
  'media.navigator.permission.disabled': true,
  'media.peerconnection.ice.obfuscate_host_addresses': false,
  'media.autoplay.default': 0,
  // Nothing is fetched: no plug-ins, updates, or first-run pages.
  'media.gmp-manager.updateEnabled': false,
  'app.update.enabled': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'browser.shell.checkDefaultBrowser': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
};

/** An address of this computer that is not the loopback's: Firefox has no ICE candidates there. */
export function outerAddress() {
  const all = Object.values(os.networkInterfaces()).flat();
  return all.find(({ family, internal }) => family === 'IPv4' && !internal)?.address;
}

export function firefoxMissing() {
  if (!existsSync(FIREFOX)) return `no Firefox at ${FIREFOX}`;
  return outerAddress() ? null : 'there is no interface but the loopback, which its ICE leaves out';
}

export class Firefox extends Page {
  static codec = 'VP8';
  static async start(url) {
    const peer = new Firefox();
    peer.profile = mkdtempSync(path.join(os.tmpdir(), 'fengsui-firefox-'));
    const port = await freePort();
    const lines = Object.entries({ ...PREFERENCES, 'marionette.port': port }).map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`);
    writeFileSync(path.join(peer.profile, 'user.js'), lines.join('\n'));
    peer.said = '';
    const words = ['--headless', '--no-remote', '--marionette', '--profile', peer.profile, 'about:blank'];
    peer.process = spawn(FIREFOX, words, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, HOME: peer.profile, MOZ_HEADLESS: '1' } });
    for (const stream of [peer.process.stdout, peer.process.stderr]) stream.on('data', (text) => (peer.said += text));
    peer.marionette = await until('Firefox listens', () => Marionette.connect(port), { limit: 60_000, trouble: () => peer.said });
    await peer.marionette.ask('WebDriver:NewSession', {});
    await peer.marionette.ask('WebDriver:SetTimeouts', { script: 30_000 });
    await peer.marionette.ask('WebDriver:Navigate', { url });
    return peer;
  }

  async call(what, ...words) {
    const script = `const done = arguments[arguments.length - 1];
      (window.wrappedJSObject ?? window).laboratory[arguments[0]](...arguments[1]).then((value) => done({ value }), (error) => done({ error: String(error) }));`;
    const { value } = await this.marionette.ask('WebDriver:ExecuteAsyncScript', { script, args: [what, words], sandbox: null, newSandbox: false });
    if (value.error) throw new Error(`Firefox: ${value.error}`);
    return value.value;
  }

  async stop() {
    const ended = new Promise((end) => this.process.once('exit', end));
    await this.marionette.ask('Marionette:Quit', { flags: ['eForceQuit'] }).catch(() => this.process.kill('SIGKILL'));
    await ended;
    this.marionette.socket.destroy();
    rmSync(this.profile, { recursive: true, force: true });
  }
}

async function freePort() {
  const server = net.createServer().listen(0, '127.0.0.1');
  await new Promise((ready) => server.once('listening', ready));
  const { port } = server.address();
  await new Promise((closed) => server.close(closed));
  return port;
}

/** Firefox's remote protocol: `LENGTH:[type, id, command or error, parameters or result]` over TCP. */
class Marionette {
  static async connect(port) {
    const marionette = new Marionette();
    marionette.waiting = new Map();
    marionette.buffer = Buffer.alloc(0);
    marionette.socket = net.connect(port, '127.0.0.1');
    await new Promise((connected, failed) => marionette.socket.once('connect', connected).once('error', failed));
    marionette.socket.on('error', () => marionette.socket.destroy());
    marionette.socket.on('close', () => marionette.waiting.forEach(({ fail }) => fail(new Error('Firefox has gone'))));
    marionette.socket.on('data', (bytes) => marionette.take(bytes));
    return marionette;
  }

  take(bytes) {
    this.buffer = Buffer.concat([this.buffer, bytes]);
    for (;;) {
      const colon = this.buffer.indexOf(':');
      const length = Number(this.buffer.subarray(0, Math.max(0, colon)).toString());
      if (colon < 0 || this.buffer.length < colon + 1 + length) return;
      const message = JSON.parse(this.buffer.subarray(colon + 1, colon + 1 + length).toString());
      this.buffer = this.buffer.subarray(colon + 1 + length);
      // The greeting is not an answer.
      if (!Array.isArray(message)) continue;
      const [, id, error, result] = message;
      const { done, fail } = this.waiting.get(id);
      this.waiting.delete(id);
      if (error) fail(new Error(`${error.error}: ${error.message}`));
      else done(result);
    }
  }

  ask(command, parameters) {
    const id = (this.next = (this.next ?? 0) + 1);
    const text = Buffer.from(JSON.stringify([0, id, command, parameters]));
    return new Promise((done, fail) => {
      this.waiting.set(id, { done, fail });
      this.socket.write(Buffer.concat([Buffer.from(`${text.length}:`), text]));
    });
  }
}
