//! Whether a trigger holds, in words and figures. What is not known makes a condition neither true nor false (Kleene's
//! logic), so a silent gauge never starts a proposal, not by 非 either (PLAN-3).

use super::trigger::{Condition, Limit, Trigger, colour_word, severity_word};
use crate::{State, ground};
use fengsui_protocol::{
    Micros, StationId, WarningId,
    feed::{WarningColour, WarningFacts},
    incident::{Casualties, IncidentFacts},
    plan::TriggerFactor,
    station::Observation,
};
use std::collections::BTreeSet;

/// A reading that is older says nothing of now, microseconds.
const FRESH: i64 = 120 * Micros::MINUTE;
/// A gauge farther away says nothing of an incident it did not report, metres.
const NEAR_M: f64 = 15_000.0;
const HOUR: i64 = 60 * Micros::MINUTE;

/// For what a trigger is judged.
pub(super) struct Subject<'a> {
    pub facts: &'a IncidentFacts,
    /// Gauges whose crossing reported it.
    pub stations: BTreeSet<StationId>,
}

/// What is being decided and stands in no state yet.
#[derive(Clone, Copy, Default)]
pub(super) struct Fresh<'a> {
    pub reading: Option<&'a Observation>,
    pub warning: Option<(&'a WarningFacts, &'a [WarningId])>,
}

/// Everything a trigger may look at. The time is that of the input.
pub(super) struct Situation<'a> {
    pub state: &'a State,
    pub now: Micros,
    pub fresh: Fresh<'a>,
    pub subject: Option<&'a Subject<'a>>,
}

impl Situation<'_> {
    /// Whether it holds, and what was found of each condition.
    pub fn judge(&self, trigger: &Trigger) -> (Option<bool>, Vec<TriggerFactor>) {
        let mut factors = Vec::new();
        let holds = self.holds(trigger, &mut factors);
        (holds, factors)
    }

    fn holds(&self, trigger: &Trigger, factors: &mut Vec<TriggerFactor>) -> Option<bool> {
        match trigger {
            Trigger::Any(all) => {
                let found: Vec<_> = all.iter().map(|each| self.holds(each, factors)).collect();
                if found.contains(&Some(true)) { Some(true) } else { all_known(&found).then_some(false) }
            }
            Trigger::All(all) => {
                let found: Vec<_> = all.iter().map(|each| self.holds(each, factors)).collect();
                if found.contains(&Some(false)) { Some(false) } else { all_known(&found).then_some(true) }
            }
            Trigger::Not(one) => self.holds(one, factors).map(|holds| !holds),
            Trigger::Is(condition) => {
                let factor = self.condition(condition);
                let holds = factor.holds;
                factors.push(factor);
                holds
            }
        }
    }

    fn condition(&self, condition: &Condition) -> TriggerFactor {
        match condition {
            Condition::Type(code) => self.of_type(code),
            Condition::Severity(wanted) => {
                let Some(subject) = self.subject else { return no_incident("级别", "severity") };
                let found = subject.facts.severity;
                let (is, word) = (found.map(|found| found <= *wanted), severity_word(*wanted));
                let found = found.map_or("待定级", severity_word);
                said(is, None, format!("事件级别{found}（须 ≥ {word}）"), format!("Severity {found} (≥ {word})"))
            }
            Condition::People(people, wanted) => {
                let Some(subject) = self.subject else { return no_incident("伤亡", "casualties") };
                let (zh, en) = people.word();
                let found = count(&subject.facts.casualties, *people);
                let is = Some(found >= *wanted);
                said(is, None, format!("{zh} {found} 人（须 ≥ {wanted}）"), format!("{en} {found} (≥ {wanted})"))
            }
            Condition::Level(station, limit) => self.level(station, *limit),
            Condition::Rain { station, hours, mm } => self.rain(station, *hours, *mm),
            Condition::Warning { kind, colour } => self.warning(kind, *colour),
        }
    }

    fn of_type(&self, code: &str) -> TriggerFactor {
        let Some(subject) = self.subject else { return no_incident("类型", "type") };
        let name = |code: &str| crate::catalogue::find(code).map_or(code.to_owned(), |entry| entry.name.to_owned());
        let (is, found, wanted) = (subject.facts.type_code == code, &subject.facts.type_code, name(code));
        said(Some(is), None, format!("类型{}（须是{wanted}）", name(found)), format!("Type {found} (= {code})"))
    }

    // ---- gauges ----

    /// The newest reading that says something of now and of here; otherwise why there is none.
    fn reading(&self, id: &StationId) -> Result<(&str, Observation), TriggerFactor> {
        let Some(station) = self.state.stations.get(id) else {
            return Err(said(None, None, format!("没有测站 {id}"), format!("No station {id}")));
        };
        let name = station.name.as_str();
        let kept = station.latest.as_ref();
        let new = self.fresh.reading.filter(|reading| reading.station == *id);
        let newest = kept.into_iter().chain(new).max_by_key(|reading| reading.observed_at);
        let Some(reading) = newest else {
            return Err(said(None, None, format!("{name}没有读数"), format!("{name}: no reading")));
        };
        let at = Some(reading.observed_at);
        let age = self.now.since(reading.observed_at);
        if age > FRESH {
            let minutes = age / Micros::MINUTE;
            let (zh, en) = (format!("{name}读数是 {minutes} 分钟前的，不作数"), format!("{name}: {minutes} min old"));
            return Err(said(None, at, zh, en));
        }
        if let Some(metres) = self.too_far(id, station.position) {
            let km = metres / 1000.0;
            let (zh, en) = (format!("{name}距事发地 {km:.1} 公里，不作数"), format!("{name}: {km:.1} km away"));
            return Err(said(None, at, zh, en));
        }
        Ok((name, reading.clone()))
    }

    fn too_far(&self, id: &StationId, position: fengsui_protocol::geo::Wgs84) -> Option<f64> {
        let subject = self.subject.filter(|subject| !subject.stations.contains(id))?;
        let metres = ground::metres(subject.facts.place.position?, position);
        (metres > NEAR_M).then_some(metres)
    }

    fn level(&self, id: &StationId, limit: Limit) -> TriggerFactor {
        let (name, reading) = match self.reading(id) {
            Ok(found) => found,
            Err(unknown) => return unknown,
        };
        let at = Some(reading.observed_at);
        let Some(level) = reading.level_m else {
            return said(None, at, format!("{name}没有水位"), format!("{name}: no level"));
        };
        let over = match limit {
            Limit::Metres(wanted) => {
                let zh = format!("{name}水位 {level:.2} 米（须 ≥ {wanted:.2}）");
                return said(Some(level >= wanted), at, zh, format!("{name} {level:.2} m (≥ {wanted:.2})"));
            }
            Limit::Over(over) => over,
        };
        let threshold = self.state.stations.get(id).and_then(|station| station.thresholds.level_m);
        let Some(threshold) = threshold else {
            return said(None, at, format!("{name}没有警戒水位"), format!("{name}: no threshold"));
        };
        // Centimetres: 162.72 is 0.5 over 162.22, whatever binary fractions say.
        let above = ((level - threshold) * 100.0).round() / 100.0;
        let how = if above < 0.0 { format!("低 {:.2} 米", -above) } else { format!("超 {above:.2} 米") };
        let zh = format!("{name}水位 {level:.2} 米，警戒 {threshold:.2} 米，{how}（须超 {over:.2}）");
        let en = format!("{name} {level:.2} m, threshold {threshold:.2} m, {above:+.2} m (≥ +{over:.2})");
        said(Some(above >= over), at, zh, en)
    }

    /// Readings are of the hour before them: those are added up that do not overlap, back from the newest.
    fn rain(&self, id: &StationId, hours: u32, wanted: f64) -> TriggerFactor {
        let (name, newest) = match self.reading(id) {
            Ok(found) => found,
            Err(unknown) => return unknown,
        };
        let at = newest.observed_at;
        let Some(first) = newest.rain_mm else {
            return said(None, Some(at), format!("{name}没有雨量"), format!("{name}: no rain"));
        };
        let (mut sum, mut last, mut covered) = (first, at, 1);
        let oldest = at.plus(-(i64::from(hours) - 1) * HOUR - Micros::MINUTE);
        let kept = self.state.plans.rain.get(id).into_iter().flatten();
        for (observed_at, mm) in kept.rev().filter(|(observed_at, _)| *observed_at >= oldest) {
            if last.since(*observed_at) >= HOUR - Micros::MINUTE && covered < hours {
                (sum, last, covered) = (sum + mm, *observed_at, covered + 1);
            }
        }
        let sum = (sum * 10.0).round() / 10.0;
        let have = if covered < hours { format!("，只有 {covered} 小时的读数") } else { String::new() };
        let zh = format!("{name} {hours} 小时雨量 {sum} 毫米（须 ≥ {wanted}{have}）");
        let en = format!("{name}: {sum} mm in {hours} h (≥ {wanted}; {covered} h known)");
        // What is missing can only add: too little is not known to be too little.
        let is = if sum >= wanted { Some(true) } else { (covered == hours).then_some(false) };
        said(is, Some(at), zh, en)
    }

    // ---- warnings ----

    fn warning(&self, kind: &str, wanted: WarningColour) -> TriggerFactor {
        let superseded = self.fresh.warning.map_or(&[][..], |(_, ids)| ids);
        let kept = self.state.warnings.iter().filter(|(id, kept)| !kept.superseded && !superseded.contains(id));
        let new = self.fresh.warning.map(|(facts, _)| facts);
        let all = kept.map(|(_, kept)| &kept.facts).chain(new);
        let in_force = all.filter(|facts| self.in_force(facts) && names(facts, kind));
        let strongest = in_force.filter(|facts| facts.colour.is_some()).min_by_key(|facts| facts.colour);
        let (zh, en) = colour_word(wanted);
        let Some(facts) = strongest else {
            return said(
                Some(false),
                None,
                format!("没有生效的{kind}预警（须 ≥ {zh}色）"),
                format!("No {kind} warning (≥ {en})"),
            );
        };
        let (colour, sent) = (facts.colour.unwrap_or(WarningColour::Blue), facts.sent_at);
        let (found, found_en) = colour_word(colour);
        let (zh, en) = (format!("{kind}{found}色预警生效（须 ≥ {zh}色）"), format!("{kind} {found_en} (≥ {en})"));
        said(Some(colour <= wanted), Some(sent), zh, en)
    }

    fn in_force(&self, facts: &WarningFacts) -> bool {
        matches!(facts.message_type.as_str(), "Alert" | "Update") && facts.expires_at.is_none_or(|at| at > self.now)
    }
}

fn names(facts: &WarningFacts, kind: &str) -> bool {
    facts.event.contains(kind) || facts.headline.contains(kind)
}

fn all_known(found: &[Option<bool>]) -> bool {
    found.iter().all(Option::is_some)
}

fn count(of: &Casualties, people: super::trigger::People) -> u32 {
    use super::trigger::People as P;
    match people {
        P::Dead => of.dead,
        P::SeriouslyHurt => of.seriously_hurt,
        P::Missing => of.missing,
        P::Trapped => of.trapped,
        P::Moved => of.moved,
    }
}

fn no_incident(zh: &str, en: &str) -> TriggerFactor {
    said(None, None, format!("{zh}：要有事件才知道"), format!("{en}: only of an incident"))
}

fn said(holds: Option<bool>, at: Option<Micros>, zh: String, en: String) -> TriggerFactor {
    TriggerFactor { zh, en, holds, at }
}
