//! Publishing a scene by WHIP (RFC 9725) on the `webrtc` crate.

use super::peer::{self, Connected};
use super::scene::{Scene, VOICE_PACKET};
use crate::account::{Access, Node};
use anyhow::Context;
use rtc::media::Sample;
use rtc::media_stream::MediaStreamTrack;
use rtc::peer_connection::configuration::media_engine::{MIME_TYPE_OPUS, MIME_TYPE_VP8};
use rtc::rtp::extension::HeaderExtension;
use rtc::rtp::extension::audio_level_extension::AudioLevelExtension;
use rtc::rtp_transceiver::rtp_sender::{RTCRtpCodec, RTCRtpCodingParameters, RTCRtpEncodingParameters, RtpCodecKind};
use std::sync::Arc;
use std::time::Instant;
use tokio::time::MissedTickBehavior;
use webrtc::media_stream::Track;
use webrtc::media_stream::track_local::static_sample::TrackLocalStaticSample;
use webrtc::media_stream::track_local::{TrackLocal, TrackLocalEvent};
use webrtc::rtp_transceiver::RtpSender;

/// A running publication; ends when it is dropped or the node ends it.
pub struct Published {
    connected: Connected,
    senders: Senders,
}

struct Senders(Vec<tokio::task::JoinHandle<()>>);
impl Drop for Senders {
    fn drop(&mut self) {
        for sender in &self.0 {
            sender.abort();
        }
    }
}

impl Published {
    /// Waits until the connection has failed or was closed.
    pub async fn closed(&self) {
        self.connected.closed().await;
    }

    /// Ends it in good order.
    pub async fn end(self) {
        drop(self.senders);
        self.connected.end().await;
    }
}

/// When a loop shows a keyframe.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keyframes {
    /// Where it has one: its pictures run on evenly, and whoever waits for a keyframe waits for the next.
    AsRecorded,
    /// At once when the node asks, as a camera does: the loop jumps to its next keyframe.
    WhenAsked,
}

/// Publishes the scene, in a loop, into a conference. Returns once media flows.
///
/// # Errors
/// When the node refuses the offer or no path to its media address is found within 20 s.
pub async fn publish(
    node: &Node,
    access: &Access,
    conference: u64,
    scene: &Scene,
    keyframes: Keyframes,
) -> anyhow::Result<Published> {
    let watched = peer::connection(|_| {}).await?;
    let video = track(RtpCodecKind::Video, video_codec())?;
    let audio = track(RtpCodecKind::Audio, audio_codec())?;
    let audio_sender = watched.connection.add_track(audio.clone() as Arc<dyn TrackLocal>).await?;
    let video_sender = watched.connection.add_track(video.clone() as Arc<dyn TrackLocal>).await?;
    let connected = watched.negotiate(node, access, &format!("/api/conferences/{conference}/whip")).await?;
    let senders = Senders(vec![
        tokio::spawn(show(scene.clone(), video, payload_type(&video_sender).await?, keyframes)),
        tokio::spawn(speak(scene.clone(), audio, payload_type(&audio_sender).await?)),
    ]);
    Ok(Published { connected, senders })
}

fn video_codec() -> RTCRtpCodec {
    RTCRtpCodec { mime_type: MIME_TYPE_VP8.to_owned(), clock_rate: 90_000, ..Default::default() }
}

fn audio_codec() -> RTCRtpCodec {
    RTCRtpCodec {
        mime_type: MIME_TYPE_OPUS.to_owned(),
        clock_rate: 48_000,
        channels: 2,
        sdp_fmtp_line: "minptime=10;useinbandfec=1".to_owned(),
        ..Default::default()
    }
}

fn track(kind: RtpCodecKind, codec: RTCRtpCodec) -> anyhow::Result<Arc<TrackLocalStaticSample>> {
    let coding = RTCRtpCodingParameters { ssrc: Some(rand::random()), ..Default::default() };
    let encoding = RTCRtpEncodingParameters { rtp_coding_parameters: coding, codec, ..Default::default() };
    let track = MediaStreamTrack::new("robot".into(), format!("robot-{kind}"), kind.to_string(), kind, vec![encoding]);
    Ok(Arc::new(TrackLocalStaticSample::new(Instant::now(), track)?))
}

async fn payload_type(sender: &Arc<dyn RtpSender>) -> anyhow::Result<u8> {
    let parameters = sender.get_parameters().await?;
    Ok(parameters.rtp_parameters.codecs.first().context("no codec was agreed")?.payload_type)
}

async fn show(scene: Scene, track: Arc<TrackLocalStaticSample>, payload_type: u8, keyframes: Keyframes) {
    let Some(&ssrc) = track.ssrcs().await.first() else { return };
    let mut ticks = tokio::time::interval(scene.frame_time);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Burst);
    let mut at = 0;
    loop {
        tokio::select! {
            _ = ticks.tick() => {}
            Some(event) = track.poll() => {
                if keyframes == Keyframes::WhenAsked && matches!(event, TrackLocalEvent::OnRtcpPacket(_)) {
                    at = scene.next_keyframe(at);
                }
                continue;
            }
        }
        let frame = &scene.frames[at];
        at = (at + 1) % scene.frames.len();
        let sample = Sample { data: frame.clone(), duration: scene.frame_time, ..Sample::new(Instant::now()) };
        if let Err(error) = track.write_sample(ssrc, payload_type, &sample, &[]).await {
            tracing::debug!(%error, "picture not sent");
        }
    }
}

async fn speak(scene: Scene, track: Arc<TrackLocalStaticSample>, payload_type: u8) {
    let Some(&ssrc) = track.ssrcs().await.first() else { return };
    let mut ticks = tokio::time::interval(VOICE_PACKET);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Burst);
    for packet in scene.voice.iter().cycle() {
        ticks.tick().await;
        let sample = Sample { data: packet.data.clone(), duration: VOICE_PACKET, ..Sample::new(Instant::now()) };
        let level = HeaderExtension::AudioLevel(AudioLevelExtension { level: packet.level, voice: packet.level < 127 });
        if let Err(error) = track.write_sample(ssrc, payload_type, &sample, &[level]).await {
            tracing::debug!(%error, "voice not sent");
        }
    }
}
