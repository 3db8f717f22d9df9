//! kill -9 of a real process in a burst of inputs: every acknowledged input is there once, and the chain verifies.
//!
//! The process is this test binary, started again with `CHILD` set; it prints each input id once it is acknowledged.

use crate::county::{Dir, county, fill, open, submit};
use fengsui_command_server::{log::record::hex, verify::verify};
use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader, Write},
    process::{Child, Command, Stdio},
};

const CHILD: &str = "FENGSUI_CRASH_CHILD";
const FULL: &str = "FENGSUI_CRASH_FULL";

fn child(test: &str, variable: &str, dir: &Dir) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args([test, "--exact", "--nocapture", "--test-threads=1"])
        .env(variable, dir.path())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

/// The id in a line of the child; the first line begins with what the test harness says.
fn told_of(line: &str) -> Option<String> {
    line.split_once("acknowledged ").map(|(_, id)| id.to_owned())
}

/// What the child does: many producers, each telling what was acknowledged.
async fn burst(dir: &std::path::Path) {
    let (engine, user) = county(dir).await;
    let mut tasks = tokio::task::JoinSet::new();
    for producer in 0..64 {
        let engine = engine.clone();
        tasks.spawn(async move {
            for n in 0.. {
                let id = format!("p{producer}-{n}");
                submit(&engine, user, &id, &id).await.unwrap();
                let mut out = std::io::stdout().lock();
                writeln!(out, "acknowledged {id}").unwrap();
                out.flush().unwrap();
            }
        });
    }
    tasks.join_all().await;
}

#[tokio::test]
async fn every_acknowledged_input_survives_kill_9_once() {
    if let Some(dir) = std::env::var_os(CHILD) {
        return burst(dir.as_ref()).await;
    }
    let dir = Dir::new();
    let mut child = child("crash::every_acknowledged_input_survives_kill_9_once", CHILD, &dir);
    let mut acknowledged = Vec::new();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut told = |acknowledged: &mut Vec<String>| match lines.next() {
        Some(Ok(line)) => {
            acknowledged.extend(told_of(&line));
            true
        }
        Some(Err(_)) | None => false,
    };
    while acknowledged.len() < 1_000 {
        assert!(told(&mut acknowledged), "the child ended early");
    }
    child.kill().unwrap();
    while told(&mut acknowledged) {}
    child.wait().unwrap();

    let verified = verify(dir.path()).await.unwrap();
    println!("{} acknowledged, {} records, head {}", acknowledged.len(), verified.records, hex(&verified.head));
    let engine = open(dir.path()).await.unwrap();
    let titles = engine.read(|domain| {
        let mut titles = BTreeMap::<String, usize>::new();
        for incident in domain.command.incidents.values() {
            *titles.entry(incident.facts.title.clone()).or_default() += 1;
        }
        titles
    });
    for id in &acknowledged {
        assert_eq!(titles.get(id), Some(&1), "{id}");
    }
    assert!(titles.values().all(|count| *count == 1));
}

/// What the child does: fills the largest file it may write, then is given space again.
async fn fill_the_disk(dir: &std::path::Path) {
    let (engine, user) = county(dir).await;
    fill(&engine, user, "before", 100).await;
    let size = std::fs::metadata(dir.join("fengsui.db-wal")).unwrap().len();
    limit_file_size(size + 64 * 1024);
    let mut refused = false;
    for n in 0..2_000 {
        let id = format!("full-{n}");
        match submit(&engine, user, &id, &id).await {
            Ok(_) => println!("acknowledged {id}"),
            Err(refusal) => {
                assert_eq!(refusal.rule, "STORE-1");
                refused = true;
                break;
            }
        }
    }
    assert!(refused, "the limit was never met");
    limit_file_size(libc::RLIM_INFINITY);
    submit(&engine, user, "after", "after").await.unwrap();
    println!("acknowledged after");
}

/// A write past the limit fails as on a full disk (EFBIG), once SIGXFSZ is ignored.
fn limit_file_size(bytes: u64) {
    // SAFETY: both calls only read what they are given.
    unsafe {
        libc::signal(libc::SIGXFSZ, libc::SIG_IGN);
        let limit = libc::rlimit { rlim_cur: bytes, rlim_max: libc::RLIM_INFINITY };
        assert_eq!(libc::setrlimit(libc::RLIMIT_FSIZE, &limit), 0);
    }
}

#[tokio::test]
async fn a_write_that_the_system_refuses_is_store_1_and_nothing_is_lost() {
    if let Some(dir) = std::env::var_os(FULL) {
        return fill_the_disk(dir.as_ref()).await;
    }
    let dir = Dir::new();
    let mut child = child("crash::a_write_that_the_system_refuses_is_store_1_and_nothing_is_lost", FULL, &dir);
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let acknowledged: Vec<_> = lines.filter_map(|line| told_of(&line.unwrap())).collect();
    assert!(child.wait().unwrap().success());
    assert_eq!(acknowledged.last().unwrap(), "after");
    verify(dir.path()).await.unwrap();
    let engine = open(dir.path()).await.unwrap();
    assert_eq!(engine.read(|domain| domain.command.incidents.len()), 100 + acknowledged.len());
}
