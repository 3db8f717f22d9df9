//! Files given out in conferences and attached to incidents: kept once each under their SM3 in `DATA/files`, and what kind their bytes are of. The
//! log holds the digest; a file that no longer fits it is not given out.

pub mod incoming;
pub mod photo;

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

/// ATT-1: what is attached to incidents: besides those, photographs and videos as telephones make them. `path` is the file
/// when it is whole; only text is read to its end.
///
/// # Errors
/// When the file cannot be read.
pub fn attachment_kind(name: &str, path: &Path) -> io::Result<Option<&'static str>> {
    let mut head = Vec::new();
    io::Read::read_to_end(&mut io::Read::take(fs::File::open(path)?, HEAD), &mut head)?;
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_lowercase()).unwrap_or_default();
    // ISO/IEC 14496-12 §4.3: a box of the brand stands first.
    let brand = (head.get(4..8) == Some(b"ftyp")).then(|| head.get(8..12)).flatten();
    let still = brand.is_some_and(|brand| [&b"heic"[..], b"heix", b"mif1", b"msf1", b"hevc"].contains(&brand));
    Ok(match ending.as_str() {
        "heic" | "heif" if still => Some("image/heic"),
        "webp" if head.starts_with(b"RIFF") && head.get(8..12) == Some(b"WEBP") => Some("image/webp"),
        "mp4" | "m4v" if brand.is_some() && !still => Some("video/mp4"),
        "mov" if brand.is_some() && !still => Some("video/quicktime"),
        "3gp" if brand.is_some_and(|brand| brand.starts_with(b"3g")) => Some("video/3gpp"),
        "webm" if head.starts_with(b"\x1a\x45\xdf\xa3") => Some("video/webm"),
        "txt" | "csv" if fs::metadata(path)?.len() > TEXT_BYTES => None,
        "txt" | "csv" => kind(name, &fs::read(path)?),
        _ => kind(name, &head),
    })
}

/// Bytes that tell a kind.
const HEAD: u64 = 64;
/// Text longer than this is no document that somebody reads.
const TEXT_BYTES: u64 = 4 * 1024 * 1024;

/// Endings of what is attached to incidents.
pub const ATTACHMENT_ENDINGS: [&str; 18] = [
    "jpg", "jpeg", "png", "heic", "heif", "webp", "mp4", "m4v", "mov", "3gp", "webm", "pdf", "docx", "xlsx", "pptx",
    "ofd", "txt", "csv",
];

/// Opens a file for giving it out, after its bytes were found to be those that the log speaks of.
///
/// # Errors
/// When they are gone or are others.
pub fn open(data: &Path, sm3: &str) -> io::Result<fs::File> {
    let path = path(data, sm3).ok_or(io::ErrorKind::InvalidInput)?;
    let mut file = fs::File::open(path)?;
    let mut hasher = Sm3::new();
    let mut piece = vec![0; 256 * 1024];
    loop {
        match io::Read::read(&mut file, &mut piece)? {
            0 => break,
            read => hasher.update(&piece[..read]),
        }
    }
    if hex(&hasher.finalize()) != sm3 {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "the file was changed"));
    }
    io::Seek::rewind(&mut file)?;
    Ok(file)
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
    fn att_1_attachments_are_what_their_bytes_say() {
        let told = |name: &str, bytes: &[u8]| {
            let path = std::env::temp_dir().join(format!("fengsui-kind-{}", uuid::Uuid::new_v4()));
            fs::write(&path, bytes).unwrap();
            let kind = attachment_kind(name, &path).unwrap();
            fs::remove_file(path).unwrap();
            kind
        };
        assert_eq!(told("现场.MP4", b"\x00\x00\x00\x18ftypisom\x00\x00"), Some("video/mp4"));
        assert_eq!(told("a.mov", b"\x00\x00\x00\x14ftypqt  "), Some("video/quicktime"));
        assert_eq!(told("a.heic", b"\x00\x00\x00\x18ftypheic"), Some("image/heic"));
        assert_eq!(told("a.webp", b"RIFF\x10\x00\x00\x00WEBPVP8 "), Some("image/webp"));
        assert_eq!(told("a.jpg", b"\xff\xd8\xff\xe0"), Some("image/jpeg"));
        assert_eq!(told("记录.txt", "水退了\n".as_bytes()), Some("text/plain; charset=utf-8"));
        for (name, bytes) in [
            ("a.mp4", &b"<html><script>"[..]),
            ("a.mp4", b"\x00\x00\x00\x18ftypheic"),
            ("a.heic", b"\x00\x00\x00\x18ftypisom"),
            ("a.svg", b"<svg/>"),
            ("a.html", b"<html>"),
            ("a.exe", b"MZ"),
            ("a.jpg", b"MZ"),
            ("a.txt", b"\x00\x01"),
            ("mp4", b"\x00\x00\x00\x18ftypisom"),
            ("a.jpg", b""),
        ] {
            assert_eq!(told(name, bytes), None, "{name} {bytes:?}");
        }
    }

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
