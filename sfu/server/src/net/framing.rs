//! RFC 4571 framing: a 16-bit length before every packet on a stream.

/// Bytes of the length.
pub const HEAD: usize = 2;
/// Longest packet taken from a stream; a peer that announces a longer one is cut off. WebRTC packets fit a datagram.
pub const MAX_PACKET: usize = 2048;

/// One packet at the head of `buf` and the bytes it took; `Ok(None)`: more is needed.
///
/// # Errors
/// The length that was announced, when it is over [`MAX_PACKET`].
pub fn take(buf: &[u8]) -> Result<Option<(std::ops::Range<usize>, usize)>, usize> {
    let Some(head) = buf.first_chunk::<HEAD>() else { return Ok(None) };
    let length = usize::from(u16::from_be_bytes(*head));
    if length > MAX_PACKET {
        return Err(length);
    }
    Ok((buf.len() >= HEAD + length).then_some((HEAD..HEAD + length, HEAD + length)))
}

/// Appends one packet.
pub fn put(out: &mut Vec<u8>, packet: &[u8]) {
    out.extend_from_slice(&(packet.len() as u16).to_be_bytes());
    out.extend_from_slice(packet);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packets_survive_sticky_and_split_reads() {
        let mut wire = Vec::new();
        for packet in [&b"one"[..], b"", &[7; MAX_PACKET]] {
            put(&mut wire, packet);
        }
        for cut in 0..wire.len() {
            let (mut buf, mut got) = (Vec::new(), Vec::new());
            for part in [&wire[..cut], &wire[cut..]] {
                buf.extend_from_slice(part);
                while let Some((range, used)) = take(&buf).unwrap() {
                    got.push(buf[range].to_vec());
                    buf.drain(..used);
                }
            }
            assert_eq!(got, [b"one".to_vec(), Vec::new(), vec![7; MAX_PACKET]], "cut at {cut}");
        }
    }

    #[test]
    fn a_length_over_the_bound_is_an_error_at_once() {
        assert_eq!(take(&[0xff, 0xff]), Err(65_535));
        assert_eq!(take(&[0x08]), Ok(None));
        assert_eq!(take(b"GET / HTTP/1.1\r\n"), Err(usize::from(u16::from_be_bytes(*b"GE"))));
    }
}
