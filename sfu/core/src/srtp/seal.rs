//! The sending half: no index of a stream is ever sealed twice.

use super::{Cipher, MasterKey, SrtpProfile, Window};
use crate::prefetch;

/// Streams one session may send.
pub const MAX_STREAMS: usize = 128;

/// A stream of one [`Sealer`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StreamKey(u8);

/// Why a packet was not sealed. It must not be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SealError {
    /// The index was sealed before, or is too old to know.
    NonceReused,
    /// 2^48 packets or 2^31 reports: the key is used up (RFC 3711 §9.2).
    UsedUp,
    /// The cipher refused (a packet shorter than its header).
    Refused,
}

/// What the node seals for one session.
pub struct Sealer {
    cipher: Cipher,
    streams: Vec<(u32, Window)>,
    rtcp_index: u32,
    /// Packets of either kind, modulo 2^32.
    sealed: u32,
}

impl Sealer {
    /// `None` when the key has not the profile's length.
    #[must_use]
    pub fn new(profile: SrtpProfile, master: &MasterKey) -> Option<Self> {
        Some(Self { cipher: Cipher::new(profile, master)?, streams: Vec::new(), rtcp_index: 0, sealed: 0 })
    }

    #[must_use]
    #[inline]
    pub fn rtp_overhead(&self) -> usize {
        self.cipher.rtp_overhead()
    }

    /// Registers an SSRC. `None` when it is registered already or there are [`MAX_STREAMS`].
    pub fn stream(&mut self, ssrc: u32) -> Option<StreamKey> {
        if self.streams.len() >= MAX_STREAMS || self.streams.iter().any(|(known, _)| *known == ssrc) {
            return None;
        }
        self.streams.push((ssrc, Window::default()));
        Some(StreamKey(self.streams.len() as u8 - 1))
    }

    /// Seals `packet` in place; its last [`Self::rtp_overhead`] bytes are room for the tag, and `index` ends in its
    /// sequence number.
    ///
    /// # Errors
    /// When the nonce would repeat.
    #[inline]
    pub fn seal_rtp(
        &mut self,
        stream: StreamKey,
        packet: &mut [u8],
        header: usize,
        index: u64,
    ) -> Result<(), SealError> {
        let ssrc = self.take(stream, index)?;
        self.cipher.seal_rtp(packet, header, ssrc, index).ok_or(SealError::Refused)
    }

    /// As [`Self::seal_rtp`], with the plain payload elsewhere.
    ///
    /// # Errors
    /// When the nonce would repeat.
    #[inline]
    pub fn seal_rtp_from(
        &mut self,
        stream: StreamKey,
        payload: &[u8],
        packet: &mut [u8],
        header: usize,
        index: u64,
    ) -> Result<(), SealError> {
        let ssrc = self.take(stream, index)?;
        self.cipher.seal_rtp_from(payload, packet, header, ssrc, index).ok_or(SealError::Refused)
    }

    /// The stream's SSRC, when no packet of it was sealed with `index`.
    #[inline]
    fn take(&mut self, stream: StreamKey, index: u64) -> Result<u32, SealError> {
        if index >> 48 != 0 {
            return Err(SealError::UsedUp);
        }
        let (ssrc, window) = &mut self.streams[usize::from(stream.0)];
        if !window.take(index) {
            return Err(SealError::NonceReused);
        }
        self.sealed = self.sealed.wrapping_add(1);
        Ok(*ssrc)
    }

    /// Tells by its change whether anything was sealed since.
    #[must_use]
    pub fn sealed(&self) -> u32 {
        self.sealed
    }

    /// Asks for what [`Self::seal_rtp`] will read of whatever stream.
    #[inline]
    pub fn prefetch(&self) {
        self.cipher.prefetch();
    }

    /// Asks for what [`Self::seal_rtp`] will read of a stream.
    #[inline]
    pub fn prefetch_stream(&self, stream: StreamKey) {
        if let Some(stream) = self.streams.get(usize::from(stream.0)) {
            prefetch::whole(stream);
        }
    }

    /// Seals a compound RTCP packet in place, appending tag and index.
    ///
    /// # Errors
    /// When the key is used up.
    pub fn seal_rtcp(&mut self, packet: &mut Vec<u8>) -> Result<(), SealError> {
        let index = self.rtcp_index + 1;
        if index >> 31 != 0 {
            return Err(SealError::UsedUp);
        }
        self.rtcp_index = index;
        self.sealed = self.sealed.wrapping_add(1);
        self.cipher.seal_rtcp(packet, index).ok_or(SealError::Refused)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_index_is_sealed_twice() {
        let master = MasterKey { key: vec![1; 16], salt: vec![2; 12] };
        let mut sealer = Sealer::new(SrtpProfile::AeadAes128Gcm, &master).unwrap();
        let stream = sealer.stream(5).unwrap();
        assert_eq!(sealer.stream(5), None);
        let seal = |sealer: &mut Sealer, index| sealer.seal_rtp(stream, &mut [0; 40], 12, index);
        assert_eq!(seal(&mut sealer, 7), Ok(()));
        assert_eq!(seal(&mut sealer, 7), Err(SealError::NonceReused));
        assert_eq!(seal(&mut sealer, 6), Ok(()), "late but new");
        assert_eq!(seal(&mut sealer, 1 << 20), Ok(()));
        assert_eq!(seal(&mut sealer, 8), Err(SealError::NonceReused), "too old to know");
        assert_eq!(seal(&mut sealer, 1 << 48), Err(SealError::UsedUp));
    }
}
