// In a page: when voices and pictures came, as the browser tells of the newest packet that it played; and a microphone that is
// never still, so that a voice that does not come was lost. Both for `addInitScript`.

/** `window.__gap(kind, since)`: the longest time without one, ms up to now; `window.__came(kind, since)`: how often one was new. */
export function stampMedia() {
  const LOOK = 20;
  const stamps = { audio: [], video: [] };
  const receivers = new Map();
  const Real = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Real {
    constructor(...given) {
      super(...given);
      this.addEventListener('track', ({ receiver }) => receivers.set(receiver, new Map()));
    }
  };
  setInterval(() => {
    for (const [receiver, seen] of receivers) {
      for (const { source, rtpTimestamp } of receiver.getSynchronizationSources()) {
        if (seen.get(source) === rtpTimestamp) continue;
        seen.set(source, rtpTimestamp);
        stamps[receiver.track.kind].push(performance.now());
      }
    }
  }, LOOK);
  const after = (kind, since) => stamps[kind].filter((at) => at > since);
  window.__now = () => performance.now();
  window.__came = (kind, since) => after(kind, since).length;
  window.__gap = (kind, since) => {
    const times = [since, ...after(kind, since), performance.now()];
    return Math.max(...times.slice(1).map((at, place) => at - times[place]));
  };
}

/** A tone that rises and falls as speech does: of silence, and of what is steady, an encoder sends little (RFC 6716 §2.1.9). */
export function restlessMicrophone() {
  const real = navigator.mediaDevices?.getUserMedia.bind(navigator.mediaDevices);
  if (!real) return;
  navigator.mediaDevices.getUserMedia = async (constraints) => {
    if (constraints.video || !constraints.audio) return real(constraints);
    const context = (window.__microphone = new AudioContext());
    const oscillator = (frequency, type = 'sine') => {
      const made = context.createOscillator();
      made.type = type;
      made.frequency.value = frequency;
      made.start();
      return made;
    };
    const gain = (value) => {
      const made = context.createGain();
      made.gain.value = value;
      return made;
    };
    const [tone, loudness, to] = [oscillator(180, 'sawtooth'), gain(0.2), context.createMediaStreamDestination()];
    oscillator(3).connect(gain(60)).connect(tone.frequency);
    oscillator(5).connect(gain(0.1)).connect(loudness.gain);
    tone.connect(loudness).connect(to);
    return to.stream;
  };
}
