//! Frames: reading what a client sent, writing what it is told.

use bytes::Bytes;
use fengsui_protocol::{
    InputId, Refusal,
    live::{ClientMessage, ServerMessage},
};
use serde::Deserialize;
use tokio_tungstenite::tungstenite::protocol::frame::{
    Frame,
    coding::{Data, OpCode},
};

/// Most bytes of a server frame's header (RFC 6455 §5.2).
const MOST_HEADER: usize = 10;

/// A frame that could not be read.
#[derive(Debug)]
pub(super) enum Unreadable {
    /// An input with an id: it can be refused by itself, and the connection goes on.
    Input(InputId, Box<Refusal>),
    /// Not this protocol: the connection ends.
    Frame(Box<Refusal>),
}

/// Reads one text frame.
pub(super) fn decode(text: &str) -> Result<ClientMessage, Unreadable> {
    let mut reader = serde_json::Deserializer::from_str(text);
    let read = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let path = error.path().to_string();
        (Some(path).filter(|path| path != "."), error.into_inner().to_string())
    });
    let read = read.and_then(|message| reader.end().map(|()| message).map_err(|error| (None, error.to_string())));
    read.map_err(|(path, said)| unreadable(text, path, &said))
}

/// The head of an input, enough to answer it.
#[derive(Deserialize)]
struct InputHead {
    r#type: String,
    id: InputId,
}

fn unreadable(text: &str, path: Option<String>, said: &str) -> Unreadable {
    let said: String = said.chars().take(200).collect();
    match serde_json::from_str::<InputHead>(text) {
        Ok(head) if head.r#type == "input" => Unreadable::Input(head.id, Box::new(refuse_input(path, &said))),
        _ => Unreadable::Frame(Box::new(refuse_frame(&said))),
    }
}

/// LIVE-2: an input that is not of the vocabulary.
fn refuse_input(path: Option<String>, said: &str) -> Refusal {
    let refusal =
        Refusal::new("LIVE-2", format!("无法读取的操作：{said}"), format!("The input cannot be read: {said}"));
    match path {
        Some(path) => refusal.field(path),
        None => refusal,
    }
}

/// LIVE-1: a frame that is not of the vocabulary.
pub(super) fn refuse_frame(said: &str) -> Refusal {
    Refusal::new("LIVE-1", format!("无法读取的消息：{said}"), format!("The message cannot be read: {said}")).accept([
        "hello",
        "input",
        "viewport",
        "desk",
        "slot_shown",
        "screen_shown",
        "shared_map",
        "ping",
    ])
}

/// One text frame as it goes on the wire: the same bytes for everybody it is sent to.
pub(super) fn encode(message: &ServerMessage) -> Bytes {
    let text = serde_json::to_vec(message).expect("live messages serialise");
    let mut frame = Vec::with_capacity(text.len() + MOST_HEADER);
    let written = Frame::message(text, OpCode::Data(Data::Text), true).format(&mut frame);
    written.expect("memory takes it");
    frame.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn live_1_and_2() {
        assert!(matches!(decode(r#"{"type":"ping","sent":5}"#), Ok(ClientMessage::Ping { .. })));
        for bad in ["", "{", "[]", "nonsense", r#"{"type":"drop_table"}"#, r#"{"type":"hello"} {"type":"hello"}"#] {
            assert!(matches!(decode(bad), Err(Unreadable::Frame(_))), "{bad}");
        }
        let bad = r#"{"type":"input","id":"a","input":{"type":"add_note","incident":"x","text":"y"}}"#;
        let Err(Unreadable::Input(id, refusal)) = decode(bad) else { panic!("an input") };
        assert_eq!((id.0.as_str(), refusal.rule.as_str()), ("a", "LIVE-2"));
        let deep = format!(r#"{{"type":{}"#, "[".repeat(30_000));
        assert!(decode(&deep).is_err());
    }
}
