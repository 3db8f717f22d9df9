// A computer with two lines to the node: a network namespace of its own with two interfaces, of which either may go. Needs root.
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** The node's address, by whichever line. */
export const NODE = '10.214.0.1';
const ip = (...words) => execFileSync('ip', words, { stdio: ['ignore', 'pipe', 'pipe'] });

export class TwoLines {
  /** Builds both; only the first is up. */
  constructor() {
    const id = process.pid.toString(36);
    Object.assign(this, { name: `lines-${id}`, links: [`la${id}`, `lb${id}`] });
    this.dir = mkdtempSync(path.join(os.tmpdir(), 'fengsui-lines-'));
    ip('netns', 'add', this.name);
    ip('addr', 'add', `${NODE}/32`, 'dev', 'lo');
    ip('-n', this.name, 'link', 'set', 'lo', 'up');
    for (const [place, link] of this.links.entries()) {
      ip('link', 'add', link, 'type', 'veth', 'peer', 'name', `eth${place}`, 'netns', this.name);
      ip('addr', 'add', `10.214.${place + 1}.1/24`, 'dev', link);
      ip('link', 'set', link, 'up');
    }
    this.raise(0);
  }

  raise(place) {
    ip('-n', this.name, 'addr', 'replace', `10.214.${place + 1}.2/24`, 'dev', `eth${place}`);
    ip('-n', this.name, 'link', 'set', `eth${place}`, 'up');
    ip('-n', this.name, 'route', 'replace', 'default', 'via', `10.214.${place + 1}.1`, 'dev', `eth${place}`, 'metric', String(10 + place));
  }

  /** As a cable is pulled out: the interface has neither carrier nor address. */
  cut(place) {
    ip('-n', this.name, 'addr', 'flush', 'dev', `eth${place}`);
    ip('-n', this.name, 'link', 'set', `eth${place}`, 'down');
  }

  /** A program that starts Chromium on this computer. */
  chromium() {
    const program = path.join(this.dir, 'chromium');
    writeFileSync(program, `#!/bin/sh\nexec nsenter --net=/run/netns/${this.name} ${process.env.CHROMIUM ?? '/usr/bin/chromium'} "$@"\n`);
    chmodSync(program, 0o755);
    return program;
  }

  remove() {
    ip('netns', 'del', this.name);
    ip('addr', 'del', `${NODE}/32`, 'dev', 'lo');
    rmSync(this.dir, { recursive: true, force: true });
  }
}
