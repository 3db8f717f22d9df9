//! A peer connection of a robot, whichever way its media goes: made, negotiated over HTTP, watched, ended.

use super::requests::{self, KeyframeRequests};
use crate::account::{Access, Node};
use anyhow::{Context, bail};
use rtc::ice::mdns::MulticastDnsMode;
use rtc::interceptor::{Registry, Slot};
use rtc::peer_connection::configuration::RTCConfigurationBuilder;
use rtc::peer_connection::configuration::interceptor_registry::register_default_interceptors;
use rtc::peer_connection::configuration::media_engine::MediaEngine;
use rtc::peer_connection::configuration::setting_engine::SettingEngineBuilder;
use rtc::peer_connection::sdp::RTCSessionDescription;
use rtc::rtp_transceiver::rtp_sender::{RTCRtpHeaderExtensionCapability, RtpCodecKind};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use webrtc::media_stream::track_remote::TrackRemote;
use webrtc::peer_connection::{
    PeerConnection, PeerConnectionBuilder, PeerConnectionEventHandler, RTCIceGatheringState, RTCPeerConnectionState,
};

const AUDIO_LEVEL_URI: &str = "urn:ietf:params:rtp-hdrext:ssrc-audio-level";
const CONNECT_LIMIT: Duration = Duration::from_secs(20);

/// A connection that is not negotiated yet.
pub struct Watched {
    pub connection: Arc<dyn PeerConnection>,
    gathered: watch::Receiver<bool>,
    state: watch::Receiver<RTCPeerConnectionState>,
}

/// A connection with media; ends when it is dropped or the node ends it.
pub struct Connected {
    connection: Arc<dyn PeerConnection>,
    state: watch::Receiver<RTCPeerConnectionState>,
    node: Node,
    access: Access,
    location: String,
}

impl Watched {
    /// Offers at `path`, takes the answer, and returns once connected.
    ///
    /// # Errors
    /// When the node refuses the offer or no path to its media address is found within 20 s.
    pub async fn negotiate(self, node: &Node, access: &Access, path: &str) -> anyhow::Result<Connected> {
        let Self { connection, mut gathered, state } = self;
        let offer = connection.create_offer(None).await?;
        connection.set_local_description(offer).await?;
        tokio::time::timeout(CONNECT_LIMIT, gathered.wait_for(|g| *g)).await.context("gathering candidates")??;
        let offer = connection.local_description().await.context("local description")?.sdp;
        let (answer, location) = post(node, access, path, offer).await?;
        connection.set_remote_description(RTCSessionDescription::answer(answer)?).await?;
        let mut connected = state.clone();
        tokio::time::timeout(CONNECT_LIMIT, connected.wait_for(|s| *s == RTCPeerConnectionState::Connected))
            .await
            .context("no path to the node's media address")??;
        Ok(Connected { connection, state, node: node.clone(), access: access.clone(), location })
    }
}

async fn post(node: &Node, access: &Access, path: &str, offer: String) -> anyhow::Result<(String, String)> {
    let request = node.http.post(format!("{}{path}", node.url));
    let answer = access.authorise(request).header("content-type", "application/sdp").body(offer).send().await?;
    let status = answer.status();
    let location = answer.headers().get("location").and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned();
    let text = answer.text().await?;
    if status != reqwest::StatusCode::CREATED {
        bail!("{path}: {status} {text}");
    }
    Ok((text, location))
}

impl Connected {
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

impl Drop for Connected {
    fn drop(&mut self) {
        let connection = self.connection.clone();
        tokio::spawn(async move { connection.close().await });
    }
}

struct Watcher<F> {
    gathered: watch::Sender<bool>,
    state: watch::Sender<RTCPeerConnectionState>,
    on_track: F,
}

#[async_trait::async_trait]
impl<F: Fn(Arc<dyn TrackRemote>) + Send + Sync + 'static> PeerConnectionEventHandler for Watcher<F> {
    async fn on_ice_gathering_state_change(&self, state: RTCIceGatheringState) {
        if state == RTCIceGatheringState::Complete {
            self.gathered.send_replace(true);
        }
    }
    async fn on_connection_state_change(&self, state: RTCPeerConnectionState) {
        self.state.send_replace(state);
    }
    async fn on_track(&self, track: Arc<dyn TrackRemote>) {
        (self.on_track)(track);
    }
}

/// A fresh connection; `on_track` is told of each track that comes.
///
/// # Errors
/// When the crate cannot open its sockets.
pub async fn connection(on_track: impl Fn(Arc<dyn TrackRemote>) + Send + Sync + 'static) -> anyhow::Result<Watched> {
    let mut engine = MediaEngine::default();
    engine.register_default_codecs()?;
    let level = RTCRtpHeaderExtensionCapability { uri: AUDIO_LEVEL_URI.to_owned() };
    engine.register_header_extension(level, RtpCodecKind::Audio, None)?;
    let registry = register_default_interceptors(Registry::new(), &mut engine)?;
    let registry = registry.with(Slot::from(requests::PLACE), KeyframeRequests::default());
    let settings = SettingEngineBuilder::new()
        .with_include_loopback_candidate(true)
        // Names of hosts are not asked for: without a network there is no interface for the asking.
        .with_multicast_dns_mode(MulticastDnsMode::Disabled)
        .with_crypto_provider(Arc::new(rtc::crypto::providers::AwsLcRsProvider::new()))
        .build();
    let (gathered_tx, gathered) = watch::channel(false);
    let (state_tx, state) = watch::channel(RTCPeerConnectionState::New);
    let watcher = Watcher { gathered: gathered_tx, state: state_tx, on_track };
    let connection = PeerConnectionBuilder::new()
        .with_configuration(RTCConfigurationBuilder::new().build())
        .with_setting_engine(settings)
        .with_media_engine(engine)
        .with_interceptor_registry(registry)
        .with_handler(Arc::new(watcher) as Arc<dyn PeerConnectionEventHandler>)
        .with_udp_addrs(vec!["0.0.0.0:0".to_owned()])
        .build()
        .await?;
    Ok(Watched { connection: Arc::new(connection), gathered, state })
}
