// A department behind a firewall: a network namespace of its own (the client), whose only way to the node's address leads
// through a second one (the firewall). The node stays where it is. Needs root; nothing but iproute2 and util-linux.
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { until } from './until.mjs';

/** The node's address, as everybody knows it. */
export const NODE = '10.213.1.1';
const [OUTSIDE, INSIDE, CLIENT] = ['10.213.1.2', '10.213.2.1', '10.213.2.2'];

/** Why there can be no firewall here; `null` where there can. Who may make networks and lacks the tools is told so by a failure. */
export function missing() {
  if (process.getuid() !== 0) return 'network namespaces need root';
  try {
    execFileSync('unshare', ['--net', 'true'], { stdio: 'ignore' });
  } catch {
    return 'this root may make no network namespaces';
  }
  return null;
}

const ip = (...words) => execFileSync('ip', words, { stdio: ['ignore', 'pipe', 'pipe'] });

export class Firewall {
  /** Builds both networks; nothing passes yet. */
  constructor() {
    const id = process.pid.toString(36);
    Object.assign(this, { wall: `wall-${id}`, client: `dept-${id}`, link: `fw${id}`, dropped: 0, passed: 0 });
    this.dir = mkdtempSync(path.join(os.tmpdir(), 'fengsui-firewall-'));
    for (const name of [this.wall, this.client]) ip('netns', 'add', name);
    ip('link', 'add', this.link, 'type', 'veth', 'peer', 'name', 'outside', 'netns', this.wall);
    ip('-n', this.wall, 'link', 'add', 'inside', 'type', 'veth', 'peer', 'name', 'eth0', 'netns', this.client);
    ip('addr', 'add', `${NODE}/24`, 'dev', this.link);
    ip('-n', this.wall, 'addr', 'add', `${OUTSIDE}/24`, 'dev', 'outside');
    ip('-n', this.wall, 'addr', 'add', `${INSIDE}/24`, 'dev', 'inside');
    ip('-n', this.client, 'addr', 'add', `${CLIENT}/24`, 'dev', 'eth0');
    ip('link', 'set', this.link, 'up');
    for (const [name, link] of [[this.wall, 'lo'], [this.wall, 'outside'], [this.wall, 'inside'], [this.client, 'lo'], [this.client, 'eth0']]) {
      ip('-n', name, 'link', 'set', link, 'up');
    }
    ip('-n', this.client, 'route', 'add', 'default', 'via', INSIDE);
    ip('route', 'add', '10.213.2.0/24', 'via', OUTSIDE);
  }

  set(name, value) {
    ip('netns', 'exec', this.wall, 'sh', '-c', `echo ${value} > /proc/sys/net/ipv4/${name}`);
  }

  /** A port filter: of TCP only what goes to port 443, and its answers; nothing else, and no word about it. */
  passOnly443() {
    for (const name of ['all', 'inside', 'outside', 'default']) this.set(`conf/${name}/rp_filter`, 0);
    for (const side of ['dport', 'sport']) ip('-n', this.wall, 'rule', 'add', 'ipproto', 'tcp', side, '443', 'lookup', 'main');
    ip('-n', this.wall, 'rule', 'del', 'pref', '32766');
    this.set('ip_forward', 1);
  }

  /**
   * A proxy that looks inside: nothing is forwarded; it answers at the node's address itself and carries on only what begins
   * with a ClientHello. Its other end is here, where the node is, by a socket in the file system.
   */
  async passOnlyTls() {
    this.set('ip_forward', 0);
    ip('-n', this.wall, 'rule', 'add', 'pref', '32766', 'lookup', 'main');
    ip('-n', this.wall, 'addr', 'add', `${NODE}/32`, 'dev', 'lo');
    const socket = path.join(this.dir, 'proxy.sock');
    this.onward = net.createServer((stream) => join(stream, net.connect(443, NODE))).listen(socket);
    this.proxy = spawn('ip', ['netns', 'exec', this.wall, process.execPath, path.join(import.meta.dirname, 'tls-only-proxy.mjs'), NODE, socket], { stdio: ['ignore', 'pipe', 'inherit'] });
    let ready = false;
    this.proxy.stdout.on('data', (text) => {
      for (const word of String(text).trim().split('\n')) {
        ready ||= word === 'ready';
        this.dropped += word === 'dropped' ? 1 : 0;
        this.passed += word === 'passed' ? 1 : 0;
      }
    });
    await until('the proxy listens', () => ready);
  }

  /** Whether a TCP connection from the department is taken. */
  reaches(port) {
    try {
      execFileSync('nsenter', [`--net=/run/netns/${this.client}`, 'timeout', '2', 'bash', '-c', `: < /dev/tcp/${NODE}/${port}`], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  }

  /** Whether framed STUN from the department reaches media: a connection with a fitting first packet lasts, for a second. */
  framedPasses() {
    const attribute = (kind, value) => Buffer.concat([Buffer.from([0, kind, 0, value.length]), value]);
    const attributes = Buffer.concat([attribute(6, Buffer.from('00+abcd:peer')), attribute(8, Buffer.alloc(20))]);
    const head = Buffer.from([0, 1, 0, attributes.length, 0x21, 0x12, 0xa4, 0x42, ...Buffer.alloc(12)]);
    const framed = Buffer.concat([Buffer.from([0, head.length + attributes.length]), head, attributes]);
    const program = `const s = require('node:net').connect(443, '${NODE}', () => s.write(Buffer.from('${framed.toString('hex')}', 'hex')));
      s.resume().on('error', () => process.exit(1)).on('close', () => process.exit(1)); setTimeout(() => process.exit(0), 1000);`;
    try {
      execFileSync('nsenter', [`--net=/run/netns/${this.client}`, process.execPath, '-e', program], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  }

  /** A program that starts Chromium in the department. */
  chromium() {
    const program = path.join(this.dir, 'chromium');
    writeFileSync(program, `#!/bin/sh\nexec nsenter --net=/run/netns/${this.client} ${process.env.CHROMIUM ?? '/usr/bin/chromium'} "$@"\n`);
    chmodSync(program, 0o755);
    return program;
  }

  async remove() {
    if (this.proxy) {
      const ended = new Promise((end) => this.proxy.once('exit', end));
      this.proxy.kill('SIGTERM');
      await ended;
    }
    this.onward?.close();
    for (const name of [this.client, this.wall]) if (existsSync(`/run/netns/${name}`)) ip('netns', 'del', name);
    rmSync(this.dir, { recursive: true, force: true });
  }
}

function join(one, other) {
  for (const [from, to] of [[one, other], [other, one]]) {
    from.pipe(to);
    from.on('error', () => to.destroy());
    from.on('close', () => to.destroy());
  }
}
