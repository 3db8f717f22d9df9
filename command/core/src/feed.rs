//! What departments deliver: dispatch records waiting for a person, warnings, and gauge readings.

use crate::{
    Decision, Event, State,
    account::Source,
    check::{self, done, refuse},
    correlation::propose,
    event::Stamp,
    incident,
    input::{Origin, Secret},
};
use fengsui_protocol::{
    FeedRecordId, IncidentId, Micros, Refusal, SourceId, StationId, UnitId, WarningId, bounds,
    correlation::Proposal,
    feed::{FeedFormat, FeedRecordView, RecordFate, WarningFacts, WarningView},
    geo::{Place, Wgs84},
    incident::{Caller, Casualties, IncidentFacts, ThresholdCrossing},
    live::EntityKey,
    station::{Observation, StationView, Thresholds},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Readings whose (source id, number) is remembered per source, for telling a repeated delivery.
pub const KNOWN_OBSERVATIONS: usize = 10_000;
/// A sender's clock may be this far ahead of ours, microseconds; past it the record is refused.
pub const SKEW: i64 = 24 * 60 * Micros::MINUTE;
/// A level must fall this far below its threshold before the next crossing counts, metres.
const LEVEL_HYSTERESIS_M: f64 = 0.10;
/// Rain must fall below this part of its threshold before the next crossing counts.
const RAIN_HYSTERESIS: f64 = 0.8;

/// 外部来报.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FeedRecord {
    pub source: SourceId,
    pub unit: UnitId,
    pub source_number: String,
    pub facts: IncidentFacts,
    pub received_at: Micros,
    pub clock_skew_us: i64,
    pub fate: RecordFate,
    pub crossing: Option<ThresholdCrossing>,
    /// Incidents of which it may speak, as they were found.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub proposals: Vec<Proposal>,
    /// Those of which a person said it does not.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub rejected: BTreeSet<IncidentId>,
    pub version: u64,
}

/// 预警.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Warning {
    pub source: SourceId,
    pub facts: WarningFacts,
    pub received_at: Micros,
    pub superseded: bool,
    pub version: u64,
}

/// A gauge with its newest reading.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Station {
    pub name: String,
    pub source: SourceId,
    pub position: Wgs84,
    pub thresholds: Thresholds,
    pub latest: Option<Observation>,
    /// With hysteresis: true from a crossing until the value fell well below.
    pub over_level: bool,
    pub over_rain: bool,
    pub version: u64,
}

/// A delivery that was taken before.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Known {
    pub what: KnownAs,
    /// Log position.
    pub seq: u64,
}
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) enum KnownAs {
    Record(FeedRecordId),
    Warning(WarningId),
    Observation,
}

impl FeedRecord {
    /// The view; without `caller` name and telephone are left out. Proposals depend on what else there is to see, see
    /// [`State::view`].
    pub fn view(&self, id: FeedRecordId, caller: bool) -> FeedRecordView {
        let mut facts = self.facts.clone();
        if !caller {
            facts.caller = incident::withheld(&facts.caller);
        }
        FeedRecordView {
            id,
            source: self.source.clone(),
            unit: self.unit.clone(),
            source_number: self.source_number.clone(),
            facts,
            received_at: self.received_at,
            clock_skew_us: self.clock_skew_us,
            fate: self.fate.clone(),
            crossing: self.crossing.clone(),
            proposals: Vec::new(),
            activations: Vec::new(),
            version: self.version,
        }
    }
}

impl Warning {
    pub fn view(&self, id: WarningId) -> WarningView {
        WarningView {
            id,
            source: self.source.clone(),
            facts: self.facts.clone(),
            received_at: self.received_at,
            superseded: self.superseded,
            version: self.version,
        }
    }
}

impl Station {
    pub fn view(&self, id: &StationId) -> StationView {
        StationView {
            id: id.clone(),
            name: self.name.clone(),
            source: self.source.clone(),
            position: self.position,
            thresholds: self.thresholds,
            latest: self.latest.clone(),
            over: self.over_level || self.over_rain,
            version: self.version,
        }
    }
}

// ---- sources and stations ----

pub(crate) fn create_source(
    state: &State,
    id: &SourceId,
    name: &str,
    unit: &UnitId,
    format: FeedFormat,
) -> Result<Decision, Refusal> {
    check::slug("id", &id.0)?;
    if state.sources.contains_key(id) {
        return Err(refuse("ADM-3", "该标识已被使用", "This id is in use already").field("id"));
    }
    check::line("name", name, bounds::NAME_CHARS)?;
    check::known(&state.units, unit, "unit", "单位", "unit")?;
    let (name, unit) = (name.trim().to_owned(), unit.clone());
    done([Event::FeedSourceCreated { id: id.clone(), name, unit, format }])
}

pub(crate) fn update_source(
    state: &State,
    id: &SourceId,
    name: Option<&str>,
    disabled: Option<bool>,
) -> Result<Decision, Refusal> {
    check::known(&state.sources, id, "id", "来报渠道", "feed source")?;
    if let Some(name) = name {
        check::line("name", name, bounds::NAME_CHARS)?;
    }
    done([Event::FeedSourceUpdated { id: id.clone(), name: name.map(str::to_owned), disabled }])
}

pub(crate) fn set_key(state: &State, source: &SourceId, key: &Secret, hint: &str) -> Result<Decision, Refusal> {
    check::known(&state.sources, source, "source", "来报渠道", "feed source")?;
    check::optional_line("hint", hint, bounds::NAME_CHARS)?;
    done([Event::SourceKeySet { source: source.clone(), key: key.clone(), hint: hint.to_owned() }])
}

pub(crate) fn set_station(
    state: &State,
    id: &StationId,
    name: &str,
    source: &SourceId,
    position: Wgs84,
    thresholds: Thresholds,
) -> Result<Decision, Refusal> {
    check::line("id", &id.0, 40)?;
    check::line("name", name, bounds::NAME_CHARS)?;
    check::known(&state.sources, source, "source", "来报渠道", "feed source")?;
    check::position(state, "position", position)?;
    check::number("thresholds.level_m", thresholds.level_m.unwrap_or(0.0), -500.0, 9_000.0)?;
    check::number("thresholds.rain_mm", thresholds.rain_mm.unwrap_or(0.1), 0.1, 1_000.0)?;
    let (id, name, source) = (id.clone(), name.trim().to_owned(), source.clone());
    done([Event::StationSet { id, name, source, position, thresholds }])
}

// ---- deliveries ----

/// FEED-1: a disabled source delivers nothing. FEED-2: nor does one whose clock is a day ahead.
fn admit<'a>(state: &'a State, origin: &Origin) -> Result<&'a Source, Refusal> {
    let source = check::known(&state.sources, &origin.source, "source", "来报渠道", "feed source")?;
    if source.disabled {
        return Err(refuse("FEED-1", "该来报渠道已停用", "This feed source is disabled").field("source"));
    }
    check::line("sourceId", &origin.source_id, bounds::NAME_CHARS)?;
    if origin.clock_skew_us > SKEW {
        let refusal =
            refuse("FEED-2", "发送时间比现在晚一天以上，请校时", "sentAt is more than a day ahead; set the clock");
        return Err(refusal.field("sentAt"));
    }
    Ok(source)
}

/// FEED-3: the same (source, sourceId, seq) is answered as it was the first time.
fn repeated(state: &State, origin: &Origin) -> Option<Decision> {
    let known = state.known.get(&origin.source)?.get(&origin.source_id)?.get(&origin.number)?;
    let made = match known.what {
        KnownAs::Record(id) => Some(EntityKey::FeedRecord(id)),
        KnownAs::Warning(id) => Some(EntityKey::Warning(id)),
        KnownAs::Observation => None,
    };
    Some(Decision::Repeated { made, seq: known.seq })
}

/// The sender's clock where it is ahead of ours: what the sender calls past must not be called future here.
fn sender_now(now: Micros, origin: &Origin) -> Micros {
    now.plus(origin.clock_skew_us.max(0))
}

pub(crate) fn record(state: &State, now: Micros, origin: &Origin, facts: &IncidentFacts) -> Result<Decision, Refusal> {
    let source = admit(state, origin)?;
    if let Some(repeated) = repeated(state, origin) {
        return Ok(repeated);
    }
    check::facts(state, "body", facts, sender_now(now, origin))?;
    if pending(state, &origin.source) >= bounds::PENDING_RECORDS {
        let refusal = refuse("BOUND", "待确认来报过多，请先处理", "Too many records of this source wait for a person");
        return Err(refusal.accept([format!("≤ {}", bounds::PENDING_RECORDS)]));
    }
    let received = received(state, source, origin, facts.clone(), None);
    done([received].into_iter().chain(propose::for_record(state, FeedRecordId(state.last_record + 1), facts, None)))
}

fn pending(state: &State, source: &SourceId) -> usize {
    state.pending.get(source).map_or(0, |waiting| waiting.len())
}

fn received(
    state: &State,
    source: &Source,
    origin: &Origin,
    facts: IncidentFacts,
    crossing: Option<ThresholdCrossing>,
) -> Event {
    Event::RecordReceived {
        id: FeedRecordId(state.last_record + 1),
        source: origin.source.clone(),
        unit: source.unit.clone(),
        source_id: origin.source_id.clone(),
        number: origin.number,
        clock_skew_us: origin.clock_skew_us,
        facts: Box::new(facts),
        crossing,
    }
}

/// FEED-6: a warning supersedes those of the same source that it names in `references`; a cancelled one is superseded
/// by its cancellation.
pub(crate) fn warning(state: &State, now: Micros, origin: &Origin, facts: &WarningFacts) -> Result<Decision, Refusal> {
    admit(state, origin)?;
    if let Some(repeated) = repeated(state, origin) {
        return Ok(repeated);
    }
    check_warning(state, now, origin, facts)?;
    let named = |warning: &Warning| {
        warning.source == origin.source && facts.references.contains(&warning.facts.identifier) && !warning.superseded
    };
    let supersedes = match facts.message_type.as_str() {
        "Update" | "Cancel" => state.warnings.iter().filter(|(_, old)| named(old)).map(|(id, _)| *id).collect(),
        _ => vec![],
    };
    done([Event::WarningReceived {
        id: WarningId(state.last_warning + 1),
        source: origin.source.clone(),
        source_id: origin.source_id.clone(),
        number: origin.number,
        clock_skew_us: origin.clock_skew_us,
        facts: Box::new(facts.clone()),
        supersedes,
    }])
}

fn check_warning(state: &State, now: Micros, origin: &Origin, facts: &WarningFacts) -> Result<(), Refusal> {
    check::line("identifier", &facts.identifier, bounds::NAME_CHARS)?;
    check::line("sender", &facts.sender, bounds::NAME_CHARS)?;
    check::past("sent", facts.sent_at, sender_now(now, origin))?;
    check::line("info.event", &facts.event, bounds::NAME_CHARS)?;
    check::optional_line("info.headline", &facts.headline, bounds::PLACE_CHARS)?;
    check::paragraphs("info.description", &facts.description)?;
    check::paragraphs("info.instruction", &facts.instruction)?;
    one_of("msgType", &facts.message_type, &["Alert", "Update", "Cancel", "Ack", "Error"])?;
    one_of("status", &facts.status, &["Actual", "Exercise", "System", "Test", "Draft"])?;
    check_drill(state, &facts.status)?;
    for (index, area) in facts.areas.iter().enumerate() {
        check::optional_line(&format!("area[{index}].areaDesc"), &area.description, bounds::TEXT_CHARS)?;
        let points = area.polygons.iter().flatten().chain(area.circles.iter().map(|circle| &circle.centre));
        for point in points {
            check::position(state, &format!("area[{index}]"), *point)?;
        }
        for circle in &area.circles {
            check::number(&format!("area[{index}].circle"), circle.radius_km, 0.0, 20_000.0)?;
        }
    }
    Ok(())
}

fn one_of(path: &str, text: &str, allowed: &[&str]) -> Result<(), Refusal> {
    if allowed.contains(&text) {
        return Ok(());
    }
    Err(refuse("FEED-5", "不是规定的取值", "Not one of the values allowed").field(path).accept(allowed.iter().copied()))
}

/// DRILL-1: what is not `Actual` never reaches a real node's screens.
fn check_drill(state: &State, status: &str) -> Result<(), Refusal> {
    if state.mode() == Some(fengsui_protocol::account::Mode::Real) && status != "Actual" {
        let refusal =
            refuse("DRILL-1", "实战系统只收 Actual 预警", "A real node takes warnings with status Actual only");
        return Err(refusal.field("status").accept(["Actual"]));
    }
    Ok(())
}

pub(crate) fn observation(
    state: &State,
    now: Micros,
    origin: &Origin,
    observation: &Observation,
) -> Result<Decision, Refusal> {
    let source = admit(state, origin)?;
    if let Some(repeated) = repeated(state, origin) {
        return Ok(repeated);
    }
    let station = check::known(&state.stations, &observation.station, "body.station", "测站", "station")?;
    if station.source != origin.source {
        let refusal = refuse("FEED-4", "该测站不属于此来报渠道", "This station belongs to another feed source");
        return Err(refusal.field("body.station"));
    }
    check::past("body.observedAt", observation.observed_at, sender_now(now, origin))?;
    check::number("body.level", observation.level_m.unwrap_or(0.0), -500.0, 9_000.0)?;
    check::number("body.rain", observation.rain_mm.unwrap_or(0.0), 0.0, 1_000.0)?;
    if observation.level_m.is_none() && observation.rain_mm.is_none() {
        let refusal = refuse("FEED-7", "水位和雨量至少要有一项", "Give level, rain or both").field("body");
        return Err(refusal.accept(["level", "rain"]));
    }
    Ok(Decision::Events(take(state, source, station, origin, observation)))
}

/// The reading, and a record for every threshold that it crosses upward. An old reading crosses nothing.
fn take(state: &State, source: &Source, station: &Station, origin: &Origin, reading: &Observation) -> Vec<Event> {
    let stale = station.latest.as_ref().is_some_and(|latest| latest.observed_at >= reading.observed_at);
    let (was, limits) = ((station.over_level, station.over_rain), station.thresholds);
    let mut over = was;
    if !stale {
        over.0 = judge(was.0, reading.level_m, limits.level_m, |limit| limit - LEVEL_HYSTERESIS_M);
        over.1 = judge(was.1, reading.rain_mm, limits.rain_mm, |limit| limit * RAIN_HYSTERESIS);
    }
    let crossed = [
        (over.0 && !was.0, "level_m", reading.level_m, limits.level_m),
        (over.1 && !was.1, "rain_mm", reading.rain_mm, limits.rain_mm),
    ];
    let first = crossed.into_iter().find_map(|(crossed, quantity, value, limit)| {
        let (value, threshold) = (value?, limit?);
        crossed.then(|| (quantity.to_owned(), value, threshold))
    });
    let room = pending(state, &origin.source) < bounds::PENDING_RECORDS;
    let proposed = first.filter(|_| room).map(|(quantity, value, threshold)| {
        let crossing = ThresholdCrossing { station: reading.station.clone(), quantity, value, threshold };
        let facts = proposal(station, reading, &crossing);
        let alike = propose::for_record(state, FeedRecordId(state.last_record + 1), &facts, Some(&crossing));
        [Some(received(state, source, origin, facts, Some(crossing))), alike]
    });
    if proposed.is_none() {
        // No record could be made: the crossing must count again with the next reading.
        over = (over.0 && was.0, over.1 && was.1);
    }
    let taken = Event::ObservationTaken {
        source: origin.source.clone(),
        source_id: origin.source_id.clone(),
        number: origin.number,
        clock_skew_us: origin.clock_skew_us,
        observation: reading.clone(),
        over_level: over.0,
        over_rain: over.1,
    };
    [taken].into_iter().chain(proposed.into_iter().flatten().flatten()).collect()
}

/// Past the threshold (reaching it counts), with hysteresis on the way down. Without a value the judgement stays.
fn judge(was: bool, value: Option<f64>, threshold: Option<f64>, release: impl Fn(f64) -> f64) -> bool {
    match (value, threshold) {
        (_, None) => false,
        (None, Some(_)) => was,
        (Some(value), Some(limit)) if was => value > release(limit),
        (Some(value), Some(limit)) => value >= limit,
    }
}

/// The facts that a crossing proposes to a person.
fn proposal(station: &Station, reading: &Observation, crossing: &ThresholdCrossing) -> IncidentFacts {
    let (word, unit, verb) = match crossing.quantity.as_str() {
        "level_m" => ("水位", "米", "超警戒"),
        _ => ("一小时雨量", "毫米", "超阈值"),
    };
    let (value, threshold) = (crossing.value, crossing.threshold);
    let mut title = format!("{}{word}{verb}", station.name);
    if let Some((cut, _)) = title.char_indices().nth(bounds::NAME_CHARS) {
        title.truncate(cut);
    }
    IncidentFacts {
        title,
        type_code: "A10100".to_owned(),
        occurred_at: reading.observed_at,
        place: Place { text: station.name.clone(), position: Some(station.position), ..Place::default() },
        severity: None,
        casualties: Casualties::default(),
        caller: Caller { source: "水利测站".to_owned(), ..Caller::default() },
        narrative: format!("{}{word} {value} {unit}，阈值 {threshold} {unit}。", station.name),
        measures: String::new(),
        informed: String::new(),
    }
}

pub(crate) fn refused(
    state: &State,
    source: &SourceId,
    refusal: &Refusal,
    clock_skew_us: Option<i64>,
) -> Result<Decision, Refusal> {
    check::known(&state.sources, source, "source", "来报渠道", "feed source")?;
    done([Event::FeedRefused { source: source.clone(), refusal: refusal.clone(), clock_skew_us }])
}

// ---- what a person does with a record ----

/// REC-1: only a record that waits can be linked, dismissed or made an incident.
pub(crate) fn waiting<'a>(state: &'a State, id: FeedRecordId, path: &str) -> Result<&'a FeedRecord, Refusal> {
    let record = check::known(&state.records, &id, path, "来报", "feed record")?;
    match &record.fate {
        RecordFate::Pending => Ok(record),
        RecordFate::Linked { .. } | RecordFate::Dismissed { .. } => {
            let refusal = refuse("REC-1", "该来报已处理", "This record has been dealt with").field(path);
            Err(refusal.accept(["unlink_record"]))
        }
    }
}

pub(crate) fn link(state: &State, by: String, record: FeedRecordId, incident: IncidentId) -> Result<Decision, Refusal> {
    let found = waiting(state, record, "record")?;
    incident::live(state, incident, "incident")?;
    let proposed = propose::after_link(state, record, &found.facts, found.crossing.as_ref(), incident);
    done([Event::RecordLinked { record, incident, by }].into_iter().chain(proposed))
}

/// Undo: a linked or dismissed record waits again. REC-2: one that waits already has nothing to undo.
pub(crate) fn unlink(state: &State, by: String, id: FeedRecordId) -> Result<Decision, Refusal> {
    let record = check::known(&state.records, &id, "record", "来报", "feed record")?;
    match &record.fate {
        RecordFate::Linked { incident } => {
            incident::live(state, *incident, "record")?;
            done([Event::RecordUnlinked { record: id, incident: *incident, by }])
        }
        RecordFate::Dismissed { .. } => done([Event::RecordRestored { record: id }]),
        RecordFate::Pending => {
            Err(refuse("REC-2", "该来报尚未处理，无可撤销", "This record still waits; nothing to undo").field("record"))
        }
    }
}

pub(crate) fn dismiss(state: &State, id: FeedRecordId, reason: &str) -> Result<Decision, Refusal> {
    waiting(state, id, "record")?;
    check::required_paragraphs("reason", reason)?;
    done([Event::RecordDismissed { record: id, reason: reason.to_owned() }])
}

// ---- application ----

pub(crate) fn apply(state: &mut State, stamp: Stamp, event: &Event) {
    match event {
        Event::FeedSourceCreated { .. }
        | Event::FeedSourceUpdated { .. }
        | Event::SourceKeySet { .. }
        | Event::FeedRefused { .. } => apply_source(state, stamp, event),
        Event::StationSet { id, name, source, position, thresholds } => {
            let old = state.stations.remove(id);
            let latest = old.as_ref().and_then(|station| station.latest.clone());
            let over = old.map_or((false, false), |station| (station.over_level, station.over_rain));
            let station = Station {
                name: name.clone(),
                source: source.clone(),
                position: *position,
                thresholds: *thresholds,
                latest,
                over_level: over.0 && thresholds.level_m.is_some(),
                over_rain: over.1 && thresholds.rain_mm.is_some(),
                version: stamp.seq,
            };
            state.stations.insert(id.clone(), station);
        }
        Event::RecordReceived { .. } | Event::WarningReceived { .. } | Event::ObservationTaken { .. } => {
            apply_delivery(state, stamp, event);
        }
        Event::RecordLinked { record, incident, .. } => {
            set_fate(state, stamp, *record, RecordFate::Linked { incident: *incident });
        }
        Event::RecordUnlinked { record, .. } | Event::RecordRestored { record } => {
            set_fate(state, stamp, *record, RecordFate::Pending);
        }
        Event::RecordDismissed { record, reason } => {
            set_fate(state, stamp, *record, RecordFate::Dismissed { reason: reason.clone() });
        }
        _ => {}
    }
}

fn apply_source(state: &mut State, stamp: Stamp, event: &Event) {
    if let Event::FeedSourceCreated { id, name, unit, format } = event {
        let source = Source {
            name: name.clone(),
            unit: unit.clone(),
            format: *format,
            disabled: false,
            key: None,
            key_hint: String::new(),
            last_record_at: None,
            last_refusal: None,
            accepted: 0,
            refused: 0,
            clock_skew_us: None,
            version: stamp.seq,
        };
        state.sources.insert(id.clone(), source);
        return;
    }
    let id = match event {
        Event::FeedSourceUpdated { id, .. } => id,
        Event::SourceKeySet { source, .. } | Event::FeedRefused { source, .. } => source,
        _ => return,
    };
    let Some(source) = state.sources.get_mut(id) else { return };
    source.version = stamp.seq;
    match event {
        Event::FeedSourceUpdated { name, disabled, .. } => {
            crate::account::set(&mut source.name, name);
            crate::account::set(&mut source.disabled, disabled);
        }
        Event::SourceKeySet { key, hint, .. } => {
            source.key = Some(key.clone());
            source.key_hint.clone_from(hint);
        }
        Event::FeedRefused { refusal, clock_skew_us, .. } => {
            source.refused += 1;
            source.last_refusal = Some(refusal.clone());
            source.clock_skew_us = clock_skew_us.or(source.clock_skew_us);
        }
        _ => {}
    }
}

fn apply_delivery(state: &mut State, stamp: Stamp, event: &Event) {
    match event {
        Event::RecordReceived { id, source, unit, source_id, number, clock_skew_us, facts, crossing } => {
            let record = FeedRecord {
                source: source.clone(),
                unit: unit.clone(),
                source_number: source_id.clone(),
                facts: (**facts).clone(),
                received_at: stamp.at,
                clock_skew_us: *clock_skew_us,
                fate: RecordFate::Pending,
                crossing: crossing.clone(),
                proposals: Vec::new(),
                rejected: BTreeSet::new(),
                version: stamp.seq,
            };
            state.last_record = state.last_record.max(id.0);
            state.records.insert(*id, record);
            state.pending.entry(source.clone()).or_default().insert(*id);
            if crossing.is_none() {
                remember(state, stamp, source, source_id, *number, KnownAs::Record(*id));
                delivered(state, stamp, source, *clock_skew_us);
            }
        }
        Event::WarningReceived { id, source, source_id, number, clock_skew_us, facts, supersedes } => {
            apply_warning(state, stamp, *id, source, facts, supersedes);
            remember(state, stamp, source, source_id, *number, KnownAs::Warning(*id));
            delivered(state, stamp, source, *clock_skew_us);
        }
        Event::ObservationTaken { source, source_id, number, clock_skew_us, observation, over_level, over_rain } => {
            if let Some(station) = state.stations.get_mut(&observation.station) {
                let newer = |latest: &Observation| latest.observed_at < observation.observed_at;
                if station.latest.as_ref().is_none_or(newer) {
                    station.latest = Some(observation.clone());
                }
                (station.over_level, station.over_rain) = (*over_level, *over_rain);
                station.version = stamp.seq;
            }
            remember(state, stamp, source, source_id, *number, KnownAs::Observation);
            forget_oldest(state, stamp, source, source_id, *number);
            delivered(state, stamp, source, *clock_skew_us);
        }
        _ => {}
    }
}

fn apply_warning(
    state: &mut State,
    stamp: Stamp,
    id: WarningId,
    source: &SourceId,
    facts: &WarningFacts,
    supersedes: &[WarningId],
) {
    for older in supersedes {
        if let Some(older) = state.warnings.get_mut(older) {
            older.superseded = true;
            older.version = stamp.seq;
        }
    }
    let superseded = facts.message_type == "Cancel";
    let (source, facts, received_at) = (source.clone(), facts.clone(), stamp.at);
    state.last_warning = state.last_warning.max(id.0);
    state.warnings.insert(id, Warning { source, facts, received_at, superseded, version: stamp.seq });
}

fn remember(state: &mut State, stamp: Stamp, source: &SourceId, source_id: &str, number: u64, what: KnownAs) {
    let of_source = state.known.entry(source.clone()).or_default();
    of_source.entry(source_id.to_owned()).or_default().insert(number, Known { what, seq: stamp.seq });
}

/// BOUND: of readings only the newest [`KNOWN_OBSERVATIONS`] per source are remembered. An older one that comes again
/// changes nothing, since the station keeps its newest reading.
fn forget_oldest(state: &mut State, stamp: Stamp, source: &SourceId, source_id: &str, number: u64) {
    let order = state.known_observations.entry(source.clone()).or_default();
    order.insert(stamp.seq, (source_id.to_owned(), number));
    if order.len() <= KNOWN_OBSERVATIONS {
        return;
    }
    let (Some((_, (source_id, number))), Some(of_source)) = (order.pop_first(), state.known.get_mut(source)) else {
        return;
    };
    if let Some(numbers) = of_source.get_mut(&source_id) {
        numbers.remove(&number);
        if numbers.is_empty() {
            of_source.remove(&source_id);
        }
    }
}

fn delivered(state: &mut State, stamp: Stamp, source: &SourceId, skew: i64) {
    if let Some(source) = state.sources.get_mut(source) {
        source.accepted += 1;
        source.last_record_at = Some(stamp.at);
        source.clock_skew_us = Some(skew);
        source.version = stamp.seq;
    }
}

fn set_fate(state: &mut State, stamp: Stamp, id: FeedRecordId, fate: RecordFate) {
    let Some(record) = state.records.get_mut(&id) else { return };
    let waiting = state.pending.entry(record.source.clone()).or_default();
    if fate == RecordFate::Pending {
        waiting.insert(id);
    } else {
        waiting.remove(&id);
    }
    if let RecordFate::Linked { incident } = &fate {
        record.rejected.remove(incident);
    }
    record.fate = fate;
    record.version = stamp.seq;
}
