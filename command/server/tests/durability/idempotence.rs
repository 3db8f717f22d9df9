//! ACK: the same input never takes effect twice.

use crate::county::{Dir, close, county, open, report, submit};
use fengsui_protocol::Actor;

#[tokio::test]
async fn a_repeated_input_gets_its_first_answer_also_after_a_restart() {
    let dir = Dir::new();
    let (engine, user) = county(dir.path()).await;
    let first = submit(&engine, user, "a", "积水").await.unwrap();
    assert!(first.made.is_some() && !first.repeated);
    let again = submit(&engine, user, "a", "积水").await.unwrap();
    assert_eq!((again.seq, &again.made, again.repeated), (first.seq, &first.made, true));
    close(engine).await;

    let engine = open(dir.path()).await.unwrap();
    let after = submit(&engine, user, "a", "积水").await.unwrap();
    assert_eq!((after.seq, &after.made, after.repeated), (first.seq, &first.made, true));
    assert_eq!(engine.read(|domain| domain.command.incidents.len()), 1);
}

#[tokio::test]
async fn a_repeat_within_one_batch_takes_effect_once() {
    let dir = Dir::new();
    let (engine, user) = county(dir.path()).await;
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..50 {
        let engine = engine.clone();
        tasks.spawn(async move { submit(&engine, user, "same", "积水").await.unwrap() });
    }
    let answers = tasks.join_all().await;
    assert_eq!(answers.iter().filter(|answer| !answer.repeated).count(), 1);
    assert!(answers.iter().all(|answer| answer.seq == answers[0].seq));
    assert_eq!(engine.read(|domain| domain.command.incidents.len()), 1);
}

#[tokio::test]
async fn store_3_somebody_elses_input_id_tells_nothing() {
    let dir = Dir::new();
    let (engine, user) = county(dir.path()).await;
    submit(&engine, user, "a", "积水").await.unwrap();
    let refusal = engine.submit(Actor::Node, "a".into(), report("积水")).await.unwrap_err();
    assert_eq!(refusal.rule, "STORE-3");
}

#[tokio::test]
async fn a_refused_input_leaves_no_record_and_may_be_sent_again() {
    let dir = Dir::new();
    let (engine, user) = county(dir.path()).await;
    let before = engine.position();
    assert!(submit(&engine, user, "a", "").await.is_err());
    assert_eq!(engine.position(), before);
    assert!(!submit(&engine, user, "a", "积水").await.unwrap().repeated);
}
