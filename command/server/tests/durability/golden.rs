//! The log of each release replays to the same state for ever.
//!
//! `golden/<release>.jsonl` holds one record a line, with its digest of the state in the last line. A new release adds
//! a file (`FENGSUI_WRITE_GOLDEN=1` writes the one of this version) and never changes an old one.

use crate::county::{Dir, close, county, report};
use fengsui_command_server::{
    log::{Draft, Log, hex},
    snapshots::Standing,
};
use fengsui_protocol::{Actor, InputId, Micros, account::Mode, input::Input};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

#[derive(Serialize, Deserialize)]
struct Line {
    at: Micros,
    actor: String,
    input_id: InputId,
    kind: String,
    version: u32,
    body: String,
}

#[derive(Serialize, Deserialize)]
struct Last {
    state: String,
}

fn directory() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

#[tokio::test]
async fn golden_logs_replay_to_the_same_state() {
    if std::env::var_os("FENGSUI_WRITE_GOLDEN").is_some() {
        write().await;
    }
    let mut files: Vec<_> = std::fs::read_dir(directory()).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(!files.is_empty());
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        let (lines, last) = text.trim_end().rsplit_once('\n').unwrap();
        let last: Last = serde_json::from_str(last).unwrap();
        assert_eq!(hex(&replayed(lines).await), last.state, "{}", file.display());
    }
}

/// Writes the records into a log of today and replays that.
async fn replayed(lines: &str) -> [u8; 32] {
    let dir = Dir::new();
    let mut writer = fengsui_command_server::log::open(&crate::county::options(dir.path())).await.unwrap();
    let known = |kind: &str| {
        let kinds = fengsui_command_core::Event::KINDS.iter().chain(fengsui_command_server::domain::CONFERENCE_KINDS);
        kinds.map(|(name, _)| *name).find(|name| *name == kind).unwrap_or_else(|| panic!("kind {kind} is gone"))
    };
    for line in lines.lines() {
        let line: Line = serde_json::from_str(line).unwrap();
        let kind = known(&line.kind);
        let Line { at, actor, input_id, version, body, .. } = line;
        let draft = Draft { at, mode: Mode::Demo, actor, input_id, kind, version, body };
        writer.append(vec![draft]).await.unwrap();
    }
    let mut standing = Standing::beginning();
    standing.catch_up(writer.log()).await.unwrap();
    standing.domain.digest()
}

async fn write() {
    let dir = Dir::new();
    let (engine, user) = county(dir.path()).await;
    let id = |text: &str| InputId(text.to_owned());
    let inputs = [
        ("log", report("珠泉镇积水")),
        ("note", Input::AddNote { incident: fengsui_protocol::IncidentId(1), text: "已派人查看".into() }),
        (
            "call",
            Input::CreateConference {
                title: "防汛会商".into(),
                incident: Some(fengsui_protocol::IncidentId(1)),
                invite: vec!["centre".into()],
            },
        ),
    ];
    for (name, input) in inputs {
        engine.submit(Actor::User(user), id(name), input).await.unwrap();
    }
    let digest = engine.read(|domain| domain.digest());
    let log = engine.log().clone();
    let text = lines(&log).await + &serde_json::to_string(&Last { state: hex(&digest) }).unwrap();
    drop(log);
    close(engine).await;
    std::fs::create_dir_all(directory()).unwrap();
    std::fs::write(directory().join(concat!(env!("CARGO_PKG_VERSION"), ".jsonl")), text + "\n").unwrap();
}

async fn lines(log: &Log) -> String {
    let mut out = String::new();
    for record in log.after(0, 1_000).await.unwrap() {
        let line = Line {
            at: record.at,
            actor: record.actor,
            input_id: record.input_id,
            kind: record.kind,
            version: record.version,
            body: record.body,
        };
        out += &serde_json::to_string(&line).unwrap();
        out.push('\n');
    }
    out
}
