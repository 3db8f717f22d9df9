//! One answer to a web client, ready to be sent.

use bytes::Bytes;

/// The address carries a digest: what it names never changes.
pub const IMMUTABLE: &str = "private, max-age=31536000, immutable";
/// To be asked for again each time; an unchanged `ETag` answers 304.
pub const REVALIDATE: &str = "private, no-cache";

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resource {
    pub bytes: Bytes,
    pub content_type: &'static str,
    /// `gzip` … when the bytes are compressed.
    pub content_encoding: Option<&'static str>,
    /// With its quotes.
    pub etag: String,
    pub cache_control: &'static str,
}

/// First 16 hex digits of SM3, enough to tell versions apart.
pub fn digest(bytes: &[u8]) -> String {
    use sm3::Digest;
    sm3::Sm3::digest(bytes).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// As `gzip`, at its usual level: a layer is compressed once and sent often.
pub fn gzipped(bytes: &[u8]) -> std::io::Result<Bytes> {
    use std::io::Write;
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?.into())
}
