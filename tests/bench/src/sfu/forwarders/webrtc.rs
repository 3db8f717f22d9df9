//! A plain forwarder on the `webrtc` crate, as its own broadcast example is: a peer connection for each session, the
//! crate's default interceptors, packets of a publisher's track written into a track of each subscriber. Asked by lines
//! of JSON.

use super::Forwarder;
use crate::process::{Killed, spawn_on};
use crate::sfu::description::{Local, OPUS, VP8};
use crate::sfu::scene::{Camera, Scene, Seat};
use crate::sfu::{CONNECT_LIMIT, MEDIA_CPU, PEER_LIMIT};
use anyhow::{Context, ensure};
use rtc::ice::mdns::MulticastDnsMode;
use rtc::interceptor::Registry;
use rtc::media_stream::MediaStreamTrack;
use rtc::peer_connection::configuration::RTCConfigurationBuilder;
use rtc::peer_connection::configuration::interceptor_registry::register_default_interceptors;
use rtc::peer_connection::configuration::media_engine::{MIME_TYPE_OPUS, MIME_TYPE_VP8, MediaEngine};
use rtc::peer_connection::configuration::setting_engine::SettingEngineBuilder;
use rtc::peer_connection::sdp::RTCSessionDescription;
use rtc::rtp_transceiver::rtp_sender::{RTCRtpCodec, RTCRtpCodingParameters, RTCRtpEncodingParameters, RtpCodecKind};
use rtc_dtls::extension::extension_use_srtp::SrtpProtectionProfile;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::os::fd::AsRawFd;
use std::process::{ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Arc, RwLock};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt};
use tokio::sync::watch;
use webrtc::media_stream::track_local::TrackLocal;
use webrtc::media_stream::track_local::static_rtp::TrackLocalStaticRTP;
use webrtc::media_stream::track_remote::{TrackRemote, TrackRemoteEvent};
use webrtc::peer_connection::{
    PeerConnection, PeerConnectionBuilder, PeerConnectionEventHandler, RTCIceGatheringState,
};

#[derive(Serialize, Deserialize)]
enum Ask {
    Publish {
        room: u64,
        site: u64,
        offer: String,
    },
    /// The sites whose pictures and voices are received.
    Subscribe {
        room: u64,
        pictures: Vec<u64>,
        voices: Vec<u64>,
        offer: String,
    },
}

pub struct Webrtc {
    scene: Scene,
    child: Killed,
    asks: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Webrtc {
    pub fn start(scene: Scene) -> anyhow::Result<Self> {
        let mut command = Command::new(std::env::current_exe()?);
        command.arg("webrtc-forwarder").stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = spawn_on(MEDIA_CPU, &mut command)?;
        let asks = child.0.stdin.take().context("standard input")?;
        let answers = BufReader::new(child.0.stdout.take().context("standard output")?);
        Ok(Self { scene, child, asks, answers })
    }

    fn ask(&mut self, ask: &Ask) -> anyhow::Result<String> {
        let mut line = serde_json::to_string(ask)?;
        line.push('\n');
        self.asks.write_all(line.as_bytes())?;
        line.clear();
        self.wait()?;
        self.answers.read_line(&mut line)?;
        let answer: Result<String, String> = serde_json::from_str(&line).context("the forwarder has ended")?;
        answer.map_err(anyhow::Error::msg)
    }

    /// Until it has begun to answer.
    fn wait(&self) -> anyhow::Result<()> {
        let mut answers = libc::pollfd { fd: self.answers.get_ref().as_raw_fd(), events: libc::POLLIN, revents: 0 };
        // SAFETY: one valid entry.
        ensure!(unsafe { libc::poll(&mut answers, 1, PEER_LIMIT.as_millis() as i32) } > 0, "it does not answer");
        Ok(())
    }
}

impl Forwarder for Webrtc {
    fn pid(&self) -> u32 {
        self.child.0.id()
    }

    fn publish(&mut self, camera: Camera, local: &Local) -> anyhow::Result<String> {
        let (room, site) = (camera.conference().0, camera.site().0);
        self.ask(&Ask::Publish { room, site, offer: local.publishing() })
    }

    fn subscribe(&mut self, viewer: Seat, local: &Local) -> anyhow::Result<String> {
        let pictures: Vec<u64> = self.scene.seen_by(viewer).map(|camera| camera.site().0).collect();
        let voices = self.scene.seen_by(viewer).filter(|camera| camera.speaks());
        let voices: Vec<u64> = voices.map(|camera| camera.site().0).collect();
        let offer = local.receiving(voices.len(), pictures.len());
        self.ask(&Ask::Subscribe { room: viewer.0.0, pictures, voices, offer })
    }
}

/// Room, site, and whether it is the picture.
type Source = (u64, u64, bool);
/// Tracks that get a source's packets, with the number each sends them under.
type Audiences = Arc<RwLock<HashMap<Source, Arc<Vec<(u32, Arc<TrackLocalStaticRTP>)>>>>>;

/// The forwarder's own process: asks on standard input, answers on standard output, until the input ends.
///
/// # Errors
/// When standard input or output fails.
pub fn serve() -> anyhow::Result<()> {
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
        let mut server = Server::default();
        let mut lines = tokio::io::BufReader::new(tokio::io::stdin()).lines();
        let mut out = tokio::io::stdout();
        while let Some(line) = lines.next_line().await? {
            let answer = server.answer(serde_json::from_str(&line)?).await.map_err(|error| format!("{error:#}"));
            let line = serde_json::to_string(&answer)? + "\n";
            out.write_all(line.as_bytes()).await?;
            out.flush().await?;
        }
        Ok(())
    })
}

#[derive(Default)]
struct Server {
    audiences: Audiences,
    connections: Vec<Arc<dyn PeerConnection>>,
    next_ssrc: u32,
}

impl Server {
    async fn answer(&mut self, ask: Ask) -> anyhow::Result<String> {
        match ask {
            Ask::Publish { room, site, offer } => {
                let audiences = self.audiences.clone();
                let (connection, gathered) = connection(Some((room, site, audiences))).await?;
                self.connections.push(connection.clone());
                negotiate(&connection, gathered, offer).await
            }
            Ask::Subscribe { room, pictures, voices, offer } => {
                let (connection, gathered) = connection(None).await?;
                self.connections.push(connection.clone());
                let voices = voices.into_iter().map(|site| (room, site, false));
                for source in voices.chain(pictures.into_iter().map(|site| (room, site, true))) {
                    let track = self.track(source)?;
                    connection.add_track(track as Arc<dyn TrackLocal>).await?;
                }
                negotiate(&connection, gathered, offer).await
            }
        }
    }

    /// A track that gets the packets of a source from now on.
    fn track(&mut self, source: Source) -> anyhow::Result<Arc<TrackLocalStaticRTP>> {
        self.next_ssrc += 1;
        let ssrc = self.next_ssrc;
        let (kind, codec) = match source.2 {
            true => (RtpCodecKind::Video, video()),
            false => (RtpCodecKind::Audio, audio()),
        };
        let coding = RTCRtpCodingParameters { ssrc: Some(ssrc), ..Default::default() };
        let encoding = RTCRtpEncodingParameters { rtp_coding_parameters: coding, codec, ..Default::default() };
        let name = format!("{}-{}", source.1, kind);
        let track = MediaStreamTrack::new(name.clone(), format!("{name}-{ssrc}"), name, kind, vec![encoding]);
        let track = Arc::new(TrackLocalStaticRTP::new(track));
        let mut audiences = self.audiences.write().expect("no panic while it is held");
        Arc::make_mut(audiences.entry(source).or_default()).push((ssrc, track.clone()));
        Ok(track)
    }
}

fn video() -> RTCRtpCodec {
    RTCRtpCodec { mime_type: MIME_TYPE_VP8.to_owned(), clock_rate: 90_000, ..Default::default() }
}

fn audio() -> RTCRtpCodec {
    let fmtp = "minptime=10;useinbandfec=1".to_owned();
    let mime_type = MIME_TYPE_OPUS.to_owned();
    RTCRtpCodec { mime_type, clock_rate: 48_000, channels: 2, sdp_fmtp_line: fmtp, ..Default::default() }
}

async fn negotiate(
    connection: &Arc<dyn PeerConnection>,
    mut gathered: watch::Receiver<bool>,
    offer: String,
) -> anyhow::Result<String> {
    connection.set_remote_description(RTCSessionDescription::offer(offer)?).await?;
    let answer = connection.create_answer(None).await?;
    connection.set_local_description(answer).await?;
    tokio::time::timeout(PEER_LIMIT, gathered.wait_for(|gathered| *gathered)).await.context("gathering")??;
    Ok(connection.local_description().await.context("no local description")?.sdp)
}

/// A connection of one socket on loopback; with a publisher's room, site and the audiences of its tracks.
async fn connection(
    publisher: Option<(u64, u64, Audiences)>,
) -> anyhow::Result<(Arc<dyn PeerConnection>, watch::Receiver<bool>)> {
    let mut engine = MediaEngine::default();
    engine.register_default_codecs()?;
    let registry = register_default_interceptors(Registry::new(), &mut engine)?;
    let settings = SettingEngineBuilder::new()
        .with_include_loopback_candidate(true)
        .with_lite(true)
        // Nobody is asked for names of hosts: the namespace has no network for it.
        .with_multicast_dns_mode(MulticastDnsMode::Disabled)
        // A session is silent while the others connect.
        .with_ice_timeouts(Some(CONNECT_LIMIT), Some(2 * CONNECT_LIMIT), None)
        .with_srtp_protection_profiles(vec![SrtpProtectionProfile::Srtp_Aead_Aes_256_Gcm])
        .with_crypto_provider(Arc::new(rtc::crypto::providers::AwsLcRsProvider::new()))
        .build();
    let (sender, gathered) = watch::channel(false);
    let connection = PeerConnectionBuilder::new()
        .with_configuration(RTCConfigurationBuilder::new().build())
        .with_setting_engine(settings)
        .with_media_engine(engine)
        .with_interceptor_registry(registry)
        .with_handler(Arc::new(Handler { gathered: sender, publisher }) as Arc<dyn PeerConnectionEventHandler>)
        .with_udp_addrs(vec!["127.0.0.1:0".to_owned()])
        .build()
        .await?;
    Ok((Arc::new(connection), gathered))
}

struct Handler {
    gathered: watch::Sender<bool>,
    publisher: Option<(u64, u64, Audiences)>,
}

#[async_trait::async_trait]
impl PeerConnectionEventHandler for Handler {
    async fn on_ice_gathering_state_change(&self, state: RTCIceGatheringState) {
        if state == RTCIceGatheringState::Complete {
            self.gathered.send_replace(true);
        }
    }
    async fn on_track(&self, track: Arc<dyn TrackRemote>) {
        if let Some((room, site, audiences)) = &self.publisher {
            let source = (*room, *site, track.kind().await == RtpCodecKind::Video);
            tokio::spawn(forward(track, source, audiences.clone()));
        }
    }
}

async fn forward(track: Arc<dyn TrackRemote>, source: Source, audiences: Audiences) {
    while let Some(event) = track.poll().await {
        let TrackRemoteEvent::OnRtpPacket(mut packet) = event else { continue };
        // The publisher's are its own session's; the crate writes those of each subscriber's.
        packet.header.extension = false;
        packet.header.extensions.clear();
        packet.header.payload_type = if source.2 { VP8 } else { OPUS };
        let audience = audiences.read().expect("no panic while it is held").get(&source).cloned();
        for (ssrc, out) in audience.iter().flat_map(|audience| audience.iter()) {
            let mut packet = packet.clone();
            packet.header.ssrc = *ssrc;
            // A subscriber that is not connected yet gets nothing.
            let _ = out.write_rtp(packet).await;
        }
    }
}
