//! Offers in, answers out (RFC 8866, RFC 8829, RFC 8843 BUNDLE, RFC 8853 simulcast, RFC 9429).
//!
//! The node never offers. [`parse`] reads the lines, [`agree`] decides what of an offer the node takes and says it in
//! the core's words, [`answer`] writes it down. All three are pure; an offer is a stranger's text and bounded by
//! [`fengsui_protocol::bounds`].

pub mod agree;
pub mod answer;
pub mod fragment;
pub mod parse;

use fengsui_protocol::link::media::MediaRefusal;

/// The offer is not one that anybody could answer.
pub(crate) fn malformed(message: impl Into<String>) -> MediaRefusal {
    MediaRefusal { status: 400, message: message.into() }
}

/// The offer is well-formed, but has nothing the node can take.
pub(crate) fn unacceptable(message: impl Into<String>) -> MediaRefusal {
    MediaRefusal { status: 406, message: message.into() }
}
