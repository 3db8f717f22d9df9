//! Appending: one transaction per batch, fenced by epoch, chained, synced.

use super::{
    FaultPoints, Log, LogError, Position, open,
    record::{Draft, Hash, Record, Salt, mode_name},
};
use fengsui_protocol::Micros;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, SqliteConnection, sqlite::SqliteConnectOptions};
use std::{
    fs::File,
    sync::{Arc, LazyLock},
};

/// Rows in one INSERT while a batch is long; the rest goes row by row. Two statements, both prepared once.
const ROWS: usize = 24;
const COLUMNS: usize = 13;

/// The only one that appends to its log, for as long as it leads.
pub struct LogWriter {
    log: Log,
    connect: SqliteConnectOptions,
    /// `None` after a failure: the next append connects anew and looks where the log really stands.
    connection: Option<SqliteConnection>,
    position: Position,
    at: Micros,
    hash: Hash,
    faults: Arc<FaultPoints>,
    _lock: Option<File>,
}

impl LogWriter {
    pub(super) fn new(
        log: Log,
        connect: SqliteConnectOptions,
        connection: SqliteConnection,
        position: Position,
        at: Micros,
        hash: Hash,
        lock: Option<File>,
    ) -> Self {
        let faults = Arc::new(FaultPoints::default());
        Self { log, connect, connection: Some(connection), position, at, hash, faults, _lock: lock }
    }

    pub fn log(&self) -> &Log {
        &self.log
    }

    pub fn position(&self) -> Position {
        self.position
    }

    /// Time of the newest record; what is appended next is not earlier.
    pub fn at(&self) -> Micros {
        self.at
    }

    pub fn faults(&self) -> Arc<FaultPoints> {
        self.faults.clone()
    }

    /// Appends `drafts` as one synced transaction, all or none, and returns them as they stand in the log.
    ///
    /// # Errors
    /// Trouble with the disk (nothing was appended; the next append tries afresh), or a [`LogError::fatal`] one.
    pub async fn append(&mut self, drafts: Vec<Draft>) -> Result<Vec<Record>, LogError> {
        let records = self.chain(drafts)?;
        let Some(newest) = records.last() else { return Ok(records) };
        let (seq, at, hash) = (newest.seq, newest.at, newest.hash);
        let mut connection = self.connected().await?;
        self.write(&mut connection, &records).await?;
        self.connection = Some(connection);
        (self.position.seq, self.at, self.hash) = (seq, at, hash);
        Ok(records)
    }

    fn chain(&self, drafts: Vec<Draft>) -> Result<Vec<Record>, LogError> {
        let salts = salts(drafts.len())?;
        let (mut seq, mut prev) = (self.position.seq, self.hash);
        let chained = drafts.into_iter().zip(salts).map(|(draft, salt)| {
            seq += 1;
            let record = self.place(draft, salt, seq, prev);
            prev = record.hash;
            record
        });
        Ok(chained.collect())
    }

    fn place(&self, draft: Draft, salt: Salt, seq: u64, prev: Hash) -> Record {
        let mut record = Record {
            jurisdiction: self.log.jurisdiction().clone(),
            epoch: self.position.epoch,
            seq,
            at: draft.at,
            mode: draft.mode,
            actor: draft.actor,
            input_id: draft.input_id,
            kind: draft.kind.to_owned(),
            version: draft.version,
            body: draft.body,
            salt,
            prev,
            hash: prev,
        };
        record.hash = record.computed_hash();
        record
    }

    /// The connection, taken out: it is put back only after a success.
    async fn connected(&mut self) -> Result<SqliteConnection, LogError> {
        let mut connection = match self.connection.take() {
            Some(connection) => connection,
            None => self.reconnect().await?,
        };
        let pages = self.faults.max_pages();
        if pages > 0 {
            let limit = AssertSqlSafe(format!("PRAGMA max_page_count = {pages}"));
            sqlx::query(limit).execute(&mut connection).await?;
        }
        Ok(connection)
    }

    /// A commit that failed may still have reached the disk; then this process no longer knows the log.
    async fn reconnect(&self) -> Result<SqliteConnection, LogError> {
        let mut connection = self.connect.connect().await?;
        let (on_disk, _, hash) = open::head(&mut connection, self.log.jurisdiction()).await?;
        if hash != self.hash {
            return Err(LogError::Diverged { on_disk, here: self.position.seq });
        }
        Ok(connection)
    }

    async fn write(&self, connection: &mut SqliteConnection, records: &[Record]) -> Result<(), LogError> {
        let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
        self.check_epoch(&mut transaction).await?;
        for rows in records.chunks(ROWS) {
            if rows.len() == ROWS {
                insert(&mut transaction, MANY_ROWS.clone(), rows).await?;
                continue;
            }
            for row in rows {
                insert(&mut transaction, ONE_ROW.clone(), std::slice::from_ref(row)).await?;
            }
        }
        if self.faults.commit_fails() {
            return Err(sqlx::Error::Io(std::io::Error::other("fault point: commit")).into());
        }
        transaction.commit().await?;
        Ok(())
    }

    async fn check_epoch(&self, connection: &mut SqliteConnection) -> Result<(), LogError> {
        let leading: i64 = sqlx::query_scalar("SELECT epoch FROM leader WHERE jurisdiction = $1")
            .bind(&self.log.jurisdiction().0)
            .fetch_one(connection)
            .await?;
        if leading as u64 == self.position.epoch {
            Ok(())
        } else {
            Err(LogError::Fenced { epoch: self.position.epoch })
        }
    }
}

fn salts(count: usize) -> Result<Vec<Salt>, LogError> {
    let mut bytes = vec![0; count * size_of::<Salt>()];
    aws_lc_rs::rand::fill(&mut bytes).map_err(|_| std::io::Error::other("no randomness"))?;
    Ok(bytes.as_chunks().0.to_vec())
}

static ONE_ROW: LazyLock<Arc<str>> = LazyLock::new(|| insert_text(1));
static MANY_ROWS: LazyLock<Arc<str>> = LazyLock::new(|| insert_text(ROWS));

fn insert_text(rows: usize) -> Arc<str> {
    let row = |row: usize| {
        let marks: Vec<_> = (1..=COLUMNS).map(|column| format!("${}", row * COLUMNS + column)).collect();
        format!("({})", marks.join(","))
    };
    let values: Vec<_> = (0..rows).map(row).collect();
    let columns = "jurisdiction, epoch, seq, at, mode, actor, input_id, kind, version, body, salt, prev, hash";
    format!("INSERT INTO log ({columns}) VALUES {}", values.join(",")).into()
}

async fn insert(connection: &mut SqliteConnection, text: Arc<str>, rows: &[Record]) -> Result<(), sqlx::Error> {
    let mut query = sqlx::query(AssertSqlSafe(text));
    for row in rows {
        query = query
            .bind(row.jurisdiction.0.clone())
            .bind(row.epoch as i64)
            .bind(row.seq as i64)
            .bind(row.at.0)
            .bind(mode_name(row.mode))
            .bind(row.actor.clone())
            .bind(row.input_id.0.clone())
            .bind(row.kind.clone())
            .bind(i64::from(row.version))
            .bind(row.body.clone())
            .bind(row.salt.to_vec())
            .bind(row.prev.to_vec())
            .bind(row.hash.to_vec());
    }
    query.execute(connection).await.map(|_| ())
}
