//! What a photograph says of itself (EXIF): where and when. Read from a stranger's bytes, so nothing of it is believed:
//! a place is offered to a person, and what makes no sense is left out.

use exif::{Exif, In, Reader, Tag, Value};
use fengsui_protocol::{Micros, geo::Wgs84};
use std::{fs::File, io::BufReader, path::Path};

#[derive(Debug, Default, PartialEq)]
pub struct Said {
    pub place: Option<Wgs84>,
    pub taken_at: Option<Micros>,
}

/// Nothing when the file has no EXIF or none that can be read.
pub fn said(path: &Path) -> Said {
    let Ok(file) = File::open(path) else { return Said::default() };
    match Reader::new().read_from_container(&mut BufReader::new(file)) {
        Ok(exif) => Said { place: place(&exif), taken_at: taken_at(&exif) },
        Err(_) => Said::default(),
    }
}

fn place(exif: &Exif) -> Option<Wgs84> {
    let lat = degrees(exif, Tag::GPSLatitude, Tag::GPSLatitudeRef, b'S')?;
    let lon = degrees(exif, Tag::GPSLongitude, Tag::GPSLongitudeRef, b'W')?;
    let sense = lat.abs() <= 90.0 && lon.abs() <= 180.0 && (lat, lon) != (0.0, 0.0);
    sense.then_some(Wgs84 { lon, lat })
}

/// Degrees, minutes and seconds as three fractions.
fn degrees(exif: &Exif, tag: Tag, side: Tag, negative: u8) -> Option<f64> {
    let Value::Rational(parts) = &exif.get_field(tag, In::PRIMARY)?.value else { return None };
    let [degrees, minutes, seconds] = parts.get(..3)? else { return None };
    let value = degrees.to_f64() + minutes.to_f64() / 60.0 + seconds.to_f64() / 3_600.0;
    let turned = matches!(&exif.get_field(side, In::PRIMARY)?.value, Value::Ascii(text) if text.first()?.first() == Some(&negative));
    let rounded = (value * 1e6).round() / 1e6;
    rounded.is_finite().then_some(if turned { -rounded } else { rounded })
}

/// `2026:07:18 03:10:00`, by the camera's clock, in its offset or else in Beijing's.
fn taken_at(exif: &Exif) -> Option<Micros> {
    let text = |tag| match &exif.get_field(tag, In::PRIMARY)?.value {
        Value::Ascii(text) => String::from_utf8(text.first()?.clone()).ok(),
        _ => None,
    };
    let moment = text(Tag::DateTimeOriginal)?;
    let offset = text(Tag::OffsetTimeOriginal).unwrap_or_else(|| "+08:00".to_owned());
    let (date, time) = moment.trim().split_once(' ')?;
    let written = format!("{}T{time}{}", date.replace(':', "-"), offset.trim());
    let at = time::OffsetDateTime::parse(&written, &time::format_description::well_known::Rfc3339).ok()?;
    i64::try_from(at.unix_timestamp_nanos() / 1_000).ok().filter(|at| *at > 0).map(Micros)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// The smallest JPEG with EXIF: a big-endian TIFF block of a GPS and an EXIF directory. `°′″` in whole numbers.
    pub(crate) fn jpeg(lat: [u32; 3], lon: [u32; 3], taken: &str) -> Vec<u8> {
        let mut tiff = b"MM\x00\x2a\x00\x00\x00\x08".to_vec();
        let entry = |tag: u16, kind: u16, count: u32, value: u32| {
            let mut bytes = Vec::new();
            bytes.extend(tag.to_be_bytes());
            bytes.extend(kind.to_be_bytes());
            bytes.extend(count.to_be_bytes());
            bytes.extend(value.to_be_bytes());
            bytes
        };
        let (exif_at, gps_at) = (8 + 2 + 24 + 4, 8 + 2 + 24 + 4 + 2 + 12 + 4);
        let values_at = gps_at + 2 + 48 + 4;
        tiff.extend(2_u16.to_be_bytes());
        tiff.extend(entry(0x8769, 4, 1, exif_at));
        tiff.extend(entry(0x8825, 4, 1, gps_at));
        tiff.extend(0_u32.to_be_bytes());
        tiff.extend(1_u16.to_be_bytes());
        tiff.extend(entry(0x9003, 2, 20, values_at));
        tiff.extend(0_u32.to_be_bytes());
        tiff.extend(4_u16.to_be_bytes());
        tiff.extend(entry(1, 2, 2, u32::from(b'N') << 24));
        tiff.extend(entry(2, 5, 3, values_at + 20));
        tiff.extend(entry(3, 2, 2, u32::from(b'E') << 24));
        tiff.extend(entry(4, 5, 3, values_at + 44));
        tiff.extend(0_u32.to_be_bytes());
        tiff.extend(format!("{taken}\0").bytes());
        for part in lat.into_iter().chain(lon) {
            tiff.extend(part.to_be_bytes());
            tiff.extend(1_u32.to_be_bytes());
        }
        let mut jpeg = b"\xff\xd8\xff\xe1".to_vec();
        jpeg.extend(u16::try_from(tiff.len() + 8).unwrap().to_be_bytes());
        jpeg.extend(b"Exif\x00\x00");
        jpeg.extend(tiff);
        jpeg.extend(b"\xff\xd9");
        jpeg
    }

    fn read(bytes: &[u8]) -> Said {
        let path = std::env::temp_dir().join(format!("fengsui-photo-{}", uuid::Uuid::new_v4()));
        std::fs::write(&path, bytes).unwrap();
        let said = said(&path);
        std::fs::remove_file(path).unwrap();
        said
    }

    #[test]
    fn att_3_a_photograph_says_where_and_when() {
        let said = read(&jpeg([25, 36, 18], [112, 22, 12], "2026:07:18 03:10:00"));
        assert_eq!(said.place, Some(Wgs84 { lon: 112.37, lat: 25.605 }));
        assert_eq!(said.taken_at, Some(Micros(1_784_315_400_000_000)), "Beijing time");
    }

    #[test]
    fn att_3_nonsense_is_left_out_and_harms_nothing() {
        assert_eq!(read(&jpeg([0, 0, 0], [0, 0, 0], "0000:00:00 00:00:00")), Said::default());
        assert_eq!(read(&jpeg([95, 0, 0], [112, 0, 0], "2026:13:18 03:10:00")), Said::default());
        assert_eq!(read(b"\xff\xd8\xff\xe1\x00"), Said::default());
        let whole = jpeg([25, 36, 18], [112, 22, 12], "2026:07:18 03:10:00");
        for cut in 0..whole.len() {
            read(&whole[..cut]);
        }
    }
}
