//! SRTP and SRTCP of one session: keys, ciphers, rollover counters, replay windows (RFC 3711, RFC 7714).
//!
//! A nonce is (session key, SSRC, index). [`Sealer`] refuses to seal an index of a stream twice, so that no mistake
//! elsewhere can repeat one; [`Opener`] keeps state only for SSRCs that proved they hold the key.

mod cipher;
mod gcm;
mod kdf;
mod open;
mod seal;
mod window;

pub use cipher::Cipher;
pub use open::{MAX_SSRCS, OpenError, Opened, Opener};
pub use seal::{SealError, Sealer, StreamKey};
pub use window::Window;

/// Most bytes that sealing adds to an RTP packet (the GCM tag).
pub const MAX_RTP_OVERHEAD: usize = 16;
/// Most bytes that sealing adds to an RTCP packet (tag and index).
pub const MAX_RTCP_OVERHEAD: usize = 20;

/// Protection profiles, best first (RFC 5764 §4.1.2, RFC 7714 §14.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SrtpProfile {
    AeadAes256Gcm,
    AeadAes128Gcm,
    AesCm128HmacSha1_80,
}

impl SrtpProfile {
    /// Bytes of the master key.
    #[must_use]
    pub const fn key_len(self) -> usize {
        match self {
            Self::AeadAes256Gcm => 32,
            Self::AeadAes128Gcm | Self::AesCm128HmacSha1_80 => 16,
        }
    }
    /// Bytes of the master salt.
    #[must_use]
    pub const fn salt_len(self) -> usize {
        match self {
            Self::AeadAes256Gcm | Self::AeadAes128Gcm => 12,
            Self::AesCm128HmacSha1_80 => 14,
        }
    }
    /// Bytes to export from DTLS with label `EXTRACTOR-dtls_srtp` (RFC 5764 §4.2).
    #[must_use]
    pub const fn exported_len(self) -> usize {
        2 * (self.key_len() + self.salt_len())
    }
    /// Name as IANA registers it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::AeadAes256Gcm => "AEAD_AES_256_GCM",
            Self::AeadAes128Gcm => "AEAD_AES_128_GCM",
            Self::AesCm128HmacSha1_80 => "AES_CM_128_HMAC_SHA1_80",
        }
    }
}

/// One direction's master key and salt, of the profile's lengths.
#[derive(Clone, PartialEq, Eq)]
pub struct MasterKey {
    pub key: Vec<u8>,
    pub salt: Vec<u8>,
}

impl std::fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MasterKey(…)")
    }
}

/// Keys of one session, as DTLS agreed on them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SrtpKeys {
    pub profile: SrtpProfile,
    /// The node seals with this one.
    pub local: MasterKey,
    /// The peer seals with this one.
    pub remote: MasterKey,
}

impl SrtpKeys {
    /// Cuts exported keying material: client key, server key, client salt, server salt (RFC 5764 §4.2).
    /// `None` when `exported` is not [`SrtpProfile::exported_len`] bytes.
    #[must_use]
    pub fn from_exported(profile: SrtpProfile, exported: &[u8], node_is_client: bool) -> Option<Self> {
        if exported.len() != profile.exported_len() {
            return None;
        }
        let (keys, salts) = exported.split_at(2 * profile.key_len());
        let (client_key, server_key) = keys.split_at(profile.key_len());
        let (client_salt, server_salt) = salts.split_at(profile.salt_len());
        let client = MasterKey { key: client_key.to_vec(), salt: client_salt.to_vec() };
        let server = MasterKey { key: server_key.to_vec(), salt: server_salt.to_vec() };
        let (local, remote) = if node_is_client { (client, server) } else { (server, client) };
        Some(Self { profile, local, remote })
    }
}

/// Why keys were not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyRefusal {
    /// No such session.
    NoSession,
    /// A key or salt has not the profile's length.
    Length,
    /// The session already has keys: sealing anew under them would repeat nonces. Open another session.
    AlreadyKeyed,
}
impl std::fmt::Display for KeyRefusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::NoSession => "no such session",
            Self::Length => "key or salt of the wrong length",
            Self::AlreadyKeyed => "the session already has keys",
        })
    }
}
impl std::error::Error for KeyRefusal {}

#[cfg(test)]
pub(crate) mod testing {
    /// Bytes of a hexadecimal text.
    pub fn hex(text: &str) -> Vec<u8> {
        let digits: Vec<u8> = text.chars().filter_map(|c| c.to_digit(16)).map(|d| d as u8).collect();
        digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect()
    }
}
