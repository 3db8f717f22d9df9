//! The node's secret: 32 random bytes in the data directory, readable by the node's user only. Keys for feeds and
//! site tokens are derived from it, so that a copy of the database alone opens nothing.

use super::random_bytes;
use crate::tls::write_private;
use anyhow::Context;
use aws_lc_rs::hmac;
use std::path::Path;

/// File name in the data directory.
pub const SECRET_FILE: &str = "node.secret";

/// Derives keys; the secret itself is not shown.
#[derive(Clone)]
pub struct NodeSecret([u8; 32]);

impl NodeSecret {
    /// Reads the secret of a data directory, making it at the first start.
    ///
    /// # Errors
    /// A file that cannot be read or written, or is not 32 bytes.
    pub fn open(dir: &Path) -> anyhow::Result<Self> {
        let path = dir.join(SECRET_FILE);
        if !path.exists() {
            std::fs::create_dir_all(dir)?;
            write_private(&path, &random_bytes::<32>()).with_context(|| format!("cannot write {}", path.display()))?;
        }
        let bytes = std::fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let bytes = bytes.try_into().map_err(|_| anyhow::anyhow!("{} is damaged: not 32 bytes", path.display()))?;
        Ok(Self(bytes))
    }

    /// HMAC-SHA256 of `parts`, each with its length before it, so that no two lists give the same text.
    pub(crate) fn derive(&self, parts: &[&[u8]]) -> [u8; 32] {
        let mut context = hmac::Context::with_key(&hmac::Key::new(hmac::HMAC_SHA256, &self.0));
        for part in parts {
            context.update(&(part.len() as u64).to_be_bytes());
            context.update(part);
        }
        context.sign().as_ref().try_into().expect("HMAC-SHA256 has 32 bytes")
    }
}

impl std::fmt::Debug for NodeSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("NodeSecret")
    }
}
