//! PMTiles version 3: kept as it is after its header was checked.

use super::{ImportError, MAX_PMTILES_BYTES, Progress, Stage, bad};
use crate::package::{LayerKind, PackageFile, PackageWriter, TileExtent};
use bytes::Bytes;
use fengsui_protocol::geo::Bbox;
use pmtiles::{Header, TileType};
use std::{io::Read, path::Path};

const KIND: &str = "PMTiles";
const HEADER_BYTES: u64 = 127;

pub fn import(
    dir: &Path,
    file: &Path,
    mut describe: PackageFile,
    progress: &mut dyn FnMut(Progress),
) -> Result<PackageFile, ImportError> {
    let length = std::fs::metadata(file)?.len();
    if length > MAX_PMTILES_BYTES {
        return Err(ImportError::TooLarge { what: "bytes of PMTiles", limit: MAX_PMTILES_BYTES });
    }
    let mut head = Vec::new();
    std::fs::File::open(file)?.take(HEADER_BYTES).read_to_end(&mut head)?;
    check_extents(&head, length)?;
    let header = Header::try_from_bytes(Bytes::from(head)).map_err(|error| bad(KIND, error))?;
    if header.tile_type != TileType::Mvt {
        return Err(bad(KIND, format!("tiles are {:?}; vector tiles (MVT) are needed", header.tile_type)));
    }
    describe.bbox = Bbox {
        west: header.min_longitude,
        south: header.min_latitude,
        east: header.max_longitude,
        north: header.max_latitude,
    };
    let extent = TileExtent { min_zoom: header.min_zoom, max_zoom: header.max_zoom, bbox: describe.bbox };
    describe.credits = vec!["© OpenStreetMap 贡献者（ODbL），protomaps".to_owned()];
    let tiles = header.n_addressed_tiles().map_or(0, u64::from);
    progress(Progress { stage: Stage::Writing, done: 0 });
    std::fs::create_dir_all(dir)?;
    let mut writer = PackageWriter::begin(dir, describe)?;
    match writer.add_file("basemap", LayerKind::Pmtiles, tiles, file) {
        Ok(()) => {
            writer.extent(extent);
            Ok(writer.finish(&[])?)
        }
        Err(error) => {
            writer.abandon();
            Err(error.into())
        }
    }
}

/// The four sections that the header names (root, metadata, leaves, tiles: offset and length each, little endian, from
/// byte 8; PMTiles v3 §3.1) must lie inside the file: a download cut short is found here.
fn check_extents(head: &[u8], length: u64) -> Result<(), ImportError> {
    let number = |at: usize| head.get(at..at + 8).and_then(|b| b.try_into().ok()).map(u64::from_le_bytes);
    for section in 0..4 {
        let (offset, bytes) = (number(8 + section * 16), number(16 + section * 16));
        let end = offset.zip(bytes).and_then(|(offset, bytes)| offset.checked_add(bytes));
        if head.len() as u64 != HEADER_BYTES || end.is_none_or(|end| end > length) {
            return Err(bad(KIND, "the file is shorter than its header says"));
        }
    }
    Ok(())
}
