//! 公文 on their way to paper: what the core signed or drafted becomes a sheet of GB/T 9704, and a file that comes back is
//! held against its seal. Decides nothing: whoever sees a document may print it.

mod fonts;
mod verify;

pub use fonts::{PRINTERS, fonts};
pub use verify::{Checked, Pages, check};

use base64::prelude::{BASE64_STANDARD, Engine as _};
use fengsui_command_core::document::{canonical, date};
use fengsui_document::{Paper, Rank};
use fengsui_protocol::{
    account::Mode,
    document::{DocumentContent, DocumentKind, DocumentUrgency, DocumentView, SealedDocument},
};
use std::collections::{BTreeMap, BTreeSet};

/// How the JSON inside a printed file begins.
const BEGINNING: &str = r#"{"fengsui_document":"#;
/// Its name there.
const ATTACHMENT: &str = "document.json";

/// The sheet of a signed document. It carries the document itself.
///
/// # Panics
/// Never: a document serialises.
pub fn signed(document: &SealedDocument) -> Paper {
    let day = date(document.signed_at);
    let digest = canonical::digest(&canonical::canonical(document));
    let proof = format!("SM3 {digest} · SM2 签名附在本文件中，用 fengsui verify-document 核验");
    let attachment = serde_json::to_vec(document).expect("a document serialises");
    Paper {
        number: document.number.clone(),
        rank: rank(document.kind, signer(&document.signed_by)),
        copy: document.copy,
        date: day.clone(),
        printer: document.content.issuer.clone(),
        printed: day,
        marks: mode_mark(document.mode).into_iter().collect(),
        proof,
        attachment: Some((ATTACHMENT.to_owned(), attachment)),
        pictures: pictures(document),
        ..sheet(document.kind, &document.content)
    }
}

/// The pictures that a document carries; what is no Base64 is none.
fn pictures(document: &SealedDocument) -> BTreeMap<String, Vec<u8>> {
    let decoded = |(sm3, text): (&String, &String)| Some((sm3.clone(), BASE64_STANDARD.decode(text).ok()?));
    document.pictures.iter().filter_map(decoded).collect()
}

/// Which pictures its figures show.
pub fn shown(content: &DocumentContent) -> BTreeSet<String> {
    content.sections.iter().flat_map(|section| &section.figures).map(|figure| figure.sm3.clone()).collect()
}

/// The sheet of a draft, marked as one.
pub fn draft(document: &DocumentView, pictures: BTreeMap<String, Vec<u8>>, mode: Mode) -> Paper {
    let marks = ["草稿".to_owned()].into_iter().chain(mode_mark(mode)).collect();
    let number = document.number.clone().unwrap_or_else(|| "（签发时编号）".to_owned());
    let printer = document.content.issuer.clone();
    let rank = rank(document.kind, "");
    Paper { number, rank, printer, marks, pictures, ..sheet(document.kind, &document.content) }
}

fn sheet(kind: DocumentKind, content: &DocumentContent) -> Paper {
    Paper {
        masthead: masthead(kind, &content.issuer),
        urgency: content.urgency.map_or("", urgency).to_owned(),
        internal: content.internal,
        addressee: content.addressee.clone(),
        issuer: content.issuer.clone(),
        contact: content.contact.clone(),
        copies_to: content.copies_to.clone(),
        ..Paper::sheet(content.title.clone(), content.sections.clone())
    }
}

fn masthead(kind: DocumentKind, issuer: &str) -> String {
    match kind {
        DocumentKind::SpecialReport => "应急信息专报".to_owned(),
        DocumentKind::SupervisionNotice => "督办通知".to_owned(),
        DocumentKind::DutyBulletin => "值班快报".to_owned(),
        DocumentKind::IncidentReport | DocumentKind::AfterActionReport => format!("{issuer}文件"),
    }
}

/// A notice goes down, a report up.
fn rank(kind: DocumentKind, signer: &str) -> Rank {
    match kind {
        DocumentKind::SupervisionNotice | DocumentKind::DutyBulletin => Rank::Down,
        DocumentKind::SpecialReport | DocumentKind::IncidentReport | DocumentKind::AfterActionReport => {
            Rank::Up { signer: signer.to_owned() }
        }
    }
}

/// The person of `县应急指挥中心 王县长`.
fn signer(by: &str) -> &str {
    by.rsplit_once(' ').map_or(by, |(_, name)| name)
}

fn urgency(urgency: DocumentUrgency) -> &'static str {
    match urgency {
        DocumentUrgency::Flash => "特急",
        DocumentUrgency::Urgent => "加急",
    }
}

/// DOC-10: what is a drill says so on every page.
pub fn mode_mark(mode: Mode) -> Option<String> {
    match mode {
        Mode::Real => None,
        Mode::Exercise => Some("演练".to_owned()),
        Mode::Demo => Some("演示".to_owned()),
    }
}
