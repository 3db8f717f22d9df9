//! Publishing a scene by WHIP (RFC 9725) on the `webrtc` crate.

use super::scene::{Scene, VOICE_PACKET};
use crate::account::{Access, Node};
use anyhow::{Context, bail};
use rtc::interceptor::Registry;
use rtc::media::Sample;
use rtc::media_stream::MediaStreamTrack;
use rtc::peer_connection::configuration::RTCConfigurationBuilder;
use rtc::peer_connection::configuration::interceptor_registry::register_default_interceptors;
use rtc::peer_connection::configuration::media_engine::{MIME_TYPE_OPUS, MIME_TYPE_VP8, MediaEngine};
use rtc::peer_connection::configuration::setting_engine::SettingEngineBuilder;
use rtc::peer_connection::sdp::RTCSessionDescription;
use rtc::rtp::extension::HeaderExtension;
use rtc::rtp::extension::audio_level_extension::AudioLevelExtension;
use rtc::rtp_transceiver::rtp_sender::{
    RTCRtpCodec, RTCRtpCodingParameters, RTCRtpEncodingParameters, RTCRtpHeaderExtensionCapability, RtpCodecKind,
};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::watch;
use tokio::time::MissedTickBehavior;
use webrtc::media_stream::Track;
use webrtc::media_stream::track_local::TrackLocal;
use webrtc::media_stream::track_local::static_sample::TrackLocalStaticSample;
use webrtc::peer_connection::{
    PeerConnection, PeerConnectionBuilder, PeerConnectionEventHandler, RTCIceGatheringState, RTCPeerConnectionState,
};
use webrtc::rtp_transceiver::RtpSender;

const AUDIO_LEVEL_URI: &str = "urn:ietf:params:rtp-hdrext:ssrc-audio-level";
const CONNECT_LIMIT: Duration = Duration::from_secs(20);

/// A running publication; ends when it is dropped or the node ends it.
pub struct Published {
    connection: Arc<dyn PeerConnection>,
    state: watch::Receiver<RTCPeerConnectionState>,
    senders: Vec<tokio::task::JoinHandle<()>>,
    node: Node,
    access: Access,
    location: String,
}

impl Published {
    /// Waits until the connection has failed or was closed.
    pub async fn closed(&self) {
        let ended = |s: &RTCPeerConnectionState| {
            matches!(
                s,
                RTCPeerConnectionState::Failed | RTCPeerConnectionState::Closed | RTCPeerConnectionState::Disconnected
            )
        };
        let _ = self.state.clone().wait_for(ended).await;
    }

    /// Ends it in good order.
    pub async fn end(self) {
        let request = self.node.http.delete(format!("{}{}", self.node.url, self.location));
        let _ = self.access.authorise(request).send().await;
        let _ = self.connection.close().await;
    }
}

impl Drop for Published {
    fn drop(&mut self) {
        for sender in &self.senders {
            sender.abort();
        }
        let connection = self.connection.clone();
        tokio::spawn(async move { connection.close().await });
    }
}

struct Watcher {
    gathered: watch::Sender<bool>,
    state: watch::Sender<RTCPeerConnectionState>,
}

#[async_trait::async_trait]
impl PeerConnectionEventHandler for Watcher {
    async fn on_ice_gathering_state_change(&self, state: RTCIceGatheringState) {
        if state == RTCIceGatheringState::Complete {
            self.gathered.send_replace(true);
        }
    }
    async fn on_connection_state_change(&self, state: RTCPeerConnectionState) {
        self.state.send_replace(state);
    }
}

/// Publishes the scene, in a loop, into a conference. Returns once media flows.
///
/// # Errors
/// When the node refuses the offer or no path to its media address is found within 20 s.
pub async fn publish(node: &Node, access: &Access, conference: u64, scene: &Scene) -> anyhow::Result<Published> {
    let (gathered, mut is_gathered) = watch::channel(false);
    let (state_tx, state) = watch::channel(RTCPeerConnectionState::New);
    let connection = connection(Watcher { gathered, state: state_tx }).await?;
    let video = track(RtpCodecKind::Video, video_codec())?;
    let audio = track(RtpCodecKind::Audio, audio_codec())?;
    let audio_sender = connection.add_track(audio.clone() as Arc<dyn TrackLocal>).await?;
    let video_sender = connection.add_track(video.clone() as Arc<dyn TrackLocal>).await?;

    let offer = connection.create_offer(None).await?;
    connection.set_local_description(offer).await?;
    tokio::time::timeout(CONNECT_LIMIT, is_gathered.wait_for(|g| *g)).await.context("gathering candidates")??;
    let offer = connection.local_description().await.context("local description")?.sdp;
    let (answer, location) = negotiate(node, access, conference, offer).await?;
    connection.set_remote_description(RTCSessionDescription::answer(answer)?).await?;

    let mut connected = state.clone();
    tokio::time::timeout(CONNECT_LIMIT, connected.wait_for(|s| *s == RTCPeerConnectionState::Connected))
        .await
        .context("no path to the node's media address")??;
    let senders = vec![
        tokio::spawn(show(scene.clone(), video, payload_type(&video_sender).await?)),
        tokio::spawn(speak(scene.clone(), audio, payload_type(&audio_sender).await?)),
    ];
    Ok(Published { connection, state, senders, node: node.clone(), access: access.clone(), location })
}

async fn connection(watcher: Watcher) -> anyhow::Result<Arc<dyn PeerConnection>> {
    let mut engine = MediaEngine::default();
    engine.register_default_codecs()?;
    let level = RTCRtpHeaderExtensionCapability { uri: AUDIO_LEVEL_URI.to_owned() };
    engine.register_header_extension(level, RtpCodecKind::Audio, None)?;
    let registry = register_default_interceptors(Registry::new(), &mut engine)?;
    let settings = SettingEngineBuilder::new()
        .with_include_loopback_candidate(true)
        .with_crypto_provider(Arc::new(rtc::crypto::providers::AwsLcRsProvider::new()))
        .build();
    Ok(Arc::new(
        PeerConnectionBuilder::new()
            .with_configuration(RTCConfigurationBuilder::new().build())
            .with_setting_engine(settings)
            .with_media_engine(engine)
            .with_interceptor_registry(registry)
            .with_handler(Arc::new(watcher) as Arc<dyn PeerConnectionEventHandler>)
            .with_udp_addrs(vec!["0.0.0.0:0".to_owned()])
            .build()
            .await?,
    ))
}

async fn negotiate(node: &Node, access: &Access, conference: u64, offer: String) -> anyhow::Result<(String, String)> {
    let request = node.http.post(format!("{}/api/conferences/{conference}/whip", node.url));
    let answer = access.authorise(request).header("content-type", "application/sdp").body(offer).send().await?;
    let status = answer.status();
    let location = answer.headers().get("location").and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned();
    let text = answer.text().await?;
    if status != reqwest::StatusCode::CREATED {
        bail!("WHIP: {status} {text}");
    }
    Ok((text, location))
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

async fn show(scene: Scene, track: Arc<TrackLocalStaticSample>, payload_type: u8) {
    let Some(&ssrc) = track.ssrcs().await.first() else { return };
    let mut ticks = tokio::time::interval(scene.frame_time);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Burst);
    for frame in scene.frames.iter().cycle() {
        ticks.tick().await;
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
