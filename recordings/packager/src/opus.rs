//! As much of Opus as packaging needs: how long a packet plays (RFC 6716 §3.1), and a packet of silence.

/// 20 ms of silence: CELT, full band, stereo, one frame.
pub const SILENCE: [u8; 3] = [0xfc, 0xff, 0xfe];
/// Playing time of [`SILENCE`] in µs.
pub const SILENCE_US: i64 = 20_000;

/// Playing time of a packet in µs; `None` when it is no Opus packet.
pub fn duration_us(packet: &[u8]) -> Option<i64> {
    let toc = *packet.first()?;
    let config = toc >> 3;
    let frame_us = match config {
        0..=11 => [10_000, 20_000, 40_000, 60_000][usize::from(config & 3)],
        12..=15 => [10_000, 20_000][usize::from(config & 1)],
        _ => [2_500, 5_000, 10_000, 20_000][usize::from(config & 3)],
    };
    let frames = match toc & 3 {
        0 => 1,
        1 | 2 => 2,
        _ => i64::from(packet.get(1)? & 0x3f),
    };
    let total = frame_us * frames;
    (total > 0 && total <= 120_000).then_some(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_by_table_of_contents() {
        assert_eq!(duration_us(&SILENCE), Some(SILENCE_US));
        assert_eq!(duration_us(&[0x78]), Some(20_000), "hybrid, as browsers send");
        assert_eq!(duration_us(&[0x0b, 0x02]), Some(40_000), "two frames of 20 ms, code 3");
        assert_eq!(duration_us(&[0x03, 0x00]), None);
        assert_eq!(duration_us(&[]), None);
    }
}
