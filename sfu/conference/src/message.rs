//! 会议消息: what is written and which files are given out in a conference, kept with its record for good. Nothing is
//! taken back; whoever sees the conference sees all of it. A file's bytes lie outside the log, which holds their digest.

use crate::{
    Event, State,
    check::{self, By, refuse},
    state::Conference,
};
use fengsui_protocol::{
    ConferenceId, MessageId, Micros, Refusal, UserId, bounds,
    meeting::{MessageView, SharedFile},
};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Message {
    pub conference: ConferenceId,
    pub at: Micros,
    pub by: UserId,
    /// Site and person, as they were then.
    pub name: String,
    pub text: String,
    pub file: Option<SharedFile>,
}

impl Message {
    pub(crate) fn view(&self, id: MessageId) -> MessageView {
        let Self { conference, at, by, name, text, file } = self.clone();
        MessageView { id, conference, at, by, name, text, file }
    }
}

/// MEET-30: who is here writes, and so does the operator.
pub(crate) fn send(state: &State, by: &By, id: ConferenceId, text: &str) -> Result<Vec<Event>, Refusal> {
    let (conference, user, name) = writer(state, by, id)?;
    check::paragraphs("text", text, bounds::MESSAGE_CHARS)?;
    room(state, id)?;
    debug_assert!(conference.open());
    let message = MessageId(state.last_message + 1);
    Ok(vec![Event::MessageSent { message, to: id, by: user, name, text: text.trim().to_owned(), file: None }])
}

/// MEET-31: the shell has looked at kind and size and keeps the bytes under their digest.
pub(crate) fn share(state: &State, by: &By, id: ConferenceId, file: &SharedFile) -> Result<Vec<Event>, Refusal> {
    let (_, user, name) = writer(state, by, id)?;
    check::line("name", &file.name, bounds::FILE_NAME_CHARS, true)?;
    if file.bytes == 0 || file.bytes > bounds::FILE_BYTES as u64 {
        let refusal = refuse("BOUND", "文件过大或是空的", "The file is too large, or empty").field("bytes");
        return Err(refusal.accept([format!("1 … {}", bounds::FILE_BYTES)]));
    }
    let shared = state.messages.values().filter(|message| message.conference == id);
    let used: u64 = shared.filter_map(|message| message.file.as_ref()).map(|file| file.bytes).sum();
    if used + file.bytes > bounds::CONFERENCE_FILE_BYTES {
        let refusal = refuse("BOUND", "本次会议的文件总量已达上限", "The files of this conference reach their bound");
        return Err(refusal.field("bytes").accept([format!("≤ {}", bounds::CONFERENCE_FILE_BYTES)]));
    }
    room(state, id)?;
    let message = MessageId(state.last_message + 1);
    Ok(vec![Event::MessageSent { message, to: id, by: user, name, text: String::new(), file: Some(file.clone()) }])
}

fn writer<'a>(state: &'a State, by: &By, id: ConferenceId) -> Result<(&'a Conference, UserId, String), Refusal> {
    let conference = check::open(state, by, id)?;
    let person = by.person()?;
    if by.operates() {
        return Ok((conference, person.id, person.name.clone()));
    }
    let site = check::own_site(conference, by).map_err(|refusal| Refusal { rule: "MEET-30".to_owned(), ..refusal })?;
    let site_name = conference.sites.get(&site).map_or("", |site| site.name.as_str());
    Ok((conference, person.id, format!("{site_name} {}", person.name)))
}

fn room(state: &State, id: ConferenceId) -> Result<(), Refusal> {
    if state.messages.values().filter(|message| message.conference == id).count() < bounds::MESSAGES {
        return Ok(());
    }
    let refusal = refuse("BOUND", "本次会议的消息已达上限", "The messages of this conference reach their bound");
    Err(refusal.accept([format!("≤ {}", bounds::MESSAGES)]))
}

pub(crate) fn apply(state: &mut State, at: Micros, event: &Event) {
    let Event::MessageSent { message, to, by, name, text, file } = event else { return };
    let (name, text, file) = (name.clone(), text.clone(), file.clone());
    state.last_message = state.last_message.max(message.0);
    state.messages.insert(*message, Message { conference: *to, at, by: *by, name, text, file });
}
