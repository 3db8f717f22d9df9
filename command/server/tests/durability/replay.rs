//! A state is a function of its log: snapshot and tail, full replay and the running engine agree; what was changed on
//! disk is found at the record that was changed.

use crate::county::{Dir, close, county, fill, no_snapshots, options, submit, ticking};
use fengsui_command_server::{
    engine,
    log::LogError,
    snapshots::{self, Standing},
    verify::verify,
};
use sqlx::{Connection, SqliteConnection, sqlite::SqliteConnectOptions};
use std::{path::Path, time::Duration};

#[tokio::test]
async fn snapshot_and_tail_equal_a_full_replay() {
    let dir = Dir::new();
    let (engine, user) = county(dir.path()).await;
    // More than one line of a snapshot holds.
    fill(&engine, user, "head", 300).await;
    let mut follower = Standing::beginning();
    follower.catch_up(engine.log()).await.unwrap();
    snapshots::store(engine.log(), &follower).await.unwrap();
    fill(&engine, user, "tail", 12).await;
    let (running, digest) = engine.read(|domain| (domain.body(), domain.digest()));
    let tail = engine.position().seq - follower.seq;
    assert!(tail >= 12, "each incident is at least one record");
    close(engine).await;

    let started = engine::open(&options(dir.path()), ticking(), no_snapshots()).await.unwrap();
    assert_eq!((started.snapshot, started.replayed), (follower.seq, tail));
    assert_eq!(started.engine.read(|domain| domain.body()), running);
    let mut replay = Standing::beginning();
    replay.catch_up(started.engine.log()).await.unwrap();
    assert_eq!(replay.domain.body(), running);
    let verified = verify(dir.path()).await.unwrap();
    assert_eq!((verified.snapshots, verified.digest), (1, digest));
}

#[tokio::test]
async fn the_follower_takes_snapshots_by_itself_and_keeps_three() {
    let dir = Dir::new();
    let policy = snapshots::Policy { records: 5, apart: Duration::ZERO, ..snapshots::Policy::default() };
    let started = engine::open(&options(dir.path()), ticking(), policy).await.unwrap();
    let engine = started.engine;
    let user = crate::county::set_up(&engine).await;
    for n in 0..60 {
        submit(&engine, user, &format!("n{n}"), "积水").await.unwrap();
        // The follower is asked to keep up, so that it takes more than it keeps.
        while engine.position().seq >= 6 && snapshots::all(engine.log()).await.unwrap().is_empty() {
            tokio::task::yield_now().await;
        }
    }
    let kept = snapshots::all(engine.log()).await.unwrap();
    assert!((1..=3).contains(&kept.len()), "{}", kept.len());
    verify(dir.path()).await.unwrap();
}

async fn change(dir: &Path, sql: &'static str) {
    let options = SqliteConnectOptions::new().filename(dir.join("fengsui.db"));
    let mut connection = SqliteConnection::connect_with(&options).await.unwrap();
    sqlx::query(sql).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

async fn fault(sql: &'static str) -> (u64, String) {
    let dir = Dir::new();
    let (engine, user) = county(dir.path()).await;
    fill(&engine, user, "n", 10).await;
    close(engine).await;
    verify(dir.path()).await.unwrap();
    change(dir.path(), sql).await;
    match verify(dir.path()).await.unwrap_err() {
        LogError::Broken(fault) => (fault.seq, fault.why),
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn tampering_is_found_at_the_record_that_was_changed() {
    let (seq, why) = fault("UPDATE log SET body = replace(body, '河水', '泥水') WHERE seq = 7").await;
    assert_eq!(seq, 7, "{why}");
    let (seq, why) = fault("UPDATE log SET actor = 'user:9' WHERE seq = 5").await;
    assert_eq!(seq, 5, "{why}");
    let (seq, why) = fault("UPDATE log SET at = at + 1 WHERE seq = 13").await;
    assert_eq!(seq, 13, "{why}");
    let (seq, why) = fault("DELETE FROM log WHERE seq = 6").await;
    assert_eq!(seq, 6, "{why}");
    let (seq, why) = fault("UPDATE log SET hash = zeroblob(32) WHERE seq = 9").await;
    assert_eq!(seq, 9, "{why}");
    let (seq, why) = fault("UPDATE log SET salt = zeroblob(3) WHERE seq = 4").await;
    assert_eq!(seq, 4, "{why}");
}

#[tokio::test]
async fn a_node_does_not_start_on_a_changed_log() {
    let dir = Dir::new();
    let (engine, user) = county(dir.path()).await;
    fill(&engine, user, "n", 10).await;
    close(engine).await;
    change(dir.path(), "UPDATE log SET body = replace(body, '河水', '泥水') WHERE seq = 7").await;
    let refused = engine::open(&options(dir.path()), ticking(), no_snapshots()).await.err().unwrap();
    assert!(matches!(&refused, LogError::Broken(fault) if fault.seq == 7), "{refused}");
}

#[tokio::test]
async fn a_changed_snapshot_is_found_and_never_started_from() {
    let dir = Dir::new();
    let (engine, user) = county(dir.path()).await;
    fill(&engine, user, "n", 10).await;
    let mut follower = Standing::beginning();
    follower.catch_up(engine.log()).await.unwrap();
    snapshots::store(engine.log(), &follower).await.unwrap();
    close(engine).await;
    change(dir.path(), "UPDATE snapshot SET body = replace(body, '河水', '泥水')").await;
    assert!(verify(dir.path()).await.unwrap_err().to_string().contains("snapshot"));
    let started = engine::open(&options(dir.path()), ticking(), no_snapshots()).await.unwrap();
    assert_eq!((started.snapshot, started.replayed), (0, follower.seq));
}
