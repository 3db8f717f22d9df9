//! The writer task: decide, write, sync, publish; batch after batch.

use super::{Answer, Committed, Shared, Submission};
use crate::{
    domain::{Decided, Domain, Event},
    log::{Draft, LogError, LogWriter, Record},
};
use fengsui_protocol::{Actor, InputId, Micros, Refusal, live::EntityKey};
use std::{
    collections::{BTreeMap, btree_map},
    sync::Arc,
};
use tokio::sync::{mpsc, oneshot};

/// Inputs in one transaction. Larger batches gain nothing and lengthen every wait in them.
const BATCH: usize = 512;

/// Runs until every handle is gone, or until this process no longer leads the log.
pub(super) async fn run(shared: Arc<Shared>, log: LogWriter, domain: Domain, mut waiting: mpsc::Receiver<Submission>) {
    let mut writer = Writer { shared, log, speculative: domain };
    let mut submissions = Vec::with_capacity(BATCH);
    while waiting.recv_many(&mut submissions, BATCH).await > 0 {
        if let Err(error) = writer.take(submissions.drain(..)).await {
            tracing::error!(%error, "the log can no longer be written by this process");
            return;
        }
    }
}

struct Writer {
    shared: Arc<Shared>,
    log: LogWriter,
    /// Committed state and whatever of the running batch was decided.
    speculative: Domain,
}

/// Answers held back until the commit, and what is to be committed.
#[derive(Default)]
struct Work {
    held: Vec<(oneshot::Sender<Answer>, Answer)>,
    /// First answer of each input id that this batch accepted, with its sender.
    accepted: BTreeMap<InputId, (Actor, Committed)>,
    drafts: Vec<Draft>,
    events: Vec<Event>,
}

impl Writer {
    /// One batch, from inputs to answers.
    ///
    /// # Errors
    /// Only fatal ones; whoever waits in the batch is then told by the closed channel.
    async fn take(&mut self, submissions: impl Iterator<Item = Submission>) -> Result<(), LogError> {
        let submissions: Vec<_> = submissions.collect();
        let mut work = Work::default();
        match self.accepted_before(&submissions).await {
            Ok(accepted) => work.accepted = accepted,
            Err(error) => return self.refuse(submissions.into_iter().map(|s| s.answer), error),
        }
        self.adopt_derived();
        let at = self.shared.clock.now().max(self.log.at());
        for submission in submissions {
            self.decide(&mut work, at, submission);
        }
        match self.log.append(std::mem::take(&mut work.drafts)).await {
            Ok(records) => self.publish(work, &records),
            Err(error) => self.refuse(work.held.into_iter().map(|(answer, _)| answer), error)?,
        }
        Ok(())
    }

    /// What is decided now is decided on what screens show now.
    fn adopt_derived(&mut self) {
        let committed = self.shared.committed.read().expect("no reader panics");
        self.speculative.conference.adopt(&committed.conference);
    }

    /// What of these inputs is in the log already.
    async fn accepted_before(
        &self,
        submissions: &[Submission],
    ) -> Result<BTreeMap<InputId, (Actor, Committed)>, LogError> {
        let records = self.log.log().of_inputs(submissions.iter().map(|submission| &submission.id)).await?;
        let mut accepted = BTreeMap::new();
        for record in records {
            let actor = record.actor.parse().map_err(|error| damaged(&record, error))?;
            let event = Event::read(&record.kind, record.version, &record.body);
            let made = event.map_err(|error| damaged(&record, error))?.made();
            match accepted.entry(record.input_id) {
                btree_map::Entry::Vacant(entry) => {
                    entry.insert((actor, Committed { seq: record.seq, first: record.seq, made, repeated: false }));
                }
                btree_map::Entry::Occupied(mut entry) => {
                    let (_, first) = entry.get_mut();
                    first.seq = record.seq;
                    first.made = first.made.take().or(made);
                }
            }
        }
        Ok(accepted)
    }

    fn decide(&mut self, work: &mut Work, at: Micros, submission: Submission) {
        let Submission { actor, id, input, answer } = submission;
        if let Some((first_actor, first)) = work.accepted.get(&id) {
            let again = if *first_actor == actor {
                Ok(Committed { repeated: true, ..first.clone() })
            } else {
                Err(refuse_foreign_id())
            };
            work.held.push((answer, again));
            return;
        }
        let decided = self.speculative.decide(at, &actor, &input);
        let outcome = decided.map(|decided| self.accept(work, at, &actor, &id, decided));
        if let Ok(committed) = &outcome {
            work.accepted.insert(id, (actor, committed.clone()));
        }
        work.held.push((answer, outcome));
    }

    /// Applies what was decided to the speculative domain and lays its records ready.
    fn accept(&mut self, work: &mut Work, at: Micros, actor: &Actor, id: &InputId, decided: Decided) -> Committed {
        let (events, repeats) = match decided {
            Decided::Events(events) => (events, None),
            Decided::Repeat { seq, made } => (Vec::new(), Some(Committed { seq, first: seq, made, repeated: true })),
        };
        if let Some(first) = repeats {
            return first;
        }
        let made = events.iter().find_map(Event::made);
        let first = self.speculative.seq() + 1;
        for event in events {
            let seq = self.speculative.seq() + 1;
            self.speculative.apply(seq, at, &event);
            work.drafts.push(Draft {
                at,
                mode: self.log.log().mode(),
                actor: actor.to_string(),
                input_id: id.clone(),
                kind: event.kind(),
                version: event.version(),
                body: event.body(),
            });
            work.events.push(event);
        }
        // An input that changed nothing stands where the log ends.
        let seq = self.speculative.seq();
        Committed { seq, first: first.min(seq), made, repeated: false }
    }

    /// The batch is on disk: show it, then answer.
    fn publish(&mut self, work: Work, records: &[Record]) {
        debug_assert_eq!(records.len(), work.events.len());
        if !records.is_empty() {
            self.shared.publish(|domain| apply_all(domain, &work.events, records));
        }
        for (answer, outcome) in work.held {
            // A sender that no longer waits may ask again by the same input id.
            let _ = answer.send(outcome);
        }
    }

    /// The disk would not take the batch: everyone in it is refused, and what was decided never was.
    fn refuse(
        &mut self,
        answers: impl Iterator<Item = oneshot::Sender<Answer>>,
        error: LogError,
    ) -> Result<(), LogError> {
        if error.fatal() {
            return Err(error);
        }
        tracing::error!(%error, "batch refused");
        self.speculative = self.shared.committed.read().expect("no reader panics").clone();
        for answer in answers {
            let _ = answer.send(Err(refuse_disk()));
        }
        Ok(())
    }
}

fn apply_all(domain: &mut Domain, events: &[Event], records: &[Record]) -> (Vec<EntityKey>, bool) {
    let (mut touched, mut authority) = (Vec::new(), false);
    for (event, record) in events.iter().zip(records) {
        domain.apply(record.seq, record.at, event);
        touched.extend(domain.touched(event));
        authority |= event.changes_authority();
    }
    (touched, authority)
}

fn damaged(record: &Record, error: impl std::fmt::Display) -> LogError {
    crate::log::ChainFault { seq: record.seq, why: error.to_string() }.into()
}

fn refuse_disk() -> Refusal {
    Refusal::new(
        "STORE-1",
        "磁盘已满或写入失败，本次操作未保存；请腾出空间后重试",
        "The disk is full or failed; nothing was saved. Free some space and send it again",
    )
    .accept(["retry"])
}

fn refuse_foreign_id() -> Refusal {
    Refusal::new("STORE-3", "该操作编号已被他人使用，请换一个编号", "Somebody else used this input id; make a new one")
        .field("id")
        .accept(["uuid"])
}
