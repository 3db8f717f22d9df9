//! Writing compound packets.

use super::{
    FMT_APPLICATION, FMT_NACK, FMT_PLI, FMT_TRANSPORT_CC, GOODBYE, PAYLOAD_FEEDBACK, RECEIVER_REPORT, SENDER_REPORT,
    SOURCE_DESCRIPTION, TRANSPORT_FEEDBACK,
};

/// What the node says of a stream it receives (RFC 3550 §6.4.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReceptionReport {
    pub ssrc: u32,
    pub fraction_lost: u8,
    /// 24 bits.
    pub cumulative_lost: u32,
    pub highest_sequence: u32,
    /// In clock ticks.
    pub jitter: u32,
    /// Middle 32 bits of the NTP time of the newest sender report.
    pub last_report: u32,
    /// Since then, in 1/65536 s.
    pub delay: u32,
}

/// Most report blocks in one packet (five bits).
const MAX_BLOCKS: usize = 31;

/// Collects one compound packet.
#[derive(Default)]
pub struct Builder {
    bytes: Vec<u8>,
    start: usize,
}

impl Builder {
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    /// The compound packet; the builder is empty afterwards.
    pub fn take(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.bytes)
    }

    /// `octets` and `packets` wrap, as the standard has it.
    pub fn sender_report(&mut self, ssrc: u32, ntp: u64, rtp_timestamp: u32, packets: u32, octets: u32) {
        self.begin(SENDER_REPORT, 0);
        self.word(ssrc);
        self.bytes.extend_from_slice(&ntp.to_be_bytes());
        for value in [rtp_timestamp, packets, octets] {
            self.word(value);
        }
        self.end();
    }

    /// Blocks past 31 are left out.
    pub fn receiver_report(&mut self, ssrc: u32, reports: &[ReceptionReport]) {
        let reports = &reports[..reports.len().min(MAX_BLOCKS)];
        self.begin(RECEIVER_REPORT, reports.len() as u8);
        self.word(ssrc);
        for report in reports {
            self.word(report.ssrc);
            self.word(u32::from(report.fraction_lost) << 24 | report.cumulative_lost & 0x00ff_ffff);
            for value in [report.highest_sequence, report.jitter, report.last_report, report.delay] {
                self.word(value);
            }
        }
        self.end();
    }

    /// SDES with the CNAME, cut at 255 bytes.
    pub fn description(&mut self, ssrc: u32, cname: &str) {
        let name = &cname.as_bytes()[..cname.len().min(255)];
        self.begin(SOURCE_DESCRIPTION, 1);
        self.word(ssrc);
        self.bytes.extend_from_slice(&[1, name.len() as u8]);
        self.bytes.extend_from_slice(name);
        self.bytes.push(0);
        self.end();
    }

    pub fn goodbye(&mut self, ssrc: u32) {
        self.begin(GOODBYE, 1);
        self.word(ssrc);
        self.end();
    }

    pub fn pli(&mut self, sender: u32, media: u32) {
        self.begin(PAYLOAD_FEEDBACK, FMT_PLI);
        self.word(sender);
        self.word(media);
        self.end();
    }

    /// Receiver estimated maximum bitrate (draft-alvestrand-rmcat-remb-03 §2.2): senders of transport-wide feedback keep
    /// below it too. SSRCs past eight are left out.
    pub fn most_bitrate(&mut self, sender: u32, bits_per_second: u64, media: &[u32]) {
        let media = &media[..media.len().min(8)];
        let exponent = (64 - bits_per_second.leading_zeros()).saturating_sub(18);
        self.begin(PAYLOAD_FEEDBACK, FMT_APPLICATION);
        self.word(sender);
        self.word(0);
        self.bytes.extend_from_slice(b"REMB");
        self.word((media.len() as u32) << 24 | exponent << 18 | (bits_per_second >> exponent) as u32);
        for ssrc in media {
            self.word(*ssrc);
        }
        self.end();
    }

    /// `lost` in sending order.
    pub fn nack(&mut self, sender: u32, media: u32, lost: &[u16]) {
        self.begin(TRANSPORT_FEEDBACK, FMT_NACK);
        self.word(sender);
        self.word(media);
        let mut lost = lost.iter().copied().peekable();
        while let Some(first) = lost.next() {
            let mut mask = 0u16;
            while let Some(next) = lost.next_if(|next| (1..=16).contains(&next.wrapping_sub(first))) {
                mask |= 1 << (next.wrapping_sub(first) - 1);
            }
            self.word(u32::from(first) << 16 | u32::from(mask));
        }
        self.end();
    }

    /// A transport-wide feedback message; `body` is everything after the two SSRCs.
    pub fn transport_feedback(&mut self, sender: u32, media: u32, body: &[u8]) {
        self.begin(TRANSPORT_FEEDBACK, FMT_TRANSPORT_CC);
        self.word(sender);
        self.word(media);
        self.bytes.extend_from_slice(body);
        self.end();
    }

    fn begin(&mut self, kind: u8, count: u8) {
        self.start = self.bytes.len();
        self.bytes.extend_from_slice(&[0x80 | count, kind, 0, 0]);
    }

    fn word(&mut self, value: u32) {
        self.bytes.extend_from_slice(&value.to_be_bytes());
    }

    fn end(&mut self) {
        while !(self.bytes.len() - self.start).is_multiple_of(4) {
            self.bytes.push(0);
        }
        let words = ((self.bytes.len() - self.start) / 4 - 1) as u16;
        self.bytes[self.start + 2..self.start + 4].copy_from_slice(&words.to_be_bytes());
    }
}
