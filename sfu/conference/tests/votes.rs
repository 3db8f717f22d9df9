//! 举手表决 votes: MEET-35, MEET-36.

mod support;
use fengsui_conference::Class;
use fengsui_protocol::{
    VoteId,
    input::Input,
    live::{EntityKey, EntityView},
    meeting::{Choice, VoteView},
};
use support::*;

fn open(question: &str) -> Input {
    Input::OpenVote { conference: ONE, question: question.into() }
}
fn cast(choice: Choice) -> Input {
    Input::CastVote { vote: VoteId(1), choice }
}
fn close() -> Input {
    Input::CloseVote { vote: VoteId(1) }
}
fn view(world: &World) -> VoteView {
    match world.state.view(&EntityKey::Vote(VoteId(1)), &Class::Department("fire".into())) {
        Some(EntityView::Vote(view)) => *view,
        other => panic!("{other:?}"),
    }
}

#[test]
fn meet_35_one_question_at_a_time_put_by_chair_or_operator() {
    let mut world = World::meeting();
    assert_eq!(world.refused(FIRE, open("转移车头村？")).rule, "CC-2");
    assert_eq!(world.refused(CHAIR, open(" ")).rule, "TEXT-2");
    world.ask(CHAIR, open("转移车头村？")).unwrap();
    let refusal = world.refused(OPERATOR, open("再问一次？"));
    assert_eq!((refusal.rule.as_str(), refusal.accepted), ("MEET-35", vec!["close_vote 1".to_owned()]));
    world.ask(CHAIR, close()).unwrap();
    assert!(world.ask(CHAIR, close()).unwrap().is_empty());
    world.ask(OPERATOR, open("再问一次？")).unwrap();
}

#[test]
fn meet_36_one_vote_a_site_changed_until_it_is_closed_and_the_result_kept() {
    let mut world = World::meeting();
    world.ask(CHAIR, open("转移车头村？")).unwrap();
    world.ask(FIRE, cast(Choice::No)).unwrap();
    world.ask(FIRE, cast(Choice::Yes)).unwrap();
    assert!(world.ask(FIRE, cast(Choice::Yes)).unwrap().is_empty());
    world.ask(WATER, cast(Choice::Abstain)).unwrap();
    world.ask(CHAIR, cast(Choice::Yes)).unwrap();
    assert_eq!(world.refused(LEADER, cast(Choice::No)).rule, "CC-11", "who is not here has no hand");
    assert_eq!(world.refused(OPERATOR, cast(Choice::No)).rule, "CC-11");
    assert_eq!(world.refused(STRANGER, cast(Choice::No)).rule, "REF-1");
    world.drop_out(TOWN);
    world.ask(CHAIR, close()).unwrap();
    assert_eq!(world.refused(WATER, cast(Choice::No)).rule, "MEET-36");
    let vote = view(&world);
    assert_eq!((vote.yes, vote.no, vote.abstain, vote.present), (2, 0, 1, Some(3)));
    assert_eq!(vote.cast.iter().map(|cast| cast.name.as_str()).max(), Some("县消防救援大队"));
}

#[test]
fn meet_36_the_end_of_the_conference_closes_its_vote() {
    let mut world = World::meeting();
    world.ask(CHAIR, open("转移车头村？")).unwrap();
    world.ask(FIRE, cast(Choice::Yes)).unwrap();
    world.ask(CHAIR, Input::EndConference { conference: ONE }).unwrap();
    let vote = view(&world);
    assert_eq!((vote.closed_at, vote.yes, vote.present), (Some(world.now), 1, Some(4)));
    assert!(world.state.view(&EntityKey::Vote(VoteId(1)), &Class::Department("police".into())).is_none());
}
