// A browser on which the node's own root certificate was installed, as a duty office's computer is set up once. It has a
// profile on disk, so it can be killed and opened again; no certificate error is ignored.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';

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
