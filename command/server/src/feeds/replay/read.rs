//! Files of other places' records → bodies of dispatch records, by the names their columns commonly have.

use anyhow::{Context, bail};
use fengsui_command_core::table;
use fengsui_protocol::{Micros, bounds, geo::Wgs84};
use serde_json::{Map, Value, json};
use std::path::Path;
use time::{
    OffsetDateTime, PrimitiveDateTime, UtcOffset,
    format_description::well_known::{Iso8601, Rfc3339},
};

/// Records of one file.
const MOST_ITEMS: usize = 1_000_000;

/// One record to send.
#[derive(Clone, Debug)]
pub struct Item {
    /// The department's own number; `sourceId` of the envelope.
    pub name: String,
    /// When it happened.
    pub at: Option<Micros>,
    pub payload: Payload,
}

#[derive(Clone, Debug)]
pub enum Payload {
    Dispatch(Map<String, Value>),
    Cap(String),
}

impl Item {
    /// Where it happened, for dispatch records with a position.
    pub(super) fn position(&self) -> Option<Wgs84> {
        let Payload::Dispatch(body) = &self.payload else { return None };
        Some(Wgs84 { lon: body.get("lon")?.as_f64()?, lat: body.get("lat")?.as_f64()? })
    }

    /// Puts it elsewhere, and says so.
    pub(super) fn move_to(&mut self, from: Wgs84, to: Wgs84) {
        let Payload::Dispatch(body) = &mut self.payload else { return };
        let said = body.get("description").and_then(Value::as_str).unwrap_or_default();
        let said = format!("{said}（演示：位置已移至本县，原位置 {:.5}, {:.5}）", from.lon, from.lat);
        for (name, value) in [("description", json!(said)), ("lon", json!(to.lon)), ("lat", json!(to.lat))] {
            body.insert(name.to_owned(), value);
        }
    }
}

/// Reads a file, or a directory of CAP documents; in order of time.
///
/// # Errors
/// What cannot be read, or is of a kind that is not known here.
pub fn read(path: &Path, offset_minutes: i16) -> anyhow::Result<Vec<Item>> {
    let mut items = if path.is_dir() { cap_directory(path)? } else { file(path, offset_minutes)? };
    anyhow::ensure!(!items.is_empty(), "{} holds no record", path.display());
    items.sort_by_key(|item| item.at);
    Ok(items)
}

fn file(path: &Path, offset_minutes: i16) -> anyhow::Result<Vec<Item>> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("geojson" | "json") => geojson(&text, offset_minutes),
        Some("csv") => csv(&text, offset_minutes),
        Some("xml") => Ok(vec![cap(path, text)]),
        _ => bail!("{}: .geojson, .json, .csv or .xml is needed", path.display()),
    }
}

fn cap_directory(path: &Path) -> anyhow::Result<Vec<Item>> {
    let mut files: Vec<_> = std::fs::read_dir(path)?.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "xml"));
    files.sort();
    files.into_iter().map(|file| Ok(cap(&file, std::fs::read_to_string(&file)?))).collect()
}

fn cap(path: &Path, text: String) -> Item {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let at = crate::feeds::cap::read(&text).ok().map(|facts| facts.sent_at);
    Item { name, at, payload: Payload::Cap(text) }
}

/// Features of a GeoJSON collection.
pub(super) fn geojson(text: &str, offset_minutes: i16) -> anyhow::Result<Vec<Item>> {
    let document: Value = serde_json::from_str(text).context("not JSON")?;
    let features =
        document.get("features").and_then(Value::as_array).context("no features: a GeoJSON collection is needed")?;
    let records = features.iter().take(MOST_ITEMS).filter_map(|feature| {
        let mut fields = feature.get("properties")?.as_object()?.clone();
        if let Some(id) = feature.get("id") {
            fields.entry("id").or_insert(id.clone());
        }
        let point = feature.get("geometry").and_then(|geometry| geometry.get("coordinates")).and_then(Value::as_array);
        if let Some([lon, lat, ..]) = point.map(Vec::as_slice) {
            fields.extend([("lon".to_owned(), lon.clone()), ("lat".to_owned(), lat.clone())]);
        }
        Some(fields)
    });
    Ok(records.enumerate().map(|(number, fields)| item(number, &fields, offset_minutes)).collect())
}

/// Rows of a CSV file with a header.
pub(super) fn csv(text: &str, offset_minutes: i16) -> anyhow::Result<Vec<Item>> {
    let mut rows = table::records(text, b',').map(|(_, cells)| cells);
    let header = rows.next().context("no header line")?;
    let records = rows.take(MOST_ITEMS).filter(|row| row.len() > 1).map(|row| {
        let pairs = header.iter().cloned().zip(row.into_iter().map(Value::String));
        pairs.collect::<Map<_, _>>()
    });
    Ok(records.enumerate().map(|(number, fields)| item(number, &fields, offset_minutes)).collect())
}

fn item(number: usize, fields: &Map<String, Value>, offset_minutes: i16) -> Item {
    let text = |names: &[&str]| pick(fields, names).map(plain).unwrap_or_default();
    let name =
        pick(fields, &["incident_number", "alarmNo", "number", "id"]).map_or(format!("row-{}", number + 1), plain);
    let time = pick(fields, &["datetime", "alarmTime", "time", "timestamp", "date"]);
    let at = time.and_then(|value| read_any_time(value, offset_minutes));
    let kind = text(&["alarmType", "type", "category", "kind"]);
    let address = text(&["address", "place", "location"]);
    let description =
        pick(fields, &["description", "title", "text"]).map_or_else(|| format!("{kind} {address}"), plain);
    let mut body = Map::new();
    for (field, value) in [
        ("alarmNo", json!(cut(&name, bounds::NAME_CHARS))),
        ("alarmTime", json!(at.and_then(rfc3339).unwrap_or_default())),
        ("alarmType", json!(cut(&kind, bounds::NAME_CHARS))),
        ("description", json!(cut(description.trim(), bounds::TEXT_CHARS))),
        ("address", json!(cut(&address, bounds::PLACE_CHARS))),
    ] {
        body.insert(field.to_owned(), value);
    }
    for (field, names) in [("lon", ["lon", "longitude", "lng"]), ("lat", ["lat", "latitude", "y"])] {
        if let Some(value) = pick(fields, &names).and_then(number_of) {
            body.insert(field.to_owned(), json!(value));
        }
    }
    Item { name: cut(&name, bounds::NAME_CHARS), at, payload: Payload::Dispatch(body) }
}

fn pick<'a>(fields: &'a Map<String, Value>, names: &[&str]) -> Option<&'a Value> {
    names.iter().find_map(|name| fields.get(*name).filter(|value| !value.is_null() && value.as_str() != Some("")))
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn number_of(value: &Value) -> Option<f64> {
    value.as_f64().or_else(|| value.as_str()?.trim().parse().ok())
}

fn cut(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}

/// RFC 3339, ISO 8601 without offset, or milliseconds since 1970.
fn read_any_time(value: &Value, offset_minutes: i16) -> Option<Micros> {
    if let Some(ms) = value.as_i64() {
        return Some(Micros(ms.checked_mul(1_000)?));
    }
    let text = value.as_str()?.trim().replace(' ', "T");
    let offset = UtcOffset::from_whole_seconds(i32::from(offset_minutes) * 60).ok()?;
    let local = || PrimitiveDateTime::parse(&text, &Iso8601::DEFAULT).ok().map(|time| time.assume_offset(offset));
    let time = OffsetDateTime::parse(&text, &Rfc3339).ok().or_else(local)?;
    Some(Micros((time.unix_timestamp_nanos() / 1_000) as i64))
}

fn rfc3339(at: Micros) -> Option<String> {
    OffsetDateTime::from_unix_timestamp_nanos(i128::from(at.0) * 1_000).ok()?.format(&Rfc3339).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn csv_with_quotes() {
        let rows = "alarmNo,type,time,address,lon,lat\n7,火灾,2026-07-18T14:32:05+08:00,\"珠泉镇, \"\"老街\"\"\n12 号\",112.3,25.5\n";
        let items = csv(rows, 480).unwrap();
        let Payload::Dispatch(body) = &items[0].payload else { panic!("a dispatch record") };
        assert_eq!(body["address"], "珠泉镇, \"老街\"\n12 号");
        assert_eq!(items[0].position().unwrap().lon, 112.3);
    }

    #[test]
    fn times_without_offset_are_local() {
        let local = read_any_time(&json!("2019-05-22T12:55:00.000"), -420).unwrap();
        assert_eq!(Some(local), read_any_time(&json!("2019-05-22T19:55:00Z"), 0));
        assert_eq!(read_any_time(&json!(1_577_836_800_000_i64), 0), Some(Micros(1_577_836_800_000_000)));
    }
}
