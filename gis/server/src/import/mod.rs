//! `fengsui map import FILE --name NAME`: bringing a county's own map in.
//!
//! A PMTiles archive (vector tiles in the protomaps basemap schema, or raster) is kept as it is. GeoJSON and OSM PBF
//! become the same layers as the demo's — rivers, water, roads, woods, built-up ground, places — so that one style draws
//! all. What kind of file it is says its content, never its name. Multipolygon relations of OSM are left out: lakes and
//! woods that consist of several ways are missing, which the base map bears.

mod collect;
mod geojson;
mod osm;
mod pmtiles;

use crate::package::{self, PackageFile, PackageWriter};
use collect::Collected;
use fengsui_protocol::{MapPackageId, Micros, bounds::NAME_CHARS, geo::Bbox};
use std::{fmt, io::Read, path::Path};

/// Bytes of a GeoJSON file, which is read whole.
pub const MAX_GEOJSON_BYTES: u64 = 256 * 1024 * 1024;
/// Bytes of an OSM extract; a province fits.
pub const MAX_OSM_BYTES: u64 = 512 * 1024 * 1024;
/// Bytes of a PMTiles archive.
pub const MAX_PMTILES_BYTES: u64 = 64 * 1024 * 1024 * 1024;
/// Features kept of one file.
pub const MAX_FEATURES: usize = 1_000_000;

/// How far an import has come, for whoever waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    pub stage: Stage,
    /// Elements or bytes done in this stage.
    pub done: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    Reading,
    /// OSM only: the ways' nodes, on a second pass.
    Locating,
    Writing,
}

/// Why a file was not imported; nothing of it stays on disk.
#[derive(Debug)]
pub enum ImportError {
    /// None of the kinds we read.
    UnknownKind,
    TooLarge {
        what: &'static str,
        limit: u64,
    },
    /// Read as that kind, it is damaged or says something impossible.
    Bad {
        kind: &'static str,
        why: String,
    },
    /// Nothing in it that a map shows.
    Empty,
    /// The name cannot be used.
    Name(String),
    Disk(anyhow::Error),
}

impl fmt::Display for ImportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ImportError::UnknownKind => {
                f.write_str("neither PMTiles (version 3), GeoJSON nor OSM PBF / 不是 PMTiles、GeoJSON 或 OSM PBF 文件")
            }
            ImportError::TooLarge { what, limit } => write!(f, "{what} past the limit of {limit} / 超过上限 {limit}"),
            ImportError::Bad { kind, why } => write!(f, "not good {kind}: {why} / {kind} 文件有误"),
            ImportError::Empty => f.write_str("nothing in it that a map shows / 文件中没有可显示的要素"),
            ImportError::Name(why) => write!(f, "name: {why} / 名称不可用"),
            ImportError::Disk(error) => write!(f, "{error:#} / 读写磁盘失败"),
        }
    }
}
impl std::error::Error for ImportError {}

impl From<anyhow::Error> for ImportError {
    fn from(error: anyhow::Error) -> Self {
        ImportError::Disk(error)
    }
}
impl From<std::io::Error> for ImportError {
    fn from(error: std::io::Error) -> Self {
        ImportError::Disk(error.into())
    }
}

fn bad(kind: &'static str, why: impl fmt::Display) -> ImportError {
    ImportError::Bad { kind, why: why.to_string() }
}

/// Imports `file` as a new package under `dir` (the node's `DATA/maps`). Blocks: call it from a blocking thread. The
/// running node sees it after `Maps::reload`.
///
/// # Errors
/// As [`ImportError`] lists; then nothing of the package stays.
pub fn import(
    dir: &Path,
    file: &Path,
    name: &str,
    now: Micros,
    progress: &mut dyn FnMut(Progress),
) -> Result<PackageFile, ImportError> {
    let describe = describe(dir, name, now)?;
    match kind_of(file)? {
        Kind::Pmtiles => pmtiles::import(dir, file, describe, progress),
        Kind::Geojson => write(dir, describe, geojson::read(file, progress)?, progress),
        Kind::Osm => write(dir, describe, osm::read(file, progress)?, progress),
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Pmtiles,
    Geojson,
    Osm,
}

fn kind_of(file: &Path) -> Result<Kind, ImportError> {
    let mut head = Vec::new();
    std::fs::File::open(file)?.take(64).read_to_end(&mut head)?;
    let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&head);
    if head.starts_with(b"PMTiles\x03") {
        Ok(Kind::Pmtiles)
    } else if head.windows(9).any(|bytes| bytes == b"OSMHeader") {
        Ok(Kind::Osm)
    } else if head.trim_ascii_start().starts_with(b"{") {
        Ok(Kind::Geojson)
    } else {
        Err(ImportError::UnknownKind)
    }
}

fn describe(dir: &Path, name: &str, now: Micros) -> Result<PackageFile, ImportError> {
    let name = name.trim();
    if name.is_empty() || name.chars().nth(NAME_CHARS).is_some() {
        return Err(ImportError::Name(format!("1 to {NAME_CHARS} characters")));
    }
    Ok(PackageFile {
        version: 1,
        id: free_id(dir, name)?,
        name: name.to_owned(),
        bbox: Bbox { west: 0.0, south: 0.0, east: 0.0, north: 0.0 },
        generated: false,
        notice: String::new(),
        credits: Vec::new(),
        imported_at: now,
        county: None,
        layers: Vec::new(),
    })
}

/// The name as far as it is plain, else `map`; with a number when that is taken.
fn free_id(dir: &Path, name: &str) -> Result<MapPackageId, ImportError> {
    let plain: String = name.to_lowercase().chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    let plain = plain.trim_matches('-').chars().take(40).collect::<String>();
    let stem = if package::plain_name(&plain) { plain } else { "map".to_owned() };
    let candidates = std::iter::once(stem.clone()).chain((2..1_000).map(|n| format!("{stem}-{n}")));
    let free = candidates.map(MapPackageId).find(|id| !dir.join(&id.0).exists());
    free.ok_or_else(|| ImportError::Name(format!("too many packages named {stem}")))
}

fn write(
    dir: &Path,
    mut file: PackageFile,
    collected: Collected,
    progress: &mut dyn FnMut(Progress),
) -> Result<PackageFile, ImportError> {
    file.bbox = collected.bbox().ok_or(ImportError::Empty)?;
    file.credits = collected.credits.clone();
    std::fs::create_dir_all(dir)?;
    let mut writer = PackageWriter::begin(dir, file)?;
    match add_layers(&mut writer, &collected, progress) {
        Ok(()) => Ok(writer.finish(&collected.places())?),
        Err(error) => {
            writer.abandon();
            Err(error.into())
        }
    }
}

fn add_layers(
    writer: &mut PackageWriter,
    collected: &Collected,
    progress: &mut dyn FnMut(Progress),
) -> anyhow::Result<()> {
    let mut done = 0;
    for (name, features) in &collected.layers {
        let count = features.len() as u64;
        let json = ::geojson::FeatureCollection::new(features.clone()).to_string();
        writer.add(name, package::LayerKind::Geojson, count, false, json.as_bytes())?;
        done += count;
        progress(Progress { stage: Stage::Writing, done });
    }
    Ok(())
}
