//! Who asks: passwords, cookie sessions, login limits, feed keys and site tokens.
//!
//! This module proves identity. What an identity may do is decided by the router's access rules and in the cores.

pub mod feed_key;
pub mod limit;
pub mod password;
pub mod secret;
pub mod session;
pub mod site_token;

/// Unpredictable bytes from the system.
pub(crate) fn random_bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    aws_lc_rs::rand::fill(&mut bytes).expect("the system gives randomness");
    bytes
}

/// URL-safe base64 without padding.
pub(crate) fn base64url(bytes: &[u8]) -> String {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Inverse of [`base64url`].
pub(crate) fn from_base64url(text: &str) -> Option<Vec<u8>> {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    URL_SAFE_NO_PAD.decode(text).ok()
}
