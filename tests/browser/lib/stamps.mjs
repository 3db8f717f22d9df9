// In a page: when each packet of a voice came, by an encoded transform that passes everything on. Installed before the page's
// own scripts; `window.__gap(since)` gives the longest time without one, in milliseconds, up to now.
export function stampVoices() {
  const stamps = (window.__stamps = []);
  const code = `onrtctransform = async ({ transformer: { readable, writable } }) => {
    const [reader, writer] = [readable.getReader(), writable.getWriter()];
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      postMessage(performance.timeOrigin + performance.now());
      await writer.write(value);
    }
  };`;
  const address = URL.createObjectURL(new Blob([code], { type: 'text/javascript' }));
  const Real = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Real {
    constructor(...given) {
      super(...given);
      this.addEventListener('track', ({ track, receiver }) => {
        if (track.kind !== 'audio') return;
        const worker = new Worker(address);
        worker.onmessage = ({ data }) => stamps.push(data);
        receiver.transform = new RTCRtpScriptTransform(worker, {});
      });
    }
  };
  const now = () => performance.timeOrigin + performance.now();
  window.__now = now;
  window.__gap = (since) => {
    const times = [since, ...stamps.filter((at) => at > since).sort((a, b) => a - b), now()];
    return Math.max(...times.slice(1).map((at, place) => at - times[place]));
  };
}
