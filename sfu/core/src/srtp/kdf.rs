//! Key derivation with AES in counter mode as the pseudo-random function (RFC 3711 §4.3.1; RFC 6188 for 256 bits,
//! RFC 7714 §11 for the shorter salt). The key derivation rate is zero.

use aws_lc_rs::cipher::{AES_128, AES_256, EncryptingKey, EncryptionContext, UnboundCipherKey};
use aws_lc_rs::iv::FixedLength;

/// What a derived key is for (RFC 3711 §4.3.2).
#[derive(Clone, Copy)]
pub enum Label {
    RtpKey = 0,
    RtpAuth = 1,
    RtpSalt = 2,
    RtcpKey = 3,
    RtcpAuth = 4,
    RtcpSalt = 5,
}

/// `None` when the key is neither 16 nor 32 bytes or the salt longer than 14.
pub fn derive<const N: usize>(key: &[u8], salt: &[u8], label: Label) -> Option<[u8; N]> {
    let mut iv = [0; 16];
    iv.get_mut(..salt.len().min(15))?.copy_from_slice(salt.get(..salt.len().min(15))?);
    iv[7] ^= label as u8;
    let mut out = [0; N];
    counter_key(key)?.less_safe_encrypt(&mut out, EncryptionContext::Iv128(FixedLength::from(&iv))).ok()?;
    Some(out)
}

/// AES in counter mode: encrypting zeros yields the key stream of §4.1.1.
pub fn counter_key(key: &[u8]) -> Option<EncryptingKey> {
    let algorithm = match key.len() {
        16 => &AES_128,
        32 => &AES_256,
        _ => return None,
    };
    EncryptingKey::ctr(UnboundCipherKey::new(algorithm, key).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 3711 appendix B.3.
    #[test]
    fn rfc_3711_b3() {
        let key = hex::<16>("E1F97A0D3E018BE0D64FA32C06DE4139");
        let salt = hex::<14>("0EC675AD498AFEEBB6960B3AABE6");
        assert_eq!(derive(&key, &salt, Label::RtpKey), Some(hex::<16>("C61E7A93744F39EE10734AFE3FF7A087")));
        assert_eq!(derive(&key, &salt, Label::RtpSalt), Some(hex::<14>("30CBBC08863D8C85D49DB34A9AE1")));
        let auth = "CEBE321F6FF7716B6FD4AB49AF256A156D38BAA48F0A0ACF3C34E2359E6CDBCEE049646C43D9327AD175578EF7227098\
                    6371C10C9A369AC2F94A8C5FBCDDDC256D6E919A48B610EF17C2041E474035766B68642C59BBFC2F34DB60DBDFB2";
        assert_eq!(derive(&key, &salt, Label::RtpAuth), Some(hex::<94>(auth)));
    }

    /// RFC 3711 appendix B.2.
    #[test]
    fn rfc_3711_b2() {
        let key = counter_key(&hex::<16>("2B7E151628AED2A6ABF7158809CF4F3C")).unwrap();
        let iv = hex::<16>("F0F1F2F3F4F5F6F7F8F9FAFBFCFD0000");
        let mut stream = vec![0; 0xff02 * 16];
        key.less_safe_encrypt(&mut stream, EncryptionContext::Iv128(FixedLength::from(&iv))).unwrap();
        assert_eq!(stream[..16], hex::<16>("E03EAD0935C95E80E166B16DD92B4EB4"));
        assert_eq!(stream[16..32], hex::<16>("D23513162B02D0F72A43A2FE4A5F97AB"));
        assert_eq!(stream[0xfeff * 16..][..16], hex::<16>("EC8CDF7398607CB0F2D21675EA9EA1E4"));
    }

    fn hex<const N: usize>(text: &str) -> [u8; N] {
        crate::srtp::testing::hex(text).try_into().expect("length")
    }
}
