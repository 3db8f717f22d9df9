//! Offers of a site, and what is read of the answers.

use super::far::Role;
use aws_lc_rs::digest;
use rtc_dtls::config::{ConfigBuilder, ExtendedMasterSecretType, HandshakeConfig};
use rtc_dtls::crypto::Certificate;
use rtc_dtls::crypto_provider::{RTCCryptoProvider, providers::AwsLcRsProvider};
use rtc_dtls::extension::extension_use_srtp::SrtpProtectionProfile;
use std::sync::Arc;

pub const VP8: u8 = 96;
pub const OPUS: u8 = 111;
/// Extension ids.
pub const AUDIO_LEVEL: u8 = 1;
pub const TRANSPORT_CC: u8 = 3;
pub const MID: u8 = 4;
/// Mids of the publisher's lines.
pub const VOICE_MID: u8 = b'0';
pub const CAMERA_MID: u8 = b'1';
/// Lines of a receiver: main, presentation, two cells; voices.
const PICTURES: usize = 4;
const VOICES: usize = 3;
pub const PASSWORD: &str = "soaksoaksoaksoaksoaksoak";

/// One certificate for all sites of a run.
pub struct Identity {
    pub fingerprint: String,
    pub config: Arc<HandshakeConfig>,
}

impl Identity {
    pub fn generate() -> anyhow::Result<Self> {
        let provider: Arc<dyn RTCCryptoProvider> = Arc::new(AwsLcRsProvider::new());
        let certificate = Certificate::generate_self_signed(vec!["soak".to_owned()], provider.crypto())?;
        let hash = digest::digest(&digest::SHA256, &certificate.certificate[0]);
        let fingerprint = hash.as_ref().iter().map(|byte| format!("{byte:02X}")).collect::<Vec<_>>().join(":");
        let config = ConfigBuilder::default()
            .with_crypto_provider(provider)
            .with_certificates(vec![certificate])
            .with_srtp_protection_profiles(vec![SrtpProtectionProfile::Srtp_Aead_Aes_256_Gcm])
            .with_extended_master_secret(ExtendedMasterSecretType::Require)
            .with_insecure_skip_verify(true)
            .build(true, None)?;
        Ok(Self { fingerprint, config: Arc::new(config) })
    }
}

/// The offer of `role`, with the ICE name `ufrag` and the streams `voice` and `picture` of a publisher.
pub fn offer(role: Role, ufrag: &str, fingerprint: &str, (voice, picture): (u32, u32)) -> String {
    let (direction, voices, pictures) = match role {
        Role::Publisher => ("sendonly", 1, 1),
        Role::Receiver => ("recvonly", VOICES, PICTURES),
    };
    let stream = |ssrc: u32| match role {
        Role::Publisher => format!("a=ssrc:{ssrc} cname:soak\r\n"),
        Role::Receiver => String::new(),
    };
    let common = format!(
        "c=IN IP4 0.0.0.0\r\na=ice-ufrag:{ufrag}\r\na=ice-pwd:{PASSWORD}\r\na=fingerprint:sha-256 {fingerprint}\r\n\
         a=setup:active\r\na=rtcp-mux\r\na={direction}\r\na=extmap:{MID} urn:ietf:params:rtp-hdrext:sdes:mid\r\n\
         a=extmap:{TRANSPORT_CC} http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01\r\n"
    );
    let heard = |mid: usize| {
        format!(
            "m=audio 9 UDP/TLS/RTP/SAVPF {OPUS}\r\na=mid:{mid}\r\n{common}\
             a=extmap:{AUDIO_LEVEL} urn:ietf:params:rtp-hdrext:ssrc-audio-level\r\n\
             a=rtpmap:{OPUS} opus/48000/2\r\na=rtcp-fb:{OPUS} transport-cc\r\n{}",
            stream(voice)
        )
    };
    let seen = |mid: usize| {
        format!(
            "m=video 9 UDP/TLS/RTP/SAVPF {VP8} 97\r\na=mid:{mid}\r\n{common}a=rtpmap:{VP8} VP8/90000\r\n\
             a=rtcp-fb:{VP8} nack\r\na=rtcp-fb:{VP8} nack pli\r\na=rtcp-fb:{VP8} transport-cc\r\n\
             a=rtpmap:97 rtx/90000\r\na=fmtp:97 apt={VP8}\r\n{}",
            stream(picture)
        )
    };
    let mids = (0..voices + pictures).map(|mid| format!(" {mid}")).collect::<String>();
    let sections = (0..voices).map(heard).chain((voices..voices + pictures).map(seen)).collect::<String>();
    format!("v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE{mids}\r\n{sections}")
}

/// New credentials for an ICE restart (RFC 9725 §4.3.3).
pub fn fragment(ufrag: &str) -> String {
    format!("a=mid:0\r\na=ice-ufrag:{ufrag}\r\na=ice-pwd:{PASSWORD}\r\n")
}

/// The node's ICE name and password of an answer or of a fragment.
pub fn credentials(answer: &str) -> Option<(String, String)> {
    let said = |name: &str| answer.lines().find_map(|line| line.trim().strip_prefix(name)).map(str::to_owned);
    Some((said("a=ice-ufrag:")?, said("a=ice-pwd:")?))
}
