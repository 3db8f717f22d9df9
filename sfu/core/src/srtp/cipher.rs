//! The two transforms, on session keys: AES-GCM (RFC 7714 §8 and §9) and AES-CM with HMAC-SHA1-80 (RFC 3711 §4).

use super::gcm::{Key, TAG as GCM_TAG};
use super::kdf::{Label, counter_key, derive};
use super::{MasterKey, SrtpProfile};
use crate::prefetch;
use aws_lc_rs::cipher::{EncryptingKey, EncryptionContext};
use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::hmac;
use aws_lc_rs::iv::FixedLength;

const SHA1_80_TAG: usize = 10;
/// The encrypted flag, in front of the 31-bit index (RFC 3711 §3.4).
const ENCRYPTED: u32 = 1 << 31;
const RTCP_HEAD: usize = 8;

/// The session keys of one direction.
pub enum Cipher {
    Gcm(Gcm),
    Cm(Box<Cm>),
}

pub struct Gcm {
    rtp: Key,
    rtp_salt: [u8; 12],
    rtcp: Key,
    rtcp_salt: [u8; 12],
}

pub struct Cm {
    rtp: EncryptingKey,
    rtp_salt: [u8; 14],
    rtp_auth: hmac::Key,
    rtcp: EncryptingKey,
    rtcp_salt: [u8; 14],
    rtcp_auth: hmac::Key,
}

impl Cipher {
    /// `None` when key or salt have not the profile's length.
    pub fn new(profile: SrtpProfile, master: &MasterKey) -> Option<Self> {
        if master.key.len() != profile.key_len() || master.salt.len() != profile.salt_len() {
            return None;
        }
        match profile {
            SrtpProfile::AeadAes256Gcm => Gcm::derive::<32>(master).map(Self::Gcm),
            SrtpProfile::AeadAes128Gcm => Gcm::derive::<16>(master).map(Self::Gcm),
            SrtpProfile::AesCm128HmacSha1_80 => Cm::derive(master).map(|c| Self::Cm(Box::new(c))),
        }
    }

    /// Bytes that sealing adds to an RTP packet.
    #[must_use]
    #[inline]
    pub fn rtp_overhead(&self) -> usize {
        match self {
            Self::Gcm(_) => GCM_TAG,
            Self::Cm(_) => SHA1_80_TAG,
        }
    }

    /// Asks for what is needed for each packet.
    #[inline]
    pub(super) fn prefetch(&self) {
        match self {
            Self::Gcm(gcm) => gcm.rtp.prefetch(),
            Self::Cm(cm) => prefetch::whole(&**cm),
        }
    }

    /// Seals `packet[..packet.len() - rtp_overhead()]` in place; the first `header` bytes stay readable. `index` is
    /// the 48-bit packet index. `None` when it could not (the packet must then not be sent).
    #[inline]
    pub fn seal_rtp(&self, packet: &mut [u8], header: usize, ssrc: u32, index: u64) -> Option<()> {
        match self {
            Self::Gcm(gcm) => {
                let body_end = packet.len().checked_sub(GCM_TAG)?;
                let (plain, tag) = packet.split_at_mut_checked(body_end)?;
                let (head, body) = plain.split_at_mut_checked(header)?;
                gcm.rtp.seal_in_place(&gcm_rtp_nonce(&gcm.rtp_salt, ssrc, index), head, body, tag)
            }
            Self::Cm(cm) => {
                let end = packet.len().checked_sub(SHA1_80_TAG)?;
                crypt(&cm.rtp, packet.get_mut(header..end)?, &cm_iv(&cm.rtp_salt, ssrc, index))?;
                let roc = ((index >> 16) as u32).to_be_bytes();
                let (signed, tag) = packet.split_at_mut(end);
                tag.copy_from_slice(&sha1(&cm.rtp_auth, signed, &roc).as_ref()[..SHA1_80_TAG]);
                Some(())
            }
        }
    }

    /// As [`Self::seal_rtp`], with the plain payload elsewhere: `packet` has its header, and room for payload and tag.
    #[inline]
    pub fn seal_rtp_from(&self, payload: &[u8], packet: &mut [u8], header: usize, ssrc: u32, index: u64) -> Option<()> {
        match self {
            Self::Gcm(gcm) => {
                let (head, rest) = packet.split_at_mut_checked(header)?;
                let (body, tag) = rest.split_at_mut_checked(payload.len())?;
                gcm.rtp.seal(&gcm_rtp_nonce(&gcm.rtp_salt, ssrc, index), head, payload, body, tag)
            }
            Self::Cm(_) => {
                let end = packet.len().checked_sub(SHA1_80_TAG)?;
                let body = packet.get_mut(header..end).filter(|body| body.len() == payload.len())?;
                body.copy_from_slice(payload);
                self.seal_rtp(packet, header, ssrc, index)
            }
        }
    }

    /// Opens a packet in place and gives the length of header and payload; `None` when it is not authentic.
    #[inline]
    pub fn open_rtp(&self, packet: &mut [u8], header: usize, ssrc: u32, index: u64) -> Option<usize> {
        match self {
            Self::Gcm(gcm) => {
                let (head, body) = packet.split_at_mut_checked(header)?;
                Some(header + gcm.rtp.open_in_place(&gcm_rtp_nonce(&gcm.rtp_salt, ssrc, index), head, body)?)
            }
            Self::Cm(cm) => {
                let end = packet.len().checked_sub(SHA1_80_TAG)?;
                let roc = ((index >> 16) as u32).to_be_bytes();
                let (signed, tag) = packet.split_at_mut(end);
                verify(&cm.rtp_auth, signed, &roc, tag)?;
                crypt(&cm.rtp, signed.get_mut(header..)?, &cm_iv(&cm.rtp_salt, ssrc, index))?;
                Some(end)
            }
        }
    }

    /// Seals an RTCP packet in place, appending tag and index. `None` when it is shorter than its first header.
    pub fn seal_rtcp(&self, packet: &mut Vec<u8>, index: u32) -> Option<()> {
        let ssrc = sender(packet)?;
        let trailer = (index | ENCRYPTED).to_be_bytes();
        match self {
            Self::Gcm(gcm) => {
                let (head, body) = packet.split_at_mut(RTCP_HEAD);
                let (nonce, aad) = (gcm_rtcp_nonce(&gcm.rtcp_salt, ssrc, index), rtcp_aad(head, trailer));
                let mut tag = [0; GCM_TAG];
                gcm.rtcp.seal_in_place(&nonce, &aad, body, &mut tag)?;
                packet.extend_from_slice(&tag);
                packet.extend_from_slice(&trailer);
            }
            Self::Cm(cm) => {
                crypt(&cm.rtcp, packet.get_mut(RTCP_HEAD..)?, &cm_iv(&cm.rtcp_salt, ssrc, u64::from(index)))?;
                packet.extend_from_slice(&trailer);
                let tag = sha1(&cm.rtcp_auth, packet, &[]);
                packet.extend_from_slice(&tag.as_ref()[..SHA1_80_TAG]);
            }
        }
        Some(())
    }

    /// The index a sealed RTCP packet claims, unproved.
    #[must_use]
    pub fn rtcp_index(&self, packet: &[u8]) -> Option<u32> {
        let end = match self {
            Self::Gcm(_) => packet.len(),
            Self::Cm(_) => packet.len().checked_sub(SHA1_80_TAG)?,
        };
        let trailer = packet.get(end.checked_sub(4)?..end)?;
        Some(u32::from_be_bytes(trailer.try_into().ok()?) & !ENCRYPTED)
    }

    /// Opens an RTCP packet in place and gives the length of the plain compound packet; `None` when it is not
    /// authentic, or not encrypted though the profile demands it (RFC 7714 §9.3 allows tagged plain packets; no
    /// browser sends them and the node takes none).
    pub fn open_rtcp(&self, packet: &mut [u8]) -> Option<usize> {
        let ssrc = sender(packet)?;
        let index = self.rtcp_index(packet)?;
        let trailer = (index | ENCRYPTED).to_be_bytes();
        match self {
            Self::Gcm(gcm) => {
                let end = packet.len().checked_sub(4)?;
                let (head, rest) = packet.split_at_mut_checked(RTCP_HEAD)?;
                let (body, claimed) = rest.split_at_mut_checked(end.checked_sub(RTCP_HEAD)?)?;
                if *claimed != trailer {
                    return None;
                }
                let (nonce, aad) = (gcm_rtcp_nonce(&gcm.rtcp_salt, ssrc, index), rtcp_aad(head, trailer));
                Some(RTCP_HEAD + gcm.rtcp.open_in_place(&nonce, &aad, body)?)
            }
            Self::Cm(cm) => {
                let end = packet.len().checked_sub(SHA1_80_TAG)?;
                let (signed, tag) = packet.split_at_mut(end);
                verify(&cm.rtcp_auth, signed, &[], tag)?;
                let plain = end.checked_sub(4)?;
                if signed[plain..] != trailer {
                    return None;
                }
                crypt(&cm.rtcp, signed.get_mut(RTCP_HEAD..plain)?, &cm_iv(&cm.rtcp_salt, ssrc, u64::from(index)))?;
                Some(plain)
            }
        }
    }
}

impl Gcm {
    fn derive<const KEY: usize>(master: &MasterKey) -> Option<Self> {
        let MasterKey { key, salt } = master;
        Self::from_session(
            &derive::<KEY>(key, salt, Label::RtpKey)?,
            derive(key, salt, Label::RtpSalt)?,
            &derive::<KEY>(key, salt, Label::RtcpKey)?,
            derive(key, salt, Label::RtcpSalt)?,
        )
    }

    fn from_session(rtp: &[u8], rtp_salt: [u8; 12], rtcp: &[u8], rtcp_salt: [u8; 12]) -> Option<Self> {
        Some(Self { rtp: Key::new(rtp)?, rtp_salt, rtcp: Key::new(rtcp)?, rtcp_salt })
    }
}

impl Cm {
    fn derive(master: &MasterKey) -> Option<Self> {
        let MasterKey { key, salt } = master;
        let auth = |label| {
            let key: [u8; 20] = derive(key, salt, label)?;
            Some(hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &key))
        };
        Some(Self {
            rtp: counter_key(&derive::<16>(key, salt, Label::RtpKey)?)?,
            rtp_salt: derive(key, salt, Label::RtpSalt)?,
            rtp_auth: auth(Label::RtpAuth)?,
            rtcp: counter_key(&derive::<16>(key, salt, Label::RtcpKey)?)?,
            rtcp_salt: derive(key, salt, Label::RtcpSalt)?,
            rtcp_auth: auth(Label::RtcpAuth)?,
        })
    }
}

fn sender(packet: &[u8]) -> Option<u32> {
    Some(u32::from_be_bytes(packet.get(4..RTCP_HEAD)?.try_into().ok()?))
}

/// RFC 7714 §9.2: the first eight bytes and the word with flag and index.
fn rtcp_aad(head: &[u8], trailer: [u8; 4]) -> [u8; RTCP_HEAD + 4] {
    let mut aad = [0; RTCP_HEAD + 4];
    aad[..RTCP_HEAD].copy_from_slice(head);
    aad[RTCP_HEAD..].copy_from_slice(&trailer);
    aad
}

/// RFC 7714 §8.1.
#[inline]
fn gcm_rtp_nonce(salt: &[u8; 12], ssrc: u32, index: u64) -> [u8; 12] {
    let mut nonce = [0; 12];
    nonce[2..6].copy_from_slice(&ssrc.to_be_bytes());
    nonce[6..].copy_from_slice(&index.to_be_bytes()[2..]);
    xor(&mut nonce, salt);
    nonce
}

/// RFC 7714 §9.1.
fn gcm_rtcp_nonce(salt: &[u8; 12], ssrc: u32, index: u32) -> [u8; 12] {
    let mut nonce = [0; 12];
    nonce[2..6].copy_from_slice(&ssrc.to_be_bytes());
    nonce[8..].copy_from_slice(&index.to_be_bytes());
    xor(&mut nonce, salt);
    nonce
}

/// RFC 3711 §4.1.1: (salt · 2^16) ⊕ (SSRC · 2^64) ⊕ (index · 2^16).
#[inline]
fn cm_iv(salt: &[u8; 14], ssrc: u32, index: u64) -> [u8; 16] {
    let mut iv = [0; 16];
    iv[4..8].copy_from_slice(&ssrc.to_be_bytes());
    iv[8..14].copy_from_slice(&index.to_be_bytes()[2..]);
    xor(&mut iv, salt);
    iv
}

#[inline]
fn xor(out: &mut [u8], with: &[u8]) {
    for (out, with) in out.iter_mut().zip(with) {
        *out ^= with;
    }
}

fn crypt(key: &EncryptingKey, body: &mut [u8], iv: &[u8; 16]) -> Option<()> {
    if body.is_empty() {
        return Some(());
    }
    key.less_safe_encrypt(body, EncryptionContext::Iv128(FixedLength::from(iv))).ok()?;
    Some(())
}

fn sha1(key: &hmac::Key, signed: &[u8], suffix: &[u8]) -> hmac::Tag {
    let mut context = hmac::Context::with_key(key);
    context.update(signed);
    context.update(suffix);
    context.sign()
}

fn verify(key: &hmac::Key, signed: &[u8], suffix: &[u8], tag: &[u8]) -> Option<()> {
    verify_slices_are_equal(&sha1(key, signed, suffix).as_ref()[..SHA1_80_TAG], tag).ok()
}

#[cfg(test)]
mod tests {
    use super::super::testing::hex;
    use super::*;

    const RTP: &str = "8040f17b8041f8d35501a0b247616c6c696120657374206f6d6e6973206469766973612069\
                       6e207061727465732074726573";
    const RTCP: &str = "81c8000d4d6172734e5450314e545032525450200000042a0000e9304c756e61deadbeefdeadbeef\
                        deadbeefdeadbeefdeadbeef";

    fn gcm(key_len: u8) -> Cipher {
        let key: Vec<u8> = (0..key_len).collect();
        let salt = *b"Quid pro quo";
        Cipher::Gcm(Gcm::from_session(&key, salt, &key, salt).unwrap())
    }

    fn check_rtp(cipher: &Cipher, sealed: &str) {
        let plain = hex(RTP);
        let mut packet = plain.clone();
        packet.resize(plain.len() + 16, 0);
        cipher.seal_rtp(&mut packet, 12, 0x5501_a0b2, 0xf17b).unwrap();
        assert_eq!(packet[12..], hex(sealed)[..]);
        let mut from = [&plain[..12], &vec![0xee; packet.len() - 12]].concat();
        cipher.seal_rtp_from(&plain[12..], &mut from, 12, 0x5501_a0b2, 0xf17b).unwrap();
        assert_eq!(from, packet, "from elsewhere as in place");
        assert_eq!(cipher.seal_rtp_from(&plain[13..], &mut from, 12, 0x5501_a0b2, 0xf17b), None, "no room between");
        assert_eq!(cipher.open_rtp(&mut packet, 12, 0x5501_a0b2, 0xf17b), Some(plain.len()));
        assert_eq!(packet[..plain.len()], plain[..]);
    }

    fn check_rtcp(cipher: &Cipher, sealed: &str) {
        let mut packet = hex(RTCP);
        cipher.seal_rtcp(&mut packet, 0x5d4).unwrap();
        assert_eq!(packet[8..], hex(sealed)[..]);
        assert_eq!(cipher.open_rtcp(&mut packet), Some(hex(RTCP).len()));
        assert_eq!(packet[..hex(RTCP).len()], hex(RTCP)[..]);
    }

    /// RFC 7714 §16.1.1 and §16.1.2.
    #[test]
    fn rfc_7714_srtp_aes_128() {
        check_rtp(
            &gcm(16),
            "f24de3a3fb34de6cacba861c9d7e4bcabe633bd50d294e6f42a5f47a51c7d19b36de3adf8833\
             899d7f27beb16a9152cf765ee4390cce",
        );
    }

    /// RFC 7714 §16.2.1 and §16.2.2.
    #[test]
    fn rfc_7714_srtp_aes_256() {
        check_rtp(
            &gcm(32),
            "32b1de78a822fe12ef9f78fa332e33aab18012389a58e2f3b50b2a0276ffae0f1ba63799b87b\
             7aa3db36dfffd6b0f9bb7878d7a76c13",
        );
    }

    /// RFC 7714 §17.1 and §17.2.
    #[test]
    fn rfc_7714_srtcp_aes_128() {
        check_rtcp(
            &gcm(16),
            "63e94885dcdab67ca727d7662f6b7e997ff5c0f76c06f32dc676a5f1730d6fda4ce09b468630\
             3ded0bb9275bc84aa45896cf4d2fc5abf87245d9eade800005d4",
        );
    }

    /// RFC 7714 §17.3 and §17.4.
    #[test]
    fn rfc_7714_srtcp_aes_256() {
        check_rtcp(
            &gcm(32),
            "d50ae4d1f5ce5d304ba297e47d470c282c3ece5dbffe0a50a2eaa5c1110555be8415f658c61d\
             e0476f1b6fad1d1eb30c4446839f57ff6f6cb26ac3be800005d4",
        );
    }

    /// The vector of libsrtp's `srtp_driver`, on the master key of RFC 3711 appendix B.3.
    #[test]
    fn aes_cm_128_hmac_sha1_80() {
        let master =
            MasterKey { key: hex("e1f97a0d3e018be0d64fa32c06de4139"), salt: hex("0ec675ad498afeebb6960b3aabe6") };
        let cipher = Cipher::new(SrtpProfile::AesCm128HmacSha1_80, &master).unwrap();
        let plain = hex("800f1234decafbadcafebabeabababababababababababababababab");
        let mut packet = plain.clone();
        packet.resize(plain.len() + 10, 0);
        cipher.seal_rtp(&mut packet, 12, 0xcafe_babe, 0x1234).unwrap();
        assert_eq!(packet, hex("800f1234decafbadcafebabe4e55dc4ce79978d88ca4d215949d2402b78d6acc99ea179b8dbb"));
        let mut from = [&plain[..12], &vec![0xee; packet.len() - 12]].concat();
        cipher.seal_rtp_from(&plain[12..], &mut from, 12, 0xcafe_babe, 0x1234).unwrap();
        assert_eq!(from, packet, "from elsewhere as in place");
        assert_eq!(cipher.open_rtp(&mut packet, 12, 0xcafe_babe, 0x1234), Some(plain.len()));
        assert_eq!(packet[..plain.len()], plain[..]);
        let rtcp = hex("81c8000bcafebabeabababababababababababababababab");
        let mut packet = rtcp.clone();
        cipher.seal_rtcp(&mut packet, 1).unwrap();
        assert_eq!(packet, hex("81c8000bcafebabe7128035be487b9bdbef89041f977a5a880000001993e08cd54d6c1230798"));
    }

    /// One bit anywhere wrong: refused, whatever the length.
    #[test]
    fn nothing_altered_opens() {
        for profile in [SrtpProfile::AeadAes256Gcm, SrtpProfile::AeadAes128Gcm, SrtpProfile::AesCm128HmacSha1_80] {
            let master = MasterKey { key: vec![7; profile.key_len()], salt: vec![9; profile.salt_len()] };
            let cipher = Cipher::new(profile, &master).unwrap();
            let mut sealed = hex(RTP);
            sealed.resize(sealed.len() + cipher.rtp_overhead(), 0);
            cipher.seal_rtp(&mut sealed, 12, 1, 2).unwrap();
            let mut report = hex(RTCP);
            cipher.seal_rtcp(&mut report, 3).unwrap();
            for bit in 0..sealed.len() * 8 {
                let mut bad = sealed.clone();
                bad[bit / 8] ^= 1 << (bit % 8);
                assert_eq!(cipher.open_rtp(&mut bad, 12, 1, 2), None);
            }
            for bit in 0..report.len() * 8 {
                let mut bad = report.clone();
                bad[bit / 8] ^= 1 << (bit % 8);
                assert_eq!(cipher.open_rtcp(&mut bad), None, "bit {bit}");
            }
            for length in 0..report.len() {
                assert_eq!(cipher.open_rtcp(&mut report.clone()[..length]), None);
            }
            assert_eq!(cipher.open_rtp(&mut sealed.clone(), 12, 1, 2 + (1 << 16)), None, "another rollover counter");
        }
    }
}
