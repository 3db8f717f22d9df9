//! The far end of one session: ICE check, DTLS client, keys. Speaks standard WebRTC to whichever forwarder it is.

use super::description::{Local, Numbers, PASSWORD, Remote};
use super::forwarders::Forwarder;
use super::scene::{Camera, Seat};
use super::{PEER_LIMIT, sockets};
use anyhow::{Context, bail};
use aws_lc_rs::digest;
use bytes::BytesMut;
use fengsui_sfu_core::srtp::Sealer;
use fengsui_sfu_core::{SrtpKeys, SrtpProfile};
use fengsui_sfu_server::stun;
use rtc_dtls::config::{ConfigBuilder, ExtendedMasterSecretType};
use rtc_dtls::crypto::Certificate;
use rtc_dtls::crypto_provider::{RTCCryptoProvider, providers::AwsLcRsProvider};
use rtc_dtls::endpoint::{Endpoint, EndpointEvent};
use rtc_dtls::extension::extension_use_srtp::SrtpProtectionProfile;
use rtc_shared::TransportProtocol;
use std::net::{Ipv4Addr, SocketAddr, UdpSocket};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// A datagram that may be lost, or come before the other side is ready for it, is sent again.
const AGAIN: Duration = Duration::from_millis(50);

/// The best cipher first; the forwarder chooses.
const PROFILES: [(SrtpProtectionProfile, SrtpProfile); 3] = [
    (SrtpProtectionProfile::Srtp_Aead_Aes_256_Gcm, SrtpProfile::AeadAes256Gcm),
    (SrtpProtectionProfile::Srtp_Aead_Aes_128_Gcm, SrtpProfile::AeadAes128Gcm),
    (SrtpProtectionProfile::Srtp_Aes128_Cm_Hmac_Sha1_80, SrtpProfile::AesCm128HmacSha1_80),
];

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
    /// Where the forwarder listens; nowhere for a bare socket.
    pub remote: Option<SocketAddr>,
    pub keys: Option<SrtpKeys>,
    pub sealer: Option<Sealer>,
    pub numbers: Numbers,
    username: String,
    /// The forwarder's.
    password: String,
}

/// Sockets that only receive.
pub fn bare(count: usize) -> anyhow::Result<Vec<Peer>> {
    (0..count).map(|_| Ok(Peer::bare(sockets::bind(Ipv4Addr::LOCALHOST)?))).collect()
}

impl Peer {
    fn bare(socket: UdpSocket) -> Self {
        let (username, password, numbers) = (String::new(), String::new(), Numbers::default());
        Self { socket, remote: None, keys: None, sealer: None, numbers, username, password }
    }

    pub fn publish(forwarder: &mut dyn Forwarder, identity: &Identity, camera: Camera) -> anyhow::Result<Self> {
        Self::connect(identity, forwarder.address(), |local| forwarder.publish(camera, local))
    }

    pub fn subscribe(forwarder: &mut dyn Forwarder, identity: &Identity, viewer: Seat) -> anyhow::Result<Self> {
        Self::connect(identity, forwarder.address(), |local| forwarder.subscribe(viewer, local))
    }

    /// `negotiate` gives the forwarder's description of the session.
    fn connect(
        identity: &Identity,
        address: Ipv4Addr,
        negotiate: impl FnOnce(&Local) -> anyhow::Result<String>,
    ) -> anyhow::Result<Self> {
        let mut peer = Self::bare(sockets::bind(address)?);
        let local = Local { address, port: peer.socket.local_addr()?.port(), fingerprint: &identity.fingerprint };
        let remote = Remote::parse(&negotiate(&local)?)?;
        peer.username = format!("{}:{}", remote.ufrag, local.ufrag());
        (peer.remote, peer.password, peer.numbers) = (Some(remote.candidate), remote.password, remote.numbers);
        peer.check()?;
        let keys = peer.handshake(identity)?;
        peer.sealer = Sealer::new(keys.profile, &keys.local);
        peer.keys = Some(keys);
        peer.socket.set_nonblocking(true)?;
        Ok(peer)
    }

    /// Answers a check of a forwarder that sends some (one that is not ICE-lite); anything else is left alone.
    pub fn answer_check(&self, datagram: &[u8]) {
        let Some(remote) = self.remote else { return };
        if datagram.first().is_none_or(|first| *first >= 4) {
            return;
        }
        if let Some(stun::Message::Request(request)) = stun::parse(datagram)
            && request.authentic(PASSWORD.as_bytes())
        {
            let mut answer = Vec::new();
            stun::write_success(&mut answer, &request, remote, PASSWORD.as_bytes());
            let _ = self.socket.send_to(&answer, remote);
        }
    }

    /// What an idle peer owes: its consent, and answers to the forwarder's checks.
    pub fn tend(&self) -> anyhow::Result<()> {
        let mut bytes = [0; 2_048];
        while let Ok(n) = self.socket.recv(&mut bytes) {
            self.answer_check(&bytes[..n]);
        }
        self.send_check()
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
        self.socket.set_read_timeout(Some(AGAIN))?;
        let (mut bytes, limit) = ([0; 2_048], Instant::now() + PEER_LIMIT);
        while Instant::now() < limit {
            self.send_check()?;
            let Ok((n, _)) = self.socket.recv_from(&mut bytes) else { continue };
            if stun::mapped_address(&bytes[..n]).is_some() {
                return Ok(());
            }
            self.answer_check(&bytes[..n]);
        }
        bail!("no answer to ICE checks")
    }

    fn handshake(&self, identity: &Identity) -> anyhow::Result<SrtpKeys> {
        let remote = self.remote.context("no remote address")?;
        let config = ConfigBuilder::default()
            .with_crypto_provider(identity.provider.clone())
            .with_certificates(vec![identity.certificate.clone()])
            .with_srtp_protection_profiles(PROFILES.map(|(offered, _)| offered).to_vec())
            .with_extended_master_secret(ExtendedMasterSecretType::Require)
            .with_insecure_skip_verify(true)
            .build(true, Some(remote))?;
        let mut endpoint = Endpoint::new(self.socket.local_addr()?, TransportProtocol::UDP, None);
        endpoint.connect(Instant::now(), remote, Arc::new(config), None)?;
        let (mut bytes, limit) = ([0; 2_048], Instant::now() + PEER_LIMIT);
        let (mut hello, mut heard) = (Vec::new(), false);
        while Instant::now() < limit {
            while let Some(transmit) = endpoint.poll_transmit() {
                self.socket.send_to(&transmit.message, remote)?;
                if !heard {
                    hello.push(transmit.message.to_vec());
                }
            }
            let Ok((n, _)) = self.socket.recv_from(&mut bytes) else {
                // The first may have come before the forwarder was ready for it; the endpoint itself waits a second.
                hello.iter().filter(|_| !heard).try_for_each(|hello| self.socket.send_to(hello, remote).map(drop))?;
                endpoint.handle_timeout(remote, Instant::now())?;
                continue;
            };
            if !(20..64).contains(&bytes[0]) {
                self.answer_check(&bytes[..n]);
                continue;
            }
            heard = true;
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
    let agreed = PROFILES.iter().find(|(agreed, _)| *agreed == state.srtp_protection_profile());
    let (_, profile) = *agreed.context("no cipher that was offered")?;
    let material = state.export_keying_material("EXTRACTOR-dtls_srtp", &[], profile.exported_len())?;
    SrtpKeys::from_exported(profile, material.as_ref(), true).context("keying material")
}
