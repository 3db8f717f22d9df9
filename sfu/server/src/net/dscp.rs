//! Differentiated services code points by class of media (RFC 4594, RFC 8837): what the extranet's switches go by.

use fengsui_sfu_core::Class;
use std::str::FromStr;

/// 0 to 63 each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dscp {
    pub audio: u8,
    pub video: u8,
    pub presentation: u8,
}

impl Default for Dscp {
    /// EF, AF41, AF42.
    fn default() -> Self {
        Self { audio: 46, video: 34, presentation: 36 }
    }
}

impl Dscp {
    /// As the byte in the IP header.
    #[must_use]
    pub fn tos(&self, class: Class) -> u8 {
        let point = match class {
            Class::Audio => self.audio,
            Class::Video => self.video,
            Class::Presentation => self.presentation,
        };
        point << 2
    }
}

/// `off`, or three numbers: audio, video, presentation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Marking(pub Option<Dscp>);

impl FromStr for Marking {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "off" {
            return Ok(Self(None));
        }
        let points: Option<Vec<u8>> =
            text.split(',').map(|point| point.trim().parse().ok().filter(|n| *n < 64)).collect();
        match points.as_deref() {
            Some([audio, video, presentation]) => {
                Ok(Self(Some(Dscp { audio: *audio, video: *video, presentation: *presentation })))
            }
            _ => Err(format!("{text:?}: give `off`, or code points of audio, video and presentation such as 46,34,36")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_read() {
        assert_eq!("46,34,36".parse(), Ok(Marking(Some(Dscp::default()))));
        assert_eq!("off".parse(), Ok(Marking(None)));
        assert!("46,34".parse::<Marking>().is_err() && "46,34,64".parse::<Marking>().is_err());
        assert_eq!(Dscp::default().tos(Class::Audio), 0xb8);
    }
}
