//! CAP `area`: polygons and circles (latitude first), geocodes.

use super::{refuse, xml};
use fengsui_protocol::{
    Refusal, bounds,
    feed::{WarningArea, WarningCircle},
    geo::Wgs84,
};
use roxmltree::Node;

const MOST_AREAS: usize = 500;
const MOST_SHAPES: usize = 100;
const MOST_POINTS: usize = 5_000;
const MOST_CODES: usize = 2_000;
/// Kilometres; half the earth's circumference.
const MOST_RADIUS_KM: f64 = 20_038.0;

/// Areas of an info block.
pub(super) fn read(info: Node<'_, '_>, wrong: &mut Vec<Refusal>) -> Vec<WarningArea> {
    let areas: Vec<_> = xml::children(info, "area").take(MOST_AREAS).collect();
    areas.into_iter().map(|area| read_area(area, wrong)).collect()
}

fn read_area(area: Node<'_, '_>, wrong: &mut Vec<Refusal>) -> WarningArea {
    let mut description = xml::text(area, "areaDesc").replace('\n', " ");
    if description.chars().count() > bounds::TEXT_CHARS {
        description = description.chars().take(bounds::TEXT_CHARS).collect();
    }
    let polygons = xml::children(area, "polygon")
        .take(MOST_SHAPES)
        .filter_map(|node| keep(polygon(node), "info.area.polygon", wrong));
    let polygons: Vec<_> = polygons.collect();
    let circles = xml::children(area, "circle")
        .take(MOST_SHAPES)
        .filter_map(|node| keep(circle(node), "info.area.circle", wrong));
    let circles: Vec<_> = circles.collect();
    let geocodes = xml::children(area, "geocode").take(MOST_CODES).map(|node| xml::text(node, "value"));
    let geocodes = geocodes.filter(|code| !code.is_empty() && code.len() <= bounds::NAME_CHARS).collect();
    WarningArea { description, polygons, circles, geocodes }
}

fn keep<T>(read: Result<T, Wrong>, field: &str, wrong: &mut Vec<Refusal>) -> Option<T> {
    read.map_err(|Wrong { zh, en, accepted }| wrong.push(refuse(field, zh, en, &[accepted]))).ok()
}

struct Wrong {
    zh: &'static str,
    en: &'static str,
    accepted: &'static str,
}

const FORM: Wrong =
    Wrong {
        zh: "格式应为 “纬度,经度 纬度,经度 …”", en: "“lat,lon lat,lon …” is needed", accepted: "25.58,112.36 …"
    };
const SWAPPED: Wrong = Wrong {
    zh: "像是经纬度写反了，CAP 中纬度在前",
    en: "looks swapped: latitude comes first in CAP",
    accepted: "lat,lon",
};
const OPEN_RING: Wrong = Wrong {
    zh: "多边形至少 4 点且首尾相同",
    en: "a polygon has at least 4 points, the last equal to the first",
    accepted: "closed ring",
};
const RADIUS: Wrong =
    Wrong { zh: "半径应为 0 到 20038 公里", en: "the radius is 0 to 20038 km", accepted: "0 … 20038" };

fn whole_text(node: Node<'_, '_>) -> String {
    node.descendants().filter(Node::is_text).filter_map(|part| part.text()).collect()
}

fn polygon(node: Node<'_, '_>) -> Result<Vec<Wgs84>, Wrong> {
    let text = whole_text(node);
    let points: Vec<_> = text.split_whitespace().take(MOST_POINTS).map(point).collect::<Result<_, _>>()?;
    if points.len() < 4 || points.first() != points.last() {
        return Err(OPEN_RING);
    }
    Ok(points)
}

fn circle(node: Node<'_, '_>) -> Result<WarningCircle, Wrong> {
    let text = whole_text(node);
    let (centre, radius) = text.trim().split_once(char::is_whitespace).ok_or(FORM)?;
    let radius_km: f64 = radius.trim().parse().map_err(|_| RADIUS)?;
    if !(0.0..=MOST_RADIUS_KM).contains(&radius_km) {
        return Err(RADIUS);
    }
    Ok(WarningCircle { centre: point(centre)?, radius_km })
}

/// `lat,lon`.
fn point(text: &str) -> Result<Wgs84, Wrong> {
    let (lat, lon) = text.split_once(',').ok_or(FORM)?;
    let read = |number: &str| number.trim().parse::<f64>().ok().filter(|number| number.is_finite());
    let (Some(lat), Some(lon)) = (read(lat), read(lon)) else { return Err(FORM) };
    match ((-90.0..=90.0).contains(&lat), (-180.0..=180.0).contains(&lon)) {
        (true, true) => Ok(Wgs84 { lon, lat }),
        (false, true) if (-180.0..=180.0).contains(&lat) && (-90.0..=90.0).contains(&lon) => Err(SWAPPED),
        _ => Err(FORM),
    }
}
