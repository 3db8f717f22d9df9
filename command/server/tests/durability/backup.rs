//! 备份 while inputs are coming in, and 恢复.

use crate::county::{Dir, close, county, fill, open, submit};
use fengsui_command_server::backup::{BackupError, backup, restore};

#[tokio::test]
async fn a_backup_taken_during_writes_verifies_and_restores() {
    let (dir, copy, restored) = (Dir::new(), Dir::new(), Dir::new());
    let (engine, user) = county(dir.path()).await;
    std::fs::create_dir_all(dir.path().join("recordings/7")).unwrap();
    std::fs::write(dir.path().join("recordings/7/segment"), b"sealed").unwrap();
    fill(&engine, user, "before", 50).await;
    let acknowledged = engine.position().seq;
    let (writing, manifest) = tokio::join!(fill(&engine, user, "during", 400), backup(dir.path(), copy.path()));
    let ((), manifest) = (writing, manifest.unwrap());
    assert!(manifest.records >= acknowledged);
    assert_eq!(engine.read(|domain| domain.command.incidents.len()), 450);
    close(engine).await;

    assert_eq!(restore(copy.path(), restored.path()).await.unwrap(), manifest);
    assert_eq!(std::fs::read(restored.path().join("recordings/7/segment")).unwrap(), b"sealed");
    let engine = open(restored.path()).await.unwrap();
    assert_eq!(engine.position().seq, manifest.records);
    assert!(submit(&engine, user, "before-3", "before-3").await.unwrap().repeated);
    submit(&engine, user, "new", "积水").await.unwrap();
}

#[tokio::test]
async fn nothing_is_written_over_and_a_changed_backup_is_not_restored() {
    let (dir, copy, restored) = (Dir::new(), Dir::new(), Dir::new());
    let (engine, user) = county(dir.path()).await;
    fill(&engine, user, "n", 5).await;
    assert!(matches!(backup(dir.path(), dir.path()).await, Err(BackupError::NotEmpty(_))));
    backup(dir.path(), copy.path()).await.unwrap();
    assert!(matches!(restore(dir.path(), restored.path()).await, Err(BackupError::NoBackup(_))));
    std::fs::write(copy.path().join("backup.json"), r#"{"records":1,"head":"00","state":"00"}"#).unwrap();
    assert!(matches!(restore(copy.path(), restored.path()).await, Err(BackupError::Differs { .. })));
}
