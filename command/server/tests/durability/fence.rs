//! One leader, one world per data directory.

use crate::county::{Dir, county, no_snapshots, options, set_up, submit, ticking};
use fengsui_command_server::{
    engine::{self, Engine},
    log::{LogError, open_beside},
    snapshots::Standing,
    verify::verify,
};
use fengsui_protocol::account::Mode;

#[tokio::test]
async fn a_second_process_cannot_lead_the_same_directory() {
    let dir = Dir::new();
    let (_engine, _) = county(dir.path()).await;
    assert!(matches!(engine::open(&options(dir.path()), ticking(), no_snapshots()).await, Err(LogError::Led(_))));
}

#[tokio::test]
async fn an_older_epoch_can_append_nothing_more() {
    let dir = Dir::new();
    let (old, user) = county(dir.path()).await;
    submit(&old, user, "a", "一").await.unwrap();

    let writer = open_beside(&options(dir.path())).await.unwrap();
    let mut standing = Standing::beginning();
    standing.catch_up(writer.log()).await.unwrap();
    let new = Engine::start(writer, standing.domain, ticking());
    assert_eq!(new.position().epoch, old.position().epoch + 1);

    assert_eq!(submit(&old, user, "b", "二").await.unwrap_err().rule, "STORE-2");
    old.stopped().await;
    assert_eq!(old.read(|domain| domain.command.incidents.len()), 1);
    let taken = submit(&new, user, "b", "二").await.unwrap();
    assert!(!taken.repeated);
    assert_eq!(verify(dir.path()).await.unwrap().records, taken.seq);
}

#[tokio::test]
async fn mode_1_a_demo_refuses_real_records_and_the_other_way_round() {
    for (held, asked) in [(Mode::Real, Mode::Demo), (Mode::Demo, Mode::Real)] {
        let dir = Dir::new();
        let mut options = options(dir.path());
        options.mode = held;
        let started = engine::open(&options, ticking(), no_snapshots()).await.unwrap();
        set_up(&started.engine).await;
        crate::county::close(started.engine).await;
        options.mode = asked;
        let refused = engine::open(&options, ticking(), no_snapshots()).await.err().unwrap();
        assert!(matches!(&refused, LogError::WrongMode { found, .. } if *found == held), "{refused}");
        assert!(refused.to_string().contains("MODE-1"));
    }
}

#[tokio::test]
async fn another_countys_directory_is_refused() {
    let dir = Dir::new();
    let (engine, _) = county(dir.path()).await;
    crate::county::close(engine).await;
    let mut options = options(dir.path());
    options.jurisdiction = "431025".into();
    let refused = engine::open(&options, ticking(), no_snapshots()).await.err().unwrap();
    assert!(matches!(refused, LogError::WrongJurisdiction { .. }), "{refused}");
}
