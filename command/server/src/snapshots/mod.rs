//! Snapshots of the domain, so that a start need not replay the whole log.
//!
//! They are taken by a follower: a task with a domain of its own that reads committed records from the log, as a
//! standby node would. The writer never waits for it, and what the follower arrives at is an independent check.

pub mod text;

use crate::{
    domain::{Domain, Event},
    log::{ChainFault, Hash, Log, LogError, Position, Record},
};
use sqlx::Row;
use std::time::Duration;
use tokio::{sync::watch, time::Instant};

/// Records read at a time.
const PAGE: u32 = 1_000;
/// Snapshots kept; older ones are removed.
const KEPT: i64 = 3;

/// When the follower takes a snapshot.
#[derive(Clone, Copy, Debug)]
pub struct Policy {
    /// After this many records …
    pub records: u64,
    /// … or when there was any record and this time has passed.
    pub period: Duration,
    /// But never sooner after another one: a burst of inputs shall not pay for many.
    pub apart: Duration,
}

impl Default for Policy {
    fn default() -> Self {
        Self { records: 5_000, period: Duration::from_secs(600), apart: Duration::from_secs(60) }
    }
}

/// A domain and the record it stands at.
#[derive(Clone, Debug)]
pub struct Standing {
    pub domain: Domain,
    pub seq: u64,
    pub hash: Hash,
}

/// One row of the table.
#[derive(Clone, Debug)]
pub struct Snapshot {
    pub seq: u64,
    pub log_hash: Hash,
    pub version: u32,
    pub digest: Hash,
    pub body: String,
}

/// Applies one record to a domain.
///
/// # Errors
/// When the record's kind, version or body is not known: a log that has such a record must not be opened.
pub fn apply(domain: &mut Domain, record: &Record) -> Result<(), ChainFault> {
    let event = Event::read(&record.kind, record.version, &record.body)
        .map_err(|error| ChainFault { seq: record.seq, why: error.to_string() })?;
    domain.apply(record.seq, record.at, &event);
    Ok(())
}

impl Standing {
    /// Before the first record.
    pub fn beginning() -> Self {
        Self { domain: Domain::default(), seq: 0, hash: crate::log::record::GENESIS }
    }

    /// The newest snapshot that stands on this log and that this release can read, else the beginning.
    ///
    /// # Errors
    /// Trouble with the database.
    pub async fn newest(log: &Log) -> Result<Self, LogError> {
        let mut before = i64::MAX;
        while let Some(snapshot) = newest_before(log, before).await? {
            let seq = snapshot.seq;
            if let Some(standing) = restore(log, snapshot).await? {
                return Ok(standing);
            }
            tracing::warn!(seq, "snapshot passed over: it does not fit the log or this release");
            before = seq as i64;
        }
        Ok(Self::beginning())
    }

    /// Follows the log to its end; returns how many records were applied.
    ///
    /// # Errors
    /// [`LogError::Broken`] at a record that does not continue the chain or is unknown.
    pub async fn catch_up(&mut self, log: &Log) -> Result<u64, LogError> {
        let before = self.seq;
        loop {
            let page = log.after(self.seq, PAGE).await?;
            if page.is_empty() {
                return Ok(self.seq - before);
            }
            for record in &page {
                self.follow(record)?;
            }
        }
    }

    fn follow(&mut self, record: &Record) -> Result<(), ChainFault> {
        let continues = record.seq == self.seq + 1 && record.prev == self.hash;
        if !continues || record.computed_hash() != record.hash {
            return Err(ChainFault { seq: record.seq, why: "does not continue the chain".into() });
        }
        apply(&mut self.domain, record)?;
        (self.seq, self.hash) = (record.seq, record.hash);
        Ok(())
    }
}

async fn restore(log: &Log, snapshot: Snapshot) -> Result<Option<Standing>, LogError> {
    let (seq, hash) = (snapshot.seq, snapshot.log_hash);
    if snapshot.version != text::VERSION || log.hash_at(seq).await? != Some(hash) {
        return Ok(None);
    }
    let read = tokio::task::spawn_blocking(move || text::read(&snapshot.body, &snapshot.digest));
    let domain = read.await.map_err(std::io::Error::other)?;
    Ok(domain.map(|domain| Standing { domain, seq, hash }))
}

/// The newest snapshot older than `before`. One at a time: a body may be hundreds of megabytes.
async fn newest_before(log: &Log, before: i64) -> Result<Option<Snapshot>, LogError> {
    let text = "SELECT seq, log_hash, version, digest, body FROM snapshot WHERE jurisdiction = $1 AND seq < $2 \
                ORDER BY seq DESC LIMIT 1";
    let row = sqlx::query(text).bind(&log.jurisdiction().0).bind(before).fetch_optional(log.pool()).await?;
    Ok(row.as_ref().map(of_row).transpose()?)
}

/// Every snapshot there is, oldest first.
///
/// # Errors
/// Trouble with the database.
pub async fn all(log: &Log) -> Result<Vec<Snapshot>, LogError> {
    let text = "SELECT seq, log_hash, version, digest, body FROM snapshot WHERE jurisdiction = $1 ORDER BY seq";
    let rows = sqlx::query(text).bind(&log.jurisdiction().0).fetch_all(log.pool()).await?;
    Ok(rows.iter().map(of_row).collect::<Result<_, sqlx::Error>>()?)
}

fn of_row(row: &sqlx::sqlite::SqliteRow) -> Result<Snapshot, sqlx::Error> {
    let hash = |bytes: Vec<u8>| Hash::try_from(bytes).map_err(|_| sqlx::Error::Decode("digest length".into()));
    Ok(Snapshot {
        seq: row.try_get::<i64, _>("seq")? as u64,
        log_hash: hash(row.try_get("log_hash")?)?,
        version: row.try_get::<i64, _>("version")? as u32,
        digest: hash(row.try_get("digest")?)?,
        body: row.try_get("body")?,
    })
}

/// Follows the log from `standing` and takes snapshots, until the engine is gone. `taken`: position of the newest one.
pub async fn follow(
    log: Log,
    mut position: watch::Receiver<Position>,
    mut standing: Standing,
    mut taken: u64,
    policy: Policy,
) {
    let mut due = Instant::now() + policy.period;
    let mut allowed = Instant::now();
    loop {
        let moved = tokio::time::timeout_at(due, position.changed()).await;
        if let Ok(Err(_gone)) = moved {
            return;
        }
        let enough = position.borrow_and_update().seq >= taken + policy.records;
        if moved.is_ok() && !enough {
            continue;
        }
        tokio::time::sleep_until(allowed).await;
        (due, allowed) = (Instant::now() + policy.period, Instant::now() + policy.apart);
        match step(&log, &mut standing, taken).await {
            Ok(seq) => taken = seq,
            Err(error) => {
                tracing::error!(%error, "the follower cannot go on; no more snapshots are taken");
                return;
            }
        }
    }
}

/// Catches up and stores a snapshot when there is anything new. A disk that is full costs a snapshot, nothing else.
async fn step(log: &Log, standing: &mut Standing, taken: u64) -> Result<u64, LogError> {
    standing.catch_up(log).await?;
    if standing.seq == taken {
        return Ok(taken);
    }
    match store(log, standing).await {
        Ok(()) => Ok(standing.seq),
        Err(error) => {
            tracing::warn!(%error, "snapshot not stored");
            Ok(taken)
        }
    }
}

/// Stores `standing` as a snapshot and removes the oldest ones.
///
/// # Errors
/// Trouble with the database.
pub async fn store(log: &Log, standing: &Standing) -> Result<(), LogError> {
    let body = text::write(&standing.domain);
    let digest = text::digest(&body);
    let mut transaction = log.pool().begin_with("BEGIN IMMEDIATE").await?;
    sqlx::query(
        "INSERT INTO snapshot (jurisdiction, seq, log_hash, version, at, digest, body) VALUES ($1, $2, $3, $4, $5, $6, $7) \
         ON CONFLICT (jurisdiction, seq) DO NOTHING",
    )
    .bind(&log.jurisdiction().0)
    .bind(standing.seq as i64)
    .bind(standing.hash.to_vec())
    .bind(i64::from(text::VERSION))
    .bind(standing.domain.at().0)
    .bind(digest.to_vec())
    .bind(body)
    .execute(&mut *transaction)
    .await?;
    sqlx::query(
        "DELETE FROM snapshot WHERE jurisdiction = $1 AND seq NOT IN \
         (SELECT seq FROM snapshot WHERE jurisdiction = $1 ORDER BY seq DESC LIMIT $2)",
    )
    .bind(&log.jurisdiction().0)
    .bind(KEPT)
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    tracing::info!(seq = standing.seq, "snapshot taken");
    Ok(())
}
