//! Files given out in conferences: kept once each under their SM3 in `DATA/files`, and what kind their bytes are of. The
//! log holds the digest; a file that no longer fits it is not given out.

use crate::log::hex;
use sm3::{Digest, Sm3};
use std::{
    fs, io,
    io::Write,
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
};

/// Lower-case hex.
pub fn digest(bytes: &[u8]) -> String {
    hex(&Sm3::digest(bytes))
}

fn directory(data: &Path) -> PathBuf {
    data.join("files")
}

/// A digest and nothing else: the name of a file is never a stranger's.
fn path(data: &Path, sm3: &str) -> Option<PathBuf> {
    let fits = sm3.len() == 64 && sm3.bytes().all(|byte| byte.is_ascii_hexdigit());
    fits.then(|| directory(data).join(sm3))
}

/// Keeps the bytes, synced, before the log speaks of them.
///
/// # Errors
/// When the disk does not take them.
pub fn keep(data: &Path, bytes: &[u8]) -> io::Result<()> {
    let directory = directory(data);
    fs::DirBuilder::new().recursive(true).mode(0o700).create(&directory)?;
    let path = path(data, &digest(bytes)).ok_or(io::ErrorKind::InvalidInput)?;
    if path.exists() {
        return Ok(());
    }
    let partial = directory.join(format!("{}.partial", uuid::Uuid::new_v4()));
    let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&partial)?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all()).and_then(|()| fs::rename(&partial, &path));
    if written.is_err() {
        let _ = fs::remove_file(&partial);
    }
    written.and_then(|()| fs::File::open(&directory)?.sync_all())
}

/// The bytes that the log speaks of.
///
/// # Errors
/// When they are gone or are others.
pub fn read(data: &Path, sm3: &str) -> io::Result<Vec<u8>> {
    let path = path(data, sm3).ok_or(io::ErrorKind::InvalidInput)?;
    let bytes = fs::read(path)?;
    if digest(&bytes) == sm3 {
        Ok(bytes)
    } else {
        Err(io::Error::new(io::ErrorKind::InvalidData, "the file was changed"))
    }
}

/// MEET-31: content types that are given out, told by the bytes themselves and by the name's ending together: a page or
/// a program under a picture's name is neither.
pub fn kind(name: &str, bytes: &[u8]) -> Option<&'static str> {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_lowercase())?;
    let zip = bytes.starts_with(b"PK\x03\x04");
    match ending.as_str() {
        "pdf" if bytes.starts_with(b"%PDF-") => Some("application/pdf"),
        "png" if bytes.starts_with(b"\x89PNG\r\n\x1a\n") => Some("image/png"),
        "jpg" | "jpeg" if bytes.starts_with(b"\xff\xd8\xff") => Some("image/jpeg"),
        "docx" if zip => Some("application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        "xlsx" if zip => Some("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        "pptx" if zip => Some("application/vnd.openxmlformats-officedocument.presentationml.presentation"),
        "ofd" if zip => Some("application/ofd"),
        "txt" | "csv" if plain(bytes) => Some("text/plain; charset=utf-8"),
        _ => None,
    }
}

/// UTF-8 without control characters but line ends and tabs.
fn plain(bytes: &[u8]) -> bool {
    let control = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
    std::str::from_utf8(bytes).is_ok_and(|text| !text.contains(control))
}

/// Endings of what is given out.
pub const ENDINGS: [&str; 10] = ["pdf", "png", "jpg", "jpeg", "docx", "xlsx", "pptx", "ofd", "txt", "csv"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn meet_31_a_file_is_what_its_bytes_say() {
        assert_eq!(kind("险情.PNG", b"\x89PNG\r\n\x1a\n...."), Some("image/png"));
        assert_eq!(kind("通报.txt", "雨情\n".as_bytes()), Some("text/plain; charset=utf-8"));
        for (name, bytes) in [
            ("a.png", &b"<html>"[..]),
            ("a.html", b"<html>"),
            ("a.svg", b"<svg/>"),
            ("a.exe", b"MZ"),
            ("a.pdf", b"MZ"),
            ("a.txt", b"\x00\x01"),
            ("pdf", b"%PDF-1.7"),
        ] {
            assert_eq!(kind(name, bytes), None, "{name}");
        }
    }

    #[test]
    fn meet_31_kept_once_and_not_given_out_when_changed() {
        let data = std::env::temp_dir().join(format!("fengsui-files-{}", uuid::Uuid::new_v4()));
        fs::create_dir_all(&data).unwrap();
        let sm3 = digest(b"abc");
        assert_eq!(sm3, "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0", "GB/T 32905 example 1");
        keep(&data, b"abc").unwrap();
        keep(&data, b"abc").unwrap();
        assert_eq!(read(&data, &sm3).unwrap(), b"abc");
        assert_eq!(fs::read_dir(data.join("files")).unwrap().count(), 1);
        fs::write(data.join("files").join(&sm3), b"abd").unwrap();
        assert_eq!(read(&data, &sm3).unwrap_err().kind(), io::ErrorKind::InvalidData);
        assert!(read(&data, "../node.key").is_err());
        fs::remove_dir_all(&data).unwrap();
    }
}
