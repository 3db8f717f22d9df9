//! `fengsui run`: starts the roles as processes, restarts each alone when it dies, and stops them in order.

use crate::config::RunOptions;
use anyhow::Context;
use std::{
    ffi::OsString,
    os::unix::process::CommandExt,
    path::PathBuf,
    time::{Duration, Instant},
};
use tokio::{
    process::{Child, Command},
    signal::unix::{SignalKind, signal},
    sync::watch,
};

/// Pause before the first restart; doubled up to the longest while restarts follow each other.
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(10);
/// A process that lived this long has begun …
const BEGUN_AFTER: Duration = Duration::from_secs(2);
/// … and one that never did is given up after so many tries: its port is taken, its disk is read-only.
const TRIES: u32 = 6;
/// A process that lived this long is well again.
const WELL_AFTER: Duration = Duration::from_secs(30);
/// How long a process may take to stop before it is killed.
const STOPPING: Duration = Duration::from_secs(10);
/// Exit status of a role that refuses to run as asked (wrong data directory, damaged log): starting it again would
/// change nothing.
pub const REFUSED: i32 = 78;

/// The demo's robots.
const LIFE: &str = "life";

/// One supervised process.
#[derive(Clone, Debug)]
struct Part {
    name: &'static str,
    /// Without it there is no node: when it cannot begin, the others are stopped.
    vital: bool,
    program: PathBuf,
    arguments: Vec<OsString>,
}

/// Runs the node until SIGINT or SIGTERM, or until a role refuses to run at all.
///
/// # Errors
/// When the configuration is wrong, or a role refused.
pub fn run(options: RunOptions) -> anyhow::Result<()> {
    let options = options.resolved()?;
    let parts = parts(&options)?;
    // One thread: PR_SET_PDEATHSIG is about the thread that spawned the child.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(supervise(parts))
}

/// Recorder and media first: command converges them. Stopped the other way round.
fn parts(options: &RunOptions) -> anyhow::Result<Vec<Part>> {
    let program = std::env::current_exe().context("where is this executable")?;
    let flags: Vec<OsString> = std::env::args_os().skip(2).collect();
    let role = |name: &'static str| {
        let arguments = ["role".into(), name.into()].into_iter().chain(flags.iter().cloned()).collect();
        Part { name, vital: name != LIFE, program: program.clone(), arguments }
    };
    let mut parts = vec![role("recorder"), role("media"), role("command")];
    if let (true, Some(_)) = (options.demo, &options.scenes) {
        parts.push(role(LIFE));
    }
    Ok(parts)
}

async fn supervise(parts: Vec<Part>) -> anyhow::Result<()> {
    let mut tasks = Vec::new();
    let (refused, mut refusal) = watch::channel(None);
    for part in parts {
        let (stop, stopping) = watch::channel(false);
        let task = tokio::spawn(keep(part, stopping, refused.clone()));
        tasks.push((stop, task));
    }
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
        _ = refusal.changed() => {}
    }
    for (stop, task) in tasks.into_iter().rev() {
        let _ = stop.send(true);
        task.await?;
    }
    match *refusal.borrow() {
        Some(name) => anyhow::bail!("{name} cannot run; the reason stands above"),
        None => Ok(()),
    }
}

/// Keeps one process running until told to stop.
async fn keep(part: Part, mut stopping: watch::Receiver<bool>, refused: watch::Sender<Option<&'static str>>) {
    let (mut pause, mut begun, mut tries) = (FIRST_PAUSE, false, 0);
    while !*stopping.borrow() {
        let began = Instant::now();
        let mut child = match spawn(&part) {
            Ok(child) => child,
            Err(error) => {
                eprintln!("fengsui: cannot start {}: {error}", part.name);
                refused.send_replace(Some(part.name));
                return;
            }
        };
        let ended = tokio::select! {
            ended = child.wait() => ended,
            _ = stopping.changed() => return stop(&part, child).await,
        };
        (begun, tries) = (begun || began.elapsed() > BEGUN_AFTER, tries + 1);
        let hopeless = ended.as_ref().is_ok_and(|status| status.code() == Some(REFUSED));
        if part.vital && (hopeless || (!begun && tries == TRIES)) {
            refused.send_replace(Some(part.name));
            return;
        }
        let how = ended.map_or_else(|error| error.to_string(), |status| status.to_string());
        eprintln!("fengsui: {} ended ({how}); starting it again", part.name);
        pause = if began.elapsed() > WELL_AFTER { FIRST_PAUSE } else { pause };
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            _ = stopping.changed() => return,
        }
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

/// Asks the allocator of the roles for huge pages (MIMALLOC's options; the operator's own value stands). On a virtual
/// machine a miss of the page table's cache costs many times the memory access itself, and thousands of connections have
/// their state in more small pages than that cache holds.
pub const HUGE_PAGES: (&str, &str) = ("MIMALLOC_ALLOW_LARGE_OS_PAGES", "1");

fn spawn(part: &Part) -> std::io::Result<Child> {
    let mut command = std::process::Command::new(&part.program);
    // A group of its own: Ctrl-C reaches the supervisor alone, which stops the roles in order.
    command.args(&part.arguments).process_group(0);
    if std::env::var_os(HUGE_PAGES.0).is_none() {
        command.env(HUGE_PAGES.0, HUGE_PAGES.1);
    }
    let parent = std::process::id();
    // SAFETY: only async-signal-safe calls between fork and exec.
    unsafe {
        command.pre_exec(move || die_with(parent));
    }
    Command::from(command).spawn()
}

/// Has the kernel end this process when the supervisor is gone, however it went.
fn die_with(parent: u32) -> std::io::Result<()> {
    // SAFETY: plain system calls on integers.
    unsafe {
        if libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGTERM) != 0 {
            return Err(std::io::Error::last_os_error());
        }
        if libc::getppid() as u32 != parent {
            return Err(std::io::ErrorKind::Interrupted.into());
        }
    }
    Ok(())
}

async fn stop(part: &Part, mut child: Child) {
    if let Some(id) = child.id() {
        // SAFETY: the child has not been waited for, so the id is still its own.
        unsafe { libc::kill(id as libc::pid_t, libc::SIGTERM) };
    }
    if tokio::time::timeout(STOPPING, child.wait()).await.is_err() {
        eprintln!("fengsui: {} does not stop; killing it", part.name);
        let _ = child.kill().await;
    }
}
