//! 推演 of an incident: what a model said is kept beside what it was computed from. Pure; the model is the shell's to run.

use super::Incident;
use crate::{
    Decision, Event, State,
    check::{self, done, refuse},
    event::Stamp,
};
use fengsui_protocol::{
    IncidentId, Refusal,
    analysis::{AnalysisView, PlumeInput, PlumeResult, Substance},
    bounds,
    incident::TimelineKind,
    order::OrderMark,
};

/// ANA-1: within what the model holds for, and said from where it is known.
pub fn checked(input: &PlumeInput) -> Result<(), Refusal> {
    check::number("source.lon", input.source.lon, -180.0, 180.0)?;
    check::number("source.lat", input.source.lat, -85.0, 85.0)?;
    check::number("rate_kg_s", input.rate_kg_s, 1e-6, 1_000.0)?;
    check::number("wind_from_deg", input.wind_from_deg, 0.0, 360.0)?;
    check::number("wind_m_s", input.wind_m_s, 0.5, 60.0)?;
    check::number("swing_deg", input.swing_deg, 0.0, 90.0)?;
    check::line("basis", &input.basis, bounds::NAME_CHARS)
}

pub(crate) fn record(
    state: &State,
    by: String,
    id: IncidentId,
    input: &PlumeInput,
    result: &PlumeResult,
) -> Result<Decision, Refusal> {
    let incident = super::live(state, id, "incident")?;
    checked(input)?;
    if incident.analyses.len() >= bounds::INCIDENT_ANALYSES {
        let refusal =
            refuse("BOUND", "本事件推演次数已满", "The incident has as many analyses as it may").field("incident");
        return Err(refusal.accept([format!("≤ {}", bounds::INCIDENT_ANALYSES)]));
    }
    done([Event::AnalysisRecorded { id, input: Box::new(input.clone()), result: Box::new(result.clone()), by }])
}

/// ANA-2: with a reason, once.
pub(crate) fn retract(
    state: &State,
    by: String,
    id: IncidentId,
    analysis: u64,
    reason: &str,
) -> Result<Decision, Refusal> {
    let incident = super::live(state, id, "incident")?;
    let Some(found) = incident.analyses.iter().find(|each| each.id == analysis) else {
        let (zh, en) = (format!("没有这次推演：{analysis}"), format!("No such analysis: {analysis}"));
        return Err(Refusal::new("REF-1", zh, en).field("analysis"));
    };
    if found.retracted.is_some() {
        return Err(refuse("ANA-2", "这次推演已经撤下", "This analysis is off the map already").field("analysis"));
    }
    check::line("reason", reason, bounds::NAME_CHARS)?;
    done([Event::AnalysisRetracted { id, analysis, reason: reason.to_owned(), by }])
}

/// 氯, 氨 …
pub fn word(substance: Substance) -> &'static str {
    match substance {
        Substance::Chlorine => "氯气",
        Substance::Ammonia => "氨气",
        Substance::HydrogenSulfide => "硫化氢",
        Substance::SulfurDioxide => "二氧化硫",
        Substance::HydrogenChloride => "氯化氢",
        Substance::HydrogenFluoride => "氟化氢",
        Substance::HydrogenCyanide => "氰化氢",
        Substance::Phosgene => "光气",
        Substance::CarbonMonoxide => "一氧化碳",
    }
}

pub(super) fn recorded(incident: &mut Incident, stamp: Stamp, input: &PlumeInput, result: &PlumeResult, by: &str) {
    let zone = |level: u8, word: &str| {
        let found = result.zones.iter().find(|zone| zone.level == level)?;
        let km = found.reach_m / 1_000.0;
        // Farther the model says nothing.
        Some(if km >= 30.0 { format!("{word}超过 30 km") } else { format!("{word} {km:.1} km") })
    };
    let zones: Vec<_> = [(3, "致命区"), (2, "伤害区"), (1, "不适区")]
        .into_iter()
        .filter_map(|(level, word)| zone(level, word))
        .collect();
    let zones = if zones.is_empty() { "各级限值以内".to_owned() } else { zones.join("、") };
    let number = incident.analyses.len() + 1;
    let line = format!("{}扩散推演（第 {number} 次，非实测）：{zones}", word(input.substance));
    incident.aside(stamp, by, TimelineKind::Analysis, None, line);
    let (input, result) = (input.clone(), result.clone());
    incident.analyses.push(AnalysisView {
        id: stamp.seq,
        input,
        result,
        at: stamp.at,
        by: by.to_owned(),
        retracted: None,
    });
}

pub(super) fn retracted(incident: &mut Incident, stamp: Stamp, analysis: u64, reason: &str, by: &str) {
    let Some(at) = incident.analyses.iter().position(|each| each.id == analysis) else { return };
    incident.analyses[at].retracted = Some(OrderMark::new(stamp.seq, stamp.at, by, reason));
    incident.aside(stamp, by, TimelineKind::Analysis, None, format!("撤下第 {} 次推演：{reason}", at + 1));
}
