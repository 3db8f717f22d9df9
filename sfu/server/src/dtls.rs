//! The DTLS 1.2 server of one session, over `rtc-dtls`: datagrams in, datagrams and SRTP keys out (RFC 5764, RFC 8842).
//!
//! GCM is forced: a peer that offers an AEAD profile is allowed no other; AES-CM with SHA-1 stays for peers that
//! offer nothing else. The peer must show a certificate whose fingerprint stands in its offer.

use crate::client_hello::HelloReader;
use aws_lc_rs::digest;
use bytes::BytesMut;
use fengsui_sfu_core::{SrtpKeys, SrtpProfile};
use rtc_dtls::{
    config::{ClientAuthType, ConfigBuilder, ExtendedMasterSecretType, HandshakeConfig},
    crypto::Certificate,
    crypto_provider::{RTCCryptoProvider, providers::AwsLcRsProvider},
    endpoint::{Endpoint, EndpointEvent},
    extension::extension_use_srtp::SrtpProtectionProfile,
};
use rtc_shared::{TransportProtocol, error::Error};
use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

/// Datagrams kept until the first ClientHello is whole.
const MAX_EARLY: usize = 16;
/// First retransmission of a flight; it doubles from there.
const FLIGHT_INTERVAL: Duration = Duration::from_millis(400);
/// Profiles that the core speaks, best first.
const AEAD: [(u16, SrtpProtectionProfile); 2] =
    [(8, SrtpProtectionProfile::Srtp_Aead_Aes_256_Gcm), (7, SrtpProtectionProfile::Srtp_Aead_Aes_128_Gcm)];

/// The node's certificate and key, made at process start: ECDSA P-256.
pub struct Identity {
    certificate: Certificate,
    provider: Arc<dyn RTCCryptoProvider>,
    /// `sha-256 AA:BB…`, as SDP states it.
    pub fingerprint: String,
}

impl Identity {
    /// # Errors
    /// When the system gives no randomness.
    pub fn generate() -> anyhow::Result<Self> {
        let provider: Arc<dyn RTCCryptoProvider> = Arc::new(AwsLcRsProvider::new());
        let certificate = Certificate::generate_self_signed(vec!["fengsui".to_owned()], provider.crypto())?;
        let hash = digest::digest(&digest::SHA256, &certificate.certificate[0]);
        let fingerprint = format!("sha-256 {}", colons(hash.as_ref()));
        Ok(Self { certificate, provider, fingerprint })
    }
}

fn colons(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02X}")).collect::<Vec<_>>().join(":")
}

/// `a=fingerprint` of the peer (RFC 8122).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fingerprint {
    hash: Hash,
    digest: Vec<u8>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Hash {
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    fn algorithm(self) -> &'static digest::Algorithm {
        match self {
            Self::Sha256 => &digest::SHA256,
            Self::Sha384 => &digest::SHA384,
            Self::Sha512 => &digest::SHA512,
        }
    }
}

impl Fingerprint {
    /// `None` for another hash (SHA-1 among them) or a digest of the wrong length.
    pub fn parse(value: &str) -> Option<Self> {
        let (name, digits) = value.trim().split_once(' ')?;
        let hash = match name.to_ascii_lowercase().as_str() {
            "sha-256" => Hash::Sha256,
            "sha-384" => Hash::Sha384,
            "sha-512" => Hash::Sha512,
            _ => return None,
        };
        let digest: Vec<u8> =
            digits.trim().split(':').map(|d| u8::from_str_radix(d, 16).ok()).collect::<Option<_>>()?;
        (digest.len() == hash.algorithm().output_len()).then_some(Self { hash, digest })
    }

    fn matches(&self, certificate: &[u8]) -> bool {
        digest::digest(self.hash.algorithm(), certificate).as_ref() == self.digest
    }
}

/// What a datagram or a timer brought about.
#[derive(Debug)]
pub enum Progress {
    Nothing,
    /// The handshake is done.
    Keys(SrtpKeys),
    /// The peer said goodbye.
    Closed,
    /// The handshake cannot succeed any more: why.
    Failed(&'static str),
}

/// One session's server.
pub struct DtlsServer {
    identity: Arc<Identity>,
    fingerprint: Fingerprint,
    stage: Stage,
    stranger: Arc<AtomicBool>,
}

enum Stage {
    /// Until the first ClientHello is whole.
    Waiting {
        reader: HelloReader,
        early: Vec<BytesMut>,
    },
    Running {
        endpoint: Box<Endpoint>,
        keyed: bool,
    },
    Over,
}

/// The endpoint tells its associations apart by address; there is only one, whatever path it takes at the moment.
const PEER: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 1);

impl DtlsServer {
    pub fn new(identity: Arc<Identity>, fingerprint: Fingerprint) -> Self {
        let stage = Stage::Waiting { reader: HelloReader::default(), early: Vec::new() };
        Self { identity, fingerprint, stage, stranger: Arc::default() }
    }

    /// Takes one datagram (first byte 20 to 63); `send` gets what must be sent in return.
    pub fn receive(&mut self, now: Instant, datagram: &[u8], send: &mut dyn FnMut(&[u8])) -> Progress {
        if let Stage::Waiting { reader, early } = &mut self.stage {
            if early.len() == MAX_EARLY {
                return self.fail("no ClientHello");
            }
            early.push(BytesMut::from(datagram));
            let Some(offered) = reader.take(datagram) else { return Progress::Nothing };
            let early = std::mem::take(early);
            return self.begin(now, &offered, early, send);
        }
        self.read(now, BytesMut::from(datagram), send)
    }

    /// When [`Self::timeout`] is due.
    pub fn poll_timeout(&self) -> Option<Instant> {
        match &self.stage {
            Stage::Running { endpoint, .. } => endpoint.poll_timeout(&PEER),
            Stage::Waiting { .. } | Stage::Over => None,
        }
    }

    /// Sends a flight again when it is due.
    pub fn timeout(&mut self, now: Instant, send: &mut dyn FnMut(&[u8])) -> Progress {
        let Stage::Running { endpoint, .. } = &mut self.stage else { return Progress::Nothing };
        let result = endpoint.handle_timeout(PEER, now);
        drain(endpoint, send);
        match result {
            Ok(()) => Progress::Nothing,
            Err(_) => self.fail("handshake timed out"),
        }
    }

    /// Says goodbye (close_notify) when a handshake was done.
    pub fn close(&mut self, now: Instant, send: &mut dyn FnMut(&[u8])) {
        if let Stage::Running { endpoint, keyed: true } = &mut self.stage {
            endpoint.stop(now, PEER);
            drain(endpoint, send);
        }
        self.stage = Stage::Over;
    }

    fn begin(&mut self, now: Instant, offered: &[u16], early: Vec<BytesMut>, send: &mut dyn FnMut(&[u8])) -> Progress {
        let allowed = allowed_profiles(offered);
        if allowed.is_empty() {
            return self.fail("no SRTP profile in common");
        }
        let Ok(config) = self.config(allowed) else { return self.fail("DTLS configuration") };
        let endpoint = Box::new(Endpoint::new(PEER, TransportProtocol::UDP, Some(Arc::new(config))));
        self.stage = Stage::Running { endpoint, keyed: false };
        for datagram in early {
            match self.read(now, datagram, send) {
                Progress::Nothing => {}
                progress => return progress,
            }
        }
        Progress::Nothing
    }

    fn config(&self, profiles: Vec<SrtpProtectionProfile>) -> Result<HandshakeConfig, Error> {
        let (fingerprint, stranger) = (self.fingerprint.clone(), self.stranger.clone());
        ConfigBuilder::default()
            .with_crypto_provider(self.identity.provider.clone())
            .with_certificates(vec![self.identity.certificate.clone()])
            .with_srtp_protection_profiles(profiles)
            .with_client_auth(ClientAuthType::RequireAnyClientCert)
            .with_extended_master_secret(ExtendedMasterSecretType::Require)
            .with_flight_interval(FLIGHT_INTERVAL)
            // There is no CA: the fingerprint in the offer, checked below, is what identifies the peer (RFC 8827 §6.5).
            .with_insecure_skip_verify(true)
            .with_verify_peer_certificate(Some(Arc::new(move |certificates, _| {
                if certificates.first().is_some_and(|leaf| fingerprint.matches(leaf)) {
                    return Ok(());
                }
                stranger.store(true, Ordering::Relaxed);
                Err(Error::Other("the certificate's fingerprint is not the one in the offer".to_owned()))
            })))
            .build(false, None)
    }

    fn read(&mut self, now: Instant, datagram: BytesMut, send: &mut dyn FnMut(&[u8])) -> Progress {
        let Stage::Running { endpoint, keyed } = &mut self.stage else { return Progress::Nothing };
        let result = endpoint.read(now, PEER, None, datagram);
        drain(endpoint, send);
        // Anybody can send a damaged record from a spoofed address, so an error ends nothing by itself: an alert
        // that is meant comes authenticated (closed), and a handshake that cannot go on times out.
        let events = result.unwrap_or_default();
        let mut progress = Progress::Nothing;
        for event in events {
            match event {
                EndpointEvent::HandshakeComplete if !*keyed => {
                    *keyed = true;
                    match export(endpoint) {
                        Some(keys) => progress = Progress::Keys(keys),
                        None => return self.fail("no SRTP keys"),
                    }
                }
                EndpointEvent::PeerClosed => {
                    self.stage = Stage::Over;
                    return Progress::Closed;
                }
                _ => {}
            }
        }
        if self.stranger.load(Ordering::Relaxed) {
            return self.fail("certificate does not match the fingerprint of the offer");
        }
        progress
    }

    fn fail(&mut self, why: &'static str) -> Progress {
        self.stage = Stage::Over;
        Progress::Failed(why)
    }
}

fn drain(endpoint: &mut Endpoint, send: &mut dyn FnMut(&[u8])) {
    while let Some(transmit) = endpoint.poll_transmit() {
        send(&transmit.message);
    }
}

/// AEAD only, when any AEAD profile is offered.
fn allowed_profiles(offered: &[u16]) -> Vec<SrtpProtectionProfile> {
    let aead: Vec<_> =
        AEAD.iter().filter(|(id, _)| offered.contains(id)).take(1).map(|(_, profile)| *profile).collect();
    match aead.is_empty() && offered.contains(&1) {
        true => vec![SrtpProtectionProfile::Srtp_Aes128_Cm_Hmac_Sha1_80],
        false => aead,
    }
}

fn export(endpoint: &Endpoint) -> Option<SrtpKeys> {
    let state = endpoint.get_connection_state(PEER)?;
    let profile = match state.srtp_protection_profile() {
        SrtpProtectionProfile::Srtp_Aead_Aes_256_Gcm => SrtpProfile::AeadAes256Gcm,
        SrtpProtectionProfile::Srtp_Aead_Aes_128_Gcm => SrtpProfile::AeadAes128Gcm,
        SrtpProtectionProfile::Srtp_Aes128_Cm_Hmac_Sha1_80 => SrtpProfile::AesCm128HmacSha1_80,
        _ => return None,
    };
    let exported = state.export_keying_material("EXTRACTOR-dtls_srtp", &[], profile.exported_len()).ok()?;
    SrtpKeys::from_exported(profile, exported.as_ref(), state.is_client())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gcm_is_forced_whatever_the_clients_order() {
        use SrtpProtectionProfile::*;
        assert_eq!(allowed_profiles(&[1, 7, 8]), [Srtp_Aead_Aes_256_Gcm]);
        assert_eq!(allowed_profiles(&[1, 7]), [Srtp_Aead_Aes_128_Gcm]);
        assert_eq!(allowed_profiles(&[2, 1]), [Srtp_Aes128_Cm_Hmac_Sha1_80]);
        assert_eq!(allowed_profiles(&[2, 5]), []);
    }

    #[test]
    fn fingerprints_are_read_strictly() {
        let digits = |n: usize| vec!["ab"; n].join(":");
        assert!(Fingerprint::parse(&format!("sha-256 {}", digits(32))).is_some());
        assert!(Fingerprint::parse(&format!("SHA-512 {}", digits(64).to_uppercase())).is_some());
        for bad in [format!("sha-256 {}", digits(31)), format!("sha-1 {}", digits(20)), "sha-256".to_owned()] {
            assert_eq!(Fingerprint::parse(&bad), None);
        }
    }
}
