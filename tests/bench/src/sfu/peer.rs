//! The far end of one session: offer, ICE check, DTLS client, keys.

use super::forwarder::Forwarder;
use super::sockets;
use anyhow::{Context, bail};
use aws_lc_rs::digest;
use bytes::BytesMut;
use fengsui_protocol::link::media::Direction;
use fengsui_protocol::{ConferenceId, SiteId};
use fengsui_sfu_core::srtp::Sealer;
use fengsui_sfu_core::{SrtpKeys, SrtpProfile};
use fengsui_sfu_server::stun;
use rtc_dtls::config::{ConfigBuilder, ExtendedMasterSecretType};
use rtc_dtls::crypto::Certificate;
use rtc_dtls::crypto_provider::{RTCCryptoProvider, providers::AwsLcRsProvider};
use rtc_dtls::endpoint::{Endpoint, EndpointEvent};
use rtc_dtls::extension::extension_use_srtp::SrtpProtectionProfile;
use rtc_shared::TransportProtocol;
use std::net::{SocketAddr, UdpSocket};
use std::sync::Arc;
use std::time::{Duration, Instant};

pub const VP8: u8 = 96;
pub const OPUS: u8 = 111;
pub const VIDEO_SSRC: u32 = 1_001;
pub const AUDIO_SSRC: u32 = 1_002;
/// Extension ids of the offers.
pub const MID: u8 = 4;
pub const TRANSPORT_CC: u8 = 3;
pub const AUDIO_LEVEL: u8 = 1;

/// Times a datagram that may be lost is sent.
const TRIES: usize = 50;

#[derive(Clone, Copy)]
pub enum Role {
    Publisher,
    Receiver { pictures: usize, voices: usize },
}

/// One certificate for all peers of a run.
pub struct Identity {
    certificate: Certificate,
    provider: Arc<dyn RTCCryptoProvider>,
    fingerprint: String,
}

impl Identity {
    pub fn generate() -> anyhow::Result<Self> {
        let provider: Arc<dyn RTCCryptoProvider> = Arc::new(AwsLcRsProvider::new());
        let certificate = Certificate::generate_self_signed(vec!["bench".to_owned()], provider.crypto())?;
        let hash = digest::digest(&digest::SHA256, &certificate.certificate[0]);
        let fingerprint = hash.as_ref().iter().map(|byte| format!("{byte:02X}")).collect::<Vec<_>>().join(":");
        Ok(Self { certificate, provider, fingerprint })
    }
}

pub struct Peer {
    pub socket: UdpSocket,
    /// Where the media process listens; nowhere for a bare socket.
    pub remote: Option<SocketAddr>,
    pub keys: Option<SrtpKeys>,
    pub sealer: Option<Sealer>,
    username: String,
    password: String,
}

/// Sockets that only receive.
pub fn bare(count: usize) -> anyhow::Result<Vec<Peer>> {
    let peer = || {
        let socket = sockets::bind()?;
        Ok(Peer { socket, remote: None, keys: None, sealer: None, username: String::new(), password: String::new() })
    };
    (0..count).map(|_| peer()).collect()
}

impl Peer {
    pub fn connect(
        forwarder: &mut Forwarder,
        identity: &Identity,
        seat: (ConferenceId, SiteId),
        role: Role,
    ) -> anyhow::Result<Self> {
        let socket = sockets::bind()?;
        let port = socket.local_addr()?.port();
        let direction = match role {
            Role::Publisher => Direction::Publish,
            Role::Receiver { .. } => Direction::Receive,
        };
        let answer = forwarder.negotiate(seat, direction, offer(role, port, &identity.fingerprint))?;
        let said = |name: &str| answer.lines().find_map(|line| line.trim().strip_prefix(name)).map(str::to_owned);
        let ufrag = said("a=ice-ufrag:").context("no ice-ufrag in the answer")?;
        let password = said("a=ice-pwd:").context("no ice-pwd in the answer")?;
        let candidate = answer.lines().filter_map(udp_candidate).next().context("no UDP candidate in the answer")?;
        let username = format!("{ufrag}:b{port:07}");
        let mut peer = Self { socket, remote: Some(candidate), keys: None, sealer: None, username, password };
        peer.check()?;
        let keys = peer.handshake(identity)?;
        peer.sealer = Sealer::new(keys.profile, &keys.local);
        peer.keys = Some(keys);
        peer.socket.set_nonblocking(true)?;
        Ok(peer)
    }

    /// Sends an ICE check; also what keeps consent fresh (RFC 7675).
    pub fn send_check(&self) -> anyhow::Result<()> {
        let Some(remote) = self.remote else { return Ok(()) };
        let mut check = Vec::new();
        stun::write_request(&mut check, [9; 12], &self.username, self.password.as_bytes(), true);
        self.socket.send_to(&check, remote)?;
        Ok(())
    }

    fn check(&self) -> anyhow::Result<()> {
        self.socket.set_nonblocking(false)?;
        self.socket.set_read_timeout(Some(Duration::from_millis(200)))?;
        let mut bytes = [0; 2_048];
        for _ in 0..TRIES {
            self.send_check()?;
            if let Ok((n, _)) = self.socket.recv_from(&mut bytes)
                && stun::mapped_address(&bytes[..n]).is_some()
            {
                return Ok(());
            }
        }
        bail!("no answer to ICE checks")
    }

    fn handshake(&self, identity: &Identity) -> anyhow::Result<SrtpKeys> {
        let remote = self.remote.context("no remote address")?;
        let config = ConfigBuilder::default()
            .with_crypto_provider(identity.provider.clone())
            .with_certificates(vec![identity.certificate.clone()])
            .with_srtp_protection_profiles(vec![SrtpProtectionProfile::Srtp_Aead_Aes_256_Gcm])
            .with_extended_master_secret(ExtendedMasterSecretType::Require)
            .with_insecure_skip_verify(true)
            .build(true, Some(remote))?;
        let mut endpoint = Endpoint::new(self.socket.local_addr()?, TransportProtocol::UDP, None);
        endpoint.connect(Instant::now(), remote, Arc::new(config), None)?;
        let mut bytes = [0; 2_048];
        for _ in 0..TRIES {
            while let Some(transmit) = endpoint.poll_transmit() {
                self.socket.send_to(&transmit.message, remote)?;
            }
            let Ok((n, _)) = self.socket.recv_from(&mut bytes) else {
                endpoint.handle_timeout(remote, Instant::now())?;
                continue;
            };
            if !(20..64).contains(&bytes[0]) {
                continue;
            }
            let events = endpoint.read(Instant::now(), remote, None, BytesMut::from(&bytes[..n]))?;
            if events.iter().any(|event| matches!(event, EndpointEvent::HandshakeComplete)) {
                while let Some(transmit) = endpoint.poll_transmit() {
                    self.socket.send_to(&transmit.message, remote)?;
                }
                return exported(&endpoint, remote);
            }
        }
        bail!("the DTLS handshake did not end")
    }
}

fn exported(endpoint: &Endpoint, remote: SocketAddr) -> anyhow::Result<SrtpKeys> {
    let state = endpoint.get_connection_state(remote).context("no DTLS state")?;
    let profile = SrtpProfile::AeadAes256Gcm;
    let material = state.export_keying_material("EXTRACTOR-dtls_srtp", &[], profile.exported_len())?;
    SrtpKeys::from_exported(profile, material.as_ref(), true).context("keying material")
}

fn udp_candidate(line: &str) -> Option<SocketAddr> {
    let words: Vec<&str> = line.trim().strip_prefix("a=candidate:")?.split(' ').collect();
    let udp = words.get(2)?.eq_ignore_ascii_case("udp");
    let ip = words.get(4)?.parse().ok()?;
    udp.then_some(SocketAddr::new(ip, words.get(5)?.parse().ok()?))
}

fn offer(role: Role, port: u16, fingerprint: &str) -> String {
    // The second video line is a presentation's; nobody presents.
    let (direction, voices, pictures) = match role {
        Role::Publisher => ("sendonly", 1, 1),
        Role::Receiver { pictures: 1, voices } => ("recvonly", voices, 1),
        Role::Receiver { pictures, voices } => ("recvonly", voices, pictures + 1),
    };
    let ssrc = |ssrc: u32| match role {
        Role::Publisher => format!("a=ssrc:{ssrc} cname:bench\r\n"),
        Role::Receiver { .. } => String::new(),
    };
    let common = format!(
        "c=IN IP4 0.0.0.0\r\na=ice-ufrag:b{port:07}\r\na=ice-pwd:benchbenchbenchbenchbench\r\n\
         a=fingerprint:sha-256 {fingerprint}\r\na=setup:active\r\na=rtcp-mux\r\na={direction}\r\n\
         a=extmap:{MID} urn:ietf:params:rtp-hdrext:sdes:mid\r\n\
         a=extmap:{TRANSPORT_CC} http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01\r\n"
    );
    let voice = |mid: usize| {
        format!(
            "m=audio 9 UDP/TLS/RTP/SAVPF {OPUS}\r\na=mid:{mid}\r\n{common}\
             a=extmap:{AUDIO_LEVEL} urn:ietf:params:rtp-hdrext:ssrc-audio-level\r\n\
             a=rtpmap:{OPUS} opus/48000/2\r\na=rtcp-fb:{OPUS} transport-cc\r\n{}",
            ssrc(AUDIO_SSRC)
        )
    };
    let picture = |mid: usize| {
        format!(
            "m=video 9 UDP/TLS/RTP/SAVPF {VP8} 97\r\na=mid:{mid}\r\n{common}\
             a=rtpmap:{VP8} VP8/90000\r\na=rtcp-fb:{VP8} nack\r\na=rtcp-fb:{VP8} nack pli\r\n\
             a=rtcp-fb:{VP8} transport-cc\r\na=rtpmap:97 rtx/90000\r\na=fmtp:97 apt={VP8}\r\n{}",
            ssrc(VIDEO_SSRC)
        )
    };
    let mids = (0..voices + pictures).map(|mid| format!(" {mid}")).collect::<String>();
    let sections = (0..voices).map(voice).chain((voices..voices + pictures).map(picture)).collect::<String>();
    format!("v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE{mids}\r\n{sections}")
}
