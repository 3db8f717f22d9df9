//! 附件 of an incident: what may be attached, and what is kept of it. Pure. It never locates the incident: the place that
//! a photograph names is offered to a person.

use super::Incident;
use crate::{
    Decision, Event, State,
    check::{self, done, refuse},
    event::Stamp,
};
use fengsui_protocol::{
    IncidentId, Refusal,
    attachment::{AttachedFile, Attachment},
    bounds,
    incident::TimelineKind,
};

/// ATT-1 and ATT-2: bounded, of a digest that is one, and the same file once.
pub(crate) fn attach(state: &State, by: String, id: IncidentId, file: &AttachedFile) -> Result<Decision, Refusal> {
    let incident = super::live(state, id, "incident")?;
    check::line("name", &file.name, bounds::FILE_NAME_CHARS)?;
    check::line("kind", &file.kind, bounds::NAME_CHARS)?;
    check::number("bytes", file.bytes as f64, 1.0, bounds::ATTACHMENT_BYTES as f64)?;
    let digest = file.sm3.len() == 64 && file.sm3.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    if !digest {
        return Err(refuse("ATT-1", "摘要不是 SM3", "The digest is no SM3").field("sm3"));
    }
    if let Some(place) = file.place {
        check::number("place.lon", place.lon, -180.0, 180.0)?;
        check::number("place.lat", place.lat, -90.0, 90.0)?;
    }
    if let Some(same) = incident.attachments.iter().find(|each| each.file.sm3 == file.sm3) {
        let refusal = refuse("ATT-2", "这个文件已经附过", "This file is attached already");
        return Err(refusal.field("sm3").accept([same.id.to_string()]));
    }
    if incident.attachments.len() >= bounds::ATTACHMENTS {
        return Err(full().accept([format!("≤ {}", bounds::ATTACHMENTS)]));
    }
    let used: u64 = incident.attachments.iter().map(|each| each.file.bytes).sum();
    if used.saturating_add(file.bytes) > bounds::INCIDENT_ATTACHMENT_BYTES {
        return Err(full().accept([format!("≤ {} B", bounds::INCIDENT_ATTACHMENT_BYTES)]));
    }
    done([Event::IncidentAttached { id, file: Box::new(file.clone()), by }])
}

fn full() -> Refusal {
    refuse("BOUND", "这起事件的附件已满", "The incident has all the attachments it can take").field("incident")
}

pub(super) fn apply(incident: &mut Incident, stamp: Stamp, file: &AttachedFile, by: &str) {
    let (file, by) = (file.clone(), by.to_owned());
    let line = format!("{}（{} KB，SM3 {}…）", file.name, file.bytes.div_ceil(1024), file.sm3.get(..8).unwrap_or(""));
    incident.aside(stamp, &by, TimelineKind::Attachment, None, line);
    incident.attachments.push(Attachment { id: stamp.seq, file, by, at: stamp.at });
}
