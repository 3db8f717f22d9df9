//! OpenStreetMap extracts (PBF): ways and named places. Two passes: which nodes are needed, then where they are.

use super::{
    ImportError, MAX_OSM_BYTES, Progress, Stage, bad,
    collect::{Class, Collected, Shape, classify, name, place_kind},
};
use fengsui_gis_core::Wgs84;
use geojson::Geometry;
use osmpbf::{Element, ElementReader};
use std::{collections::HashMap, path::Path};

const KIND: &str = "OSM PBF";
/// Nodes of the ways that are kept; at 40 bytes each this is what a small node can hold.
const MAX_NODES: usize = 20_000_000;
const CREDIT: &str = "© OpenStreetMap 贡献者（ODbL）";
/// Elements between two reports of progress.
const REPORT: u64 = 200_000;

struct Kept {
    class: Class,
    shape: Shape,
    nodes: Vec<i64>,
}

pub fn read(file: &Path, progress: &mut dyn FnMut(Progress)) -> Result<Collected, ImportError> {
    if std::fs::metadata(file)?.len() > MAX_OSM_BYTES {
        return Err(ImportError::TooLarge { what: "bytes of OSM PBF", limit: MAX_OSM_BYTES });
    }
    let mut collected = Collected::default();
    collected.credits.push(CREDIT.to_owned());
    let (ways, mut nodes) = ways(file, &mut collected, progress)?;
    locate(file, &mut nodes, progress)?;
    for way in ways {
        add(&mut collected, way, &nodes)?;
    }
    Ok(collected)
}

/// First pass: ways that the map shows, the nodes they need, and the places.
fn ways(
    file: &Path,
    collected: &mut Collected,
    progress: &mut dyn FnMut(Progress),
) -> Result<(Vec<Kept>, HashMap<i64, Option<Wgs84>>), ImportError> {
    let (mut kept, mut nodes, mut fault) = (Vec::new(), HashMap::new(), None);
    walk(file, Stage::Reading, progress, |element| {
        let result = match element {
            Element::Way(way) => keep(way.tags().collect(), way.refs().collect(), &mut kept, &mut nodes),
            Element::Node(node) => place(collected, node.id(), node.tags().collect(), node.lon(), node.lat()),
            Element::DenseNode(node) => place(collected, node.id(), node.tags().collect(), node.lon(), node.lat()),
            Element::Relation(_) => Ok(()),
        };
        if let Err(error) = result {
            fault.get_or_insert(error);
        }
    })?;
    fault.map_or(Ok((kept, nodes)), Err)
}

fn keep(
    tags: HashMap<&str, &str>,
    refs: Vec<i64>,
    kept: &mut Vec<Kept>,
    nodes: &mut HashMap<i64, Option<Wgs84>>,
) -> Result<(), ImportError> {
    let tag = |key: &str| tags.get(key).map(|value| (*value).to_owned());
    let closed = refs.len() > 3 && refs.first() == refs.last();
    let as_area = if closed { classify(Shape::Area, &tag).map(|class| (Shape::Area, class)) } else { None };
    let Some((shape, class)) = as_area.or_else(|| classify(Shape::Line, &tag).map(|class| (Shape::Line, class))) else {
        return Ok(());
    };
    nodes.extend(refs.iter().map(|node| (*node, None)));
    if nodes.len() > MAX_NODES || kept.len() >= super::MAX_FEATURES {
        return Err(ImportError::TooLarge { what: "nodes or ways in the extract", limit: MAX_NODES as u64 });
    }
    kept.push(Kept { class, shape, nodes: refs });
    Ok(())
}

fn place(collected: &mut Collected, id: i64, tags: HashMap<&str, &str>, lon: f64, lat: f64) -> Result<(), ImportError> {
    let tag = |key: &str| tags.get(key).map(|value| (*value).to_owned());
    match tag("place").as_deref().and_then(place_kind).zip(name(&tag)) {
        Some((kind, name)) => collected.add_place(format!("osm-n{id}"), name, kind, Wgs84 { lon, lat }),
        None => Ok(()),
    }
}

/// Second pass: where the needed nodes are.
fn locate(
    file: &Path,
    nodes: &mut HashMap<i64, Option<Wgs84>>,
    progress: &mut dyn FnMut(Progress),
) -> Result<(), ImportError> {
    walk(file, Stage::Locating, progress, |element| {
        let (id, lon, lat) = match element {
            Element::Node(node) => (node.id(), node.lon(), node.lat()),
            Element::DenseNode(node) => (node.id(), node.lon(), node.lat()),
            Element::Way(_) | Element::Relation(_) => return,
        };
        if let Some(slot) = nodes.get_mut(&id) {
            *slot = Some(Wgs84 { lon, lat });
        }
    })
}

fn walk(
    file: &Path,
    stage: Stage,
    progress: &mut dyn FnMut(Progress),
    mut each: impl FnMut(Element<'_>),
) -> Result<(), ImportError> {
    let mut done = 0u64;
    let reader = ElementReader::from_path(file).map_err(|error| bad(KIND, error))?;
    let walked = reader.for_each(|element| {
        done += 1;
        if done.is_multiple_of(REPORT) {
            progress(Progress { stage, done });
        }
        each(element);
    });
    progress(Progress { stage, done });
    walked.map_err(|error| bad(KIND, error))
}

/// A way with fewer than two located nodes was cut away by whoever made the extract.
fn add(collected: &mut Collected, way: Kept, nodes: &HashMap<i64, Option<Wgs84>>) -> Result<(), ImportError> {
    let line: Vec<Wgs84> = way.nodes.iter().filter_map(|node| nodes.get(node).copied().flatten()).collect();
    let pairs: Vec<Vec<f64>> = line.iter().map(|p| vec![round(p.lon), round(p.lat)]).collect();
    let whole = line.len() == way.nodes.len();
    match way.shape {
        Shape::Area if whole => collected.add(way.class, Geometry::new_polygon([pairs]), &line),
        Shape::Line if line.len() > 1 => collected.add(way.class, Geometry::new_line_string(pairs), &line),
        Shape::Area | Shape::Line | Shape::Point => Ok(()),
    }
}

fn round(degrees: f64) -> f64 {
    (degrees * 1e6).round() / 1e6
}
