//! A duty officer: takes some of the departments' records as incidents, moves incidents along, opens the flood
//! consultation. Leaves enough for the person at the desk.

use super::orders;
use fengsui_protocol::{
    ConferenceId, IncidentId, Micros, UnitId,
    feed::{FeedRecordView, RecordFate},
    incident::{IncidentState, IncidentView},
    input::Input,
    live::{EntityKey, EntityView},
};
use fengsui_robot::account::{Account, Answer};
use fengsui_robot::live::Copy;
use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};
use std::time::Duration;
use tokio::sync::watch;

/// Of ten records, how many the officer takes; the rest wait for a person.
const TAKES_OF_TEN: u64 = 6;
/// When the consultation's sites have had time to answer, and how long its beginning is recorded.
const RECORD_AFTER: Duration = Duration::from_secs(10);
const RECORD_FOR: Duration = Duration::from_secs(45);
const PAUSE_S: std::ops::Range<f64> = 4.0..9.0;
const NOTES: [&str; 5] = [
    "已电话核实，现场有人值守。",
    "镇里派人到场，十五分钟内回报。",
    "已通知相关单位做好准备。",
    "现场情况稳定，继续观察。",
    "交通已管制，绕行路线已发。",
];
const INVITED: [&str; 8] =
    ["police", "air-defence", "fire", "weather", "water", "safety", "town-431024100", "town-431024103"];

pub async fn run(account: Account, copy: watch::Receiver<Copy>, seed: u64) {
    let mut rng = SmallRng::seed_from_u64(seed);
    loop {
        tokio::time::sleep(Duration::from_secs_f64(rng.random_range(PAUSE_S))).await;
        let input = next(&copy.borrow(), &mut rng);
        let Some(input) = input else { continue };
        match account.input(input).await {
            Ok(Answer::Accepted(accepted)) => {
                if let Some(EntityKey::Conference(conference)) = accepted.made {
                    tokio::spawn(open_consultation(account.clone(), conference));
                }
            }
            Ok(Answer::Refused(refusal)) => tracing::info!(rule = refusal.rule, refusal.message_en, "refused"),
            Err(error) => tracing::info!(%error, "node not reached"),
        }
    }
}

/// Records the beginning of the consultation, so that there is something to play back, and leaves the chair to whoever
/// comes.
async fn open_consultation(account: Account, conference: ConferenceId) {
    for (pause, input) in [
        (RECORD_AFTER, Input::StartRecording { conference }),
        (RECORD_FOR, Input::StopRecording { conference }),
        (Duration::ZERO, Input::ReleaseChair { conference }),
    ] {
        tokio::time::sleep(pause).await;
        if let Ok(Answer::Refused(refusal)) = account.input(input).await {
            tracing::info!(rule = refusal.rule, refusal.message_en, "refused");
        }
    }
}

/// The next thing to do: records first, then the consultation, then incidents in hand.
fn next(copy: &Copy, rng: &mut SmallRng) -> Option<Input> {
    let views = || copy.values().map(AsRef::as_ref);
    let pending = views().find_map(|v| match v {
        EntityView::FeedRecord(r) if r.fate == RecordFate::Pending && takes(r) => Some(r.as_ref()),
        _ => None,
    });
    if let Some(record) = pending {
        return Some(log(record));
    }
    let flood = views().find_map(|v| match v {
        EntityView::Incident(i) if i.state.open() && i.facts.type_code == "A10100" => Some(i.id),
        _ => None,
    });
    let meeting = views().any(|v| matches!(v, EntityView::Conference(c) if c.ended_at.is_none()));
    if let (Some(incident), false) = (flood, meeting) {
        return Some(consultation(incident));
    }
    if let Some(input) = flood.and_then(|flood| orders::next(copy, flood, wall_clock())) {
        return Some(input);
    }
    let open: Vec<&IncidentView> = views()
        .filter_map(|v| match v {
            EntityView::Incident(i) if i.state.open() => Some(i.as_ref()),
            _ => None,
        })
        .collect();
    if open.is_empty() || rng.random_bool(0.7) {
        return None;
    }
    Some(work_on(open[rng.random_range(0..open.len())], rng))
}

/// What a person would read off the wall.
fn wall_clock() -> Micros {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    Micros(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
}

/// High water always; of the rest some.
fn takes(record: &FeedRecordView) -> bool {
    record.crossing.is_some() || record.id.0 * 7 % 10 < TAKES_OF_TEN
}

fn log(record: &FeedRecordView) -> Input {
    Input::LogIncident { facts: record.facts.clone(), from_record: Some(record.id), taken_at: None }
}

fn consultation(incident: IncidentId) -> Input {
    let invite = INVITED.iter().map(|unit| UnitId::from(*unit)).collect();
    Input::CreateConference { title: "钟水河防汛会商".to_owned(), incident: Some(incident), invite }
}

/// Forward along the usual way, as far as handling; the person at the desk ends things.
fn work_on(incident: &IncidentView, rng: &mut SmallRng) -> Input {
    let forward = match incident.state {
        IncidentState::Reported => Some(IncidentState::Verifying),
        IncidentState::Verifying => Some(IncidentState::Confirmed),
        IncidentState::Confirmed => Some(IncidentState::Assessing),
        IncidentState::Assessing => Some(IncidentState::Responding),
        IncidentState::Responding => Some(IncidentState::Handling),
        IncidentState::Handling
        | IncidentState::FalseAlarm
        | IncidentState::Duplicate
        | IncidentState::Ended
        | IncidentState::Aftermath
        | IncidentState::Reviewing
        | IncidentState::Archived => None,
    };
    let note = NOTES[rng.random_range(0..NOTES.len())].to_owned();
    match forward {
        Some(to) if rng.random_bool(0.6) => Input::TransitionIncident { incident: incident.id, to, basis: note },
        _ => Input::AddNote { incident: incident.id, text: note },
    }
}
