//! Keys of feed sources. A key is derived from the node's secret and a random salt; the log holds the salt only, the
//! key is shown once. A copy of the log alone therefore signs nothing.

use super::{base64url, random_bytes, secret::NodeSecret};
use fengsui_protocol::SourceId;

/// A key as it is made.
#[derive(Clone)]
pub struct MadeKey {
    /// Shown once to the administrator.
    pub key: String,
    /// Kept in the log; see [`derive`].
    pub salt: String,
    /// First and last four characters.
    pub hint: String,
}

/// Makes a new key for `source`.
pub fn make(secret: &NodeSecret, source: &SourceId) -> MadeKey {
    let salt = base64url(&random_bytes::<16>());
    let key = derive(secret, source, &salt);
    let hint = format!("{}…{}", &key[..4], &key[key.len() - 4..]);
    MadeKey { key, salt, hint }
}

/// The key that belongs to `salt`: 43 characters of base64url.
pub fn derive(secret: &NodeSecret, source: &SourceId, salt: &str) -> String {
    base64url(&secret.derive(&[b"feed key", source.0.as_bytes(), salt.as_bytes()]))
}
