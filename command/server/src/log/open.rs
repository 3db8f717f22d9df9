//! Taking the lead of a data directory: lock, schema, mode, epoch.

use super::{
    Log, LogError, LogWriter, Position,
    record::{GENESIS, Hash, mode_name, mode_named},
};
use fengsui_protocol::{JurisdictionId, Micros, account::Mode};
use sqlx::{
    ConnectOptions, Connection, Row, SqliteConnection,
    migrate::Migrator,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use std::{
    fs::{File, TryLockError},
    path::{Path, PathBuf},
    time::Duration,
};

/// File name of the database in the data directory.
pub const DATABASE: &str = "fengsui.db";
const LOCK: &str = "leader.lock";
/// Connections for readers: audit, followers, projections.
const READERS: u32 = 4;

/// All tables of the command node.
static MIGRATOR: Migrator = sqlx::migrate!("./migrations");

/// Whose log, where, and in which world.
#[derive(Clone, Debug)]
pub struct LogOptions {
    pub dir: PathBuf,
    pub jurisdiction: JurisdictionId,
    pub mode: Mode,
    /// Time at which the lead is taken.
    pub now: Micros,
}

/// Takes the lead of `options.dir`: locks it against other processes, brings the schema up to date, and begins a new
/// epoch.
///
/// # Errors
/// [`LogError::Led`], [`LogError::WrongMode`], [`LogError::WrongJurisdiction`], or trouble with the disk.
pub async fn open(options: &LogOptions) -> Result<LogWriter, LogError> {
    std::fs::create_dir_all(&options.dir)?;
    let lock = lock(&options.dir)?;
    take_lead(options, Some(lock)).await
}

/// As [`open`], without the lock on the directory: only the epoch fences off the process that led before. For a
/// leader that hangs and whose lock cannot be had (shared storage), and for the test of the fence.
///
/// # Errors
/// As [`open`], but never [`LogError::Led`].
pub async fn open_beside(options: &LogOptions) -> Result<LogWriter, LogError> {
    take_lead(options, None).await
}

async fn take_lead(options: &LogOptions, lock: Option<File>) -> Result<LogWriter, LogError> {
    let connect = connect_options(&options.dir);
    let mut connection = connect.clone().create_if_missing(true).connect().await?;
    MIGRATOR.run(&mut connection).await?;
    let epoch = begin_epoch(&mut connection, options).await?;
    let (seq, at, hash) = head(&mut connection, &options.jurisdiction).await?;
    let readers = SqlitePoolOptions::new().max_connections(READERS).connect_with(connect.clone()).await?;
    let log = Log::new(readers, options.jurisdiction.clone(), options.mode, options.dir.clone());
    Ok(LogWriter::new(log, connect, connection, Position { epoch, seq }, at, hash, lock))
}

/// Opens the log of `dir` for reading only, whoever leads it (verification, backup of a stopped node).
pub(super) async fn open_for_reading(dir: &Path) -> Result<Log, LogError> {
    let pool = SqlitePoolOptions::new().max_connections(READERS).connect_with(connect_options(dir)).await?;
    let row =
        sqlx::query("SELECT jurisdiction, mode FROM leader ORDER BY jurisdiction LIMIT 1").fetch_one(&pool).await?;
    let mode = mode_named(row.get("mode")).ok_or_else(|| sqlx::Error::Decode("unknown mode".into()))?;
    Ok(Log::new(pool, JurisdictionId(row.get("jurisdiction")), mode, dir.to_owned()))
}

/// Options of every connection to the database in `dir`.
pub fn connect_options(dir: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(dir.join(DATABASE))
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(Duration::from_secs(10))
        .pragma("cache_size", "-32768")
        .pragma("wal_autocheckpoint", "4000")
        .disable_statement_logging()
}

/// One leader per data directory. The lock dies with the process, however it dies.
fn lock(dir: &Path) -> Result<File, LogError> {
    let file = File::options().create(true).truncate(false).write(true).open(dir.join(LOCK))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(LogError::Led(dir.to_owned())),
        Err(TryLockError::Error(error)) => Err(error.into()),
    }
}

async fn begin_epoch(connection: &mut SqliteConnection, options: &LogOptions) -> Result<u64, LogError> {
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
    let leaders = sqlx::query("SELECT jurisdiction, mode FROM leader").fetch_all(&mut *transaction).await?;
    for row in leaders {
        check_world(options, row.get("jurisdiction"), row.get("mode"))?;
    }
    let epoch: i64 = sqlx::query_scalar(
        "INSERT INTO leader (jurisdiction, mode, epoch, since) VALUES ($1, $2, 1, $3) \
         ON CONFLICT (jurisdiction) DO UPDATE SET epoch = leader.epoch + 1, since = excluded.since RETURNING epoch",
    )
    .bind(&options.jurisdiction.0)
    .bind(mode_name(options.mode))
    .bind(options.now.0)
    .fetch_one(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(epoch as u64)
}

/// DRILL: a demo never opens a directory of real records, nor the other way round.
fn check_world(options: &LogOptions, jurisdiction: String, mode: &str) -> Result<(), LogError> {
    let dir = options.dir.clone();
    let found = mode_named(mode).ok_or_else(|| sqlx::Error::Decode(format!("unknown mode {mode}").into()))?;
    if found != options.mode {
        return Err(LogError::WrongMode { dir, found, asked: options.mode });
    }
    if jurisdiction != options.jurisdiction.0 {
        let (found, asked) = (JurisdictionId(jurisdiction), options.jurisdiction.clone());
        return Err(LogError::WrongJurisdiction { dir, found, asked });
    }
    Ok(())
}

/// Sequence number, time and hash of the newest record.
pub(super) async fn head(
    connection: &mut SqliteConnection,
    jurisdiction: &JurisdictionId,
) -> Result<(u64, Micros, Hash), LogError> {
    let newest = sqlx::query("SELECT seq, at, hash FROM log WHERE jurisdiction = $1 ORDER BY seq DESC LIMIT 1")
        .bind(&jurisdiction.0)
        .fetch_optional(connection)
        .await?;
    let Some(row) = newest else { return Ok((0, Micros(0), GENESIS)) };
    let hash = row.get::<Vec<u8>, _>("hash");
    let hash = hash.try_into().map_err(|_| sqlx::Error::Decode("hash of a wrong length".into()))?;
    Ok((row.get::<i64, _>("seq") as u64, Micros(row.get("at")), hash))
}
