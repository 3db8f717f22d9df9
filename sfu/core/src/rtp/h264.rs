//! Where an H.264 decoder can begin (RFC 6184 §5).

const SPS: u8 = 7;
const IDR: u8 = 5;
const STAP_A: u8 = 24;
const FU_A: u8 = 28;

/// Whether a decoder can start at this packet: parameter sets, or the first slice of an IDR picture.
#[must_use]
pub fn begins_keyframe(payload: &[u8]) -> bool {
    match payload.first().map(|byte| byte & 0x1f) {
        Some(SPS | IDR) => true,
        Some(STAP_A) => aggregated(&payload[1..]).any(|kind| kind == SPS || kind == IDR),
        Some(FU_A) => payload.get(1).is_some_and(|head| head & 0x80 != 0 && head & 0x1f == IDR),
        _ => false,
    }
}

/// Types of the units in a STAP-A, up to the first that does not fit.
fn aggregated(mut rest: &[u8]) -> impl Iterator<Item = u8> {
    std::iter::from_fn(move || {
        let length = usize::from(u16::from_be_bytes(*rest.first_chunk::<2>()?));
        let unit = rest.get(2..2 + length)?;
        rest = &rest[2 + length..];
        Some(unit.first()? & 0x1f)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn starts() {
        assert!(begins_keyframe(&[0x67, 0x42]));
        assert!(begins_keyframe(&[0x65]));
        assert!(begins_keyframe(&[0x78, 0, 2, 0x09, 0x10, 0, 1, 0x67]));
        assert!(begins_keyframe(&[0x7c, 0x85]));
        assert!(!begins_keyframe(&[0x7c, 0x05]), "middle of a fragmented IDR");
        assert!(!begins_keyframe(&[0x41]));
        assert!(!begins_keyframe(&[0x78, 0, 9, 0x67]), "cut short");
        assert!(!begins_keyframe(&[]));
    }
}
