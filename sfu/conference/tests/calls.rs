//! 呼叫 calls: MEET-1 to MEET-4.

mod support;
use fengsui_conference::{Event, state::Site};
use fengsui_protocol::{
    ConferenceId, IncidentId, Micros, SiteId, UnitId, UserId, conference::Presence, input::Input, meeting::CallView,
};
use support::*;

const FLOOD: IncidentId = IncidentId(1);

fn consult(groups: &[&str], units: &[&str]) -> Input {
    Input::StartConsultation {
        incident: FLOOD,
        title: "会商：车头漫堤".into(),
        groups: groups.iter().map(|id| (*id).into()).collect(),
        units: units.iter().map(|id| (*id).into()).collect(),
    }
}
fn ring_absent(group: Option<&str>) -> Input {
    Input::RingAbsent { conference: ONE, group: group.map(Into::into) }
}
fn postpone(minutes: u16) -> Input {
    Input::PostponeCall { conference: ONE, minutes }
}
fn wait(world: &mut World, seconds: i64) {
    world.now = world.now.plus(seconds * Micros::SECOND);
}
fn of_unit<'a>(world: &'a World, unit: &str) -> (SiteId, &'a Site) {
    let unit = UnitId::from(unit);
    let sites = &world.state.conferences[&ONE].sites;
    sites.iter().find(|(_, site)| site.unit.as_ref() == Some(&unit)).map(|(id, site)| (*id, site)).unwrap()
}
fn call(world: &World, unit: &str) -> CallView {
    of_unit(world, unit).1.call_view().expect("it is being called")
}
fn rung(events: &[Event]) -> Vec<SiteId> {
    events
        .iter()
        .filter_map(|event| if let Event::SiteRung { site, .. } = event { Some(*site) } else { None })
        .collect()
}

#[test]
fn meet_1_one_key_rings_groups_and_units_each_once() {
    let mut world = World::new();
    world.ask(CHAIR, consult(&["flood", "police"], &["fire", "centre"])).unwrap();
    let conference = &world.state.conferences[&ONE];
    assert_eq!((conference.incident, conference.chair), (Some(FLOOD), Some(CHAIR)));
    assert_eq!(conference.sites.len(), 5, "fire stands in the group and by itself");
    assert!(
        conference.sites.values().all(|site| matches!(site.presence, Presence::Ringing { since } if since == NIGHT))
    );
    assert_eq!(world.refused(CHAIR, consult(&["nobody"], &[])).rule, "REF-1");
    let unknown =
        Input::StartConsultation { incident: IncidentId(99), title: "x".into(), groups: vec![], units: vec![] };
    assert_eq!(world.refused(CHAIR, unknown).rule, "REF-1");
}

#[test]
fn meet_1_a_second_key_rings_into_the_consultation_that_is_open() {
    let mut world = World::new();
    world.ask(CHAIR, consult(&[], &["fire", "water"])).unwrap();
    world.join(FIRE, BOTH).unwrap();
    wait(&mut world, 60);
    let events = world.ask(LEADER, consult(&["flood"], &[])).unwrap();
    assert_eq!(world.state.conferences.len(), 1, "no second consultation");
    assert_eq!(rung(&events), [of_unit(&world, "water").0], "who did not answer is rung again, who is here is not");
    assert_eq!(call(&world, "town-100").rings, 1, "who was missing is rung");
    world.ask(CHAIR, Input::EndConference { conference: ONE }).unwrap();
    world.ask(LEADER, consult(&["flood"], &[])).unwrap();
    assert!(world.state.conferences[&TWO].open(), "after its end a new one is made");
}

#[test]
fn meet_2_the_ring_clock_follows_from_the_state() {
    let mut world = World::new();
    world.ask(CHAIR, consult(&[], &["fire", "water"])).unwrap();
    let first = call(&world, "fire");
    assert_eq!((first.first_at, first.since, first.rings, first.later_until), (NIGHT, NIGHT, 1, None));
    assert_eq!(first.unanswered_at, NIGHT.plus(45 * Micros::SECOND));
    wait(&mut world, 50);
    let site = of_unit(&world, "fire").0;
    world.ask(CHAIR, Input::RingSite { conference: ONE, site }).unwrap();
    let again = call(&world, "fire");
    assert_eq!((again.first_at, again.since, again.rings), (NIGHT, world.now, 2), "counted from the first ring");
    world.join(FIRE, BOTH).unwrap();
    assert!(of_unit(&world, "fire").1.call_view().is_none(), "answered");
    world.drop_out(FIRE);
    world.ask(CHAIR, Input::RingSite { conference: ONE, site }).unwrap();
    let anew = call(&world, "fire");
    assert_eq!((anew.first_at, anew.rings), (world.now, 1), "who was here is called anew");
}

#[test]
fn meet_2_a_refused_call_that_is_rung_again_counts_on() {
    let mut world = World::new();
    world.ask(CHAIR, consult(&[], &["fire"])).unwrap();
    world.ask(FIRE, Input::DeclineConference { conference: ONE, reason: "正在救援".into() }).unwrap();
    wait(&mut world, 5);
    assert_eq!(rung(&world.ask(CHAIR, ring_absent(None)).unwrap()).len(), 1);
    assert_eq!((call(&world, "fire").rings, call(&world, "fire").first_at), (2, NIGHT));
}

#[test]
fn meet_3_all_absent_are_rung_and_running_rings_left_alone() {
    let mut world = World::meeting();
    world.drop_out(WATER);
    world.ask(TOWN, Input::LeaveConference { conference: ONE }).unwrap();
    let police = Input::InviteUnits { conference: ONE, units: vec!["police".into()] };
    world.ask(CHAIR, police).unwrap();
    let absent = [world.site(WATER), world.site(TOWN)];
    assert_eq!(rung(&world.ask(CHAIR, ring_absent(None)).unwrap()), absent, "police rings already, fire is here");
    assert!(world.ask(CHAIR, ring_absent(None)).unwrap().is_empty(), "all ring");
    wait(&mut world, 45);
    assert_eq!(rung(&world.ask(OPERATOR, ring_absent(None)).unwrap()).len(), 3, "none answered");
    assert_eq!(world.refused(FIRE, ring_absent(None)).rule, "CC-2");
}

#[test]
fn meet_3_by_group_its_missing_members_are_invited() {
    let mut world = World::new();
    world.create("防汛会商", &["fire"]);
    wait(&mut world, 60);
    let events = world.ask(CHAIR, ring_absent(Some("flood"))).unwrap();
    assert_eq!(rung(&events), [of_unit(&world, "fire").0]);
    assert_eq!(world.state.conferences[&ONE].invited.len(), 3);
    let refusal = world.refused(CHAIR, ring_absent(Some("none")));
    assert_eq!((refusal.rule.as_str(), refusal.field.as_deref()), ("REF-1", Some("group")));
}

#[test]
fn meet_4_later_is_quiet_and_rings_again_by_itself() {
    let mut world = World::new();
    world.ask(CHAIR, consult(&[], &["fire"])).unwrap();
    for minutes in [0, 31] {
        let refusal = world.refused(FIRE, postpone(minutes));
        assert_eq!((refusal.rule.as_str(), refusal.field.as_deref()), ("NUM-1", Some("minutes")));
    }
    world.ask(FIRE, postpone(5)).unwrap();
    let until = NIGHT.plus(5 * Micros::MINUTE);
    assert_eq!(call(&world, "fire").later_until, Some(until));
    assert_eq!(call(&world, "fire").unanswered_at, until.plus(45 * Micros::SECOND));
    wait(&mut world, 120);
    assert!(world.ask(CHAIR, ring_absent(None)).unwrap().is_empty(), "it comes by itself");
    wait(&mut world, 225);
    assert_eq!(rung(&world.ask(CHAIR, ring_absent(None)).unwrap()).len(), 1, "it rang again and nobody answered");
    assert_eq!(call(&world, "fire").later_until, None, "rung by hand: the putting off is over");
    world.join(FIRE, BOTH).unwrap();
    assert_eq!(world.refused(FIRE, postpone(5)).rule, "CC-14");
    assert_eq!(world.refused(UserId(9), postpone(5)).rule, "REF-1", "another unit's call is not theirs");
    assert_eq!(world.refused(FIRE, Input::PostponeCall { conference: ConferenceId(9), minutes: 5 }).rule, "REF-1");
}
