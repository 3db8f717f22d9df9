//! The demo county's people, groups, feeds and gauges, made at the first start. What happens in it afterwards is done by
//! robots through the same doors as everyone's ([`fengsui_protocol::demo`]).
//!
//! Inputs here have fixed ids, so a start that was cut short is finished by the next one.

mod cast;
mod plans;
mod resources;
mod roster;

use crate::{
    auth::{feed_key, password::Passwords, secret::NodeSecret},
    domain::NodeInput,
    engine::Engine,
};
use anyhow::Context;
use cast::{EXTRANET, GAUGES, GROUPS, PEOPLE, PRESETS, Person, SOURCES, UNITS, WALL};
use fengsui_command_core::Secret;
use fengsui_protocol::{
    Actor, InputId, Refusal, SourceId, StationId, UnitId, UserId,
    account::UnitKind,
    demo::{DEMO_FILE, DemoAccount, DemoFile, DemoSource},
    extranet::{ExtranetLine, Reserved},
    geo::Wgs84,
    input::Input,
    live::EntityKey,
    station::Thresholds,
};
use std::{fs, io::Write, os::unix::fs::OpenOptionsExt, path::Path};

/// Makes the demo's units, accounts, sources and gauges unless they are there, and returns what people and robots need.
///
/// `locate` finds a place of the active map package by its name.
///
/// # Errors
/// When an input is refused or `DATA/demo.json` cannot be written.
pub async fn open(
    engine: &Engine,
    passwords: &Passwords,
    secret: &NodeSecret,
    data: &Path,
    locate: impl Fn(&str) -> Option<Wgs84>,
) -> anyhow::Result<DemoFile> {
    let path = data.join(DEMO_FILE);
    if let Ok(text) = fs::read(&path) {
        return serde_json::from_slice(&text).with_context(|| path.display().to_string());
    }
    units(engine).await?;
    groups(engine).await?;
    extranet(engine).await?;
    walls(engine).await?;
    let mut file = DemoFile {
        made_at: engine.now(),
        accounts: Vec::new(),
        robots: Vec::new(),
        sources: sources(engine, secret).await?,
        stations: gauges(engine, &locate).await?,
    };
    contingency_plans(engine).await?;
    register(engine, &locate).await?;
    for person in PEOPLE {
        let account = person_account(engine, passwords, person).await?;
        if person.robot { file.robots.push(account) } else { file.accounts.push(account) }
    }
    roster::fill(engine).await?;
    write_private(&path, &serde_json::to_vec_pretty(&file)?)?;
    Ok(file)
}

async fn submit(engine: &Engine, id: String, input: impl Into<NodeInput>) -> Result<Option<EntityKey>, Refusal> {
    engine.submit(Actor::Node, InputId(id), input).await.map(|committed| committed.made)
}

fn refused(what: &str, refusal: &Refusal) -> anyhow::Error {
    anyhow::anyhow!("demo {what}: {} {} {}", refusal.rule, refusal.field.as_deref().unwrap_or(""), refusal.message_en)
}

async fn units(engine: &Engine) -> anyhow::Result<()> {
    for unit in UNITS {
        let code = (unit.kind == UnitKind::Township).then(|| unit.id.trim_start_matches("town-").to_owned());
        let input =
            Input::CreateUnit { id: unit.id.into(), name: unit.name.to_owned(), kind: unit.kind, code, phone: None };
        submit(engine, format!("demo-unit-{}", unit.id), input).await.map_err(|r| refused(unit.id, &r))?;
    }
    Ok(())
}

async fn groups(engine: &Engine) -> anyhow::Result<()> {
    for group in GROUPS {
        let members = UNITS.iter().filter(|unit| (group.member)(unit)).map(|unit| unit.id.into()).collect();
        let input = Input::SetUnitGroup { id: group.id.into(), name: group.name.to_owned(), units: members };
        submit(engine, format!("demo-group-{}", group.id), input).await.map_err(|r| refused(group.id, &r))?;
    }
    Ok(())
}

async fn extranet(engine: &Engine) -> anyhow::Result<()> {
    let reserved = Reserved { audio: 10, presentation: 20, lead: 20, other: 10, data: 20 };
    for node in EXTRANET {
        let line =
            node.line.map(|(to, down_kbps, up_kbps)| ExtranetLine { to: to.into(), down_kbps, up_kbps, reserved });
        let units = node.units.iter().map(|unit| UnitId::from(*unit)).collect();
        let (id, name) = (node.id.into(), node.name.to_owned());
        let input = Input::SetExtranetNode { id, name, kind: node.kind, line, units };
        submit(engine, format!("demo-extranet-{}", node.id), input).await.map_err(|r| refused(node.id, &r))?;
    }
    Ok(())
}

async fn walls(engine: &Engine) -> anyhow::Result<()> {
    let (id, name) = WALL;
    let input = Input::SetWall { id: id.into(), name: name.to_owned() };
    submit(engine, format!("demo-wall-{id}"), input).await.map_err(|r| refused(id, &r))?;
    for preset in PRESETS {
        let input = Input::SaveWallPreset {
            id: preset.id.into(),
            name: preset.name.to_owned(),
            panes: preset.panes.to_vec(),
            layout: preset.layout,
            map: preset.map.clone(),
        };
        submit(engine, format!("demo-wall-preset-{}", preset.id), input).await.map_err(|r| refused(preset.id, &r))?;
    }
    Ok(())
}

async fn contingency_plans(engine: &Engine) -> anyhow::Result<()> {
    for (id, content) in plans::all() {
        let input = Input::SavePlan { id: id.into(), version: None, content: Box::new(content) };
        submit(engine, format!("demo-plan-{id}"), input).await.map_err(|r| refused(id, &r))?;
    }
    Ok(())
}

async fn register(engine: &Engine, locate: impl Fn(&str) -> Option<Wgs84>) -> anyhow::Result<()> {
    let input = Input::ImportRegister { rows: resources::all(locate)?, file: "演示数据".to_owned() };
    submit(engine, "demo-register".to_owned(), input).await.map_err(|r| refused("register", &r)).map(drop)
}

async fn sources(engine: &Engine, secret: &NodeSecret) -> anyhow::Result<Vec<DemoSource>> {
    let mut made = Vec::new();
    for source in SOURCES {
        let (id, unit): (SourceId, UnitId) = (source.id.into(), source.unit.into());
        let input = Input::CreateFeedSource {
            id: id.clone(),
            name: source.name.to_owned(),
            unit: unit.clone(),
            format: source.format,
        };
        submit(engine, format!("demo-source-{id}"), input).await.map_err(|r| refused(source.id, &r))?;
        let key = feed_key::make(secret, &id);
        let input =
            fengsui_command_core::NodeInput::SetSourceKey { source: id.clone(), key: Secret(key.salt), hint: key.hint };
        // A fresh id: a start that was cut short has shown this key to nobody.
        submit(engine, uuid::Uuid::new_v4().to_string(), input).await.map_err(|r| refused(source.id, &r))?;
        made.push(DemoSource { id, key: key.key, format: source.format, unit });
    }
    Ok(made)
}

async fn gauges(engine: &Engine, locate: impl Fn(&str) -> Option<Wgs84>) -> anyhow::Result<Vec<StationId>> {
    let mut made = Vec::new();
    for gauge in GAUGES {
        let position = locate(gauge.near).with_context(|| format!("the map package has no {}", gauge.near))?;
        let input = Input::SetStation {
            id: gauge.id.into(),
            name: gauge.name.to_owned(),
            source: cast::WATER_SOURCE.into(),
            position,
            thresholds: Thresholds { level_m: gauge.level_m, rain_mm: gauge.rain_mm },
        };
        submit(engine, format!("demo-station-{}", gauge.id), input).await.map_err(|r| refused(gauge.id, &r))?;
        made.push(gauge.id.into());
    }
    Ok(made)
}

async fn person_account(engine: &Engine, passwords: &Passwords, person: &Person) -> anyhow::Result<DemoAccount> {
    let password = password();
    let hash = Secret(passwords.hash(password.clone()).await.map_err(|r| refused(person.account, &r))?);
    let input = fengsui_command_core::NodeInput::CreateUser {
        account: person.account.to_owned(),
        name: person.name.to_owned(),
        unit: person.unit.into(),
        role: person.role,
        password_hash: hash.clone(),
        must_change: false,
    };
    let id = format!("demo-user-{}", person.account);
    let made = submit(engine, id, input).await.map_err(|r| refused(person.account, &r))?;
    if let Some(EntityKey::User(user)) = made {
        set_password(engine, user, hash).await.map_err(|r| refused(person.account, &r))?;
    }
    Ok(DemoAccount {
        account: person.account.to_owned(),
        password,
        name: person.name.to_owned(),
        unit: person.unit.into(),
        role: person.role,
    })
}

/// The account may stem from a start that was cut short, with another password.
async fn set_password(engine: &Engine, user: UserId, password_hash: Secret) -> Result<(), Refusal> {
    let input = fengsui_command_core::NodeInput::SetPassword { user, password_hash, must_change: false };
    submit(engine, uuid::Uuid::new_v4().to_string(), input).await.map(drop)
}

/// Twelve letters and digits that are not mistaken for one another when read aloud.
fn password() -> String {
    const LETTERS: &[u8] = b"abcdefghjkmnpqrstuvwxyz23456789";
    (0..12).map(|_| LETTERS[rand::random_range(0..LETTERS.len())] as char).collect()
}

fn write_private(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let partial = path.with_extension("partial");
    let mut file = fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&partial)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&partial, path).with_context(|| path.display().to_string())
}
