//! An ICE restart's fragments (RFC 9725 §4.3.3, RFC 8840 §9): new credentials one way and the other.

use super::answer::{self, NodeTransport};
use fengsui_protocol::link::media::MediaRefusal;

/// Longest identification tag taken (RFC 5888 bounds none).
const LONGEST_MID: usize = 64;

/// What a peer says to restart ICE.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restart {
    pub ufrag: String,
    /// Of the first line of the bundle.
    pub mid: String,
}

/// # Errors
/// 400: what is missing.
pub fn read(fragment: &str) -> Result<Restart, MediaRefusal> {
    let value = |name: &str| {
        let mut lines = fragment.lines().filter_map(|line| line.strip_prefix("a=")?.split_once(':'));
        lines.find(|(is, _)| *is == name).map(|(_, value)| value.trim())
    };
    let missing = |what: &str| MediaRefusal { status: 400, message: format!("a={what} is missing or malformed") };
    // RFC 8839 §5.4.
    let fits = |text: &&str, length: std::ops::RangeInclusive<usize>| {
        length.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'+' || b == b'/')
    };
    let ufrag = value("ice-ufrag").filter(|text| fits(text, 4..=256)).ok_or_else(|| missing("ice-ufrag"))?;
    value("ice-pwd").filter(|text| fits(text, 22..=256)).ok_or_else(|| missing("ice-pwd"))?;
    let mid =
        value("mid").filter(|mid| (1..=LONGEST_MID).contains(&mid.len()) && mid.bytes().all(|b| b.is_ascii_graphic()));
    let mid = mid.ok_or_else(|| missing("mid"))?;
    Ok(Restart { ufrag: ufrag.to_owned(), mid: mid.to_owned() })
}

/// The node's answer.
pub fn write(mid: &str, node: &NodeTransport<'_>) -> String {
    let credentials = node.credentials;
    let mut out = format!(
        "a=ice-lite\r\nm=audio 9 RTP/AVP 0\r\na=mid:{mid}\r\na=ice-ufrag:{}\r\na=ice-pwd:{}\r\n",
        credentials.ufrag, credentials.password
    );
    answer::write_candidates(&mut out, node);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "a=group:BUNDLE 0 1\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:0\r\na=ice-ufrag:EsAw\r\n\
                        a=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1\r\n";

    #[test]
    fn a_fragment_of_the_rfc_is_read() {
        assert_eq!(read(GOOD), Ok(Restart { ufrag: "EsAw".to_owned(), mid: "0".to_owned() }));
        for (there, wrong) in
            [("EsAw", "Es"), ("EsAw", "Es Aw"), ("a=mid:0", "a=mid:"), ("P2uYro0UCOQ4zxjKXaWCBui1", "short")]
        {
            assert_eq!(read(&GOOD.replace(there, wrong)).map_err(|refused| refused.status), Err(400), "{wrong}");
        }
        assert!(read("").is_err());
    }
}
