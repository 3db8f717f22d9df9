//! Dispatch records of 110, 119, civil air defence and work safety → facts of an incident.

use super::{
    fields::{Fields, headline},
    words::type_code,
};
use fengsui_gis_core::datum::Given;
use fengsui_protocol::{
    Refusal, bounds,
    geo::{Crs, GivenPosition, Place, Wgs84},
    incident::{Caller, IncidentFacts},
};
use serde_json::{Map, Value};

/// Characters of the description that become the title.
const TITLE_CHARS: usize = 40;

/// Facts from a dispatch body. `source_name` stands as the caller's source.
///
/// # Errors
/// Every wrong field.
pub(super) fn read(body: &Map<String, Value>, crs: Crs, source_name: &str) -> Result<IncidentFacts, Vec<Refusal>> {
    let mut fields = Fields::new(body, "body.");
    fields.text("alarmNo", bounds::NAME_CHARS);
    let occurred_at = fields.time("alarmTime");
    let type_word = fields.text("alarmType", bounds::NAME_CHARS);
    let description = fields.text("description", bounds::TEXT_CHARS);
    let address = fields.text_or_empty("address", bounds::PLACE_CHARS);
    let place = place(&mut fields, crs, &address);
    let name = fields.text_or_empty("callerName", bounds::NAME_CHARS);
    let phone = fields.text_or_empty("callerPhone", bounds::PHONE_CHARS);
    let measures = measures(&mut fields);
    let type_code = known_type(&mut fields, &type_word);
    if !fields.wrong.is_empty() {
        return Err(fields.wrong);
    }
    // The department's own word stays readable, for the type code is our reading of it.
    let narrative =
        if type_word == type_code { description.clone() } else { format!("{description}\n报送类别：{type_word}") };
    let narrative = narrative.chars().take(bounds::TEXT_CHARS).collect();
    Ok(IncidentFacts {
        title: headline(&description, TITLE_CHARS),
        type_code,
        occurred_at,
        place,
        severity: None,
        casualties: Default::default(),
        caller: Caller { name, phone, source: source_name.to_owned(), call: None },
        narrative,
        measures,
        informed: String::new(),
    })
}

fn known_type(fields: &mut Fields<'_>, word: &str) -> String {
    if word.is_empty() {
        return String::new();
    }
    type_code(word).unwrap_or_else(|| {
        let (zh, en) = (format!("不认识的类别“{word}”"), format!("unknown kind “{word}”"));
        fields.refuse("alarmType", &zh, &en, &["GB/T 35649 code, such as A20600", "火灾", "交通事故", "洪涝", "坍塌"]);
        String::new()
    })
}

/// 处置单位 and state, as one line of measures.
fn measures(fields: &mut Fields<'_>) -> String {
    let unit = fields.text_or_empty("unit", bounds::NAME_CHARS);
    let state = fields.text_or_empty("state", bounds::NAME_CHARS);
    let parts = [("处置单位", unit), ("状态", state)];
    let said = parts.iter().filter(|(_, value)| !value.is_empty()).map(|(name, value)| format!("{name}：{value}"));
    said.collect::<Vec<_>>().join("；")
}

/// Words and position. Both numbers or neither; 0, 0 is what devices send when they know nothing.
fn place(fields: &mut Fields<'_>, crs: Crs, address: &str) -> Place {
    let (lon, lat) = (fields.number("lon"), fields.number("lat"));
    let words = Place { text: address.to_owned(), ..Place::default() };
    match (lon, lat) {
        (Some(lon), Some(lat)) if lon == 0.0 && lat == 0.0 => words,
        (Some(lon), Some(lat)) => located(fields, GivenPosition { crs, lon, lat }, words),
        (Some(_), None) => {
            fields.refuse("lat", "有经度而无纬度", "a longitude without a latitude", &["both lon and lat", "neither"]);
            words
        }
        (None, Some(_)) => {
            fields.refuse("lon", "有纬度而无经度", "a latitude without a longitude", &["both lon and lat", "neither"]);
            words
        }
        (None, None) => words,
    }
}

fn located(fields: &mut Fields<'_>, given: GivenPosition, words: Place) -> Place {
    let lon_fits = (-180.0..=180.0).contains(&given.lon);
    let lat_fits = (-90.0..=90.0).contains(&given.lat);
    if !lat_fits && (-90.0..=90.0).contains(&given.lon) && (-180.0..=180.0).contains(&given.lat) {
        let (zh, en) = ("像是经纬度写反了", "latitude and longitude look swapped");
        fields.refuse("lat", zh, en, &[&format!("lon {}, lat {}", given.lat, given.lon)]);
        return words;
    }
    if !lon_fits {
        fields.refuse("lon", "超出范围", "out of range", &["−180 … 180 degrees"]);
    }
    if !lat_fits {
        fields.refuse("lat", "超出范围", "out of range", &["−90 … 90 degrees"]);
    }
    if !(lon_fits && lat_fits) {
        return words;
    }
    let position: Wgs84 = Given::read(given).to_wgs84();
    let kept = !matches!(given.crs, Crs::Wgs84 | Crs::Cgcs2000);
    Place { position: Some(position), given: kept.then_some(given), ..words }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn body(change: Value) -> Map<String, Value> {
        let mut body = json!({
            "alarmNo": "110-7", "alarmTime": "2026-07-18T14:32:05+08:00", "alarmType": "道路交通事故",
            "description": "省道322线两车相撞，三人被困。请求增援。", "address": "珠泉镇", "lon": 112.37, "lat": 25.59,
            "callerName": "李某", "callerPhone": "13800000000", "unit": "交警大队", "state": "已出警"
        });
        for (name, value) in change.as_object().unwrap() {
            body[name] = value.clone();
        }
        body.as_object().unwrap().clone()
    }

    #[test]
    fn a_good_record_becomes_facts() {
        let facts = read(&body(json!({})), Crs::Gcj02, "公安110").unwrap();
        assert_eq!((facts.type_code.as_str(), facts.title.as_str()), ("A20700", "省道322线两车相撞，三人被困"));
        assert_eq!(facts.measures, "处置单位：交警大队；状态：已出警");
        assert_eq!(facts.occurred_at.0, 1_784_356_325_000_000);
        let given = facts.place.given.unwrap();
        assert_eq!((given.crs, given.lon), (Crs::Gcj02, 112.37));
        let position = facts.place.position.unwrap();
        assert!((position.lon - 112.37).abs() > 0.001, "converted, not copied");
    }

    #[test]
    fn env_3_every_wrong_field_is_named() {
        let wrong = read(
            &body(json!({"alarmTime": "昨天", "alarmType": "怪事", "lon": 25.59, "lat": 112.37, "callerPhone": "1".repeat(33)})),
            Crs::Wgs84,
            "",
        )
        .unwrap_err();
        let fields: Vec<_> = wrong.iter().filter_map(|refusal| refusal.field.as_deref()).collect();
        assert_eq!(fields, ["body.alarmTime", "body.lat", "body.callerPhone", "body.alarmType"]);
        assert_eq!(wrong[1].accepted, ["lon 112.37, lat 25.59"]);
    }

    #[test]
    fn unknown_position_is_no_position() {
        assert_eq!(read(&body(json!({"lon": 0, "lat": 0})), Crs::Wgs84, "").unwrap().place.position, None);
        assert!(read(&body(json!({"lon": null})), Crs::Wgs84, "").is_err());
    }
}
