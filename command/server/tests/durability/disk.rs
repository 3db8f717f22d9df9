//! A disk that is full or fails: refused, nothing corrupted, recovers.

use crate::county::{Dir, close, county, fill, open, submit};
use fengsui_command_server::verify::verify;

#[tokio::test]
async fn store_1_a_failed_commit_refuses_its_batch_and_the_next_is_taken() {
    let dir = Dir::new();
    let (engine, user) = county(dir.path()).await;
    submit(&engine, user, "a", "一").await.unwrap();
    let (before, revision) = (engine.position(), engine.read(|domain| domain.revision()));
    let mut batches = engine.subscribe();

    engine.faults().fail_commits(1);
    assert_eq!(submit(&engine, user, "b", "二").await.unwrap_err().rule, "STORE-1");
    assert_eq!(engine.position(), before);
    assert_eq!(engine.read(|domain| (domain.revision(), domain.command.incidents.len())), (revision, 1));
    assert!(batches.try_recv().is_err(), "nothing leaves before the commit");

    let taken = submit(&engine, user, "b", "二").await.unwrap();
    assert_eq!((taken.first, taken.repeated), (before.seq + 1, false));
    assert_eq!(batches.recv().await.unwrap().position.seq, taken.seq);
    verify(dir.path()).await.unwrap();
}

#[tokio::test]
async fn store_1_a_full_database_refuses_and_recovers_when_there_is_space() {
    let dir = Dir::new();
    let (engine, user) = county(dir.path()).await;
    fill(&engine, user, "before", 20).await;
    let mut last = engine.position().seq;
    engine.faults().limit_pages(1);
    let mut refused = 0;
    let mut taken = Vec::new();
    for n in 0..200 {
        let id = format!("full-{n}");
        match submit(&engine, user, &id, &id).await {
            Ok(committed) => {
                assert_eq!(committed.first, last + 1, "what was refused left no record");
                last = committed.seq;
                taken.push(id);
            }
            Err(refusal) => {
                assert_eq!(refusal.rule, "STORE-1");
                refused += 1;
            }
        }
    }
    assert!(refused > 0, "the limit was never met");
    assert_eq!(engine.read(|domain| domain.command.incidents.len()), 20 + taken.len(), "what was refused is not there");

    assert_eq!(engine.position().seq, last);

    engine.faults().limit_pages(u32::MAX / 2);
    let after = submit(&engine, user, "after", "水退").await.unwrap();
    assert_eq!(after.first, last + 1);
    close(engine).await;
    let verified = verify(dir.path()).await.unwrap();
    assert_eq!(verified.records, after.seq);
    let engine = open(dir.path()).await.unwrap();
    assert_eq!(engine.read(|domain| domain.command.incidents.len()), 20 + taken.len() + 1);
}
