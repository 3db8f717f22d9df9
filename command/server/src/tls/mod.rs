//! Certificates: HTTPS from the first start, without asking anyone.
//!
//! Without certificates given, the node makes a local root authority once and a leaf signed by it, and makes the leaf
//! anew when the machine's names or addresses change or it is about to expire. Certificates given by the operator
//! replace both. Private keys are readable by the node's user only and are written nowhere else; the media process is told
//! them by its link.

mod authority;
mod names;
mod trust_page;

pub use authority::{LEAF_DAYS, Root};
pub use names::machine_names;
pub use trust_page::trust_page;

use anyhow::Context;
use axum_server::tls_rustls::RustlsConfig;
use rustls::{
    ServerConfig,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
};
use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

/// How often the leaf is looked at while the node runs.
const LOOK_EVERY: Duration = Duration::from_secs(3_600);

/// Where certificates come from.
#[derive(Clone, Debug, Default)]
pub struct TlsOptions {
    /// Certificate chain and key given by the operator (PEM files).
    pub given: Option<(PathBuf, PathBuf)>,
    /// Further names and addresses for the leaf (`--name`).
    pub names: Vec<String>,
}

/// What the listener and the trust page need.
#[derive(Clone)]
pub struct Tls {
    pub config: RustlsConfig,
    /// The local root; absent when certificates were given.
    pub root: Option<Root>,
    pub pem: Pem,
}

/// A certificate chain and its key, as text.
#[derive(Clone, PartialEq, Eq)]
pub struct Pem {
    pub chain: String,
    pub key: String,
}

/// Prepares TLS under `dir` (made when absent).
///
/// # Errors
/// Files that cannot be read or written, or a given certificate that does not parse or does not fit its key.
pub fn prepare(dir: &Path, options: &TlsOptions) -> anyhow::Result<Tls> {
    if let Some((chain, key)) = &options.given {
        let chain = std::fs::read(chain).with_context(|| format!("certificate {}", chain.display()))?;
        let key = std::fs::read(key).with_context(|| format!("private key {}", key.display()))?;
        let config = RustlsConfig::from_config(server_config(&chain, &key)?);
        let text = |bytes| String::from_utf8(bytes).context("a PEM file is text");
        return Ok(Tls { config, root: None, pem: Pem { chain: text(chain)?, key: text(key)? } });
    }
    let names = machine_names(&options.names);
    let (root, leaf) = authority::ensure(dir, &names, time::OffsetDateTime::now_utc())?;
    let config = RustlsConfig::from_config(server_config(leaf.chain.as_bytes(), leaf.key.as_bytes())?);
    Ok(Tls { config, root: Some(root), pem: Pem { chain: leaf.chain, key: leaf.key } })
}

/// Looks every hour whether the leaf must be made anew, and says so; runs until dropped. Does nothing for given certificates.
pub async fn keep_fresh(tls: Tls, dir: PathBuf, options: TlsOptions, renewed: impl Fn(Pem)) {
    if tls.root.is_none() {
        return;
    }
    loop {
        tokio::time::sleep(LOOK_EVERY).await;
        match prepare(&dir, &options) {
            Ok(fresh) => {
                tls.config.reload_from_config(fresh.config.get_inner());
                renewed(fresh.pem);
            }
            Err(error) => tracing::warn!(%error, "the certificate could not be looked at"),
        }
    }
}

fn server_config(chain: &[u8], key: &[u8]) -> anyhow::Result<Arc<ServerConfig>> {
    let chain = CertificateDer::pem_slice_iter(chain).collect::<Result<Vec<_>, _>>().context("certificate chain")?;
    anyhow::ensure!(!chain.is_empty(), "the certificate file holds no certificate");
    let key = PrivateKeyDer::from_pem_slice(key).context("private key")?;
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .context("certificate and key do not fit together")?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}

/// Writes a file that only the node's user may read.
pub(crate) fn write_private(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    use std::{io::Write, os::unix::fs::OpenOptionsExt};
    let fresh = path.with_extension("new");
    let mut file = std::fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&fresh)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    std::fs::rename(fresh, path)
}

#[cfg(test)]
mod tests;
