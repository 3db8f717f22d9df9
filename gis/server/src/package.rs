//! What a map package is on disk: a folder with `package.json` and one file per layer.

use crate::resource::digest;
use anyhow::{Context, Result, ensure};
use fengsui_gis_core::{County, Place};
use fengsui_protocol::{
    MapPackageId, Micros,
    geo::{Bbox, Wgs84},
};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// Name of the file that describes a package.
pub const FILE: &str = "package.json";
/// Layers of one package.
pub const MAX_LAYERS: usize = 64;
/// Bytes of `package.json`: it holds the places too.
const MAX_FILE_BYTES: u64 = 64 * 1024 * 1024;
const PLACES: &str = "places.json";

/// `package.json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PackageFile {
    pub version: u32,
    pub id: MapPackageId,
    pub name: String,
    pub bbox: Bbox,
    /// 示意数据: something in it is generated.
    pub generated: bool,
    /// Shown on the map's edge, such as "水系道路村点位为示意".
    #[serde(default)]
    pub notice: String,
    pub credits: Vec<String>,
    pub imported_at: Micros,
    #[serde(default)]
    pub county: Option<CountyFile>,
    pub layers: Vec<LayerFile>,
}

/// The outline that positions are held against.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CountyFile {
    pub code: String,
    pub name: String,
    pub ring: Vec<Wgs84>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LayerFile {
    /// `rivers`, `roads` … ; `[a-z0-9_-]`, as it stands in addresses.
    pub name: String,
    pub kind: LayerKind,
    /// File name inside the package's folder.
    pub file: String,
    pub features: u64,
    pub generated: bool,
    pub bytes: u64,
    /// Changes whenever the file does.
    pub digest: String,
    /// Of a tiled layer: which tiles there are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tiles: Option<TileExtent>,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct TileExtent {
    pub min_zoom: u8,
    pub max_zoom: u8,
    pub bbox: Bbox,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LayerKind {
    Geojson,
    /// Vector or raster tiles in one PMTiles archive, in the protomaps basemap schema when vector.
    Pmtiles,
    /// Heights as terrarium PNG tiles in one PMTiles archive.
    Terrain,
}

/// A package about to be written: layers are added, then it appears on disk at once.
pub struct PackageWriter {
    temporary: PathBuf,
    target: PathBuf,
    pub file: PackageFile,
}

impl PackageWriter {
    /// Begins in a hidden folder beside the target.
    ///
    /// # Errors
    /// When the id is not a plain name, is taken, or the disk refuses.
    pub fn begin(dir: &Path, file: PackageFile) -> Result<Self> {
        ensure!(plain_name(&file.id.0), "map package id {:?}: use a-z, 0-9, '-' and '_', at most 64", file.id.0);
        let target = dir.join(&file.id.0);
        ensure!(!target.exists(), "map package {} exists already", file.id);
        let temporary = dir.join(format!(".{}.partial", file.id.0));
        if temporary.exists() {
            std::fs::remove_dir_all(&temporary).with_context(|| format!("removing {}", temporary.display()))?;
        }
        std::fs::create_dir_all(&temporary).with_context(|| format!("creating {}", temporary.display()))?;
        Ok(Self { temporary, target, file })
    }

    /// # Errors
    /// When the name is not plain, there are too many layers, or the disk refuses.
    pub fn add(&mut self, name: &str, kind: LayerKind, features: u64, generated: bool, bytes: &[u8]) -> Result<()> {
        let file = self.reserve(name, kind)?;
        write_synced(&self.temporary.join(&file), bytes)?;
        let (bytes, digest) = (bytes.len() as u64, digest(bytes));
        self.file.layers.push(LayerFile {
            name: name.to_owned(),
            kind,
            file,
            features,
            generated,
            bytes,
            digest,
            tiles: None,
        });
        Ok(())
    }

    /// As [`PackageWriter::add`], for a file too large to hold in memory.
    ///
    /// # Errors
    /// As [`PackageWriter::add`].
    pub fn add_file(&mut self, name: &str, kind: LayerKind, features: u64, source: &Path) -> Result<()> {
        let file = self.reserve(name, kind)?;
        let target = self.temporary.join(&file);
        let bytes = std::fs::copy(source, &target).with_context(|| format!("copying {}", source.display()))?;
        std::fs::File::open(&target)?.sync_all()?;
        let digest = digest(format!("{} {bytes} {}", self.file.id, self.file.imported_at.0).as_bytes());
        let generated = false;
        self.file.layers.push(LayerFile {
            name: name.to_owned(),
            kind,
            file,
            features,
            generated,
            bytes,
            digest,
            tiles: None,
        });
        Ok(())
    }

    /// States which tiles the layer added last has.
    pub fn extent(&mut self, tiles: TileExtent) {
        if let Some(layer) = self.file.layers.last_mut() {
            layer.tiles = Some(tiles);
        }
    }

    fn reserve(&self, name: &str, kind: LayerKind) -> Result<String> {
        ensure!(plain_name(name), "layer name {name:?}: use a-z, 0-9, '-' and '_', at most 64");
        ensure!(self.file.layers.len() < MAX_LAYERS, "more than {MAX_LAYERS} layers");
        ensure!(self.file.layers.iter().all(|layer| layer.name != name), "layer {name} twice");
        let extension = match kind {
            LayerKind::Geojson => "geojson",
            LayerKind::Pmtiles | LayerKind::Terrain => "pmtiles",
        };
        Ok(format!("{name}.{extension}"))
    }

    /// The package appears under its id, whole or not at all.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn finish(self, places: &[Place]) -> Result<PackageFile> {
        write_synced(&self.temporary.join(PLACES), &serde_json::to_vec(places)?)?;
        write_synced(&self.temporary.join(FILE), &serde_json::to_vec_pretty(&self.file)?)?;
        std::fs::rename(&self.temporary, &self.target)
            .with_context(|| format!("moving the package to {}", self.target.display()))?;
        Ok(self.file)
    }

    /// Removes what was begun.
    pub fn abandon(self) {
        let removed = std::fs::remove_dir_all(&self.temporary);
        if let Err(error) = removed {
            tracing::warn!(path = %self.temporary.display(), %error, "unfinished map package stays on disk");
        }
    }
}

/// Reads `package.json` of one folder.
///
/// # Errors
/// When it is absent, too large or not a package of a version we know.
pub fn read(folder: &Path) -> Result<(PackageFile, Vec<Place>)> {
    let file: PackageFile = serde_json::from_slice(&bounded(&folder.join(FILE))?).context(FILE)?;
    ensure!(file.version == 1, "map package version {} is not known", file.version);
    ensure!(file.layers.len() <= MAX_LAYERS, "more than {MAX_LAYERS} layers");
    for layer in &file.layers {
        ensure!(
            plain_name(&layer.name) && !layer.file.contains(['/', '\\']),
            "layer {:?} is not a plain name",
            layer.name
        );
    }
    let places = serde_json::from_slice(&bounded(&folder.join(PLACES))?).context(PLACES)?;
    Ok((file, places))
}

/// # Errors
/// When the outline has fewer than three corners.
pub fn county_of(file: &PackageFile) -> Result<County> {
    match &file.county {
        Some(county) => Ok(County::new(&county.code, &county.name, &county.ring)?),
        None => {
            let b = file.bbox;
            let ring = [(b.west, b.south), (b.east, b.south), (b.east, b.north), (b.west, b.north)];
            Ok(County::new("", &file.name, &ring.map(|(lon, lat)| Wgs84 { lon, lat }))?)
        }
    }
}

pub fn plain_name(name: &str) -> bool {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_';
    !name.is_empty() && name.len() <= 64 && name.bytes().all(plain)
}

fn bounded(path: &Path) -> Result<Vec<u8>> {
    let length = std::fs::metadata(path).with_context(|| path.display().to_string())?.len();
    ensure!(length <= MAX_FILE_BYTES, "{} is larger than {MAX_FILE_BYTES} bytes", path.display());
    std::fs::read(path).with_context(|| path.display().to_string())
}

fn write_synced(path: &Path, bytes: &[u8]) -> Result<()> {
    use std::io::Write;
    let mut file = std::fs::File::create(path).with_context(|| format!("creating {}", path.display()))?;
    file.write_all(bytes).and_then(|()| file.sync_all()).with_context(|| format!("writing {}", path.display()))
}
