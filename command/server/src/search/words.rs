//! What an entity says, in the order in which it is looked through: first what it is called, then the rest. Of a view, so
//! that what a class may not see is not in its words.

use fengsui_command_core::{document, report};
use fengsui_protocol::{
    IncidentId, Micros,
    incident::IncidentFacts,
    live::{EntityKey, EntityView},
    order::OrderRow,
    search::SearchKind,
};

/// Characters of one entity that are looked through.
const MOST: usize = 40_000;

pub(super) struct Words {
    pub kind: SearchKind,
    pub title: String,
    pub texts: Vec<String>,
    pub at: Micros,
    pub incident: Option<IncidentId>,
}

/// Whether entities of this kind are searched.
pub(super) fn kind(key: &EntityKey) -> Option<SearchKind> {
    match key {
        EntityKey::Incident(_) => Some(SearchKind::Incident),
        EntityKey::FeedRecord(_) => Some(SearchKind::FeedRecord),
        EntityKey::PhoneCall(_) => Some(SearchKind::PhoneCall),
        EntityKey::Order(_) => Some(SearchKind::Order),
        EntityKey::Report(_) => Some(SearchKind::Report),
        EntityKey::Instruction(_) => Some(SearchKind::Instruction),
        EntityKey::Document(_) => Some(SearchKind::Document),
        EntityKey::Warning(_) => Some(SearchKind::Warning),
        EntityKey::Message(_) => Some(SearchKind::Message),
        _ => None,
    }
}

impl Words {
    pub(super) fn of(view: &EntityView) -> Option<Self> {
        let kind = kind(&view.key())?;
        let (title, texts, at, incident) = match view {
            EntityView::Incident(view) => {
                let mut texts = vec![view.number.clone()];
                texts.extend(facts(&view.facts));
                texts.extend(view.timeline.iter().rev().map(|line| format!("{} {}", line.text, line.actor)));
                (view.facts.title.clone(), texts, view.reported_at, Some(view.id))
            }
            EntityView::FeedRecord(view) => {
                let texts = [view.source_number.clone()].into_iter().chain(facts(&view.facts)).collect();
                (view.facts.title.clone(), texts, view.received_at, None)
            }
            EntityView::PhoneCall(view) => {
                let (facts, party) = (&view.facts, &view.facts.party);
                let who = format!("{} {} {} {}", party.unit, party.post, party.name, party.phone);
                let texts =
                    vec![facts.course.clone(), facts.place.clone(), facts.informed.clone(), view.recorder.clone()];
                (who.trim().to_owned(), texts, facts.at, view.incident)
            }
            EntityView::Order(view) => {
                let mut texts = vec![view.number.clone(), view.content.text.clone()];
                texts.extend(view.rows.iter().flat_map(answers));
                texts.extend(view.acts.iter().map(|act| act.text.clone()));
                (view.content.title.clone(), texts, view.issued_at.unwrap_or(view.drafted_at), Some(view.incident))
            }
            EntityView::Report(view) => {
                let all = &view.elements;
                let elements = [&all.time, &all.place, &all.source, &all.nature, &all.loss, &all.cause, &all.measures];
                let texts = std::iter::once(&view.text).chain(elements).cloned().collect();
                (report::title(view.kind, view.ordinal), texts, view.drafted_at, Some(view.incident))
            }
            EntityView::Instruction(view) => {
                let replies = view.rows.iter().filter_map(|row| Some(row.reply.as_ref()?.text.clone()));
                (view.text.clone(), replies.chain([view.by.clone()]).collect(), view.at, Some(view.incident))
            }
            EntityView::Document(view) => {
                let content = &view.content;
                let mut texts = vec![view.number.clone().unwrap_or_default(), document::word(view.kind).to_owned()];
                texts.extend(
                    [&content.issuer, &content.addressee, &content.copies_to, &content.contact].map(Clone::clone),
                );
                for section in &content.sections {
                    texts.push(section.heading.clone());
                    texts.extend(section.paragraphs.iter().cloned());
                    texts.extend(section.table.iter().flat_map(|table| table.rows.iter().map(|row| row.join(" "))));
                }
                let at = view.signature.as_ref().map_or(view.drafted_at, |signature| signature.at);
                (content.title.clone(), texts, at, view.incident)
            }
            EntityView::Warning(view) => {
                let facts = &view.facts;
                let mut texts = vec![facts.event.clone(), facts.description.clone(), facts.instruction.clone()];
                texts.extend([facts.sender.clone(), facts.identifier.clone()]);
                (facts.headline.clone(), texts, view.received_at, None)
            }
            EntityView::Message(view) => {
                let file = view.file.iter().map(|file| file.name.clone());
                (view.text.clone(), file.chain([view.name.clone()]).collect(), view.at, None)
            }
            _ => return None,
        };
        Some(Self { kind, title, texts: bounded(texts), at, incident })
    }

    /// Everything, as one text per line.
    pub(super) fn all(&self) -> impl Iterator<Item = &String> {
        std::iter::once(&self.title).chain(&self.texts)
    }
}

fn facts(facts: &IncidentFacts) -> impl Iterator<Item = String> + use<> {
    let caller = format!("{} {} {}", facts.caller.name, facts.caller.phone, facts.caller.source);
    let texts = [&facts.place.text, &facts.narrative, &facts.measures, &facts.informed].map(Clone::clone);
    texts.into_iter().chain([caller])
}

fn answers(row: &OrderRow) -> impl Iterator<Item = String> + '_ {
    let ends = row.completed.iter().chain(&row.returned);
    row.replies.iter().chain(ends).map(|mark| mark.text.clone())
}

fn bounded(texts: Vec<String>) -> Vec<String> {
    let mut room = MOST;
    let kept = texts.into_iter().map_while(|text| {
        let length = text.chars().count();
        let fits = room >= length;
        room = room.saturating_sub(length);
        fits.then_some(text)
    });
    kept.filter(|text| !text.trim().is_empty()).collect()
}
