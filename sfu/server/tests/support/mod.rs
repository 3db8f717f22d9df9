//! A media process in this process, its link, and a peer that really does ICE, DTLS and SRTP.

#![allow(dead_code, reason = "each test file uses a part of it")]

use bytes::BytesMut;
use fengsui_protocol::{
    ConferenceId, RecordingId, SessionId, SiteId,
    conference::{SlotName, SlotRow, StreamKind, ViewRow, ViewTable},
    link::{
        self,
        media::{Direction, FromMedia, MediaRefusal, SessionState, ToMedia},
    },
};
use fengsui_sfu_core::rtp::Header;
use fengsui_sfu_core::{
    SrtpKeys, SrtpProfile,
    srtp::{Opener, Sealer, StreamKey},
};
use fengsui_sfu_server::{Listening, MediaConfig, net::framing, serve, stun};
use rtc_dtls::{
    config::ConfigBuilder,
    crypto::Certificate,
    crypto_provider::{RTCCryptoProvider, providers::AwsLcRsProvider},
    endpoint::{Endpoint, EndpointEvent},
    extension::extension_use_srtp::SrtpProtectionProfile,
};
use rtc_shared::TransportProtocol;
use std::{
    collections::HashMap,
    io::{Read, Write},
    net::{SocketAddr, TcpStream, UdpSocket},
    os::unix::net::{UnixListener, UnixStream},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
        mpsc,
    },
    thread::JoinHandle,
    time::{Duration, Instant},
};

pub const PATIENCE: Duration = Duration::from_secs(20);

/// A media process.
pub struct Node {
    pub dir: PathBuf,
    pub listening: Listening,
    stop: Option<tokio::sync::oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Node {
    pub fn start() -> Self {
        Self::start_with(|_| ())
    }

    /// With a configuration of the test's own.
    pub fn start_with(change: impl FnOnce(&mut MediaConfig)) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let dir = std::env::temp_dir().join(format!("fengsui-media-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&dir).unwrap();
        let mut config = MediaConfig {
            udp_port: 0,
            tcp_port: 0,
            shards: 2,
            announce: vec!["127.0.0.1".parse().unwrap()],
            ..MediaConfig::new(&dir)
        };
        change(&mut config);
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let (tell, told) = mpsc::channel();
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            let ready = |listening: &Listening| tell.send(listening.clone()).unwrap();
            let stop = async { drop(stopped.await) };
            runtime.block_on(serve(config, ready, stop)).unwrap();
        });
        let listening = told.recv_timeout(PATIENCE).unwrap();
        Self { dir, listening, stop: Some(stop), thread: Some(thread) }
    }

    pub fn link(&self) -> Link {
        Link::connect(&self.dir)
    }
    /// UDP address of the shard that has `conference`.
    pub fn udp(&self, conference: u64) -> SocketAddr {
        let shard = conference as usize % self.listening.udp.len();
        SocketAddr::from(([127, 0, 0, 1], self.listening.udp[shard]))
    }
    pub fn tcp(&self) -> SocketAddr {
        SocketAddr::from(([127, 0, 0, 1], self.listening.tcp))
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let result = thread.join();
            if !std::thread::panicking() {
                result.unwrap();
            }
        }
        let _ = std::fs::remove_dir_all(&self.dir);
    }
}

/// The command node's end.
pub struct Link {
    stream: UnixStream,
    buffer: Vec<u8>,
    /// Everything that was said and not yet taken.
    pub log: Vec<FromMedia>,
}

impl Link {
    pub fn connect(dir: &Path) -> Self {
        let stream = UnixStream::connect(dir.join(link::MEDIA_SOCKET)).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        Self { stream, buffer: Vec::new(), log: Vec::new() }
    }

    pub fn send(&mut self, message: &ToMedia) {
        let mut frame = Vec::new();
        link::put_json(&mut frame, message);
        self.stream.write_all(&frame).unwrap();
    }

    /// Waits for a message that `pick` takes; others stay in the log.
    pub fn wait<T>(&mut self, what: &str, mut pick: impl FnMut(&FromMedia) -> Option<T>) -> T {
        let deadline = Instant::now() + PATIENCE;
        let mut seen = 0;
        loop {
            while seen < self.log.len() {
                if let Some(found) = pick(&self.log[seen]) {
                    self.log.remove(seen);
                    return found;
                }
                seen += 1;
            }
            assert!(Instant::now() < deadline, "no {what} among {:#?}", self.log);
            assert!(self.read(), "link closed, no {what} among {:#?}", self.log);
        }
    }

    /// Whether the other end is still there, after waiting for more.
    pub fn read(&mut self) -> bool {
        let mut bytes = [0; 65536];
        let Ok(n @ 1..) = self.stream.read(&mut bytes) else { return false };
        self.buffer.extend_from_slice(&bytes[..n]);
        while let Some((_, body, used)) = link::take_frame(&self.buffer).unwrap() {
            self.log.push(serde_json::from_slice(body).unwrap());
            self.buffer.drain(..used);
        }
        true
    }

    pub fn negotiate(
        &mut self,
        session: u64,
        conference: u64,
        site: u64,
        direction: Direction,
        offer: &str,
    ) -> Result<String, MediaRefusal> {
        self.send(&ToMedia::Negotiate {
            session: SessionId(session),
            conference: ConferenceId(conference),
            site: SiteId(site),
            direction,
            source: None,
            slots: Vec::new(),
            offer: offer.to_owned(),
            front: None,
        });
        self.wait("answer", |m| match m {
            FromMedia::Negotiated { session: s, answer } if s.0 == session => Some(answer.clone()),
            _ => None,
        })
    }

    /// Waits until a session is connected; its cipher.
    pub fn connected(&mut self, session: u64) -> String {
        self.wait("connected session", |m| match m {
            FromMedia::Session { status } if status.session.0 == session => match &status.state {
                SessionState::Connected { cipher } => Some(cipher.clone()),
                SessionState::Closed { why } => panic!("session {session} closed: {why}"),
                SessionState::Connecting => None,
            },
            _ => None,
        })
    }

    /// Waits until a session is closed; why.
    pub fn closed(&mut self, session: u64) -> String {
        self.wait("closed session", |m| match m {
            FromMedia::Session { status } if status.session.0 == session => match &status.state {
                SessionState::Closed { why } => Some(why.clone()),
                SessionState::Connecting | SessionState::Connected { .. } => None,
            },
            _ => None,
        })
    }
}

/// A conference in which site 2 sees the camera of site 1.
pub fn table(conference: u64, generation: u64, sites: &[u64], recording: Option<u64>) -> ViewTable {
    let rows = sites.iter().map(|site| ViewRow {
        site: SiteId(*site),
        name: format!("会场{site}"),
        microphone_open: true,
        camera_open: true,
        presentation_open: true,
        speaker_open: true,
        slots: match site {
            2 => vec![SlotRow { slot: SlotName::Main, source: SiteId(1), stream: StreamKind::Camera }],
            _ => Vec::new(),
        },
        layout: Default::default(),
        own_cell: None,
        label: Default::default(),
        notice: None,
    });
    ViewTable {
        conference: ConferenceId(conference),
        generation,
        sites: rows.collect(),
        recording: recording.map(RecordingId),
    }
}

/// How packets travel.
pub enum Wire {
    Udp { socket: UdpSocket, node: SocketAddr },
    Tcp { stream: TcpStream, buffer: Vec<u8> },
}

impl Wire {
    pub fn udp(node: SocketAddr) -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        socket.set_read_timeout(Some(Duration::from_millis(50))).unwrap();
        Self::Udp { socket, node }
    }
    pub fn tcp(node: SocketAddr) -> Self {
        let stream = TcpStream::connect(node).unwrap();
        stream.set_read_timeout(Some(Duration::from_millis(50))).unwrap();
        Self::Tcp { stream, buffer: Vec::new() }
    }
    pub fn send(&mut self, packet: &[u8]) {
        match self {
            Self::Udp { socket, node } => drop(socket.send_to(packet, *node).unwrap()),
            Self::Tcp { stream, .. } => {
                let mut framed = Vec::new();
                framing::put(&mut framed, packet);
                stream.write_all(&framed).unwrap();
            }
        }
    }
    /// The next packet, if one comes within a moment.
    pub fn receive(&mut self) -> Option<Vec<u8>> {
        let mut bytes = vec![0; 65536];
        match self {
            Self::Udp { socket, .. } => {
                let n = socket.recv(&mut bytes).ok()?;
                bytes.truncate(n);
                Some(bytes)
            }
            Self::Tcp { stream, buffer } => loop {
                if let Some((range, used)) = framing::take(buffer).unwrap() {
                    let packet = buffer[range].to_vec();
                    buffer.drain(..used);
                    return Some(packet);
                }
                let n = stream.read(&mut bytes).ok().filter(|n| *n > 0)?;
                buffer.extend_from_slice(&bytes[..n]);
            },
        }
    }
}

/// A client: full ICE agent, DTLS client, SRTP.
pub struct Peer {
    pub wire: Wire,
    node: (String, String),
    provider: Arc<dyn RTCCryptoProvider>,
    certificate: Certificate,
    endpoint: Option<Endpoint>,
    keys: Option<(Sealer, Opener, SrtpProfile)>,
    streams: HashMap<u32, StreamKey>,
    transaction: u8,
    /// Whether the next check nominates.
    pub nominate: bool,
}

const UFRAG: &str = "peer";
const NODE: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 2);
pub const ALL_PROFILES: [SrtpProtectionProfile; 3] = [
    SrtpProtectionProfile::Srtp_Aes128_Cm_Hmac_Sha1_80,
    SrtpProtectionProfile::Srtp_Aead_Aes_128_Gcm,
    SrtpProtectionProfile::Srtp_Aead_Aes_256_Gcm,
];

impl Peer {
    pub fn new(wire: Wire) -> Self {
        let provider: Arc<dyn RTCCryptoProvider> = Arc::new(AwsLcRsProvider::new());
        let certificate = Certificate::generate_self_signed(vec!["peer".to_owned()], provider.crypto()).unwrap();
        Self {
            wire,
            node: Default::default(),
            provider,
            certificate,
            endpoint: None,
            keys: None,
            streams: HashMap::new(),
            transaction: 0,
            nominate: true,
        }
    }

    pub fn fingerprint(&self) -> String {
        let hash = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, &self.certificate.certificate[0]);
        hash.as_ref().iter().map(|b| format!("{b:02X}")).collect::<Vec<_>>().join(":")
    }

    /// One VP8 line and one Opus line.
    pub fn offer(&self, direction: Direction) -> String {
        let way = match direction {
            Direction::Publish => "sendonly",
            Direction::Receive => "recvonly",
        };
        let transport = format!(
            "c=IN IP4 0.0.0.0\na=ice-ufrag:{UFRAG}\na=ice-pwd:{}\na=fingerprint:sha-256 {}\na=setup:actpass\na=rtcp-mux\na={way}\n",
            "x".repeat(24),
            self.fingerprint()
        );
        format!(
            "v=0\no=- 1 1 IN IP4 0.0.0.0\ns=-\nt=0 0\na=group:BUNDLE 0 1\n\
             m=video 9 UDP/TLS/RTP/SAVPF 96 97\na=mid:0\n{transport}a=rtpmap:96 VP8/90000\na=rtcp-fb:96 nack\n\
             a=rtcp-fb:96 nack pli\na=rtpmap:97 rtx/90000\na=fmtp:97 apt=96\n\
             m=audio 9 UDP/TLS/RTP/SAVPF 111\na=mid:1\n{transport}a=rtpmap:111 opus/48000/2\n\
             a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level\n"
        )
    }

    /// Takes ufrag and password from an answer.
    pub fn take_answer(&mut self, answer: &str) {
        let value = |name: &str| {
            let line = answer.lines().find_map(|l| l.strip_prefix("a=")?.strip_prefix(name)?.strip_prefix(':'));
            line.unwrap_or_else(|| panic!("{name} in {answer}")).to_owned()
        };
        self.node = (value("ice-ufrag"), value("ice-pwd"));
    }

    /// Sends one check.
    pub fn check(&mut self) {
        let password = self.node.1.clone();
        self.check_with(password.as_bytes());
    }

    pub fn check_with(&mut self, password: &[u8]) {
        self.transaction += 1;
        let mut request = Vec::new();
        let user = format!("{}:{UFRAG}", self.node.0);
        stun::write_request(&mut request, [self.transaction; 12], &user, password, self.nominate);
        self.wire.send(&request);
    }

    /// Checks until answered.
    pub fn ice(&mut self) -> SocketAddr {
        let deadline = Instant::now() + PATIENCE;
        loop {
            self.check();
            if let Some(mapped) = self.wire.receive().and_then(|packet| stun::mapped_address(&packet)) {
                return mapped;
            }
            assert!(Instant::now() < deadline, "no answer to a check");
        }
    }

    /// Shakes hands, offering `profiles`. `false`: the node does not answer any more.
    pub fn dtls(&mut self, profiles: &[SrtpProtectionProfile]) -> bool {
        let config = ConfigBuilder::default()
            .with_crypto_provider(self.provider.clone())
            .with_certificates(vec![self.certificate.clone()])
            .with_srtp_protection_profiles(profiles.to_vec())
            .with_insecure_skip_verify(true)
            .build(true, None)
            .unwrap();
        let mut endpoint = Endpoint::new(NODE, TransportProtocol::UDP, None);
        endpoint.connect(Instant::now(), NODE, Arc::new(config), None).unwrap();
        let deadline = Instant::now() + PATIENCE;
        while Instant::now() < deadline {
            while let Some(out) = endpoint.poll_transmit() {
                self.wire.send(&out.message);
            }
            let Some(packet) = self.wire.receive() else {
                if endpoint.handle_timeout(NODE, Instant::now()).is_err() {
                    return false;
                }
                continue;
            };
            if !(20..64).contains(&packet[0]) {
                continue;
            }
            let Ok(events) = endpoint.read(Instant::now(), NODE, None, BytesMut::from(&packet[..])) else {
                return false;
            };
            if events.iter().any(|e| matches!(e, EndpointEvent::HandshakeComplete)) {
                while let Some(out) = endpoint.poll_transmit() {
                    self.wire.send(&out.message);
                }
                self.keys = Some(keys(&endpoint));
                self.endpoint = Some(endpoint);
                return true;
            }
        }
        false
    }

    /// Negotiates and connects.
    pub fn join(&mut self, link: &mut Link, session: u64, conference: u64, site: u64, direction: Direction) -> String {
        let offer = self.offer(direction);
        let answer = link.negotiate(session, conference, site, direction, &offer).unwrap();
        self.take_answer(&answer);
        self.ice();
        assert!(self.dtls(&ALL_PROFILES), "handshake");
        link.connected(session)
    }

    /// Says goodbye by DTLS.
    pub fn goodbye(&mut self) {
        let endpoint = self.endpoint.as_mut().unwrap();
        endpoint.stop(Instant::now(), NODE);
        while let Some(out) = endpoint.poll_transmit() {
            self.wire.send(&out.message);
        }
    }

    /// Sends one RTP packet, sealed.
    pub fn rtp(&mut self, payload_type: u8, ssrc: u32, sequence: u16, timestamp: u32, payload: &[u8]) {
        let (sealer, ..) = self.keys.as_mut().expect("keys");
        let stream = *self.streams.entry(ssrc).or_insert_with(|| sealer.stream(ssrc).unwrap());
        let mut packet = vec![0x80, 0x80 | payload_type];
        packet.extend_from_slice(&sequence.to_be_bytes());
        packet.extend_from_slice(&timestamp.to_be_bytes());
        packet.extend_from_slice(&ssrc.to_be_bytes());
        packet.extend_from_slice(payload);
        packet.resize(packet.len() + sealer.rtp_overhead(), 0);
        sealer.seal_rtp(stream, &mut packet, 12, u64::from(sequence)).unwrap();
        self.wire.send(&packet);
    }

    /// Sends an empty receiver report, sealed.
    pub fn rtcp(&mut self) {
        let (sealer, ..) = self.keys.as_mut().expect("keys");
        let mut packet = vec![0x80, 201, 0, 1, 0, 0, 0, 9];
        sealer.seal_rtcp(&mut packet).unwrap();
        self.wire.send(&packet);
    }

    /// Sends a VP8 key frame in one packet.
    pub fn key_frame(&mut self, sequence: u16) {
        let mut payload = vec![0x10, 0x10, 0x02, 0x00, 0x9d, 0x01, 0x2a, 0x40, 0x01, 0xb4, 0x00];
        payload.extend_from_slice(&[sequence as u8; 200]);
        self.rtp(96, 0x1111, sequence, u32::from(sequence) * 3000, &payload);
    }

    /// The next RTP packet, opened: (payload type, SSRC, payload). RTCP is opened and passed over.
    pub fn next_rtp(&mut self) -> Option<(u8, u32, Vec<u8>)> {
        loop {
            let mut packet = self.wire.receive()?;
            if !(128..192).contains(&packet[0]) {
                continue;
            }
            let (_, opener, _) = self.keys.as_mut().expect("keys");
            if (192..224).contains(&packet[1]) {
                opener.open_rtcp(&mut packet).expect("authentic RTCP");
                continue;
            }
            let Header { ssrc, sequence, length: header, payload_type, .. } = Header::parse(&packet).expect("RTP");
            let length = opener.open_rtp(&mut packet, header, ssrc, sequence).expect("authentic RTP").length;
            return Some((payload_type, ssrc, packet[header..length].to_vec()));
        }
    }

    pub fn profile(&self) -> SrtpProfile {
        self.keys.as_ref().unwrap().2
    }
}

fn keys(endpoint: &Endpoint) -> (Sealer, Opener, SrtpProfile) {
    let state = endpoint.get_connection_state(NODE).unwrap();
    let profile = match state.srtp_protection_profile() {
        SrtpProtectionProfile::Srtp_Aead_Aes_256_Gcm => SrtpProfile::AeadAes256Gcm,
        SrtpProtectionProfile::Srtp_Aead_Aes_128_Gcm => SrtpProfile::AeadAes128Gcm,
        _ => SrtpProfile::AesCm128HmacSha1_80,
    };
    let exported = state.export_keying_material("EXTRACTOR-dtls_srtp", &[], profile.exported_len()).unwrap();
    let keys = SrtpKeys::from_exported(profile, exported.as_ref(), true).unwrap();
    (Sealer::new(profile, &keys.local).unwrap(), Opener::new(profile, &keys.remote).unwrap(), profile)
}

/// The recorder's end.
pub struct Recorder {
    listener: UnixListener,
}

pub struct RecorderLink {
    stream: UnixStream,
    buffer: Vec<u8>,
}

impl Recorder {
    pub fn listen(dir: &Path) -> Self {
        let path = dir.join(link::RECORDER_SOCKET);
        let _ = std::fs::remove_file(&path);
        Self { listener: UnixListener::bind(path).unwrap() }
    }
    pub fn accept(&self) -> RecorderLink {
        let (stream, _) = self.listener.accept().unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        RecorderLink { stream, buffer: Vec::new() }
    }
}

impl RecorderLink {
    /// The next frame.
    pub fn frame(&mut self) -> (u8, Vec<u8>) {
        loop {
            if let Some((kind, body, used)) = link::take_frame(&self.buffer).unwrap() {
                let frame = (kind, body.to_vec());
                self.buffer.drain(..used);
                return frame;
            }
            let mut bytes = [0; 65536];
            let n = self.stream.read(&mut bytes).expect("a frame");
            assert!(n > 0, "the media process hung up");
            self.buffer.extend_from_slice(&bytes[..n]);
        }
    }
}
