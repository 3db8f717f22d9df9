// In a browser's page: connections by name, driven from outside. Everything that goes in and comes out is text.
const peers = new Map();

function begin(name) {
  const pc = new RTCPeerConnection({ bundlePolicy: 'max-bundle' });
  peers.set(name, pc);
  return pc;
}

async function offered(pc) {
  await pc.setLocalDescription(await pc.createOffer());
  return pc.localDescription.sdp;
}

function prefer(transceiver, kinds) {
  const { codecs } = RTCRtpSender.getCapabilities('video');
  transceiver.setCodecPreferences(codecs.filter(({ mimeType }) => kinds.includes(mimeType.toLowerCase())));
}

window.laboratory = {
  async publish(name) {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: { width: 320, height: 180, frameRate: 15 } });
    const pc = begin(name);
    pc.addTransceiver(stream.getAudioTracks()[0], { direction: 'sendonly', streams: [stream] });
    const video = pc.addTransceiver(stream.getVideoTracks()[0], { direction: 'sendonly', streams: [stream], sendEncodings: [{ maxBitrate: 250_000 }] });
    prefer(video, ['video/vp8', 'video/rtx']);
    return offered(pc);
  },

  async receive(name) {
    const pc = begin(name);
    pc.ontrack = ({ track }) => {
      const player = document.createElement(track.kind);
      player.autoplay = true;
      player.muted = true;
      player.srcObject = new MediaStream([track]);
      document.body.append(player);
    };
    pc.addTransceiver('video', { direction: 'recvonly' });
    pc.addTransceiver('audio', { direction: 'recvonly' });
    return offered(pc);
  },

  async answer(name, sdp) {
    await peers.get(name).setRemoteDescription({ type: 'answer', sdp });
    return '';
  },

  async counts(name) {
    const seen = { frames: 0, samples: 0, state: peers.get(name).connectionState };
    for (const stats of (await peers.get(name).getStats()).values()) {
      if (stats.type !== 'inbound-rtp') continue;
      if (stats.kind === 'video') seen.frames += stats.framesDecoded ?? 0;
      else seen.samples += stats.totalSamplesReceived ?? 0;
    }
    return JSON.stringify(seen);
  },

  async end(name) {
    peers.get(name).close();
    peers.delete(name);
    return '';
  },

  /** What it decodes. */
  async plays() {
    return JSON.stringify(RTCRtpReceiver.getCapabilities('video').codecs.map(({ mimeType }) => mimeType.toLowerCase()));
  },
};
