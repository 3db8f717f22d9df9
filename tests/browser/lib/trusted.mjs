// A browser on which the node's own root certificate was installed, as a duty office's computer is set up once. It has a
// profile on disk, so it can be killed and opened again; no certificate error is ignored.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { until } from './until.mjs';

/** Ids of the processes that run on a profile, the browser's own and its children's: each names it among its arguments. */
function runsOn(profile) {
  const argument = `--user-data-dir=${profile}`;
  return readdirSync('/proc').filter((id) => /^\d+$/.test(id)).filter((id) => {
    try {
      return readFileSync(`/proc/${id}/cmdline`, 'utf8').split('\0').includes(argument);
    } catch {
      return false;
    }
  });
}

export class TrustingBrowser {
  /**
   * Imports the root into Chromium's certificate store below a home directory of its own. `url`: by what address the node is
   * reached; `program`: starts Chromium, in a network of its own perhaps; `flags`: more of its options.
   */
  static async install(node, { url = `https://localhost:${node.https}`, program = process.env.CHROMIUM ?? '/usr/bin/chromium', flags = [] } = {}) {
    const home = mkdtempSync(path.join(os.tmpdir(), 'fengsui-trusted-'));
    const store = path.join(home, '.pki/nssdb');
    mkdirSync(store, { recursive: true });
    execFileSync('certutil', ['-d', `sql:${store}`, '-N', '--empty-password']);
    execFileSync('certutil', ['-d', `sql:${store}`, '-A', '-t', 'C,,', '-n', 'fengsui', '-i', path.join(node.data, 'tls/root.pem')]);
    const it = Object.assign(new TrustingBrowser(), { home, url, program, flags });
    await it.open();
    return it;
  }

  async open() {
    this.context = await chromium.launchPersistentContext(path.join(this.home, 'profile'), {
      executablePath: this.program, headless: true, viewport: { width: 1440, height: 900 }, env: { ...process.env, HOME: this.home },
      args: ['--no-sandbox', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--disable-background-networking', '--disable-component-update', '--no-first-run', ...this.flags],
    });
  }

  /** kill -9 of the browser and all its processes, by their ids, as when the power goes. `open` starts it on the same profile. */
  async kill() {
    const profile = path.join(this.home, 'profile');
    const gone = new Promise((told) => this.context.once('close', told));
    assert.notEqual(runsOn(profile).length, 0, 'the browser runs');
    for (const id of runsOn(profile)) {
      try {
        process.kill(Number(id), 'SIGKILL');
      } catch (error) {
        // A child that went with its parent.
        if (error.code !== 'ESRCH') throw error;
      }
    }
    await gone;
    await until('nothing runs on the profile', () => runsOn(profile).length === 0);
  }

  /** Stops all processes of the browser, as when the computer sleeps; `thaw` lets them run on. */
  freeze() {
    for (const id of runsOn(path.join(this.home, 'profile'))) process.kill(Number(id), 'SIGSTOP');
  }

  thaw() {
    for (const id of runsOn(path.join(this.home, 'profile'))) process.kill(Number(id), 'SIGCONT');
  }

  /** Chromium writes cookies half a minute after they were set: a login that is to outlive a kill waits for it. */
  async loginIsOnDisk() {
    const files = ['Cookies', 'Cookies-journal', 'Network/Cookies'].map((name) => path.join(this.home, 'profile/Default', name));
    const { cookies } = await this.context.storageState();
    const written = (file) => {
      try {
        return cookies.every(({ name }) => readFileSync(file, 'latin1').includes(name));
      } catch {
        return false;
      }
    };
    await until('the login is on disk', () => files.some(written), { limit: 90_000 });
  }

  async page() {
    const page = await this.context.newPage();
    page.troubles = [];
    page.on('pageerror', (error) => page.troubles.push(error.message));
    return page;
  }

  async login(page, who, at = '/') {
    await page.goto(`${this.url}${at}?test`);
    await page.getByTestId('login-account').fill(who.account);
    await page.getByTestId('login-password').fill(who.password);
    await page.getByTestId('login-submit').click();
    await page.waitForSelector('main');
    page.who = who;
  }

  async close() {
    await this.context?.close();
    rmSync(this.home, { recursive: true, force: true });
  }
}
