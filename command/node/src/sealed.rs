//! Sealed recordings held against the log: whether what can be played is what was recorded.

use fengsui_protocol::RecordingId;
use fengsui_recordings_server::{self as recordings, Keys};
use std::path::Path;

/// Verifies each recording that the log says is sealed. Returns the line that says so.
///
/// # Errors
/// One line for each that is missing or altered; or when a recording key is there but cannot be read.
pub fn verify(data: &Path, seals: &[(RecordingId, String)]) -> anyhow::Result<String> {
    let key = recordings::key_path(data);
    let keys = key.exists().then(|| Keys::load(&key)).transpose()?;
    let wrong: Vec<_> = seals.iter().filter_map(|(id, seal)| fault(data, keys.as_ref(), *id, seal)).collect();
    if !wrong.is_empty() {
        let (count, lines) = (wrong.len(), wrong.join("\n  "));
        anyhow::bail!("{count} of {} sealed recordings are not what was sealed:\n  {lines}", seals.len());
    }
    let how = match keys {
        Some(_) => "every block authentic",
        None => "by chain and seal alone, for the recording key is not here",
    };
    Ok(format!("{} sealed recordings equal their seals in the log, {how}", seals.len()))
}

fn fault(data: &Path, keys: Option<&Keys>, id: RecordingId, logged: &str) -> Option<String> {
    match recordings::verify(data, keys, id) {
        Ok(verified) if verified.seal.as_deref() == Some(logged) => None,
        Ok(verified) => {
            let found = verified.seal.as_deref().unwrap_or("none");
            Some(format!("recording {id}: its seal is {found}, the log says {logged}"))
        }
        Err(error) => Some(format!("recording {id}: {error}")),
    }
}
