//! What of a document is signed, to the byte: one line per field, so that whoever has the file can check the signature.

use crate::State;
use fengsui_protocol::{
    DocumentId,
    account::Mode,
    document::{DocumentContent, DocumentKind, DocumentUrgency, SealedDocument},
    report::ReportSeal,
};
use sm3::{Digest, Sm3};
use std::collections::BTreeMap;

/// The signed document by itself; its seal is empty while the node has not sealed it.
pub fn as_signed(state: &State, id: DocumentId) -> Option<SealedDocument> {
    let document = state.documents.all.get(&id)?;
    let (signature, jurisdiction) = (document.signature.as_ref()?, state.jurisdiction.as_ref()?);
    let none = || ReportSeal { signature: String::new(), public_key: String::new() };
    let incident = document.incident.and_then(|id| state.incidents.get(&id));
    Some(SealedDocument {
        fengsui_document: 1,
        jurisdiction: jurisdiction.id.0.clone(),
        mode: jurisdiction.mode,
        number: document.number.clone().unwrap_or_default(),
        kind: document.kind,
        incident: incident.map(|incident| incident.number.clone()).unwrap_or_default(),
        content: document.content.clone(),
        signed_at: signature.at,
        signed_by: signature.by.clone(),
        seal: signature.seal.clone().unwrap_or_else(none),
        pictures: BTreeMap::new(),
        copy: None,
    })
}

/// The text under the seal. Neither the seal itself nor the 份号 of a copy is in it; pictures are, by their SM3.
pub fn canonical(document: &SealedDocument) -> String {
    let DocumentContent { title, issuer, addressee, copies_to, contact, urgency, internal, sections } =
        &document.content;
    let mut lines = Lines(String::new());
    lines.line("fengsui-document", &document.fengsui_document.to_string());
    lines.line("jurisdiction", &document.jurisdiction);
    lines.line("mode", mode(document.mode));
    lines.line("kind", kind(document.kind));
    lines.line("number", &document.number);
    lines.line("incident", &document.incident);
    lines.line("signed-by", &document.signed_by);
    lines.line("signed-at", &document.signed_at.0.to_string());
    lines.line("title", title);
    lines.line("issuer", issuer);
    lines.line("addressee", addressee);
    lines.line("copies-to", copies_to);
    lines.line("contact", contact);
    lines.line("urgency", urgency.map_or("", urgency_name));
    lines.line("internal", if *internal { "yes" } else { "no" });
    for section in sections {
        lines.line("heading", &section.heading);
        section.paragraphs.iter().for_each(|text| lines.line("paragraph", text));
        let table = section.table.iter().flat_map(|table| std::iter::once(&table.head).chain(&table.rows));
        table.for_each(|row| {
            lines.line("row", &row.len().to_string());
            row.iter().for_each(|cell| lines.line("cell", cell));
        });
        for figure in &section.figures {
            lines.line("figure", &figure.sm3);
            lines.line("caption", &figure.caption);
        }
    }
    lines.0
}

struct Lines(String);

impl Lines {
    fn line(&mut self, name: &str, value: &str) {
        let value = value.replace('\\', "\\\\").replace('\n', "\\n").replace('\r', "\\r");
        self.0.push_str(&format!("{name}: {value}\n"));
    }
}

fn mode(mode: Mode) -> &'static str {
    match mode {
        Mode::Real => "real",
        Mode::Exercise => "exercise",
        Mode::Demo => "demo",
    }
}

fn kind(kind: DocumentKind) -> &'static str {
    match kind {
        DocumentKind::SpecialReport => "special_report",
        DocumentKind::SupervisionNotice => "supervision_notice",
        DocumentKind::IncidentReport => "incident_report",
        DocumentKind::AfterActionReport => "after_action_report",
        DocumentKind::DutyBulletin => "duty_bulletin",
    }
}

fn urgency_name(urgency: DocumentUrgency) -> &'static str {
    match urgency {
        DocumentUrgency::Flash => "flash",
        DocumentUrgency::Urgent => "urgent",
    }
}

/// SM3, lower-case hex.
pub fn digest(text: &str) -> String {
    Sm3::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Every text of the content, in order.
pub(super) fn texts(content: &DocumentContent) -> impl Iterator<Item = &String> {
    let DocumentContent { title, issuer, addressee, copies_to, contact, urgency: _, internal: _, sections } = content;
    let sections = sections.iter().flat_map(|section| {
        let table = section.table.iter().flat_map(|table| table.head.iter().chain(table.rows.iter().flatten()));
        let captions = section.figures.iter().map(|figure| &figure.caption);
        std::iter::once(&section.heading).chain(&section.paragraphs).chain(table).chain(captions)
    });
    [title, issuer, addressee, copies_to, contact].into_iter().chain(sections)
}

pub(super) fn characters(content: &DocumentContent) -> usize {
    texts(content).map(|text| text.chars().count()).sum()
}
