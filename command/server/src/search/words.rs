//! What an entity says, in the order in which it is looked through: first what it is called, then the rest. Of a view, so
//! that what a class may not see is not in its words.

use fengsui_command_core::{document, report};
use fengsui_protocol::{
    IncidentId, Micros,
    incident::IncidentFacts,
    live::{EntityKey, EntityView},
    order::OrderRow,
    plan::PlanContent,
    resource::PlacedFacts,
    search::SearchKind,
};

/// Characters of one entity that are looked through.
const MOST: usize = 40_000;

pub(super) struct Words {
    pub kind: SearchKind,
    pub title: String,
    pub texts: Vec<String>,
    pub at: Option<Micros>,
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
        EntityKey::IssuedWarning(_) => Some(SearchKind::IssuedWarning),
        EntityKey::Plan(_) => Some(SearchKind::Plan),
        EntityKey::Resource(_) | EntityKey::Hazard(_) | EntityKey::ProtectionTarget(_) => Some(SearchKind::Register),
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
                texts.extend(view.attachments.iter().map(|each| each.file.name.clone()));
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
            EntityView::IssuedWarning(view) => {
                let content = &view.content;
                let texts = vec![
                    content.text.clone(),
                    content.instruction.clone(),
                    view.identifier.clone().unwrap_or_default(),
                    view.drafted.by.clone(),
                ];
                (content.headline.clone(), texts, view.issued.as_ref().unwrap_or(&view.drafted).at, None)
            }
            EntityView::Plan(view) => return Some(Self::listed(kind, &view.content.name, plan(&view.content))),
            EntityView::Resource(view) => return Some(Self::placed(kind, &view.id.0, &view.facts)),
            EntityView::Hazard(view) => return Some(Self::placed(kind, &view.id.0, &view.facts)),
            EntityView::ProtectionTarget(view) => return Some(Self::placed(kind, &view.id.0, &view.facts)),
            EntityView::Message(view) => {
                let file = view.file.iter().map(|file| file.name.clone());
                (view.text.clone(), file.chain([view.name.clone()]).collect(), view.at, None)
            }
            _ => return None,
        };
        Some(Self { kind, title, texts: bounded(texts), at: Some(at), incident })
    }

    /// What stands on a list, without a time of its own.
    fn listed(kind: SearchKind, title: &str, texts: Vec<String>) -> Self {
        Self { kind, title: title.to_owned(), texts: bounded(texts), at: None, incident: None }
    }

    fn placed(kind: SearchKind, id: &str, facts: &PlacedFacts) -> Self {
        let texts = [id, &facts.place.text, &facts.contact, &facts.phone, &facts.note].map(str::to_owned);
        Self::listed(kind, &facts.name, texts.to_vec())
    }

    /// Everything, as one text per line.
    pub(super) fn all(&self) -> impl Iterator<Item = &String> {
        std::iter::once(&self.title).chain(&self.texts)
    }
}

fn plan(content: &PlanContent) -> Vec<String> {
    let tasks = content.tasks.iter().map(|task| format!("{} {}", task.title, task.text));
    [content.short.clone(), content.edition.clone()].into_iter().chain(tasks).collect()
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
