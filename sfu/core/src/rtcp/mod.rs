//! RTCP (RFC 3550 §6, RFC 4585, RFC 5104, transport-wide feedback): compound packets read robustly and written.

mod build;
pub mod nack;
pub mod transport;

pub use build::{Builder, ReceptionReport};

const SENDER_REPORT: u8 = 200;
const RECEIVER_REPORT: u8 = 201;
const SOURCE_DESCRIPTION: u8 = 202;
const GOODBYE: u8 = 203;
const TRANSPORT_FEEDBACK: u8 = 205;
const PAYLOAD_FEEDBACK: u8 = 206;

const FMT_NACK: u8 = 1;
const FMT_TRANSPORT_CC: u8 = 15;
const FMT_PLI: u8 = 1;
const FMT_FIR: u8 = 4;
const FMT_APPLICATION: u8 = 15;

const REPORT_BLOCK: usize = 24;

/// One packet of a compound, borrowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Packet<'a> {
    SenderReport {
        ssrc: u32,
        /// 32.32 fixed point seconds since 1900.
        ntp: u64,
        rtp_timestamp: u32,
        blocks: Blocks<'a>,
    },
    ReceiverReport {
        ssrc: u32,
        blocks: Blocks<'a>,
    },
    /// SSRCs that leave, four bytes each.
    Goodbye(&'a [u8]),
    /// (packet id, bitmask of the 16 that follow) pairs, four bytes each.
    Nack {
        media: u32,
        pairs: &'a [u8],
    },
    TransportFeedback(&'a [u8]),
    Pli {
        media: u32,
    },
    /// Entries of eight bytes: SSRC, sequence, reserved.
    Fir {
        entries: &'a [u8],
    },
    /// SDES, REMB, application data, extended reports: not needed.
    Other,
}

/// Report blocks of one report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Blocks<'a>(&'a [u8]);

/// What a receiver says of one of our streams.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block {
    pub ssrc: u32,
    /// Of 256, since the last report.
    pub fraction_lost: u8,
    /// Middle 32 bits of the NTP time in our newest sender report, 0 before one.
    pub last_report: u32,
    /// Since then, in 1/65536 s.
    pub delay: u32,
}

impl Iterator for Blocks<'_> {
    type Item = Block;
    fn next(&mut self) -> Option<Block> {
        let (block, rest) = self.0.split_at_checked(REPORT_BLOCK)?;
        self.0 = rest;
        Some(Block {
            ssrc: word(block, 0)?,
            fraction_lost: block[4],
            last_report: word(block, 16)?,
            delay: word(block, 20)?,
        })
    }
}

/// Big-endian words of a list, four bytes each.
pub fn words(list: &[u8]) -> impl Iterator<Item = u32> {
    list.chunks_exact(4).map(|word| u32::from_be_bytes([word[0], word[1], word[2], word[3]]))
}

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

/// The rest of the compound packet does not follow the standard. What came before it was good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed;

/// The packets of a compound; after [`Malformed`] it ends.
pub struct Compound<'a>(&'a [u8]);

impl<'a> Compound<'a> {
    #[must_use]
    pub fn new(packet: &'a [u8]) -> Self {
        Self(packet)
    }
}

impl<'a> Iterator for Compound<'a> {
    type Item = Result<Packet<'a>, Malformed>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.0.is_empty() {
            return None;
        }
        let taken = take(self.0);
        self.0 = taken.as_ref().map_or(&[], |(_, rest)| *rest);
        Some(taken.map(|(packet, _)| packet).ok_or(Malformed))
    }
}

fn take(rest: &[u8]) -> Option<(Packet<'_>, &[u8])> {
    let head = rest.first_chunk::<4>()?;
    if head[0] >> 6 != 2 {
        return None;
    }
    let length = 4 + 4 * usize::from(u16::from_be_bytes([head[2], head[3]]));
    let (packet, rest) = rest.split_at_checked(length)?;
    let end = if head[0] & 0x20 == 0 { length } else { length.checked_sub(usize::from(packet[length - 1]))? };
    let body = packet.get(4..end)?;
    Some((parse(head[1], head[0] & 0x1f, body)?, rest))
}

fn parse(kind: u8, count: u8, body: &[u8]) -> Option<Packet<'_>> {
    let blocks = |from: usize| Some(Blocks(body.get(from..from + usize::from(count) * REPORT_BLOCK)?));
    Some(match (kind, count) {
        (SENDER_REPORT, _) => Packet::SenderReport {
            ssrc: word(body, 0)?,
            ntp: u64::from(word(body, 4)?) << 32 | u64::from(word(body, 8)?),
            rtp_timestamp: word(body, 12)?,
            blocks: blocks(24)?,
        },
        (RECEIVER_REPORT, _) => Packet::ReceiverReport { ssrc: word(body, 0)?, blocks: blocks(4)? },
        (GOODBYE, _) => Packet::Goodbye(body.get(..usize::from(count) * 4)?),
        (TRANSPORT_FEEDBACK, FMT_NACK) => Packet::Nack { media: word(body, 4)?, pairs: body.get(8..)? },
        (TRANSPORT_FEEDBACK, FMT_TRANSPORT_CC) => Packet::TransportFeedback(body.get(8..)?),
        (PAYLOAD_FEEDBACK, FMT_PLI) => Packet::Pli { media: word(body, 4)? },
        (PAYLOAD_FEEDBACK, FMT_FIR) => Packet::Fir { entries: body.get(8..)? },
        _ => Packet::Other,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    #[test]
    fn what_is_built_is_read() {
        let mut builder = Builder::default();
        builder.sender_report(1, 0x1122_3344_5566_7788, 99, 5, 6);
        builder.description(1, "node");
        builder.receiver_report(2, &[ReceptionReport { ssrc: 3, fraction_lost: 4, ..ReceptionReport::default() }]);
        builder.pli(2, 3);
        builder.nack(2, 3, &[10, 11, 26, 27, 65535, 0]);
        builder.goodbye(1);
        let bytes = builder.take();
        let packets: Vec<_> = Compound::new(&bytes).collect::<Result<_, _>>().unwrap();
        assert_eq!(packets.len(), 6);
        assert!(matches!(
            packets[0],
            Packet::SenderReport { ssrc: 1, ntp: 0x1122_3344_5566_7788, rtp_timestamp: 99, .. }
        ));
        let Packet::ReceiverReport { ssrc: 2, mut blocks } = packets[2] else { panic!("{packets:?}") };
        assert_eq!(blocks.next().unwrap().fraction_lost, 4);
        assert_eq!(packets[3], Packet::Pli { media: 3 });
        let Packet::Nack { media: 3, pairs } = packets[4] else { panic!("{packets:?}") };
        assert_eq!(nack::lost(pairs).collect::<Vec<_>>(), [10, 11, 26, 27, 65535, 0]);
        assert_eq!(packets[5], Packet::Goodbye(&[0, 0, 0, 1]));
    }

    #[test]
    fn any_bytes_are_parsed_without_panic() {
        let mut random = Random::new(2);
        for _ in 0..50_000 {
            let mut bytes: Vec<u8> = (0..random.below(120)).map(|_| random.next() as u8).collect();
            if bytes.len() > 4 {
                bytes[0] = 0x80 | bytes[0] & 0x3f;
                bytes[1] = 199 + bytes[1] % 9;
                bytes[2] = 0;
                bytes[3] %= 30;
            }
            for packet in Compound::new(&bytes) {
                match packet {
                    Ok(Packet::SenderReport { blocks, .. } | Packet::ReceiverReport { blocks, .. }) => {
                        assert!(blocks.count() <= 31);
                    }
                    Ok(Packet::Nack { pairs, .. }) => assert!(nack::lost(pairs).count() <= 17 * 30),
                    Ok(Packet::TransportFeedback(body)) => {
                        let _ = transport::parse(body, |_, _| ());
                    }
                    Ok(Packet::Goodbye(_) | Packet::Pli { .. } | Packet::Fir { .. } | Packet::Other)
                    | Err(Malformed) => (),
                }
            }
        }
    }
}
