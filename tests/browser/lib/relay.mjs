// The link emulator between a page and the node (docs/network.md): conditions go in as lines of JSON.
import { spawn } from 'node:child_process';
import path from 'node:path';
import readline from 'node:readline';
import { ROOT } from './node.mjs';

const TARGET = process.env.FENGSUI_TARGET ?? path.join(ROOT, 'target/debug');

/** A UDP relay whose ways are as bad as it is told (`fengsui-link relay`). */
export class Relay {
  static async start(to) {
    const relay = new Relay();
    relay.process = spawn(path.join(TARGET, 'fengsui-link'), ['relay', '--listen', '127.0.0.1:0', '--to', to], { stdio: ['pipe', 'pipe', 'inherit'] });
    const lines = readline.createInterface({ input: relay.process.stdout });
    const [first] = await new Promise((resolve) => lines.once('line', (line) => resolve([line])));
    relay.port = Number(first.split(':').at(-1));
    return relay;
  }

  tell(what) {
    this.process.stdin.write(`${JSON.stringify(what)}\n`);
  }

  async stop() {
    const ended = new Promise((end) => this.process.once('exit', end));
    this.process.stdin.end();
    await ended;
  }
}

/** An answer by which media goes only by UDP, and through the relay at `port`. */
export function through(answer, port) {
  return answer.replace(/a=candidate:\S+ 1 tcp .*\r\n/g, '').replace(/(a=candidate:\S+ 1 udp \d+ \S+) \d+ /g, `$1 ${port} `);
}
