//! The receiving half: rollover counter and replay window per SSRC (RFC 3711 §3.3).

use super::{Cipher, MasterKey, SrtpProfile, Window};

/// SSRCs that one peer may use, RTP and RTCP each; packets of further ones are refused.
pub const MAX_SSRCS: usize = 64;

/// Why a packet was not opened. It must be counted and dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenError {
    /// Cut short, or not authentic.
    Refused,
    /// Seen already, or older than the window.
    Replayed,
    /// Authentic, but from one SSRC more than [`MAX_SSRCS`].
    TooMany,
}

/// A packet that was opened: authentic, and not seen before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Opened {
    /// Of the plain packet.
    pub length: usize,
    /// 48 bits: rollover counter and sequence number; of RTCP, its own index.
    pub index: u64,
    /// None of its source came before that is newer. What an attacker held back is not.
    pub newest: bool,
}

/// What the peer seals.
pub struct Opener {
    cipher: Cipher,
    rtp: Vec<(u32, Window)>,
    rtcp: Vec<(u32, Window)>,
}

impl Opener {
    /// `None` when the key has not the profile's length.
    #[must_use]
    pub fn new(profile: SrtpProfile, master: &MasterKey) -> Option<Self> {
        Some(Self { cipher: Cipher::new(profile, master)?, rtp: Vec::new(), rtcp: Vec::new() })
    }

    /// Opens an RTP packet in place.
    ///
    /// # Errors
    /// See [`OpenError`]. State changes only for authentic packets.
    pub fn open_rtp(
        &mut self,
        packet: &mut [u8],
        header: usize,
        ssrc: u32,
        sequence: u16,
    ) -> Result<Opened, OpenError> {
        let known = self.rtp.iter().position(|(known, _)| *known == ssrc);
        let newest = known.and_then(|at| self.rtp[at].1.newest());
        let index = extend(newest, sequence).ok_or(OpenError::Replayed)?;
        if known.is_some_and(|at| !self.rtp[at].1.is_new(index)) {
            return Err(OpenError::Replayed);
        }
        let (index, length) = match known {
            Some(_) => (index, self.cipher.open_rtp(packet, header, ssrc, index).ok_or(OpenError::Refused)?),
            None => self.open_first(packet, header, ssrc, sequence).ok_or(OpenError::Refused)?,
        };
        window(&mut self.rtp, known, ssrc)?.take(index);
        Ok(Opened { length, index, newest: newest.is_none_or(|newest| index > newest) })
    }

    /// The first packet that arrives of a source may be one from after its first rollover: some senders begin with a
    /// sequence number anywhere, and everything before may have been lost. Gives index and length.
    fn open_first(&self, packet: &mut [u8], header: usize, ssrc: u32, sequence: u16) -> Option<(u64, usize)> {
        let sealed = (sequence < 0x8000).then(|| packet.to_vec());
        let first = u64::from(sequence);
        if let Some(length) = self.cipher.open_rtp(packet, header, ssrc, first) {
            return Some((first, length));
        }
        packet.copy_from_slice(&sealed?);
        let rolled = first | 1 << 16;
        Some((rolled, self.cipher.open_rtp(packet, header, ssrc, rolled)?))
    }

    /// Opens an RTCP packet in place.
    ///
    /// # Errors
    /// See [`OpenError`].
    pub fn open_rtcp(&mut self, packet: &mut [u8]) -> Result<Opened, OpenError> {
        let sender = packet.get(4..8).and_then(|b| b.try_into().ok()).map(u32::from_be_bytes);
        let sender = sender.ok_or(OpenError::Refused)?;
        let index = u64::from(self.cipher.rtcp_index(packet).ok_or(OpenError::Refused)?);
        let known = self.rtcp.iter().position(|(known, _)| *known == sender);
        if known.is_some_and(|at| !self.rtcp[at].1.is_new(index)) {
            return Err(OpenError::Replayed);
        }
        let length = self.cipher.open_rtcp(packet).ok_or(OpenError::Refused)?;
        let newest = known.and_then(|at| self.rtcp[at].1.newest()).is_none_or(|newest| index > newest);
        window(&mut self.rtcp, known, sender)?.take(index);
        Ok(Opened { length, index, newest })
    }
}

fn window(windows: &mut Vec<(u32, Window)>, known: Option<usize>, ssrc: u32) -> Result<&mut Window, OpenError> {
    let at = match known {
        Some(at) => at,
        None if windows.len() < MAX_SSRCS => {
            windows.push((ssrc, Window::default()));
            windows.len() - 1
        }
        None => return Err(OpenError::TooMany),
    };
    Ok(&mut windows[at].1)
}

/// The index nearest to the newest one that ends in `sequence` (RFC 3711 §3.3.1, appendix A). The rollover counter
/// starts at zero. `None` for a packet from before the counter began.
#[must_use]
pub fn extend(newest: Option<u64>, sequence: u16) -> Option<u64> {
    let Some(newest) = newest else { return Some(u64::from(sequence)) };
    let distance = sequence.wrapping_sub(newest as u16) as i16;
    newest.checked_add_signed(i64::from(distance)).filter(|index| *index < 1 << 48)
}

#[cfg(test)]
mod tests {
    use super::super::{Sealer, SrtpKeys};
    use super::*;
    use crate::random::Random;

    fn pair(profile: SrtpProfile) -> (Sealer, Opener) {
        let exported: Vec<u8> = (0..profile.exported_len() as u8).collect();
        let keys = SrtpKeys::from_exported(profile, &exported, false).unwrap();
        (Sealer::new(profile, &keys.local).unwrap(), Opener::new(profile, &keys.local).unwrap())
    }

    fn packet(sequence: u16, overhead: usize) -> Vec<u8> {
        let mut packet = vec![0x80, 96, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9];
        packet[2..4].copy_from_slice(&sequence.to_be_bytes());
        packet.resize(12 + 20 + overhead, 5);
        packet
    }

    /// Loss, reordering, replay and several rollovers: every packet opens exactly once, with its true index.
    #[test]
    fn rollover_and_replay_under_random_loss_and_order() {
        for seed in 0..20 {
            let mut random = Random::new(seed);
            let (mut sealer, mut opener) = pair(SrtpProfile::AeadAes128Gcm);
            let stream = sealer.stream(9).unwrap();
            let mut index = 65_000 + random.below(536);
            let mut flight: Vec<(u64, Vec<u8>)> = Vec::new();
            let mut delivered = std::collections::BTreeSet::new();
            for _ in 0..1_500 {
                // Now and then a long outage, well under half the sequence space even when two come together.
                index += if random.below(200) == 0 { random.below(8_000) } else { 1 };
                let mut sealed = packet(index as u16, sealer.rtp_overhead());
                sealer.seal_rtp(stream, &mut sealed, 12, index).unwrap();
                flight.push((index, sealed));
                while flight.len() > random.below(6) as usize {
                    let (index, sealed) = flight.swap_remove(random.below(flight.len() as u64) as usize);
                    if random.below(10) == 0 {
                        continue;
                    }
                    let newest = delivered.last().copied().unwrap_or(0);
                    let result = opener.open_rtp(&mut sealed.clone(), 12, 9, index as u16);
                    if delivered.insert(index) && newest < index + super::super::window::SPAN {
                        let expected = Opened { length: 32, index, newest: index > newest || newest == 0 };
                        assert_eq!(result, Ok(expected), "seed {seed}");
                    }
                    assert_eq!(opener.open_rtp(&mut sealed.clone(), 12, 9, index as u16), Err(OpenError::Replayed));
                }
            }
            assert!(index >> 16 >= 1, "the counter rolled over");
        }
    }

    #[test]
    fn strangers_ssrcs_are_bounded_and_forgeries_leave_no_state() {
        let (mut sealer, mut opener) = pair(SrtpProfile::AeadAes256Gcm);
        for ssrc in 0..200 {
            assert_eq!(opener.open_rtp(&mut packet(1, 16), 12, ssrc, 1), Err(OpenError::Refused));
        }
        assert!(opener.rtp.is_empty());
        for ssrc in 0..MAX_SSRCS as u32 + 1 {
            let stream = sealer.stream(ssrc).unwrap();
            let mut sealed = packet(1, 16);
            sealer.seal_rtp(stream, &mut sealed, 12, 1).unwrap();
            let result = opener.open_rtp(&mut sealed, 12, ssrc, 1);
            assert_eq!(result.is_ok(), (ssrc as usize) < MAX_SSRCS);
        }
    }

    #[test]
    fn reports_open_once() {
        for profile in [SrtpProfile::AeadAes256Gcm, SrtpProfile::AesCm128HmacSha1_80] {
            let (mut sealer, mut opener) = pair(profile);
            for _ in 0..300 {
                let mut report = vec![0x80, 201, 0, 1, 0, 0, 0, 9];
                sealer.seal_rtcp(&mut report).unwrap();
                let opened = opener.open_rtcp(&mut report.clone()).unwrap();
                assert!(opened.length == 8 && opened.newest);
                assert_eq!(opener.open_rtcp(&mut report.clone()), Err(OpenError::Replayed));
            }
        }
    }
}
