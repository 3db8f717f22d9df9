//! Sends real records of other places through the front door, as their department would: GeoJSON and CSV mapped onto
//! signed envelopes, CAP documents as they are. Positions stay where they were unless they are asked to be moved into
//! the county, and then every record says so.

mod read;

pub use read::{Item, Payload, read};

use super::sign::{self, Signed};
use anyhow::{Context, bail};
use fengsui_protocol::{
    Micros,
    feed::FeedAnswer,
    geo::{Crs, Wgs84},
};
use serde_json::json;
use std::{collections::BTreeMap, path::PathBuf, time::Duration};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

/// Longest pause between two records, however far apart they were.
const LONGEST_PAUSE: Duration = Duration::from_secs(10);
/// Times a record is sent again while the node cannot write.
const TRIES: u32 = 5;
/// Metres from the new centre within which nine of ten moved positions lie.
const MOVED_WITHIN_M: f64 = 9_000.0;

/// What to send, where, and how fast.
#[derive(Clone, Debug)]
pub struct ReplayOptions {
    /// `.geojson`, `.json`, `.csv`, `.xml`, or a directory of CAP documents.
    pub file: PathBuf,
    pub source: String,
    pub key: String,
    /// `https://localhost:8443`
    pub url: String,
    /// PEM of the root certificate to trust; without it only the system's and plain HTTP.
    pub root: Option<PathBuf>,
    /// Times faster than it happened; 0 sends without pause.
    pub speed: f64,
    /// Records at most.
    pub limit: Option<usize>,
    /// Where times without offset were written, minutes east of UTC.
    pub offset_minutes: i16,
    /// Moves all positions around this one.
    pub recentre: Option<Wgs84>,
}

/// What became of the records.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReplayReport {
    pub accepted: u64,
    pub repeated: u64,
    /// Rule and field → how many.
    pub refused: BTreeMap<String, u64>,
}

/// Sends everything, telling `said` one line per record.
///
/// # Errors
/// A file that cannot be read, or a node that cannot be reached or does not know the key.
pub async fn run(options: &ReplayOptions, mut said: impl FnMut(&str)) -> anyhow::Result<ReplayReport> {
    let mut items = read(&options.file, options.offset_minutes)?;
    if let Some(centre) = options.recentre {
        recentre(&mut items, centre);
    }
    items.truncate(options.limit.unwrap_or(usize::MAX));
    let (client, mut report, mut last) = (client(options)?, ReplayReport::default(), None);
    for item in items {
        pause(&mut last, item.at, options.speed).await;
        let answer = send(&client, options, &item).await.with_context(|| item.name.clone())?;
        said(&line(&item, &answer));
        report.add(&answer);
    }
    Ok(report)
}

impl ReplayReport {
    fn add(&mut self, answer: &FeedAnswer) {
        for accepted in &answer.accepted {
            *if accepted.repeated { &mut self.repeated } else { &mut self.accepted } += 1;
        }
        for refusal in answer.refused.iter().flat_map(|refused| &refused.refusals) {
            let what = format!("{} {}", refusal.rule, refusal.field.as_deref().unwrap_or(""));
            *self.refused.entry(what.trim().to_owned()).or_default() += 1;
        }
    }
}

fn line(item: &Item, answer: &FeedAnswer) -> String {
    let taken = answer.accepted.iter().map(|accepted| accepted.id.clone());
    let refused = answer.refused.iter().flat_map(|refused| &refused.refusals);
    let refused = refused.map(|refusal| format!("{} {}", refusal.rule, refusal.message_en));
    format!("{}  {}", item.name, taken.chain(refused).collect::<Vec<_>>().join("; "))
}

/// Waits as long as lay between the records, divided by `speed`.
async fn pause(last: &mut Option<Micros>, at: Option<Micros>, speed: f64) {
    let Some(at) = at else { return };
    let before = last.replace(at);
    if let Some(before) = before.filter(|_| speed > 0.0) {
        let seconds = at.since(before).max(0) as f64 / Micros::SECOND as f64 / speed;
        tokio::time::sleep(Duration::from_secs_f64(seconds.min(LONGEST_PAUSE.as_secs_f64()))).await;
    }
}

fn client(options: &ReplayOptions) -> anyhow::Result<reqwest::Client> {
    use rustls::pki_types::{CertificateDer, pem::PemObject};
    let mut roots = rustls::RootCertStore::empty();
    if let Some(path) = &options.root {
        let pem = std::fs::read(path).with_context(|| format!("root certificate {}", path.display()))?;
        for certificate in CertificateDer::pem_slice_iter(&pem) {
            roots.add(certificate?)?;
        }
    }
    let provider = std::sync::Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let tls = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(reqwest::Client::builder().tls_backend_preconfigured(tls).no_proxy().build()?)
}

async fn send(client: &reqwest::Client, options: &ReplayOptions, item: &Item) -> anyhow::Result<FeedAnswer> {
    let url = format!("{}/api/feeds/{}", options.url.trim_end_matches('/'), options.source);
    let (kind, text) = match &item.payload {
        Payload::Cap(text) => ("application/cap+xml", text.clone()),
        Payload::Dispatch(body) => ("application/json", envelope(options, item, body)?),
    };
    for _ in 0..TRIES {
        let request = client.post(&url).header("content-type", kind).bearer_auth(&options.key).body(text.clone());
        let response = request.send().await?;
        match response.status().as_u16() {
            200 | 400 | 422 => return Ok(response.json().await?),
            503 => tokio::time::sleep(Duration::from_secs(2)).await,
            status => bail!("the node answered {status}: {}", response.text().await.unwrap_or_default()),
        }
    }
    bail!("the node cannot write its log at present")
}

fn envelope(
    options: &ReplayOptions,
    item: &Item,
    body: &serde_json::Map<String, serde_json::Value>,
) -> anyhow::Result<String> {
    let (body, sent_at) = (json!(body).to_string(), OffsetDateTime::now_utc().format(&Rfc3339)?);
    let signed = Signed {
        source: &options.source,
        source_id: &item.name,
        seq: 1,
        sent_at: &sent_at,
        crs: Crs::Wgs84,
        body: &body,
    };
    Ok(sign::envelope(signed, &options.key))
}

/// Moves positions around `centre`, keeping their pattern and shrinking it where it is wider than the county.
fn recentre(items: &mut [Item], centre: Wgs84) {
    let positions: Vec<_> = items.iter().filter_map(Item::position).collect();
    let Some(old) = middle(&positions) else { return };
    let mut distances: Vec<_> = positions.iter().map(|at| fengsui_gis_core::distance_m(old, *at)).collect();
    distances.sort_by(f64::total_cmp);
    let ninth = distances.get(distances.len() * 9 / 10).copied().unwrap_or(0.0);
    let scale = (MOVED_WITHIN_M / ninth.max(1.0)).min(1.0);
    let widening = old.lat.to_radians().cos() / centre.lat.to_radians().cos();
    for item in items {
        let Some(at) = item.position() else { continue };
        let lon = centre.lon + (at.lon - old.lon) * scale * widening;
        item.move_to(at, Wgs84 { lon, lat: centre.lat + (at.lat - old.lat) * scale });
    }
}

/// The median in each direction.
fn middle(positions: &[Wgs84]) -> Option<Wgs84> {
    let median = |mut values: Vec<f64>| {
        values.sort_by(f64::total_cmp);
        values.get(values.len() / 2).copied()
    };
    let lon = median(positions.iter().map(|at| at.lon).collect())?;
    Some(Wgs84 { lon, lat: median(positions.iter().map(|at| at.lat).collect())? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moved_records_say_so_and_keep_their_pattern() {
        let text = r#"{"type":"FeatureCollection","features":[
            {"geometry":{"type":"Point","coordinates":[-122.33,47.60]},"properties":{"incident_number":"F1","type":"Car Fire","datetime":"2019-05-22T12:55:00.000","address":"904 7th Av"}},
            {"geometry":{"type":"Point","coordinates":[-122.31,47.61]},"properties":{"incident_number":"F2","type":"Brush Fire","datetime":"2019-05-22T12:57:00.000","address":"x"}}]}"#;
        let mut items = read::geojson(text, -420).unwrap();
        assert_eq!(items[1].at.unwrap().since(items[0].at.unwrap()), 2 * Micros::MINUTE);
        let centre = Wgs84 { lon: 112.36, lat: 25.58 };
        recentre(&mut items, centre);
        for item in &items {
            assert!(fengsui_gis_core::distance_m(centre, item.position().unwrap()) < 10_000.0);
            let Payload::Dispatch(body) = &item.payload else { panic!("a dispatch record") };
            assert!(body["description"].as_str().unwrap().contains("位置已移至本县"), "{body:?}");
        }
    }
}
