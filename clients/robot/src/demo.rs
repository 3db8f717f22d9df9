//! `fengsui-robot demo`: everything that happens by itself in the demo county.

use crate::life::{department, feeds, officer, site};
use anyhow::Context;
use fengsui_protocol::{account::Role, demo::DemoFile};
use fengsui_robot::account::{Account, Node};
use fengsui_robot::{live, media};
use std::path::{Path, PathBuf};
use std::time::Duration;

#[derive(clap::Args)]
pub struct Options {
    /// Address of the node.
    #[arg(long)]
    url: String,
    /// Root certificate of the node, PEM.
    #[arg(long)]
    root: Option<PathBuf>,
    /// `DATA/demo.json`.
    #[arg(long)]
    file: PathBuf,
    /// Folder that `fengsui-packager scene` rendered into; a unit without a scene does not answer.
    #[arg(long)]
    scenes: PathBuf,
    /// What happens, and when, follows from it.
    #[arg(long, default_value_t = 7)]
    seed: u64,
    /// Sites answer when they are rung, but no feed and no officer acts.
    #[arg(long)]
    quiet: bool,
}

/// Runs until the process is ended; waits for a node that is not there yet.
pub async fn run(options: Options) -> anyhow::Result<()> {
    let file = demo_file(&options.file).await;
    let node = Node::new(&options.url, options.root.as_deref())?;
    let mut tasks = tokio::task::JoinSet::new();
    for (index, robot) in file.robots.iter().enumerate() {
        let account = login(&node, &robot.account, &robot.password).await;
        let copy = live::follow(account.clone());
        if robot.role == Role::DutyOfficer {
            if !options.quiet {
                tasks.spawn(officer::run(account.clone(), copy.clone(), options.seed));
            }
            continue;
        }
        if !options.quiet {
            let seed = options.seed.wrapping_add(1_000 + index as u64);
            tasks.spawn(department::run(account.clone(), copy.clone(), seed));
        }
        let scene = media::Scene::of(&options.scenes, &account.me.unit_name);
        if let Some(scene) = scene.with_context(|| format!("scene of {}", robot.unit))? {
            tasks.spawn(site::run(account, copy, scene, options.seed.wrapping_add(index as u64)));
        }
    }
    if !options.quiet {
        let places = feeds::places(&node, &file).await;
        tasks.spawn(feeds::run(node, file, places, options.seed));
    }
    while tasks.join_next().await.is_some() {}
    Ok(())
}

async fn demo_file(path: &Path) -> DemoFile {
    loop {
        match std::fs::read(path).map_err(anyhow::Error::from).and_then(|t| Ok(serde_json::from_slice(&t)?)) {
            Ok(file) => return file,
            Err(error) => tracing::info!(%error, "waiting for {}", path.display()),
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

/// Logs in, as often as it takes: the node may be starting.
pub async fn login(node: &Node, account: &str, password: &str) -> Account {
    loop {
        match Account::login(node, account, password).await {
            Ok(account) => return account,
            Err(error) => tracing::info!(%error, account, "waiting to log in"),
        }
        tokio::time::sleep(Duration::from_secs(2)).await;
    }
}
