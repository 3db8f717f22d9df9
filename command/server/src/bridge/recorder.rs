//! The link to the recorder process.

use super::wire::Wire;
use crate::{domain::Domain, engine::Engine};
use fengsui_conference::NodeInput;
use fengsui_protocol::{
    Actor, InputId,
    link::{
        RECORDER_SOCKET,
        recorder::{FromRecorder, RunningRecording, ToRecorder},
    },
};
use std::{
    io,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

/// Pause before a report that the disk would not take is asked for again.
const AFTER_FULL_DISK: Duration = Duration::from_secs(5);

/// Keeps the link for as long as the process lives.
pub(super) async fn run(engine: Engine, run_dir: PathBuf, up: Arc<AtomicBool>) {
    loop {
        let wire = Wire::connected(&run_dir.join(RECORDER_SOCKET)).await;
        up.store(true, Ordering::Relaxed);
        let Err(error) = converse(&engine, wire).await;
        up.store(false, Ordering::Relaxed);
        tracing::warn!(%error, "recorder link is down");
    }
}

async fn converse(engine: &Engine, mut wire: Wire) -> io::Result<std::convert::Infallible> {
    let mut batches = engine.subscribe();
    let mut told = engine.read(Domain::running_recordings);
    wire.send(&ToRecorder::CommandHello)?;
    wire.send(&ToRecorder::Converge { running: told.clone() })?;
    loop {
        tokio::select! {
            message = wire.next::<FromRecorder>() => heard(engine, message?).await?,
            // A lag is no loss: the whole of the desired state is told.
            _ = batches.recv() => told = tell(engine, &wire, told)?,
        }
    }
}

fn tell(engine: &Engine, wire: &Wire, told: Vec<RunningRecording>) -> io::Result<Vec<RunningRecording>> {
    let running = engine.read(Domain::running_recordings);
    if running != told {
        wire.send(&ToRecorder::Converge { running: running.clone() })?;
    }
    Ok(running)
}

async fn heard(engine: &Engine, message: FromRecorder) -> io::Result<()> {
    match message {
        FromRecorder::Trouble { recording, message } => tracing::error!(?recording, message, "recorder"),
        FromRecorder::Recording { recording, state, tracks, seal } => {
            return report(engine, NodeInput::RecordingReported { recording, state, tracks, seal }).await;
        }
    }
    Ok(())
}

/// Logs a report, if conference control finds it worth a record.
///
/// # Errors
/// When the disk would not take it: the link is then begun anew after a pause, and the recorder says it again.
async fn report(engine: &Engine, input: NodeInput) -> io::Result<()> {
    let id = InputId(uuid::Uuid::new_v4().to_string());
    let Err(refusal) = engine.submit(Actor::Node, id, input).await else { return Ok(()) };
    tracing::warn!(rule = refusal.rule, "report of the recorder not taken");
    if refusal.rule.starts_with("STORE-") {
        tokio::time::sleep(AFTER_FULL_DISK).await;
        return Err(io::ErrorKind::StorageFull.into());
    }
    Ok(())
}
