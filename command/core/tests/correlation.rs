//! Correlation: COR rules, the index beside a plain comparison of all pairs, and un-merging.

mod support;
use fengsui_command_core::{
    Class,
    correlation::{self, Index, Report, index::best_of_each, score::SUGGEST_FROM},
};
use fengsui_protocol::{
    FeedRecordId, IncidentId, Micros,
    correlation::{Band, Correlated, KeyKind, Proposal, Relation},
    feed::RecordFate,
    geo::Wgs84,
    incident::{IncidentFacts, IncidentState},
    input::Input,
    live::{EntityKey, EntityView},
};
use support::*;

/// The shop fire, as another caller tells it three minutes later and some steps away.
fn told_again() -> IncidentFacts {
    let mut facts = fire();
    facts.title = "人民路商铺着火".into();
    facts.occurred_at = NIGHT.plus(3 * Micros::MINUTE);
    facts.place.position = Some(Wgs84 { lon: JIAHE.lon + 0.0005, lat: JIAHE.lat });
    facts.caller.phone = "13907350002".into();
    facts
}

/// A crash in the next town.
fn elsewhere() -> IncidentFacts {
    let mut facts = fire();
    (facts.title, facts.narrative) = ("货车侧翻".into(), "两车相撞".into());
    facts.type_code = "A20700".into();
    facts.place.text = "塘村镇".into();
    facts.place.position = Some(Wgs84 { lon: JIAHE.lon + 0.2, lat: JIAHE.lat + 0.1 });
    facts.caller.phone = "13907350003".into();
    facts
}

fn incident_proposals(world: &World, id: IncidentId, class: &Class) -> Vec<Proposal> {
    match world.view(EntityKey::Incident(id), class) {
        Some(EntityView::Incident(view)) => view.proposals,
        other => panic!("{other:?}"),
    }
}
fn record_proposals(world: &World, id: FeedRecordId, class: &Class) -> Vec<Proposal> {
    match world.view(EntityKey::FeedRecord(id), class) {
        Some(EntityView::FeedRecord(view)) => view.proposals,
        other => panic!("{other:?}"),
    }
}
fn relate(incident: IncidentId, relation: Relation, to: IncidentId) -> Input {
    Input::RelateIncident { incident, relation, to, basis: String::new() }
}

#[test]
fn cor_1_a_record_is_proposed_to_what_it_resembles_and_nothing_is_done() {
    let mut world = World::county();
    let incident = world.incident(told_again());
    world.incident(elsewhere());
    let record = world.record("fire-119", "A1", 1);
    let proposals = record_proposals(&world, record, &Class::County);
    assert_eq!(proposals.iter().map(|proposal| proposal.incident).collect::<Vec<_>>(), [incident]);
    assert_eq!(world.state.records[&record].fate, RecordFate::Pending);
    assert_eq!(world.state.incidents[&incident].state, IncidentState::Reported);
}

#[test]
fn cor_2_a_proposal_gives_its_factors_with_values_and_sigma() {
    let mut world = World::county();
    let mut first = told_again();
    first.place.error_m = Some(400.0);
    world.incident(first);
    let record = world.record("fire-119", "A1", 1);
    let [proposal] = &record_proposals(&world, record, &Class::County)[..] else { panic!("one proposal") };
    let distance = proposal.distance.unwrap();
    assert!((distance.metres - 50.0).abs() < 2.0, "{distance:?}");
    // Fire: 300 m, widened by 400 m of the one and the usual 50 m of the other.
    assert!((distance.sigma_m - 300_f64.hypot(400.0).hypot(50.0)).abs() < 1.0, "{distance:?}");
    assert!((distance.value - (-distance.metres / distance.sigma_m).exp()).abs() < 0.01);
    assert_eq!((proposal.time.minutes, proposal.time.sigma_min), (3.0, 30.0));
    assert!((proposal.time.value - (-0.1_f64).exp()).abs() < 0.001);
    assert!(proposal.text.value > 0.0 && !proposal.text.words.is_empty());
    assert!(proposal.keys.iter().any(|key| key.kind == KeyKind::Place && key.value == "人民路" && key.agrees));
    assert!(proposal.score >= proposal.band_from && proposal.score <= proposal.band_to);
}

#[test]
fn cor_1_a_record_that_waits_is_looked_at_again_when_an_incident_begins() {
    let mut world = World::county();
    let record = world.record("fire-119", "A1", 1);
    assert!(record_proposals(&world, record, &Class::County).is_empty());
    let incident = world.incident(told_again());
    assert_eq!(record_proposals(&world, record, &Class::County)[0].incident, incident);
    for to in [IncidentState::Verifying, IncidentState::FalseAlarm] {
        world.ask(&DUTY, Input::TransitionIncident { incident, to, basis: "核实".into() }).unwrap();
    }
    assert!(record_proposals(&world, record, &Class::County).is_empty(), "what is closed is not proposed");
}

#[test]
fn cor_3_one_authority_and_no_chains() {
    let mut world = World::county();
    let [a, b, c] = [fire(), told_again(), told_again()].map(|facts| world.incident(facts));
    world.ask(&DUTY, relate(b, Relation::DuplicateOf, a)).unwrap();
    let chain = world.refused(&DUTY, relate(c, Relation::DuplicateOf, b));
    assert_eq!((chain.rule.as_str(), chain.accepted[0].as_str()), ("COR-3", "1"), "names the authority");
    assert_eq!(world.refused(&DUTY, relate(b, Relation::DuplicateOf, c)).rule, "COR-3");
    assert_eq!(world.refused(&DUTY, relate(a, Relation::DuplicateOf, c)).rule, "COR-3");
    world.ask(&DUTY, relate(c, Relation::DuplicateOf, a)).unwrap();
    let record = world.record("fire-119", "A1", 1);
    let proposed = record_proposals(&world, record, &Class::County);
    assert!(proposed.iter().all(|proposal| proposal.incident == a), "duplicates speak for their authority");
}

#[test]
fn cor_6_what_is_not_the_same_is_remembered_until_taken_back() {
    let mut world = World::county();
    let incident = world.incident(told_again());
    let record = world.record("fire-119", "A1", 1);
    let subject = Correlated::FeedRecord(record);
    world.ask(&DUTY, Input::RejectProposal { subject, incident }).unwrap();
    assert!(record_proposals(&world, record, &Class::County).is_empty());
    world.ask(&DUTY, Input::LocateIncident { incident, place: fire().place }).unwrap();
    assert!(record_proposals(&world, record, &Class::County).is_empty(), "not proposed again by a change");
    assert_eq!(world.refused(&DUTY, Input::RejectProposal { subject, incident }).rule, "COR-6");
    world.ask(&DUTY, Input::RestoreProposal { subject, incident }).unwrap();
    assert_eq!(record_proposals(&world, record, &Class::County)[0].incident, incident);
    assert_eq!(world.refused(&DUTY, Input::RestoreProposal { subject, incident }).rule, "COR-9");
}

#[test]
fn cor_7_no_circle_no_self_no_second_relation() {
    let mut world = World::county();
    let [rain, slide, road] = [fire(), told_again(), elsewhere()].map(|facts| world.incident(facts));
    world.ask(&DUTY, relate(slide, Relation::CausedBy, rain)).unwrap();
    world.ask(&DUTY, relate(road, Relation::CausedBy, slide)).unwrap();
    assert_eq!(world.refused(&DUTY, relate(rain, Relation::CausedBy, road)).rule, "COR-7");
    assert_eq!(world.refused(&DUTY, relate(rain, Relation::PartOf, rain)).rule, "COR-7");
    assert_eq!(world.refused(&DUTY, relate(rain, Relation::PartOf, slide)).rule, "COR-7");
    world.ask(&DUTY, relate(road, Relation::PartOf, rain)).unwrap();
    let other = world.incident(elsewhere());
    assert_eq!(world.refused(&DUTY, relate(road, Relation::PartOf, other)).rule, "COR-7");
}

#[test]
fn cor_8_unmerging_restores_both_and_nothing_closes() {
    let mut world = World::county();
    let [a, b] = [fire(), told_again()].map(|facts| world.incident(facts));
    let before = [a, b].map(|id| world.state.incidents[&id].clone());
    world.ask(&DUTY, relate(b, Relation::DuplicateOf, a)).unwrap();
    assert!([a, b].iter().all(|id| world.state.incidents[id].state.open()), "a merge closes neither");
    assert_eq!(world.state.incidents[&a].relations[0].incident, b);
    world.ask(&LEADER, Input::UnrelateIncident { incident: b, relation: Relation::DuplicateOf, to: a }).unwrap();
    for (id, before) in [a, b].into_iter().zip(before) {
        let after = &world.state.incidents[&id];
        assert_eq!((after.state, &after.facts, &after.records), (before.state, &before.facts, &before.records));
        assert!(after.relations.is_empty());
        assert_eq!(after.timeline.len(), before.timeline.len() + 2, "both acts are told");
    }
    assert_eq!(incident_proposals(&world, b, &Class::County)[0].incident, a, "and it is proposed as before");
    let again = Input::UnrelateIncident { incident: b, relation: Relation::DuplicateOf, to: a };
    assert_eq!(world.refused(&DUTY, again).rule, "COR-9");
}

#[test]
fn cor_12_proposals_are_the_countys_and_a_draft_is_compared_with_what_one_sees() {
    let mut world = World::county();
    let incident = world.incident(told_again());
    let record = world.record("fire-119", "A1", 1);
    assert!(record_proposals(&world, record, &Class::Department("fire".into())).is_empty());
    let ask = |world: &World, class: &Class| world.state.correlate(class, &told_again(), &[]).unwrap().proposals;
    let keys = |proposal: &Proposal| proposal.keys.iter().any(|key| key.kind == KeyKind::Phone);
    assert!(keys(&ask(&world, &Class::County)[0]));
    assert!(!keys(&ask(&world, &Class::Department("water".into()))[0]), "nor who called");
    assert!(ask(&world, &Class::Township("town-102".into())).is_empty(), "nor what it does not see");
    let not = world.state.correlate(&Class::County, &told_again(), &[incident]).unwrap();
    assert!(not.proposals.is_empty());
}

#[test]
fn cor_10_two_that_come_close_are_never_as_good_as_certain() {
    let mut world = World::county();
    let [a, b] = [told_again(), told_again()].map(|facts| world.incident(facts));
    let asked = world.state.correlate(&Class::County, &told_again(), &[]).unwrap().proposals;
    assert_eq!(asked.iter().map(|proposal| proposal.incident).collect::<Vec<_>>(), [a, b]);
    assert!(asked.iter().all(|proposal| proposal.band == Band::Suggest));
    let alone = world.state.correlate(&Class::County, &told_again(), &[b]).unwrap().proposals;
    assert_eq!(alone[0].band, Band::Link);
}

#[test]
fn inc_7_a_draft_gets_the_severity_that_its_figures_suggest() {
    let world = World::county();
    let mut facts = fire();
    facts.casualties.dead = 3;
    let suggested = world.state.correlate(&Class::County, &facts, &[]).unwrap().severity.unwrap();
    assert!(suggested.basis.contains("493号第三条") && suggested.basis.contains('3'), "{}", suggested.basis);
}

// ---- the index beside all pairs ----

/// So many that no key is in more reports than the index looks at of one key.
const PLACES: &[&str] = &[
    "滨江村",
    "车头村",
    "人民路",
    "白觉村",
    "井塘村",
    "荷塘村",
    "石燕村",
    "罗源路",
    "茶坞村",
    "横坪村",
    "大背街",
    "双峰社区",
];

/// Reports about the county: some places, kinds and hours, so that many are alike.
fn random_report(seed: &mut Seed) -> Report {
    let mut facts = fire();
    facts.type_code = seed.word(&["A20600", "A20700", "A10100", "A10200", "A20400"]).into();
    facts.title = format!("{}{}", seed.word(PLACES), seed.word(&["起火", "进水", "侧翻", "泄漏"]));
    facts.narrative = format!("{}人{}", seed.below(9), seed.word(&["被困", "受伤", "转移", "失联"]));
    facts.occurred_at = NIGHT.plus(seed.below(900) as i64 * Micros::MINUTE);
    let step = |seed: &mut Seed| (seed.below(60) as f64 - 30.0) / 400.0;
    let at = Wgs84 { lon: JIAHE.lon + step(seed), lat: JIAHE.lat + step(seed) };
    facts.place.position = (!seed.one_in(8)).then_some(at);
    facts.place.error_m = Some(seed.below(900) as f64);
    facts.caller.phone = format!("1390735{:04}", seed.below(40));
    Report::of(&facts, None)
}

#[test]
fn cor_11_the_index_finds_what_comparing_all_pairs_finds() {
    for number in [1, 2, 3, 431_024] {
        let mut seed = Seed(number);
        let mut index = Index::default();
        let mut all: Vec<(Correlated, Report, IncidentId)> = Vec::new();
        for id in 0..250 {
            let (of, incident) = (Correlated::FeedRecord(FeedRecordId(id)), IncidentId(seed.below(60)));
            let report = random_report(&mut seed);
            let found = index.resembling(&report, |_| false, 5);
            let pairs = all.iter().map(|(of, report, incident)| (*of, report, *incident));
            assert_eq!(found, best_of_each(&report, pairs, &index, (SUGGEST_FROM, 5)), "seed {number}");
            index.put(of, incident, report.clone());
            all.push((of, report, incident));
        }
        assert!(correlation::proposals(index.resembling(&all[0].1, |_| false, 5))[0].score > 0.9);
    }
}

#[test]
fn cor_11_the_order_in_which_reports_came_does_not_matter() {
    let mut seed = Seed(5);
    let mut reports: Vec<_> = (0..120).map(|id| (id, random_report(&mut seed))).collect();
    let built = |reports: &[(u64, Report)]| {
        let mut index = Index::default();
        for (id, report) in reports {
            index.put(Correlated::FeedRecord(FeedRecordId(*id)), IncidentId(*id), report.clone());
        }
        index
    };
    let first = built(&reports);
    let asked = random_report(&mut seed);
    reports.reverse();
    let mut second = built(&reports);
    assert!(first == second);
    assert_eq!(first.resembling(&asked, |_| false, 5), second.resembling(&asked, |_| false, 5));
    second.put(Correlated::Incident(IncidentId(9)), IncidentId(9), asked);
    second.remove(Correlated::Incident(IncidentId(9)));
    assert!(first == second, "what was taken out leaves nothing behind");
}

#[test]
fn bound_positions_beyond_the_earth_and_times_beyond_time_do_no_harm() {
    let mut index = Index::default();
    for (id, lon, at) in [(1, 1e300, i64::MAX), (2, -1e300, i64::MIN), (3, f64::NAN, 0)] {
        let mut facts = fire();
        facts.place.position = Some(Wgs84 { lon, lat: lon });
        facts.occurred_at = Micros(at);
        let report = Report::of(&facts, None);
        index.resembling(&report, |_| false, 5);
        index.put(Correlated::Incident(IncidentId(id)), IncidentId(id), report);
    }
    assert_eq!(index.len(), 3);
}
