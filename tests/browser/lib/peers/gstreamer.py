# A WebRTC peer made of GStreamer's webrtcbin: publishes a test picture and a tone, or receives and counts what it decodes.
#
#   gstreamer.py publish vp8|h264      gstreamer.py receive
#
# Prints its offer (candidates included) as the first line of JSON, reads the answer as a line of JSON from standard input,
# then prints counts: {"frames": n, "samples": n}. Ends when standard input does.

import json
import sys
import threading

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstWebRTC", "1.0")
gi.require_version("GstSdp", "1.0")
from gi.repository import GLib, Gst, GstSdp, GstWebRTC  # noqa: E402

Gst.init(None)
LOOP = GLib.MainLoop()
COUNTS = {"frames": 0, "samples": 0}
PICTURE = "videotestsrc is-live=true pattern=ball ! video/x-raw,width=320,height=180,framerate=15/1 ! videoconvert ! queue ! "
TONE = (
    "audiotestsrc is-live=true volume=0.3 ! audioconvert ! audioresample ! audio/x-raw,rate=48000,channels=2 ! queue ! "
    "opusenc ! rtpopuspay pt=111 ! application/x-rtp,media=audio,encoding-name=OPUS,payload=111,encoding-params=(string)2 ! peer. "
)
ENCODERS = {
    "vp8": "vp8enc deadline=1 cpu-used=8 target-bitrate=200000 keyframe-max-dist=30 ! rtpvp8pay picture-id-mode=15-bit pt=96 ! "
    "application/x-rtp,media=video,encoding-name=VP8,payload=96 ! peer. ",
    "h264": "x264enc tune=zerolatency speed-preset=ultrafast key-int-max=30 bitrate=200 ! video/x-h264,profile=constrained-baseline ! "
    "rtph264pay config-interval=-1 aggregate-mode=zero-latency pt=96 ! application/x-rtp,media=video,encoding-name=H264,payload=96 ! peer. ",
}
PEER = "webrtcbin name=peer bundle-policy=max-bundle "


SAYING = threading.Lock()


def say(what):
    # The offer comes from a thread of GStreamer's, counts from the main one.
    with SAYING:
        sys.stdout.write(json.dumps(what) + "\n")
        sys.stdout.flush()


def pipeline(words):
    if words[0] == "publish":
        # The voice comes first, as other tools offer it.
        return Gst.parse_launch(PEER + TONE + PICTURE + ENCODERS[words[1]])
    made = Gst.Pipeline.new()
    peer = Gst.parse_launch(PEER)
    made.add(peer)
    receiving = GstWebRTC.WebRTCRTPTransceiverDirection.RECVONLY
    for caps in (
        "application/x-rtp,media=video,encoding-name=VP8,clock-rate=90000,payload=96;"
        "application/x-rtp,media=video,encoding-name=H264,clock-rate=90000,payload=97,packetization-mode=(string)1,"
        "profile-level-id=(string)42e01f",
        "application/x-rtp,media=audio,encoding-name=OPUS,clock-rate=48000,payload=111,encoding-params=(string)2",
    ):
        peer.emit("add-transceiver", receiving, Gst.Caps.from_string(caps))
    return made


def count(kind):
    def probe(_pad, info):
        buffer = info.get_buffer()
        length = 0 if buffer.duration == Gst.CLOCK_TIME_NONE else buffer.duration * 48_000 // Gst.SECOND
        COUNTS[kind] += 1 if kind == "frames" else length
        return Gst.PadProbeReturn.OK

    return probe


def decoded(_bin, pad, made):
    kind = "frames" if pad.get_current_caps().get_structure(0).get_name().startswith("video/") else "samples"
    pad.add_probe(Gst.PadProbeType.BUFFER, count(kind))
    sink = Gst.ElementFactory.make("fakesink")
    sink.set_property("sync", False)
    sink.set_property("async", False)
    made.add(sink)
    pad.link(sink.get_static_pad("sink"))
    sink.sync_state_with_parent()


def came(_peer, pad, made):
    if pad.direction != Gst.PadDirection.SRC:
        return
    decoder = Gst.ElementFactory.make("decodebin")
    decoder.connect("pad-added", decoded, made)
    made.add(decoder)
    pad.link(decoder.get_static_pad("sink"))
    decoder.sync_state_with_parent()


def offer(peer):
    def made_offer(promise, *_):
        # The description lives in the reply.
        reply = promise.get_reply()
        peer.emit("set-local-description", reply.get_value("offer"), Gst.Promise.new())

    peer.emit("create-offer", None, Gst.Promise.new_with_change_func(made_offer))


def gathered(peer, _property):
    if peer.get_property("ice-gathering-state") == GstWebRTC.WebRTCICEGatheringState.COMPLETE:
        say({"offer": peer.get_property("local-description").sdp.as_text()})


def listen(peer):
    text = sys.stdin.readline()
    if text:
        _, message = GstSdp.SDPMessage.new_from_text(json.loads(text)["answer"])
        answer = GstWebRTC.WebRTCSessionDescription.new(GstWebRTC.WebRTCSDPType.ANSWER, message)
        peer.emit("set-remote-description", answer, Gst.Promise.new())
        sys.stdin.read()
    LOOP.quit()


def tell():
    say(COUNTS)
    return True


def trouble(_bus, message):
    error, more = message.parse_error()
    print(error, more, file=sys.stderr, flush=True)
    LOOP.quit()


def main(words):
    made = pipeline(words)
    bus = made.get_bus()
    bus.add_signal_watch()
    bus.connect("message::error", trouble)
    peer = made.get_by_name("peer")
    # libnice leaves the loopback out; the node may be there. The agent is kept: without this reference it would be let go of.
    agent = peer.get_property("ice-agent")
    agent.emit("add-local-ip-address", "127.0.0.1")
    peer.connect("pad-added", came, made)
    peer.connect("notify::ice-gathering-state", gathered)
    peer.connect("on-negotiation-needed", offer)
    made.set_state(Gst.State.PLAYING)
    threading.Thread(target=listen, args=(peer,), daemon=True).start()
    GLib.timeout_add(200, tell)
    LOOP.run()
    made.set_state(Gst.State.NULL)
    del agent


main(sys.argv[1:])
