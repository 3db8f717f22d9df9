//! One request of a department, from bytes to answer: prove the key, read, submit record by record, answer each.

use super::{
    cap, dispatch,
    envelope::{self, RawEnvelope},
    observation,
};
use crate::{
    auth::{feed_key, secret::NodeSecret},
    domain::Domain,
    engine::{Committed, Engine},
};
use aws_lc_rs::constant_time::verify_slices_are_equal;
use fengsui_command_core::{NodeInput, input::Origin};
use fengsui_protocol::{
    Actor, InputId, Micros, Refusal, SourceId,
    feed::{FeedAccepted, FeedAnswer, FeedFormat, FeedRefused},
    live::EntityKey,
};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

/// A refusal of the same rule and field is shown to the administrator at most this often per source, so that a device
/// gone mad does not fill the log.
const SAME_REFUSAL_US: i64 = Micros::MINUTE;

/// What became of a request.
pub enum Outcome {
    /// Each record is answered.
    Answered(FeedAnswer),
    /// Nothing could be proved: no such source, no key, or no good signature.
    Unproved(Refusal),
    /// The request as a whole cannot be read.
    Unreadable(Vec<Refusal>),
}

/// Takes departments' requests in; cloning is cheap.
#[derive(Clone)]
pub struct Intake {
    engine: Engine,
    secret: NodeSecret,
    told: Arc<Mutex<HashMap<SourceId, (String, Micros)>>>,
}

/// A source as requests are judged by.
struct Source {
    id: SourceId,
    name: String,
    format: FeedFormat,
    key: String,
}

impl Intake {
    pub fn new(engine: Engine, secret: NodeSecret) -> Self {
        Self { engine, secret, told: Arc::default() }
    }

    /// `bearer`: of `Authorization: Bearer`, for CAP.
    pub async fn take(&self, source: &SourceId, text: &str, bearer: Option<&str>) -> Outcome {
        let Some(source) = self.source(source) else { return Outcome::Unproved(refuse_unproved()) };
        match source.format {
            FeedFormat::Envelope => self.take_envelopes(&source, text).await,
            FeedFormat::Cap => self.take_cap(&source, text, bearer).await,
        }
    }

    fn source(&self, id: &SourceId) -> Option<Source> {
        let found = |domain: &Domain| {
            let salt = domain.command.source_key(id)?.0.clone();
            let source = domain.command.sources.get(id)?;
            Some((source.name.clone(), source.format, salt))
        };
        let (name, format, salt) = self.engine.read(found)?;
        let key = feed_key::derive(&self.secret, id, &salt);
        Some(Source { id: id.clone(), name, format, key })
    }

    async fn take_envelopes(&self, source: &Source, text: &str) -> Outcome {
        let records = match envelope::split(text) {
            Ok(records) => records,
            Err(refusal) => return Outcome::Unreadable(vec![refusal]),
        };
        let (mut answer, mut proved) = (FeedAnswer { accepted: Vec::new(), refused: Vec::new() }, false);
        for record in records {
            let record = record.and_then(|record| match prove(source, &record) {
                Ok(()) => Ok(record),
                Err(refusal) => Err(record.refused(vec![refusal])),
            });
            match record {
                Ok(record) => {
                    proved = true;
                    self.take_record(source, &record, &mut answer).await;
                }
                Err(refused) => answer.refused.push(refused),
            }
        }
        if proved {
            self.show_last_refusal(source, &answer.refused).await;
            return Outcome::Answered(answer);
        }
        // Who proved nothing learns of form and signature only.
        match answer.refused.into_iter().next().and_then(|refused| refused.refusals.into_iter().next()) {
            Some(refusal) if refusal.rule != "ENV-1" => Outcome::Unreadable(vec![refusal]),
            _ => Outcome::Unproved(refuse_unproved()),
        }
    }

    async fn take_record(&self, source: &Source, record: &RawEnvelope, answer: &mut FeedAnswer) {
        let now = self.engine.now();
        let skew = record.sent_at().map_or(0, |sent| sent.since(now));
        let origin = Origin {
            source: source.id.clone(),
            source_id: record.source_id.clone(),
            number: record.seq,
            clock_skew_us: skew,
        };
        let read = read_body(source, record, origin);
        let taken = match read {
            Ok(input) => self.submit(source, input).await.map_err(|refusal| vec![in_sender_words(refusal)]),
            Err(refusals) => Err(refusals),
        };
        match taken {
            Ok(committed) => answer.accepted.push(accepted(&record.source_id, record.seq, &committed)),
            Err(refusals) => answer.refused.push(record.refused(refusals)),
        }
    }

    async fn take_cap(&self, source: &Source, text: &str, bearer: Option<&str>) -> Outcome {
        let given = bearer.unwrap_or_default().as_bytes();
        if verify_slices_are_equal(given, source.key.as_bytes()).is_err() {
            return Outcome::Unproved(refuse_unproved());
        }
        let (name, taken) = match cap::read(text) {
            Err(refusals) => (String::new(), Err(refusals)),
            Ok(facts) => {
                let name = facts.identifier.clone();
                let origin = Origin {
                    source: source.id.clone(),
                    source_id: name.clone(),
                    number: 0,
                    clock_skew_us: facts.sent_at.since(self.engine.now()),
                };
                let input = NodeInput::WarningReceived { origin, facts: Box::new(facts) };
                (name, self.submit(source, input).await.map_err(|refusal| vec![refusal]))
            }
        };
        let mut answer = FeedAnswer { accepted: Vec::new(), refused: Vec::new() };
        match taken {
            Ok(committed) => answer.accepted.push(accepted(&name, 0, &committed)),
            Err(refusals) => answer.refused.push(FeedRefused { source_id: name, seq: 0, refusals }),
        }
        self.show_last_refusal(source, &answer.refused).await;
        Outcome::Answered(answer)
    }

    async fn submit(&self, source: &Source, input: NodeInput) -> Result<Committed, Refusal> {
        let id = InputId(uuid::Uuid::new_v4().to_string());
        self.engine.submit(Actor::Source(source.id.clone()), id, input).await
    }

    /// The administrator sees what was refused last.
    async fn show_last_refusal(&self, source: &Source, refused: &[FeedRefused]) {
        let Some(refusal) = refused.last().and_then(|refused| refused.refusals.first()) else { return };
        let what = format!("{} {}", refusal.rule, refusal.field.as_deref().unwrap_or_default());
        let now = self.engine.now();
        {
            let mut told = self.told.lock().expect("no holder panics");
            let recent =
                told.get(&source.id).is_some_and(|(last, at)| *last == what && now.since(*at) < SAME_REFUSAL_US);
            if recent || refusal.rule.starts_with("STORE-") {
                return;
            }
            told.insert(source.id.clone(), (what, now));
        }
        let input = NodeInput::FeedRefused { source: source.id.clone(), refusal: refusal.clone(), clock_skew_us: None };
        if let Err(refusal) = self.submit(source, input).await {
            tracing::warn!(rule = refusal.rule, "a feed's refusal could not be recorded");
        }
    }
}

/// ENV-1: the key; ENV-4: the source that the envelope names is the one it was sent to.
fn prove(source: &Source, record: &RawEnvelope) -> Result<(), Refusal> {
    if !record.signed().genuine(&source.key, &record.hash) {
        return Err(refuse_unproved());
    }
    if record.source != source.id.0 {
        let (zh, en) = ("source 与地址中的来报渠道不同", "source differs from the one in the address");
        return Err(Refusal::new("ENV-4", zh, en).field("source").accept([source.id.0.clone()]));
    }
    Ok(())
}

fn read_body(source: &Source, record: &RawEnvelope, origin: Origin) -> Result<NodeInput, Vec<Refusal>> {
    let body: serde_json::Value = serde_json::from_str(record.body.get()).map_err(|_| vec![refuse_body()])?;
    let Some(body) = body.as_object() else { return Err(vec![refuse_body()]) };
    if observation::is_one(body) {
        return observation::read(body).map(|observation| NodeInput::ObservationReceived { origin, observation });
    }
    let facts = dispatch::read(body, record.crs, &source.name)?;
    Ok(NodeInput::RecordReceived { origin, facts: Box::new(facts) })
}

/// The core names its own fields; the department is told of its own.
fn in_sender_words(mut refusal: Refusal) -> Refusal {
    const NAMES: [(&str, &str); 10] = [
        ("body.title", "body.description"),
        ("body.narrative", "body.description"),
        ("body.type_code", "body.alarmType"),
        ("body.occurred_at", "body.alarmTime"),
        ("body.place.position.lon", "body.lon"),
        ("body.place.position.lat", "body.lat"),
        ("body.place.position", "body.lat"),
        ("body.place.text", "body.address"),
        ("body.caller.name", "body.callerName"),
        ("body.caller.phone", "body.callerPhone"),
    ];
    if let Some(field) = &refusal.field
        && let Some((_, theirs)) = NAMES.iter().find(|(ours, _)| ours == field)
    {
        refusal.field = Some((*theirs).to_owned());
    }
    refusal
}

fn accepted(source_id: &str, seq: u64, committed: &Committed) -> FeedAccepted {
    let id = match &committed.made {
        Some(EntityKey::FeedRecord(id)) => format!("record-{id}"),
        Some(EntityKey::Warning(id)) => format!("warning-{id}"),
        _ => format!("observation-{}", committed.first),
    };
    FeedAccepted { source_id: source_id.to_owned(), seq, id, log_seq: committed.first, repeated: committed.repeated }
}

fn refuse_unproved() -> Refusal {
    let zh = "来报渠道不存在、已停用，或签名（密钥）不对";
    let en = "No such feed source, or it is disabled, or the signature (key) is wrong";
    Refusal::new("ENV-1", zh, en).accept(["HMAC-SM3 envelope", "Authorization: Bearer KEY for CAP"])
}

fn refuse_body() -> Refusal {
    Refusal::new("ENV-2", "body 应为 JSON 对象", "body must be a JSON object").field("body").accept(["object"])
}
