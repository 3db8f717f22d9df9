// A node of our own: the real binary, a fresh data directory, free ports; ended by its process id.
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, existsSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { until } from './until.mjs';

export const ROOT = path.resolve(import.meta.dirname, '../../..');
const TARGET = process.env.FENGSUI_TARGET ?? path.join(ROOT, 'target/debug');
export const SCENES = process.env.FENGSUI_SCENES ?? path.join(ROOT, 'target/scenes');
export const FENGSUI = path.join(TARGET, 'fengsui');
export const ROBOT = path.join(TARGET, 'fengsui-robot');

async function freePort() {
  const server = net.createServer().listen(0, '127.0.0.1');
  await new Promise((ready) => server.once('listening', ready));
  const { port } = server.address();
  await new Promise((closed) => server.close(closed));
  return port;
}

export class Node {
  /** Starts a demo node in which nothing happens by itself. `environment` is added to that of the processes. */
  static async start({ data = mkdtempSync(path.join(os.tmpdir(), 'fengsui-browser-')), environment = {}, address = '127.0.0.1', front = 'off' } = {}) {
    const node = new Node();
    Object.assign(node, { data, environment, address, front, https: await freePort(), http: await freePort(), media: await freePort(), said: '', companions: [] });
    await node.run();
    return node;
  }

  async run() {
    const options = [
      'run', '--demo', '--data', this.data, '--listen', `${this.address}:${this.https}`, '--front', this.front, '--http', `127.0.0.1:${this.http}`,
      '--media-port', String(this.media), '--announce', this.address,
    ];
    this.process = this.spawn(FENGSUI, options);
    this.url = `http://localhost:${this.http}`;
    await until('the node serves', () => this.healthy(), { limit: 60_000, trouble: () => this.said });
    this.demo = JSON.parse(readFileSync(path.join(this.data, 'demo.json'), 'utf8'));
  }

  /** Starts a program whose words are kept; the last of them are shown when a test fails. */
  spawn(program, options) {
    const child = spawn(program, options, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...this.environment } });
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (text) => {
        this.said = (this.said + text).slice(-20_000);
        if (process.env.FENGSUI_TALK) process.stderr.write(text);
      });
    }
    return child;
  }

  /** Robots of these accounts answer when their unit is rung, and show their scene; they do nothing else. */
  robots(...accounts) {
    const file = path.join(this.data, 'robots.json');
    const robots = this.demo.robots.filter((each) => accounts.includes(each.account));
    if (robots.length !== accounts.length) throw new Error(`the demo has no ${accounts.join('、')}`);
    writeFileSync(file, JSON.stringify({ ...this.demo, robots }), { mode: 0o600 });
    const companion = this.spawn(ROBOT, ['demo', '--url', this.url, '--file', file, '--scenes', SCENES, '--quiet']);
    this.companions.push(companion);
    return companion;
  }

  async health() {
    const answer = await fetch(`${this.url}/api/health`).catch(() => null);
    return answer?.ok ? answer.json() : null;
  }

  async healthy() {
    const health = await this.health();
    return health !== null && health.media && health.recorder && existsSync(path.join(this.data, 'demo.json'));
  }

  account(name) {
    return this.demo.accounts.find((each) => each.account === name);
  }

  /** Process id of one role, a child of ours. */
  role(name) {
    for (const pid of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
        const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
        const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
        if (parent === this.process.pid && words[1] === 'role' && words[2] === name) return Number(pid);
      } catch {
        // Gone while we looked.
      }
    }
    return null;
  }

  /** kill -9 of one role; waits until the supervisor has started it again. */
  async kill(...names) {
    const before = names.map((name) => this.role(name));
    for (const pid of before) process.kill(pid, 'SIGKILL');
    for (const [index, name] of names.entries()) {
      await until(`${name} is started again`, () => this.role(name) !== null && this.role(name) !== before[index], { trouble: () => this.said });
    }
  }

  /** kill -9 of the node and all its roles, by their ids. `run` starts it again on the same data. */
  async killAll() {
    const pids = [this.process.pid, ...['command', 'media', 'recorder'].map((name) => this.role(name)).filter((pid) => pid !== null)];
    const ended = new Promise((end) => this.process.once('exit', end));
    for (const pid of pids) process.kill(pid, 'SIGKILL');
    await ended;
    await until('nothing of the node is left', () => pids.every((pid) => !existsSync(`/proc/${pid}`) || readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ')));
  }

  async stop({ keep = false } = {}) {
    for (const child of [...this.companions.splice(0), this.process]) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const ended = new Promise((end) => child.once('exit', end));
      child.kill('SIGTERM');
      await ended;
    }
    if (!keep) {
      rmSync(this.data, { recursive: true, force: true });
      rmSync(`${this.data}.keys`, { recursive: true, force: true });
    }
    return this.process.exitCode;
  }
}
