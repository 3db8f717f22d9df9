//! The packages of one node, opened: what there is, what it looks like, what is where.

use crate::{
    package::{self, LayerFile, LayerKind, PackageFile},
    resource::{IMMUTABLE, REVALIDATE, Resource, digest, gzipped},
    style::{self, Theme},
};
use anyhow::{Context, Result, ensure};
use bytes::Bytes;
use fengsui_gis_core::{County, PlaceIndex, Wgs84, places::Territory, position, tiles::Tile};
use fengsui_protocol::{
    MapPackageId, Refusal,
    geo::{FoundPlace, GivenPosition, PlaceKind},
    http::{Converted, MapLayerInfo, MapPackageInfo},
};
use pmtiles::{AsyncPmTilesReader, Compression, MmapBackend, TileCoord, TileType};
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::{Arc, OnceLock, RwLock},
    time::SystemTime,
};
use tokio::sync::OnceCell;

/// Layer whose polygons say which town governs what.
const TERRITORIES: &str = "territories";
/// File that names the package in use.
const ACTIVE: &str = "active";

/// All map packages of a node. Cheap to share behind an [`Arc`].
pub struct Maps {
    dir: PathBuf,
    state: RwLock<Arc<State>>,
}

struct State {
    packages: BTreeMap<MapPackageId, Arc<Package>>,
    active: Option<MapPackageId>,
    /// When the folder had been changed last before it was read.
    changed: Option<SystemTime>,
}

/// One package with its places indexed.
pub struct Package {
    folder: PathBuf,
    pub file: PackageFile,
    pub county: County,
    pub places: PlaceIndex,
    archives: BTreeMap<String, OnceCell<AsyncPmTilesReader<MmapBackend>>>,
    /// GeoJSON layers as they are sent, compressed when first asked for.
    compressed: BTreeMap<String, OnceLock<Bytes>>,
}

impl Maps {
    /// Opens every package under `dir` (made when absent). A folder that cannot be read is left out with a warning:
    /// one bad package must not stop the node.
    ///
    /// # Errors
    /// When `dir` itself cannot be read or made.
    pub fn open(dir: &Path) -> Result<Self> {
        std::fs::create_dir_all(dir).with_context(|| format!("creating {}", dir.display()))?;
        let state = State::read(dir)?;
        Ok(Self { dir: dir.to_owned(), state: RwLock::new(Arc::new(state)) })
    }

    /// Reads the folder again, after an import.
    ///
    /// # Errors
    /// As [`Maps::open`]; then what was open stays.
    pub fn reload(&self) -> Result<()> {
        let fresh = Arc::new(State::read(&self.dir)?);
        *self.state.write().unwrap_or_else(std::sync::PoisonError::into_inner) = fresh;
        Ok(())
    }

    /// Reads the folder again if a package came or went since, as `fengsui map import` does beside a running node.
    ///
    /// # Errors
    /// As [`Maps::reload`].
    pub fn refresh(&self) -> Result<()> {
        if self.state().changed == changed(&self.dir) { Ok(()) } else { self.reload() }
    }

    /// Chooses the package that style, search and conversion use.
    ///
    /// # Errors
    /// When there is no such package or the choice cannot be written.
    pub fn activate(&self, id: &MapPackageId) -> Result<()> {
        self.refresh()?;
        ensure!(self.state().packages.contains_key(id), "no map package {id}");
        let (partial, path) = (self.dir.join(".active"), self.dir.join(ACTIVE));
        std::fs::write(&partial, &id.0)
            .and_then(|()| std::fs::rename(&partial, &path))
            .context("writing maps/active")?;
        self.reload()
    }

    pub fn packages(&self) -> Vec<MapPackageInfo> {
        let state = self.state();
        state.packages.values().map(|package| package.info(state.active.as_ref())).collect()
    }

    /// The package in use; `None` while there is none at all.
    pub fn active(&self) -> Option<Arc<Package>> {
        let state = self.state();
        state.active.as_ref().and_then(|id| state.packages.get(id)).cloned()
    }

    /// A MapLibre style (version 8) of the active package. `base` is put before `/api/map/…`; empty for addresses
    /// relative to the origin.
    pub fn style(&self, theme: Theme, base: &str) -> Resource {
        let style = style::style(self.active().map(|p| p.file.clone()).as_ref(), theme, base);
        let bytes = Bytes::from(style.to_string());
        let etag = format!("\"{}\"", digest(&bytes));
        Resource { bytes, content_type: "application/json", content_encoding: None, etag, cache_control: REVALIDATE }
    }

    /// What an address under `/api/map/` names: see the crate's documentation. `None`: there is no such thing. With
    /// `gzip` a layer comes compressed; tiles come as their archive has them.
    ///
    /// # Errors
    /// When the file is there but cannot be read.
    pub async fn resource(&self, path: &str, gzip: bool) -> Result<Option<Resource>> {
        let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
        match parts[..] {
            [package, file] => match file.strip_suffix(".geojson") {
                Some(layer) => self.layer(package, layer, gzip).await,
                None => Ok(None),
            },
            [package, z, x, y] => {
                let Some(layer) = self.first_tiled(package) else { return Ok(None) };
                self.tile_at(package, &layer, [z, x, y]).await
            }
            [package, layer, z, x, y] => self.tile_at(package, layer, [z, x, y]).await,
            _ => Ok(None),
        }
    }

    /// A GeoJSON layer whole, compressed or not; each has its own `ETag`.
    ///
    /// # Errors
    /// When its file cannot be read.
    pub async fn layer(&self, package: &str, name: &str, gzip: bool) -> Result<Option<Resource>> {
        let Some((package, layer)) = self.find(package, name) else { return Ok(None) };
        if layer.kind != LayerKind::Geojson {
            return Ok(None);
        }
        let read = move || package.layer(&layer, gzip).map(|bytes| (bytes, layer.digest));
        let (bytes, mut version) = tokio::task::spawn_blocking(read).await??;
        if gzip {
            version.push_str("-gzip");
        }
        Ok(Some(immutable(bytes, "application/geo+json", gzip.then_some("gzip"), &version)))
    }

    /// One tile of a tiled layer; `None` where there is none.
    ///
    /// # Errors
    /// When the archive is damaged or cannot be read.
    pub async fn tile(&self, package: &str, layer: &str, tile: Tile) -> Result<Option<Resource>> {
        let Some((package, layer)) = self.find(package, layer) else { return Ok(None) };
        let Some(archive) = package.archives.get(&layer.name) else { return Ok(None) };
        let path = package.folder.join(&layer.file);
        let reader = archive.get_or_try_init(|| open_archive(&path)).await?;
        let coordinate = TileCoord::new(tile.z(), tile.x(), tile.y())?;
        let Some(bytes) = reader.get_tile(coordinate).await? else { return Ok(None) };
        let header = reader.get_header();
        let encoding = encoding_of(header.tile_compression);
        Ok(Some(immutable(bytes, content_type_of(header.tile_type), encoding, &layer.digest)))
    }

    async fn tile_at(&self, package: &str, layer: &str, [z, x, y]: [&str; 3]) -> Result<Option<Resource>> {
        let y = y.split_once('.').map_or(y, |(y, _)| y);
        let Some(tile) = parse_tile(z, x, y) else { return Ok(None) };
        self.tile(package, layer, tile).await
    }

    fn first_tiled(&self, package: &str) -> Option<String> {
        let state = self.state();
        let package = state.packages.get(&MapPackageId::from(package))?;
        package.file.layers.iter().find(|layer| layer.kind == LayerKind::Pmtiles).map(|layer| layer.name.clone())
    }

    /// Places of the active package, best first, at most `limit`.
    ///
    /// # Errors
    /// `BOUND` when the query is too long.
    pub fn search(&self, query: &str, limit: usize) -> Result<Vec<FoundPlace>, Refusal> {
        self.active().map_or(Ok(Vec::new()), |package| package.places.search(query, limit))
    }

    /// Converts to WGS84 and warns of what looks wrong (GEO-1 … GEO-3).
    ///
    /// # Errors
    /// GEO-4 when the numbers are no position; GEO-5 while there is no map package.
    pub fn convert(&self, given: GivenPosition) -> Result<Converted, Refusal> {
        let package = self.active().ok_or_else(no_package)?;
        position::convert(given, &package.county)
    }

    /// The town that a position lies in, as (nine-digit code, name).
    pub fn town_of(&self, position: Wgs84) -> Option<(String, String)> {
        let package = self.active()?;
        let town = package.places.town_of(position, &package.county)?;
        Some((town.code.clone(), town.name.clone()))
    }

    /// Words for a position that was clicked: `珠泉镇滨江村附近`, or the town alone.
    pub fn describe(&self, position: Wgs84) -> Option<String> {
        const NEAR_M: f64 = 2_000.0;
        let package = self.active()?;
        let town = package.places.town_of(position, &package.county)?.name.clone();
        let village = package.places.nearest(position, PlaceKind::Village).filter(|near| near.distance_m < NEAR_M);
        Some(village.map_or(town.clone(), |near| format!("{town}{}附近", near.place.name)))
    }

    fn find(&self, package: &str, layer: &str) -> Option<(Arc<Package>, LayerFile)> {
        let package = self.state().packages.get(&MapPackageId::from(package)).cloned()?;
        let layer = package.file.layers.iter().find(|l| l.name == layer).cloned()?;
        Some((package, layer))
    }

    fn state(&self) -> Arc<State> {
        self.state.read().unwrap_or_else(std::sync::PoisonError::into_inner).clone()
    }
}

impl State {
    fn read(dir: &Path) -> Result<Self> {
        let changed = changed(dir);
        let mut packages = BTreeMap::new();
        for entry in std::fs::read_dir(dir).with_context(|| dir.display().to_string())? {
            let folder = entry?.path();
            let hidden = folder.file_name().is_none_or(|name| name.to_string_lossy().starts_with('.'));
            if hidden || !folder.is_dir() {
                continue;
            }
            match Package::open(&folder) {
                Ok(package) => drop(packages.insert(package.file.id.clone(), Arc::new(package))),
                Err(error) => tracing::warn!(folder = %folder.display(), %error, "map package left out"),
            }
        }
        let chosen = std::fs::read_to_string(dir.join(ACTIVE)).ok().map(|id| MapPackageId(id.trim().to_owned()));
        let active = chosen.filter(|id| packages.contains_key(id)).or_else(|| packages.keys().next().cloned());
        Ok(Self { packages, active, changed })
    }
}

impl Package {
    fn open(folder: &Path) -> Result<Self> {
        let (file, places) = package::read(folder)?;
        ensure!(folder.file_name().is_some_and(|name| name.to_string_lossy() == file.id.0), "folder and id differ");
        let county = package::county_of(&file)?;
        let places = PlaceIndex::new(places, territories(folder, &file)?);
        let tiled = file.layers.iter().filter(|layer| layer.kind != LayerKind::Geojson);
        let archives = tiled.map(|layer| (layer.name.clone(), OnceCell::new())).collect();
        let plain = file.layers.iter().filter(|layer| layer.kind == LayerKind::Geojson);
        let compressed = plain.map(|layer| (layer.name.clone(), OnceLock::new())).collect();
        Ok(Self { folder: folder.to_owned(), file, county, places, archives, compressed })
    }

    fn layer(&self, layer: &LayerFile, gzip: bool) -> Result<Bytes> {
        let kept = self.compressed.get(&layer.name).filter(|_| gzip);
        if let Some(bytes) = kept.and_then(OnceLock::get) {
            return Ok(bytes.clone());
        }
        let path = self.folder.join(&layer.file);
        let bytes = std::fs::read(&path).with_context(|| path.display().to_string())?;
        let Some(kept) = kept else { return Ok(bytes.into()) };
        let compressed = gzipped(&bytes)?;
        Ok(kept.get_or_init(|| compressed).clone())
    }

    fn info(&self, active: Option<&MapPackageId>) -> MapPackageInfo {
        let layer = |layer: &LayerFile| MapLayerInfo {
            name: layer.name.clone(),
            features: layer.features,
            generated: layer.generated,
        };
        MapPackageInfo {
            id: self.file.id.clone(),
            name: self.file.name.clone(),
            bbox: self.file.bbox,
            active: active == Some(&self.file.id),
            generated: self.file.generated,
            credits: self.file.credits.clone(),
            bytes: self.file.layers.iter().map(|layer| layer.bytes).sum(),
            imported_at: self.file.imported_at,
            layers: self.file.layers.iter().map(layer).collect(),
        }
    }
}

/// A package that comes or goes is a change of the folder.
fn changed(dir: &Path) -> Option<SystemTime> {
    std::fs::metadata(dir).and_then(|found| found.modified()).ok()
}

fn territories(folder: &Path, file: &PackageFile) -> Result<Vec<Territory>> {
    let Some(layer) = file.layers.iter().find(|layer| layer.name == TERRITORIES) else { return Ok(Vec::new()) };
    let collection: geojson::FeatureCollection = serde_json::from_slice(&std::fs::read(folder.join(&layer.file))?)?;
    let territory = |feature: geojson::Feature| {
        let town = feature.property("code")?.as_str()?.to_owned();
        let area = geo::Polygon::<f64>::try_from(feature.geometry?).ok()?;
        Some(Territory { town, area })
    };
    Ok(collection.features.into_iter().filter_map(territory).collect())
}

async fn open_archive(path: &Path) -> Result<AsyncPmTilesReader<MmapBackend>> {
    AsyncPmTilesReader::new_with_path(path).await.with_context(|| path.display().to_string())
}

fn parse_tile(z: &str, x: &str, y: &str) -> Option<Tile> {
    Tile::new(z.parse().ok()?, x.parse().ok()?, y.parse().ok()?)
}

fn immutable(
    bytes: Bytes,
    content_type: &'static str,
    content_encoding: Option<&'static str>,
    version: &str,
) -> Resource {
    let etag = format!("\"{version}-{}\"", bytes.len());
    Resource { bytes, content_type, content_encoding, etag, cache_control: IMMUTABLE }
}

fn content_type_of(kind: TileType) -> &'static str {
    match kind {
        TileType::Mvt => "application/vnd.mapbox-vector-tile",
        TileType::Png => "image/png",
        TileType::Jpeg => "image/jpeg",
        TileType::Webp => "image/webp",
        TileType::Avif => "image/avif",
        _ => "application/octet-stream",
    }
}

fn encoding_of(compression: Compression) -> Option<&'static str> {
    match compression {
        Compression::Gzip => Some("gzip"),
        Compression::Brotli => Some("br"),
        Compression::Zstd => Some("zstd"),
        _ => None,
    }
}

fn no_package() -> Refusal {
    Refusal::new(
        "GEO-5",
        "本节点还没有地图包，请管理员导入。",
        "This node has no map package yet; an administrator imports one.",
    )
}
