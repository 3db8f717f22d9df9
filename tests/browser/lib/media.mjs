// The media process alone, and the command node's end of its link: offers go in, answers come out.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { until } from './until.mjs';

/** The media process and the command node's end of its link. */
export class Media {
  static async start(program, options = []) {
    const media = new Media();
    media.dir = fs.mkdtempSync(path.join(os.tmpdir(), 'fengsui-media-'));
    media.process = spawn(program, [media.dir, '--udp', '0', '--tcp', '0', ...options], { stdio: ['ignore', 'pipe', 'inherit'] });
    media.listening = await new Promise((resolve, reject) => {
      media.process.stdout.once('data', (line) => resolve(JSON.parse(line)));
      media.process.once('error', reject);
      media.process.once('exit', (code) => reject(new Error(`the media process ended with ${code}`)));
    });
    process.once('exit', () => media.process.kill());
    media.said = [];
    media.buffer = Buffer.alloc(0);
    media.socket = net.connect(path.join(media.dir, 'media.sock'));
    media.socket.on('data', (bytes) => media.take(bytes));
    media.nextSession = 100;
    return media;
  }

  take(bytes) {
    this.buffer = Buffer.concat([this.buffer, bytes]);
    while (this.buffer.length >= 4) {
      const length = this.buffer.readUInt32BE(0);
      if (this.buffer.length < 4 + length) return;
      this.said.push(JSON.parse(this.buffer.subarray(5, 4 + length)));
      this.buffer = this.buffer.subarray(4 + length);
    }
  }

  send(message) {
    const body = Buffer.from(JSON.stringify(message));
    const head = Buffer.alloc(5);
    head.writeUInt32BE(body.length + 1);
    this.socket.write(Buffer.concat([head, body]));
  }

  /** `slots`: sizes of the video slots, in offer order. */
  async negotiate(site, direction, offer, slots = []) {
    const session = this.nextSession++;
    this.send({ type: 'negotiate', session, conference: 1, site, direction, source: null, slots, offer });
    const { answer } = await until('an answer', () => this.said.find((m) => m.type === 'negotiated' && m.session === session));
    if (answer.Err) throw new Error(`refused: ${answer.Err.status} ${answer.Err.message}`);
    this.session = session;
    return answer.Ok;
  }

  async stop() {
    this.socket.destroy();
    const ended = new Promise((resolve) => this.process.removeAllListeners('exit').once('exit', resolve));
    this.process.kill('SIGTERM');
    const code = await ended;
    fs.rmSync(this.dir, { recursive: true, force: true });
    if (code !== 0) throw new Error(`the media process ended with ${code}`);
  }
}
