//! 会议消息 messages and files: MEET-30, MEET-31.

mod support;
use fengsui_conference::{Actor, Class, NodeInput, touched};
use fengsui_protocol::{
    MessageId, UserId, bounds,
    input::Input,
    live::{EntityKey, EntityView},
    meeting::{MessageView, SharedFile},
};
use support::*;

fn say(text: &str) -> Input {
    Input::SendMessage { conference: ONE, text: text.into() }
}
fn file(bytes: u64) -> NodeInput {
    let (name, kind, sm3) = ("险情照片.jpg".to_owned(), "image/jpeg".to_owned(), "5f".repeat(32));
    NodeInput::FileShared { conference: ONE, file: SharedFile { name, bytes, kind, sm3 } }
}
fn share(
    world: &mut World,
    user: UserId,
    bytes: u64,
) -> Result<Vec<fengsui_conference::Event>, fengsui_protocol::Refusal> {
    world.send(&Actor::User(user), file(bytes))
}
fn seen(world: &World, number: u64, class: &Class) -> Option<MessageView> {
    match world.state.view(&EntityKey::Message(MessageId(number)), class)? {
        EntityView::Message(view) => Some(*view),
        other => panic!("{other:?}"),
    }
}

#[test]
fn meet_30_who_is_here_writes_and_it_is_kept_with_the_conference() {
    let mut world = World::meeting();
    let generation = world.table().generation;
    let events = world.ask(FIRE, say(" 车头堤段已加固\n一百人在堤上 ")).unwrap();
    assert_eq!(
        touched(&world.state, &events[0]),
        [EntityKey::Message(MessageId(1))],
        "the conference is not sent again"
    );
    assert_eq!(world.table().generation, generation);
    world.ask(OPERATOR, say("请各单位报人数")).unwrap();
    let fire = seen(&world, 1, &Class::Department("water".into())).unwrap();
    assert_eq!((fire.name.as_str(), fire.text.as_str()), ("县消防救援大队 王消防", "车头堤段已加固\n一百人在堤上"));
    assert!(seen(&world, 1, &Class::Department("police".into())).is_none());
    assert_eq!(world.refused(LEADER, say("我不在会")).rule, "MEET-30");
    assert_eq!(world.refused(STRANGER, say("x")).rule, "REF-1");
    for (text, rule) in [(" \n", "TEXT-2"), ("a\u{0}", "TEXT-1"), (&*"长".repeat(1_001), "BOUND")] {
        assert_eq!(world.refused(FIRE, say(text)).rule, rule);
    }
    world.ask(CHAIR, Input::EndConference { conference: ONE }).unwrap();
    assert_eq!(world.refused(FIRE, say("散会后")).rule, "CC-3");
    assert!(seen(&world, 1, &Class::County).is_some(), "kept with its record");
}

#[test]
fn meet_30_who_comes_to_the_circle_sees_what_was_written_before() {
    let mut world = World::meeting();
    world.ask(FIRE, say("先说的话")).unwrap();
    let police = Class::Department("police".into());
    let events = world.ask(CHAIR, Input::InviteUnits { conference: ONE, units: vec!["police".into()] }).unwrap();
    assert!(touched(&world.state, &events[0]).contains(&EntityKey::Message(MessageId(1))));
    assert!(seen(&world, 1, &police).is_some());
}

#[test]
fn meet_31_a_file_is_given_out_in_the_name_of_who_is_here_and_bounded() {
    let mut world = World::meeting();
    share(&mut world, FIRE, 1_000).unwrap();
    let view = seen(&world, 1, &Class::County).unwrap();
    assert_eq!((view.text.as_str(), view.file.unwrap().bytes), ("", 1_000));
    assert_eq!(share(&mut world, LEADER, 1_000).unwrap_err().rule, "MEET-30");
    assert_eq!(world.node(file(1_000)).unwrap_err().rule, "AUTH-1", "a file is somebody's");
    let most = bounds::FILE_BYTES as u64;
    for bytes in [0, most + 1] {
        assert_eq!(share(&mut world, FIRE, bytes).unwrap_err().rule, "BOUND");
    }
    for _ in 0..bounds::CONFERENCE_FILE_BYTES / most - 1 {
        share(&mut world, FIRE, most).unwrap();
    }
    assert_eq!(share(&mut world, FIRE, most).unwrap_err().rule, "BOUND", "all files together");
}

#[test]
fn bound_messages_are_counted_per_conference() {
    let mut world = World::meeting();
    for number in 0..bounds::MESSAGES {
        world.ask(FIRE, say(&format!("第 {number} 条"))).unwrap();
    }
    assert_eq!(world.refused(FIRE, say("多一条")).rule, "BOUND");
}
