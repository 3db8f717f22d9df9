//! 公文: drafted from the log, edited, signed by a leader, numbered, sealed by the node. Pure: the core says what is to be
//! sealed and printed; the key and the printer are the shell's. Nothing secret is ever taken in (DOC-1).

pub mod canonical;
mod draft;
mod secrecy;

use crate::{
    Decision, Event, State, calendar,
    check::{self, done, refuse},
    event::Stamp,
    incident,
};
use canonical::{as_signed, canonical};
use fengsui_protocol::{
    Actor, Class, DocumentId, IncidentId, Micros, OrderId, Refusal, UnitId, bounds,
    document::{
        DocumentContent, DocumentKind, DocumentPicture, DocumentSection, DocumentSignature, DocumentState,
        DocumentTable, DocumentView, Secrecy,
    },
    incident::{IncidentState, TimelineKind},
    input::Input,
    report::ReportSeal,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A document with its history.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Document {
    pub kind: DocumentKind,
    pub number: Option<String>,
    pub incident: Option<IncidentId>,
    pub order: Option<OrderId>,
    pub unit: Option<UnitId>,
    pub content: DocumentContent,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pictures: Vec<DocumentPicture>,
    pub covers: u64,
    pub drafted_at: Micros,
    pub drafted_by: String,
    pub signature: Option<DocumentSignature>,
    pub version: u64,
}

/// All documents of the jurisdiction.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Documents {
    pub all: BTreeMap<DocumentId, Document>,
    /// Signed per kind and Beijing year: the number given last.
    pub(crate) numbers: BTreeMap<String, u64>,
    pub(crate) last: u64,
}

impl Documents {
    pub(crate) fn is_empty(&self) -> bool {
        self.last == 0
    }

    /// Signed documents that the node has not sealed yet, with what is to be sealed.
    pub fn unsealed(&self, state: &State) -> Vec<(DocumentId, String)> {
        let bare = self.all.iter().filter(|(_, each)| each.signature.as_ref().is_some_and(|by| by.seal.is_none()));
        bare.filter_map(|(id, _)| Some((*id, canonical(&as_signed(state, *id)?)))).collect()
    }
}

impl Document {
    /// VIEW-14: the county's; a signed 督办通知 is also for the unit that it is about.
    pub(crate) fn view(&self, id: DocumentId, class: &Class) -> Option<DocumentView> {
        match class {
            Class::County => {}
            Class::Operator | Class::Administrator => return None,
            Class::Department(unit) | Class::Township(unit) | Class::Field(unit) => {
                if self.signature.is_none() || self.unit.as_ref() != Some(unit) {
                    return None;
                }
            }
        }
        Some(DocumentView {
            id,
            kind: self.kind,
            state: if self.signature.is_some() { DocumentState::Signed } else { DocumentState::Draft },
            number: self.number.clone(),
            incident: self.incident,
            order: self.order,
            unit: self.unit.clone(),
            content: self.content.clone(),
            pictures: self.pictures.clone(),
            covers: self.covers,
            drafted_at: self.drafted_at,
            drafted_by: self.drafted_by.clone(),
            signature: self.signature.clone(),
            version: self.version,
        })
    }
}

/// 文种 in words.
pub fn word(kind: DocumentKind) -> &'static str {
    match kind {
        DocumentKind::SpecialReport => "应急信息专报",
        DocumentKind::SupervisionNotice => "督办通知",
        DocumentKind::IncidentReport => "突发事件情况报告",
        DocumentKind::AfterActionReport => "总结评估报告",
        DocumentKind::DutyBulletin => "值班快报",
    }
}

/// `2026年7月19日`: 成文日期 (GB/T 9704-2012, 7.3.5).
pub fn date(at: Micros) -> String {
    calendar::date(at)
}

/// 发文机关代字 without the county's name.
fn code(kind: DocumentKind) -> &'static str {
    match kind {
        DocumentKind::SpecialReport => "应急专报",
        DocumentKind::SupervisionNotice => "应急督",
        DocumentKind::IncidentReport => "应急报",
        DocumentKind::AfterActionReport => "应急评",
        DocumentKind::DutyBulletin => "值班快报",
    }
}

/// `嘉禾应急专报〔2026〕1号` (GB/T 9704-2012, 7.2.5).
fn number(state: &State, kind: DocumentKind, year: &str, count: u64) -> String {
    let county = state.jurisdiction.as_ref().map_or("", |jurisdiction| jurisdiction.name.as_str());
    let short = county.trim_end_matches(['县', '市', '区', '州']);
    format!("{short}{}〔{year}〕{count}号", code(kind))
}

// ---- decisions ----

pub(crate) fn decide(state: &State, now: Micros, actor: &Actor, input: &Input) -> Result<Decision, Refusal> {
    let by = state.signature_of(actor);
    match input {
        Input::DraftDocument { kind, incident, order, unit } => {
            let about = About { kind: *kind, incident: *incident, order: *order, unit: unit.clone() };
            drafted(state, now, by, about)
        }
        Input::EditDocument { document, version, content, secrecy } => {
            edit(state, by, *document, *version, content, *secrecy)
        }
        Input::SignDocument { document, version } => sign(state, now, by, *document, *version),
        Input::DiscardDocument { document, version } => {
            let incident = unsigned(state, *document, *version)?.incident;
            done([Event::DocumentDiscarded { id: *document, incident, by }])
        }
        _ => Err(refuse("CORE-1", "不是公文", "Not about a document").field("type")),
    }
}

/// What a document is to be about.
struct About {
    kind: DocumentKind,
    incident: Option<IncidentId>,
    order: Option<OrderId>,
    unit: Option<UnitId>,
}

fn drafted(state: &State, now: Micros, by: String, about: About) -> Result<Decision, Refusal> {
    if about.kind == DocumentKind::DutyBulletin {
        return bulletin(state, now, by);
    }
    let Some(incident) = about.incident else {
        let refusal = refuse("DOC-3", "此种公文要写明是哪起事件", "This kind of document is about an incident");
        return Err(refusal.field("incident"));
    };
    let found = incident::live(state, incident, "incident")?;
    let held = state.documents.all.values().filter(|each| each.incident == Some(incident)).count();
    if held >= bounds::INCIDENT_DOCUMENTS {
        let refusal = refuse("BOUND", "本事件公文已满", "The incident has as many documents as it may");
        return Err(refusal.field("incident").accept([format!("≤ {}", bounds::INCIDENT_DOCUMENTS)]));
    }
    let (content, number) = match about.kind {
        DocumentKind::SpecialReport => (draft::special_report(state, incident, found), None),
        DocumentKind::IncidentReport => (draft::incident_report(state, incident, found), None),
        DocumentKind::AfterActionReport => {
            ended(found)?;
            (draft::after_action(state, incident, found), None)
        }
        DocumentKind::SupervisionNotice => draft::supervision(state, now, incident, &about)?,
        DocumentKind::DutyBulletin => (draft::bulletin(state, now), None),
    };
    let About { kind, order, unit, .. } = about;
    let (order, unit) = if kind == DocumentKind::SupervisionNotice { (order, unit) } else { (None, None) };
    let (id, covers, content) = (DocumentId(state.documents.last + 1), state.seq, Box::new(draft::fitted(content)));
    done([Event::DocumentDrafted { id, kind, number, incident: Some(incident), order, unit, content, covers, by }])
}

/// Of the time since the last handover, or of a day.
fn bulletin(state: &State, now: Micros, by: String) -> Result<Decision, Refusal> {
    let drafts = state.documents.all.values().filter(|each| each.incident.is_none() && each.signature.is_none());
    if drafts.count() >= bounds::DOCUMENT_DRAFTS {
        let refusal = refuse("BOUND", "未签发的值班快报草稿太多，请先签发或废弃", "There are too many drafts");
        return Err(refusal.field("kind").accept([format!("≤ {}", bounds::DOCUMENT_DRAFTS)]));
    }
    let (id, covers) = (DocumentId(state.documents.last + 1), state.seq);
    let content = Box::new(draft::fitted(draft::bulletin(state, now)));
    let (kind, number) = (DocumentKind::DutyBulletin, None);
    done([Event::DocumentDrafted { id, kind, number, incident: None, order: None, unit: None, content, covers, by }])
}

/// DOC-3: what is over can be looked back on.
fn ended(incident: &incident::Incident) -> Result<(), Refusal> {
    match incident.state {
        IncidentState::Ended | IncidentState::Aftermath | IncidentState::Reviewing | IncidentState::Archived => Ok(()),
        IncidentState::Reported
        | IncidentState::Verifying
        | IncidentState::FalseAlarm
        | IncidentState::Duplicate
        | IncidentState::Confirmed
        | IncidentState::Assessing
        | IncidentState::Responding
        | IncidentState::Handling => {
            let refusal = refuse("DOC-3", "响应终止之后才写总结评估", "The response has not ended yet");
            Err(refusal.field("kind").accept(["special_report", "incident_report"]))
        }
    }
}

fn unsigned(state: &State, id: DocumentId, version: u64) -> Result<&Document, Refusal> {
    let document = check::known(&state.documents.all, &id, "document", "公文", "document")?;
    if document.signature.is_some() {
        return Err(refuse("DOC-4", "已签发的公文不能再改", "A signed document changes no more").field("document"));
    }
    if document.version != version {
        let refusal = refuse("DOC-5", "公文已被他人修改，请核对后重发", "A colleague changed the document meanwhile");
        return Err(refusal.field("version").accept([document.version.to_string()]));
    }
    Ok(document)
}

fn edit(
    state: &State,
    by: String,
    id: DocumentId,
    version: u64,
    content: &DocumentContent,
    secrecy: Option<Secrecy>,
) -> Result<Decision, Refusal> {
    let document = unsigned(state, id, version)?;
    secrecy::none(secrecy, content)?;
    checked(content)?;
    shown(document, content)?;
    done([Event::DocumentEdited { id, incident: document.incident, content: Box::new(content.clone()), by }])
}

/// DOC-13: a picture of a kind that is printed, of a bounded size, taken in once.
pub(crate) fn keep_picture(
    state: &State,
    by: String,
    id: DocumentId,
    picture: &DocumentPicture,
) -> Result<Decision, Refusal> {
    let document = check::known(&state.documents.all, &id, "document", "公文", "document")?;
    let document = unsigned(state, id, document.version)?;
    let sides = 1..=bounds::PICTURE_PIXELS;
    let digest = picture.sm3.len() == 64 && picture.sm3.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    let fits = ["image/jpeg", "image/png"].contains(&picture.kind.as_str())
        && (1..=bounds::PICTURE_BYTES as u64).contains(&picture.bytes)
        && sides.contains(&picture.width)
        && sides.contains(&picture.height);
    if !digest || !fits {
        let refusal = refuse(
            "DOC-13",
            "附图须是 JPEG 或 PNG，不超过 3 MB，每边不超过 4096 像素",
            "A figure is a JPEG or PNG of at most 3 MB and 4096 pixels a side",
        );
        return Err(refusal.field("picture"));
    }
    if document.pictures.iter().any(|each| each.sm3 == picture.sm3) {
        return done([]);
    }
    at_most("picture", document.pictures.len() + 1, bounds::DOCUMENT_PICTURES)?;
    done([Event::DocumentPictureKept { id, incident: document.incident, picture: picture.clone(), by }])
}

/// DOC-13: figures show pictures of this document, and no others that the node may hold.
fn shown(document: &Document, content: &DocumentContent) -> Result<(), Refusal> {
    for (n, section) in content.sections.iter().enumerate() {
        for (m, figure) in section.figures.iter().enumerate() {
            let path = format!("content.sections.{n}.figures.{m}");
            check::optional_line(&format!("{path}.caption"), &figure.caption, bounds::NAME_CHARS)?;
            if !document.pictures.iter().any(|each| each.sm3 == figure.sm3) {
                let refusal = refuse("DOC-13", "附图须先传到本公文", "A figure shows a picture of this document");
                return Err(refusal.field(format!("{path}.sm3")));
            }
        }
    }
    let figures = content.sections.iter().map(|section| section.figures.len()).sum();
    at_most("content.sections", figures, bounds::DOCUMENT_FIGURES)
}

/// Lengths, characters, and the shape of tables (DOC-9).
fn checked(content: &DocumentContent) -> Result<(), Refusal> {
    check::optional_line("content.title", &content.title, bounds::NAME_CHARS)?;
    check::optional_line("content.issuer", &content.issuer, bounds::NAME_CHARS)?;
    check::optional_line("content.addressee", &content.addressee, bounds::PLACE_CHARS)?;
    check::optional_line("content.copies_to", &content.copies_to, bounds::PLACE_CHARS)?;
    check::optional_line("content.contact", &content.contact, bounds::NAME_CHARS)?;
    at_most("content.sections", content.sections.len(), bounds::DOCUMENT_SECTIONS)?;
    for (n, section) in content.sections.iter().enumerate() {
        checked_section(&format!("content.sections.{n}"), section)?;
    }
    at_most("content.sections", canonical::characters(content), bounds::DOCUMENT_CHARS)
}

fn checked_section(path: &str, section: &DocumentSection) -> Result<(), Refusal> {
    check::optional_line(&format!("{path}.heading"), &section.heading, bounds::NAME_CHARS)?;
    at_most(&format!("{path}.paragraphs"), section.paragraphs.len(), bounds::DOCUMENT_PARAGRAPHS)?;
    for (n, paragraph) in section.paragraphs.iter().enumerate() {
        check::optional_line(&format!("{path}.paragraphs.{n}"), paragraph, bounds::TEXT_CHARS)?;
    }
    let Some(DocumentTable { head, rows }) = &section.table else { return Ok(()) };
    let path = format!("{path}.table");
    at_most(&path, head.len(), bounds::DOCUMENT_COLUMNS)?;
    at_most(&path, rows.len(), bounds::DOCUMENT_ROWS)?;
    if head.is_empty() || rows.iter().any(|row| row.len() != head.len()) {
        let refusal = refuse("DOC-9", "表格每行要与表头同宽", "Every row of a table is as wide as its head");
        return Err(refusal.field(path).accept([head.len().max(1).to_string()]));
    }
    let mut cells = head.iter().chain(rows.iter().flatten());
    cells.try_for_each(|cell| check::optional_line(&path, cell, bounds::DOCUMENT_CELL_CHARS))
}

fn at_most(path: &str, count: usize, most: usize) -> Result<(), Refusal> {
    if count <= most {
        return Ok(());
    }
    let refusal = Refusal::new("BOUND", format!("超过 {most}"), format!("More than {most}"));
    Err(refusal.field(path).accept([format!("≤ {most}")]))
}

/// DOC-6 and DOC-7: whole when it is signed, and numbered then.
fn sign(state: &State, now: Micros, by: String, id: DocumentId, version: u64) -> Result<Decision, Refusal> {
    let document = unsigned(state, id, version)?;
    whole(&document.content)?;
    let year = &calendar::day(now)[..4];
    let next = || number(state, document.kind, year, given(state, document.kind, year) + 1);
    let number = document.number.clone().unwrap_or_else(next);
    done([Event::DocumentSigned { id, incident: document.incident, number, by }])
}

fn whole(content: &DocumentContent) -> Result<(), Refusal> {
    let lacking = |path: &str, word: &str| {
        Err(Refusal::new("DOC-6", format!("缺{word}"), "Something is missing").field(format!("content.{path}")))
    };
    for (path, word, text) in [
        ("title", "标题", &content.title),
        ("issuer", "发文机关", &content.issuer),
        ("addressee", "主送机关", &content.addressee),
    ] {
        if text.trim().is_empty() {
            return lacking(path, word);
        }
    }
    if content.sections.is_empty() {
        return lacking("sections", "正文");
    }
    let says = |section: &DocumentSection| {
        section.paragraphs.iter().any(|text| !text.trim().is_empty())
            || section.table.as_ref().is_some_and(|table| !table.rows.is_empty())
            || !section.figures.is_empty()
    };
    match content.sections.iter().enumerate().find(|(_, section)| !says(section)) {
        Some((n, section)) => lacking(&format!("sections.{n}"), &format!("“{}”的内容，请写上或删去", section.heading)),
        None => Ok(()),
    }
}

fn given(state: &State, kind: DocumentKind, year: &str) -> u64 {
    state.documents.numbers.get(&counter(kind, year)).copied().unwrap_or(0)
}

fn counter(kind: DocumentKind, year: &str) -> String {
    format!("{year} {}", word(kind))
}

/// The shell has signed the canonical text with the jurisdiction's key.
pub(crate) fn seal(state: &State, id: DocumentId, seal: &ReportSeal) -> Result<Decision, Refusal> {
    let document = check::known(&state.documents.all, &id, "document", "公文", "document")?;
    if document.signature.as_ref().is_none_or(|signature| signature.seal.is_some()) {
        return done([]);
    }
    done([Event::DocumentSealed { id, incident: document.incident, seal: seal.clone() }])
}

// ---- application ----

pub(crate) fn apply(state: &mut State, stamp: Stamp, event: &Event) {
    match event {
        Event::DocumentDrafted { id, kind, number, incident, order, unit, content, covers, by } => {
            let document = Document {
                kind: *kind,
                number: number.clone(),
                incident: *incident,
                order: *order,
                unit: unit.clone(),
                content: (**content).clone(),
                pictures: Vec::new(),
                covers: *covers,
                drafted_at: stamp.at,
                drafted_by: by.clone(),
                signature: None,
                version: stamp.seq,
            };
            state.documents.last = state.documents.last.max(id.0);
            state.documents.all.insert(*id, document);
        }
        Event::DocumentEdited { id, content, .. } => {
            let Some(document) = state.documents.all.get_mut(id) else { return };
            (document.content, document.version) = ((**content).clone(), stamp.seq);
        }
        Event::DocumentPictureKept { id, picture, .. } => {
            let Some(document) = state.documents.all.get_mut(id) else { return };
            document.pictures.push(picture.clone());
            document.version = stamp.seq;
        }
        Event::DocumentDiscarded { id, .. } => {
            state.documents.all.remove(id);
        }
        Event::DocumentSigned { id, incident, number, by } => signed(state, stamp, *id, *incident, number, by),
        Event::DocumentSealed { id, seal, .. } => {
            let Some(document) = state.documents.all.get_mut(id) else { return };
            document.version = stamp.seq;
            if let Some(signature) = &mut document.signature {
                signature.seal = Some(seal.clone());
            }
        }
        _ => {}
    }
}

fn signed(state: &mut State, stamp: Stamp, id: DocumentId, incident: Option<IncidentId>, number: &str, by: &str) {
    let Some(document) = state.documents.all.get_mut(&id) else { return };
    // A 督办通知 has the number of its supervision from the beginning.
    let counted = document.number.is_none().then_some(document.kind);
    let line = format!("{}签发：{}（{number}）", word(document.kind), document.content.title);
    let unit = document.unit.clone();
    document.version = stamp.seq;
    document.number = Some(number.to_owned());
    let (seq, at, by, digest) = (stamp.seq, stamp.at, by.to_owned(), String::new());
    document.signature = Some(DocumentSignature { seq, at, by: by.clone(), digest, seal: None });
    if let Some(kind) = counted {
        *state.documents.numbers.entry(counter(kind, &calendar::day(stamp.at)[..4])).or_default() += 1;
    }
    let text = as_signed(state, id).map(|document| canonical(&document)).unwrap_or_default();
    let signature = state.documents.all.get_mut(&id).and_then(|document| document.signature.as_mut());
    if let Some(signature) = signature {
        signature.digest = canonical::digest(&text);
    }
    if let Some(incident) = incident.and_then(|id| state.incidents.get_mut(&id)) {
        incident.aside(stamp, &by, TimelineKind::Document, unit.as_ref(), line);
    }
}
