// GStreamer's webrtcbin as a peer, a process each; and the same in the shape of OBS.
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import readline from 'node:readline';
import { ROOT } from '../node.mjs';
import { until } from '../until.mjs';

// Debian's own: another in the path has no bindings.
const PYTHON = '/usr/bin/python3';
const PROGRAM = path.join(import.meta.dirname, 'gstreamer.py');
const OBS = readFileSync(path.join(ROOT, 'sfu/server/tests/offers/obs-whip.sdp'), 'utf8');
const NEEDS = ['webrtcbin', 'nicesrc', 'vp8enc', 'x264enc', 'opusenc', 'openh264dec'];

/** Why it cannot run here, if it cannot. */
export function missing() {
  const python = spawnSync(PYTHON, ['-c', 'import gi; gi.require_version("GstWebRTC", "1.0"); from gi.repository import GstWebRTC']);
  if (python.status !== 0) return 'python3-gi or gir1.2-gst-plugins-bad-1.0 is not installed';
  const without = NEEDS.filter((element) => spawnSync('gst-inspect-1.0', [element]).status !== 0);
  return without.length > 0 ? `GStreamer has no ${without.join(', ')}` : null;
}

/** A pipeline that does not end by then is ended. */
const ENDS_MS = 5_000;

class Process {
  static async start(...words) {
    const peer = new Process();
    peer.said = '';
    peer.counts = { frames: 0, samples: 0 };
    peer.child = spawn(PYTHON, [PROGRAM, ...words], { stdio: ['pipe', 'pipe', 'pipe'] });
    peer.child.stderr.on('data', (text) => (peer.said += text));
    readline.createInterface({ input: peer.child.stdout }).on('line', (line) => {
      const told = JSON.parse(line);
      if (told.offer) peer.offer = told.offer;
      else peer.counts = told;
    });
    try {
      await until(`GStreamer offers to ${words.join(' ')}`, () => peer.offer, { limit: 30_000, trouble: () => peer.said });
    } catch (error) {
      peer.child.kill('SIGKILL');
      throw error;
    }
    return peer;
  }

  answer(sdp) {
    this.child.stdin.write(`${JSON.stringify({ answer: sdp })}\n`);
  }

  async end() {
    if (this.child.exitCode !== null) return;
    const ended = new Promise((end) => this.child.once('exit', end));
    this.child.stdin.end();
    const patience = setTimeout(() => this.child.kill('SIGKILL'), ENDS_MS);
    await ended;
    clearTimeout(patience);
  }
}

export class Gstreamer {
  static codec = 'VP8';
  static async start() {
    return new Gstreamer();
  }

  async publish({ exchange }) {
    const peer = await Process.start('publish', 'vp8');
    const { answer, location } = await exchange(peer.offer);
    peer.answer(answer);
    return { location, end: () => peer.end() };
  }

  async receive({ exchange }) {
    const peer = await Process.start('receive');
    const { answer, location } = await exchange(peer.offer).catch(async (error) => {
      await peer.end();
      throw error;
    });
    peer.answer(answer);
    return { location, counts: async () => peer.counts, end: () => peer.end() };
  }

  async stop() {}
}

/** One value of an attribute. */
const said = (sdp, name) => new RegExp(`^a=${name}:(\\S+)`, 'm').exec(sdp)[1];

/** The offer that OBS 30 makes (libdatachannel: session-wide transport, mids 0 and 1, H.264 and Opus), with this peer's transport and streams. */
export function asObs(offer) {
  const fingerprint = /^a=fingerprint:(.*)$/m.exec(offer)[1].trim();
  const ssrcs = [...offer.matchAll(/^a=ssrc:(\d+) cname/gm)].map(([, ssrc]) => ssrc);
  const [, address, port] = /^a=candidate:\S+ 1 UDP \d+ (\S+) (\d+) typ host/m.exec(offer);
  return OBS.replace(/\r?\n/g, '\r\n')
    .replace(/a=ice-ufrag:\S+/, `a=ice-ufrag:${said(offer, 'ice-ufrag')}`)
    .replace(/a=ice-pwd:\S+/, `a=ice-pwd:${said(offer, 'ice-pwd')}`)
    .replace(/a=fingerprint:.*\r/, `a=fingerprint:${fingerprint}\r`)
    .replaceAll('4254167441', ssrcs[0])
    .replaceAll('4254167442', ssrcs[1])
    .replaceAll('192.0.2.20', address)
    .replaceAll('49222', port);
}

/** OBS publishes; it does not receive. */
export class Obs {
  static codec = 'H.264';
  static async start() {
    return new Obs();
  }

  async publish({ exchange }) {
    const peer = await Process.start('publish', 'h264');
    const mids = [...peer.offer.matchAll(/^a=mid:(\S+)/gm)].map(([, mid]) => mid);
    const { answer, location } = await exchange(asObs(peer.offer));
    const own = mids.reduce((sdp, mid, place) => sdp.replace(`a=mid:${place}\r`, `a=mid:${mid}\r`), answer);
    peer.answer(own.replace('a=group:BUNDLE 0 1', `a=group:BUNDLE ${mids.join(' ')}`));
    return { location, end: () => peer.end() };
  }

  async stop() {}
}
