//! Towns and villages: found by their words, their sound, their code, or by where they are.

mod matching;
pub mod reading;

use crate::{County, distance_m};
use fengsui_protocol::{
    Refusal,
    bounds::PLACE_CHARS,
    geo::{FoundPlace, PlaceKind, Wgs84},
};
use geo::{Contains, Point, Polygon};
use matching::{Query, Rank, Searchable};
use rstar::{RTree, primitives::GeomWithData};
use serde::{Deserialize, Serialize};

/// Answers that one search gives at most.
pub const MAX_FOUND: usize = 50;

/// A town or village as a map package states it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Place {
    pub name: String,
    /// Statistical code: 6 digits county, 9 town, 12 village; an imported place may have another unique text.
    pub code: String,
    pub kind: PlaceKind,
    /// Code of the town it belongs to; its own for a town; empty when unknown.
    pub town: String,
    pub position: Wgs84,
    /// Radius of uncertainty, metres.
    pub error_m: f64,
    /// 示意数据: the position was generated.
    pub generated: bool,
}

/// A town's territory.
#[derive(Clone, Debug, PartialEq)]
pub struct Territory {
    pub town: String,
    pub area: Polygon<f64>,
}

/// A place near a position.
#[derive(Clone, Debug, PartialEq)]
pub struct Near<'a> {
    pub place: &'a Place,
    pub distance_m: f64,
}

/// All places of one map package.
#[derive(Clone, Debug, Default)]
pub struct PlaceIndex {
    places: Vec<Place>,
    searchable: Vec<Searchable>,
    /// Position on a unit sphere, so that nearest in space is nearest on the ground.
    tree: RTree<GeomWithData<[f64; 3], usize>>,
    territories: Vec<Territory>,
}

impl PlaceIndex {
    pub fn new(places: Vec<Place>, territories: Vec<Territory>) -> Self {
        let searchable = places.iter().map(|place| Searchable::new(place, &town_name(&places, &place.town))).collect();
        let nodes = places.iter().enumerate().map(|(i, place)| GeomWithData::new(on_sphere(place.position), i));
        Self { searchable, tree: RTree::bulk_load(nodes.collect()), places, territories }
    }

    pub fn places(&self) -> &[Place] {
        &self.places
    }
    pub fn get(&self, code: &str) -> Option<&Place> {
        self.places.iter().find(|place| place.code == code)
    }
    pub fn towns(&self) -> impl Iterator<Item = &Place> {
        self.places.iter().filter(|place| place.kind == PlaceKind::Town)
    }

    /// Best first, at most `limit` and [`MAX_FOUND`]. The query may be Chinese (anywhere in the name, with or without
    /// the town before it), pinyin (full, initials, mixed), the beginning of a code, or Chinese that sounds alike.
    ///
    /// # Errors
    /// `BOUND` when the query is longer than [`PLACE_CHARS`] characters.
    pub fn search(&self, query: &str, limit: usize) -> Result<Vec<FoundPlace>, Refusal> {
        if query.chars().nth(PLACE_CHARS).is_some() {
            return Err(too_long());
        }
        let Some(query) = Query::new(query) else { return Ok(Vec::new()) };
        let mut found: Vec<(Rank, usize)> =
            self.searchable.iter().enumerate().filter_map(|(i, s)| s.rank(&query).map(|rank| (rank, i))).collect();
        found.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| self.places[a.1].code.cmp(&self.places[b.1].code)));
        matching::only_the_convincing(&mut found);
        Ok(found.iter().take(limit.min(MAX_FOUND)).map(|(rank, i)| self.answer(*i, rank.by_sound())).collect())
    }

    /// The place of that kind nearest to a position.
    pub fn nearest(&self, position: Wgs84, kind: PlaceKind) -> Option<Near<'_>> {
        self.tree
            .nearest_neighbor_iter(on_sphere(position))
            .map(|node| &self.places[node.data])
            .find(|place| place.kind == kind)
            .map(|place| Near { place, distance_m: distance_m(position, place.position) })
    }

    /// The town whose territory holds the position; without territories, the nearest town. `None` outside the county.
    pub fn town_of(&self, position: Wgs84, county: &County) -> Option<&Place> {
        if !county.contains(position) {
            return None;
        }
        let point = Point::new(position.lon, position.lat);
        let holder = self.territories.iter().find(|t| t.area.contains(&point)).and_then(|t| self.get(&t.town));
        holder.or_else(|| self.nearest(position, PlaceKind::Town).map(|near| near.place))
    }

    fn answer(&self, index: usize, sounds_like: bool) -> FoundPlace {
        let place = &self.places[index];
        FoundPlace {
            name: place.name.clone(),
            code: place.code.clone(),
            kind: place.kind,
            town: town_name(&self.places, &place.town),
            position: place.position,
            error_m: place.error_m,
            generated: place.generated,
            sounds_like,
        }
    }
}

fn town_name(places: &[Place], code: &str) -> String {
    let town = places.iter().find(|p| p.kind == PlaceKind::Town && p.code == code);
    town.map(|p| p.name.clone()).unwrap_or_default()
}

fn on_sphere(position: Wgs84) -> [f64; 3] {
    let (lon, lat) = (position.lon.to_radians(), position.lat.to_radians());
    [lat.cos() * lon.cos(), lat.cos() * lon.sin(), lat.sin()]
}

fn too_long() -> Refusal {
    Refusal::new(
        "BOUND",
        format!("搜索内容太长：最多 {PLACE_CHARS} 个字。"),
        format!("The search text is too long: at most {PLACE_CHARS} characters."),
    )
    .field("q")
    .accept([format!("≤ {PLACE_CHARS}")])
}

#[cfg(test)]
mod tests;
