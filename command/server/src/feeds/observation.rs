//! Observation bodies of gauges: station, level, rain, time.

use super::fields::Fields;
use fengsui_protocol::{Refusal, StationId, bounds, station::Observation};
use serde_json::{Map, Value};

/// Water level, metres above datum; the range holds every gauge on earth.
const LEVEL_M: std::ops::RangeInclusive<f64> = -500.0..=9_000.0;
/// Rain in one hour, millimetres; the record on earth is about 400.
const RAIN_MM: std::ops::RangeInclusive<f64> = 0.0..=1_000.0;

/// Whether `body` is an observation and not a dispatch record.
pub(super) fn is_one(body: &Map<String, Value>) -> bool {
    body.contains_key("station") || body.contains_key("observedAt")
}

/// # Errors
/// Every wrong field.
pub(super) fn read(body: &Map<String, Value>) -> Result<Observation, Vec<Refusal>> {
    let mut fields = Fields::new(body, "body.");
    let station = StationId(fields.text("station", bounds::NAME_CHARS));
    let observed_at = fields.time("observedAt");
    let level_m = fields.number_within("level", LEVEL_M);
    let rain_mm = fields.number_within("rain", RAIN_MM);
    if !fields.has("level") && !fields.has("rain") {
        fields.refuse("level", "水位和雨量至少要有一项", "level or rain is needed", &["level", "rain"]);
    }
    if fields.wrong.is_empty() { Ok(Observation { station, observed_at, level_m, rain_mm }) } else { Err(fields.wrong) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn good_and_wrong() {
        let good = json!({"station": "4310240003", "level": 10.49, "observedAt": "2026-07-18T14:30:00+08:00"});
        assert_eq!(read(good.as_object().unwrap()).unwrap().level_m, Some(10.49));
        let wrong = json!({"station": "", "rain": -3, "observedAt": "2026-07-18"});
        let wrong = read(wrong.as_object().unwrap()).unwrap_err();
        let fields: Vec<_> = wrong.iter().filter_map(|refusal| refusal.field.as_deref()).collect();
        assert_eq!(fields, ["body.station", "body.observedAt", "body.rain"]);
        let empty = json!({"station": "1", "observedAt": "2026-07-18T14:30:00Z"});
        assert_eq!(read(empty.as_object().unwrap()).unwrap_err()[0].field.as_deref(), Some("body.level"));
    }
}
