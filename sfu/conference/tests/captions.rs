//! 字幕/横幅 captions: MEET-20.

mod support;
use fengsui_conference::Class;
use fengsui_protocol::{
    Micros, SiteId, bounds,
    input::Input,
    live::{EntityKey, EntityView},
    meeting::{Caption, CaptionColour, CaptionPlace, CaptionSize, CaptionView},
};
use support::*;

fn caption(text: &str, sites: Vec<SiteId>, seconds: Option<u16>) -> Caption {
    let (place, size) = (CaptionPlace::Bottom, CaptionSize::Large);
    Caption { text: text.into(), sites, place, size, colour: CaptionColour::Dark, seconds }
}
fn show(text: &str, sites: Vec<SiteId>, seconds: Option<u16>) -> Input {
    Input::ShowCaption { conference: ONE, caption: caption(text, sites, seconds) }
}
fn clear(caption: Option<u64>) -> Input {
    Input::ClearCaption { conference: ONE, caption }
}
fn shown(world: &World) -> Vec<CaptionView> {
    let view = world.state.view(&EntityKey::Conference(ONE), &Class::Department("fire".into()));
    let Some(EntityView::Conference(view)) = view else { panic!("invited") };
    view.meeting.captions
}

#[test]
fn meet_20_a_caption_stands_for_its_time_on_its_sites() {
    let mut world = World::meeting();
    let fire = world.site(FIRE);
    world.ask(CHAIR, show(" 请各单位静音 ", vec![fire, fire], Some(30))).unwrap();
    let one = shown(&world).remove(0);
    assert_eq!((one.caption.text.as_str(), one.caption.sites.as_slice()), ("请各单位静音", &[fire][..]));
    assert_eq!(one.until, Some(world.now.plus(30 * Micros::SECOND)));
    world.ask(OPERATOR, show("县防汛会商", vec![], None)).unwrap();
    assert_eq!(shown(&world)[1].until, None);
    world.ask(CHAIR, clear(Some(one.id))).unwrap();
    assert_eq!(shown(&world).len(), 1);
    assert_eq!(world.refused(CHAIR, clear(Some(one.id))).rule, "REF-1");
    world.ask(CHAIR, clear(None)).unwrap();
    assert!(shown(&world).is_empty() && world.ask(CHAIR, clear(None)).unwrap().is_empty());
}

#[test]
fn meet_20_captions_are_bounded_and_make_room_when_their_time_is_over() {
    let mut world = World::meeting();
    for _ in 0..bounds::CAPTIONS {
        world.ask(CHAIR, show("转移群众", vec![], Some(60))).unwrap();
    }
    assert_eq!(world.refused(CHAIR, show("再一条", vec![], None)).rule, "MEET-20");
    world.now = world.now.plus(60 * Micros::SECOND);
    world.ask(CHAIR, show("再一条", vec![], None)).unwrap();
    assert_eq!(shown(&world).len(), 1, "those whose time was over are gone");
}

#[test]
fn meet_20_what_does_not_fit_is_refused() {
    let mut world = World::meeting();
    assert_eq!(world.refused(FIRE, show("抢麦", vec![], None)).rule, "CC-2");
    for (input, rule, field) in [
        (show("", vec![], None), "TEXT-2", "caption.text"),
        (show("一\n二", vec![], None), "TEXT-1", "caption.text"),
        (show(&"长".repeat(121), vec![], None), "BOUND", "caption.text"),
        (show("字幕", vec![], Some(2)), "NUM-1", "caption.seconds"),
        (show("字幕", vec![SiteId(99)], None), "REF-1", "caption.sites[0]"),
    ] {
        let refusal = world.refused(CHAIR, input);
        assert_eq!((refusal.rule.as_str(), refusal.field.as_deref()), (rule, Some(field)));
    }
    world.ask(CHAIR, show("县防汛会商", vec![], None)).unwrap();
    world.ask(CHAIR, Input::EndConference { conference: ONE }).unwrap();
    assert!(shown(&world).is_empty());
}
