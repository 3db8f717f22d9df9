// The `webrtc` crate as a peer: our robot, which does WHIP and WHEP itself. It decodes nothing; whole pictures are counted.
import { spawn } from 'node:child_process';
import path from 'node:path';
import readline from 'node:readline';
import { ROBOT, SCENES } from '../node.mjs';

export class Robot {
  static codec = 'VP8';
  static async start() {
    return new Robot();
  }

  async publish(seat) {
    const scene = ['--picture', path.join(SCENES, '01-320x180-5.ivf'), '--voice', path.join(SCENES, '01.ogg')];
    return run('site', seat, scene);
  }

  async receive(seat) {
    return run('count', seat, ['--source', seat.source]);
  }

  async stop() {}
}

function run(what, { url, conference, token }, more) {
  const child = spawn(ROBOT, [what, '--url', url, '--conference', String(conference), '--token', token, ...more], { stdio: ['ignore', 'pipe', 'inherit'] });
  let counts = { frames: 0, samples: 0 };
  readline.createInterface({ input: child.stdout }).on('line', (line) => (counts = JSON.parse(line)));
  const end = async () => {
    if (child.exitCode !== null) return;
    const ended = new Promise((done) => child.once('exit', done));
    child.kill('SIGTERM');
    await ended;
  };
  return { counts: async () => counts, end };
}
