//! Reading the log. A record that cannot be read back is a damaged log, never skipped.

use super::{
    ChainFault, LogError, open,
    record::{Hash, Record, Salt, mode_named},
};
use fengsui_protocol::{InputId, JurisdictionId, Micros, account::Mode};
use sqlx::{QueryBuilder, Row, Sqlite, SqlitePool, sqlite::SqliteRow};
use std::path::{Path, PathBuf};

const COLUMNS: &str = "jurisdiction, epoch, seq, at, mode, actor, input_id, kind, version, body, salt, prev, hash";
/// Input ids asked for in one statement.
const IDS: usize = 512;

/// Reader's handle to one jurisdiction's log; cloning is cheap.
#[derive(Clone)]
pub struct Log {
    pool: SqlitePool,
    jurisdiction: JurisdictionId,
    mode: Mode,
    dir: PathBuf,
}

impl Log {
    pub(super) fn new(pool: SqlitePool, jurisdiction: JurisdictionId, mode: Mode, dir: PathBuf) -> Self {
        Self { pool, jurisdiction, mode, dir }
    }

    /// Opens the log of `dir` for reading, whoever leads it: a running node or none.
    ///
    /// # Errors
    /// When there is no log in `dir`.
    pub async fn read_only(dir: &Path) -> Result<Self, LogError> {
        open::open_for_reading(dir).await
    }

    pub fn jurisdiction(&self) -> &JurisdictionId {
        &self.jurisdiction
    }

    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// The data directory.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The node's database, for projections and tables of other modules (migrations 0020 and up).
    pub fn pool(&self) -> &SqlitePool {
        &self.pool
    }

    /// The newest log position, 0 when empty.
    ///
    /// # Errors
    /// Trouble with the database.
    pub async fn newest(&self) -> Result<u64, LogError> {
        let newest: Option<i64> = sqlx::query_scalar("SELECT MAX(seq) FROM log WHERE jurisdiction = $1")
            .bind(&self.jurisdiction.0)
            .fetch_one(&self.pool)
            .await?;
        Ok(newest.unwrap_or(0) as u64)
    }

    /// Up to `limit` records after position `after`, in order.
    ///
    /// # Errors
    /// Trouble with the database, or a record that cannot be read back.
    pub async fn after(&self, after: u64, limit: u32) -> Result<Vec<Record>, LogError> {
        let tail = " AND seq > $2 ORDER BY seq LIMIT $3";
        self.select(tail, after, limit).await
    }

    /// Up to `limit` records before position `before`, newest first.
    ///
    /// # Errors
    /// As [`Log::after`].
    pub async fn before(&self, before: u64, limit: u32) -> Result<Vec<Record>, LogError> {
        let tail = " AND seq < $2 ORDER BY seq DESC LIMIT $3";
        self.select(tail, before, limit).await
    }

    async fn select(&self, tail: &str, bound: u64, limit: u32) -> Result<Vec<Record>, LogError> {
        let mut query = QueryBuilder::<Sqlite>::new("SELECT ");
        query.push(COLUMNS).push(" FROM log WHERE jurisdiction = $1").push(tail);
        let rows = query
            .build()
            .bind(self.jurisdiction.0.clone())
            .bind(i64::try_from(bound).unwrap_or(i64::MAX))
            .bind(i64::from(limit))
            .fetch_all(&self.pool)
            .await?;
        rows.iter().map(|row| record(row).map_err(LogError::from)).collect()
    }

    /// Every record that came of one of these inputs, in order.
    ///
    /// # Errors
    /// As [`Log::after`].
    pub async fn of_inputs(&self, ids: impl IntoIterator<Item = &InputId>) -> Result<Vec<Record>, LogError> {
        let ids: Vec<_> = ids.into_iter().collect();
        let mut found = Vec::new();
        for some in ids.chunks(IDS) {
            let mut query = QueryBuilder::<Sqlite>::new("SELECT ");
            query.push(COLUMNS).push(" FROM log WHERE input_id IN (");
            let mut list = query.separated(",");
            for id in some {
                list.push_bind(id.0.clone());
            }
            query.push(") AND jurisdiction = ").push_bind(self.jurisdiction.0.clone());
            let rows = query.build().persistent(false).fetch_all(&self.pool).await?;
            for row in &rows {
                found.push(record(row)?);
            }
        }
        found.sort_by_key(|record| record.seq);
        Ok(found)
    }

    /// Hash of the record at `seq`, if there is one.
    ///
    /// # Errors
    /// Trouble with the database.
    pub async fn hash_at(&self, seq: u64) -> Result<Option<Hash>, LogError> {
        let hash: Option<Vec<u8>> = sqlx::query_scalar("SELECT hash FROM log WHERE jurisdiction = $1 AND seq = $2")
            .bind(&self.jurisdiction.0)
            .bind(seq as i64)
            .fetch_optional(&self.pool)
            .await?;
        hash.map(|bytes| bytes.try_into().map_err(|_| ChainFault { seq, why: "hash of a wrong length".into() }.into()))
            .transpose()
    }
}

fn record(row: &SqliteRow) -> Result<Record, ChainFault> {
    let seq = row.try_get::<i64, _>("seq").unwrap_or(0) as u64;
    read_record(row, seq).map_err(|error| ChainFault { seq, why: format!("record cannot be read: {error}") })
}

fn read_record(row: &SqliteRow, seq: u64) -> Result<Record, sqlx::Error> {
    Ok(Record {
        jurisdiction: JurisdictionId(row.try_get("jurisdiction")?),
        epoch: row.try_get::<i64, _>("epoch")? as u64,
        seq,
        at: Micros(row.try_get("at")?),
        mode: mode_named(row.try_get("mode")?).ok_or_else(|| sqlx::Error::Decode("unknown mode".into()))?,
        actor: row.try_get("actor")?,
        input_id: InputId(row.try_get("input_id")?),
        kind: row.try_get("kind")?,
        version: row.try_get::<i64, _>("version")? as u32,
        body: row.try_get("body")?,
        salt: fixed::<{ size_of::<Salt>() }>(row, "salt")?,
        prev: fixed::<{ size_of::<Hash>() }>(row, "prev")?,
        hash: fixed::<{ size_of::<Hash>() }>(row, "hash")?,
    })
}

fn fixed<const N: usize>(row: &SqliteRow, column: &str) -> Result<[u8; N], sqlx::Error> {
    let bytes: Vec<u8> = row.try_get(column)?;
    bytes.try_into().map_err(|_| sqlx::Error::Decode(format!("{column} is not {N} bytes").into()))
}
