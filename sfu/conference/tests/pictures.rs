//! What follows from time and voices, and mosaics: CC-42 to CC-48, CC-52.

mod support;
use fengsui_conference::{Event, NodeInput, Reason};
use fengsui_protocol::{
    ConferenceId, Micros, MosaicId, SiteId,
    conference::{Publishing, StreamKind},
    control::{
        Audience, CellContent, Layout, Level, MosaicCell, MosaicPlan, Operation, OperationKind, RotationKind,
        RotationStep, RotationView, Source, VoiceSwitchSettings,
    },
    input::Input,
    live::Voice,
};
use support::*;

const S: i64 = Micros::SECOND;

fn rotation(kind: RotationKind, step: RotationStep) -> Input {
    Input::Rotation { conference: ONE, kind, step }
}
fn start(sites: &[SiteId], dwell_s: u16) -> RotationStep {
    RotationStep::Start { sites: sites.to_vec(), dwell_s: Some(dwell_s), mosaic: None }
}
fn sites(world: &World) -> [SiteId; 4] {
    [CHAIR, FIRE, WATER, TOWN].map(|user| world.site(user))
}
fn view(world: &World, kind: RotationKind) -> RotationView {
    world.control().rotations.into_iter().find(|rotation| rotation.kind == kind).expect("it is running")
}

impl World {
    /// As the node does: the time passes, and whatever is due happens when it is due.
    fn wait(&mut self, us: i64) {
        let until = self.now.plus(us);
        while let Some((at, _)) = self.state.poll_timeout(self.now).filter(|(at, _)| *at <= until) {
            self.now = self.now.max(at);
            self.state.tick(self.now);
            for due in self.state.due(self.now) {
                self.node(due).unwrap();
            }
        }
        self.now = until;
        self.state.tick(until);
    }
    fn speak(&mut self, voices: &[(SiteId, u8)]) {
        let loudest: Vec<_> = voices.iter().map(|(site, level)| Voice { site: *site, level: *level }).collect();
        self.state.heard(ONE, self.now, &loudest);
    }
}

#[test]
fn cc_42_the_loudest_becomes_the_source_after_the_hold_and_past_the_sensitivity() {
    let mut world = World::meeting();
    let [chair, fire, water, _] = sites(&world);
    let switch = |sensitivity, hold_s| Input::VoiceSwitch {
        conference: ONE,
        settings: VoiceSwitchSettings { sensitivity, hold_s },
    };
    world.ask(CHAIR, switch(5, 3)).unwrap();
    assert_eq!(world.main(TOWN), Some(chair), "nobody spoke yet");
    world.speak(&[(fire, 60)]);
    assert_eq!(world.main(TOWN), Some(chair), "too quiet for this sensitivity");
    world.speak(&[(fire, 40)]);
    assert_eq!((world.main(TOWN), world.main(FIRE)), (Some(fire), Some(chair)));
    assert_eq!(world.row(TOWN).label.level, Level::Broadcast);
    world.speak(&[(water, 36), (fire, 40)]);
    world.wait(10 * S);
    assert_eq!(world.main(TOWN), Some(fire), "not louder by the margin");
    world.speak(&[(fire, 40)]);
    world.speak(&[(water, 30), (fire, 40)]);
    assert_eq!(world.main(TOWN), Some(water), "held long enough already");
    world.speak(&[(fire, 20), (water, 50)]);
    assert_eq!(world.state.poll_timeout(world.now), Some((world.now.plus(3 * S), Reason::Voice)));
    world.wait(3 * S - 1);
    assert_eq!(world.main(TOWN), Some(water));
    world.wait(1);
    assert_eq!(world.main(TOWN), Some(fire));
    world.speak(&[]);
    world.wait(60 * S);
    assert_eq!(world.main(TOWN), Some(fire), "silence changes nothing");
    world.drop_out(FIRE);
    assert_eq!(world.main(TOWN), Some(chair));
    assert_eq!(world.control().running.unwrap().operation.kind(), OperationKind::VoiceSwitch);
    world.ask(CHAIR, switch(10, 3)).unwrap();
    world.speak(&[(water, 70)]);
    assert_eq!(world.main(TOWN), Some(water));
    for (sensitivity, hold_s) in [(0, 3), (11, 3), (5, 0), (5, 31)] {
        assert_eq!(world.refused(CHAIR, switch(sensitivity, hold_s)).rule, "CC-42");
    }
}

#[test]
fn cc_43_the_timed_broadcast_shows_everybody_one_after_another() {
    let mut world = World::meeting();
    let [chair, fire, water, town] = sites(&world);
    world.ask(CHAIR, rotation(RotationKind::Broadcast, start(&[], 10))).unwrap();
    let shown = |world: &World| match world.control().running.unwrap().operation {
        Operation::Rotation { site } => site,
        other => panic!("{other:?}"),
    };
    let mut seen = vec![shown(&world)];
    for _ in 0..3 {
        world.wait(10 * S - 1);
        assert_eq!(Some(&shown(&world)), seen.last());
        world.wait(1);
        seen.push(shown(&world));
    }
    assert_eq!(seen, [fire, water, town, fire].map(Some));
    assert_eq!((world.main(WATER), world.main(FIRE)), (Some(fire), Some(chair)));
    assert_eq!(world.row(WATER).label.level, Level::BroadcastRotation);
    world.ask(CHAIR, rotation(RotationKind::Broadcast, RotationStep::SetDwell { dwell_s: 120 })).unwrap();
    assert_eq!(view(&world, RotationKind::Broadcast).next_at, Some(world.now.plus(120 * S)));
    for dwell_s in [9, 121] {
        let step = RotationStep::Start { sites: vec![], dwell_s: Some(dwell_s), mosaic: None };
        assert_eq!(world.refused(CHAIR, rotation(RotationKind::Broadcast, step)).rule, "CC-43");
    }
    world.ask(CHAIR, rotation(RotationKind::Broadcast, RotationStep::Stop)).unwrap();
    assert!(world.control().running.is_none() && world.control().rotations.is_empty());
    let step = RotationStep::Start { sites: vec![], dwell_s: None, mosaic: None };
    world.ask(CHAIR, rotation(RotationKind::Broadcast, step)).unwrap();
    assert_eq!(view(&world, RotationKind::Broadcast).dwell_s, 10);
    world.ask(CHAIR, Input::Broadcast { conference: ONE, site: Some(town) }).unwrap();
    assert!(world.control().rotations.is_empty(), "another operation took its place");
}

#[test]
fn cc_44_absent_sites_and_those_without_video_are_skipped_at_once() {
    let mut world = World::meeting();
    let [_, fire, water, town] = sites(&world);
    world.ask(WATER, Input::SetOwnStream { conference: ONE, stream: StreamKind::Camera, on: false }).unwrap();
    world.ask(CHAIR, rotation(RotationKind::Chair, start(&[fire, water, town], 10))).unwrap();
    assert_eq!(world.main(CHAIR), Some(fire));
    world.wait(10 * S);
    assert_eq!(world.main(CHAIR), Some(town), "without video");
    world.wait(4 * S);
    world.drop_out(TOWN);
    assert_eq!(world.main(CHAIR), Some(fire), "gone while it is shown");
    world.wait(10 * S - 1);
    world.state.set_publishing(ONE, fire, Publishing { camera: false, ..Publishing::default() });
    world.ask(WATER, Input::SetOwnStream { conference: ONE, stream: StreamKind::Camera, on: true }).unwrap();
    assert_eq!(world.main(CHAIR), Some(water), "no picture of it arrives");
    world.drop_out(FIRE);
    world.drop_out(WATER);
    world.wait(100 * S);
    assert_eq!(view(&world, RotationKind::Chair).current, None);
    let refusal = world.refused(CHAIR, rotation(RotationKind::Broadcast, start(&[fire, water], 10)));
    assert_eq!(refusal.rule, "CC-44");
}

#[test]
fn cc_45_it_resumes_where_it_paused_also_after_a_restart() {
    let mut world = World::meeting();
    let [_, fire, water, town] = sites(&world);
    let step = |step| rotation(RotationKind::Chair, step);
    assert_eq!(world.refused(CHAIR, step(RotationStep::Pause)).rule, "CC-45");
    world.ask(CHAIR, step(start(&[fire, water, town], 20))).unwrap();
    world.wait(25 * S);
    world.ask(CHAIR, step(RotationStep::Pause)).unwrap();
    let paused = view(&world, RotationKind::Chair);
    assert_eq!((paused.paused, paused.current, paused.next_at), (true, Some(water), None));
    world.wait(1_000 * S);
    assert_eq!(world.main(CHAIR), Some(water));
    let mut restarted = fengsui_conference::State::default();
    for (seq, at, event) in &world.log {
        restarted.apply(*seq, *at, event);
    }
    world.state = restarted;
    assert_eq!(world.main(CHAIR), Some(water), "the log knows where it stands");
    world.ask(CHAIR, step(RotationStep::Resume)).unwrap();
    assert_eq!(view(&world, RotationKind::Chair).next_at, Some(world.now.plus(20 * S)));
    world.wait(20 * S);
    assert_eq!(world.main(CHAIR), Some(town));
    world.ask(CHAIR, step(RotationStep::Skip)).unwrap();
    assert_eq!(world.main(CHAIR), Some(fire));
    assert_eq!(world.main(WATER), Some(world.site(CHAIR)), "the chair's own screen only");
}

fn cell(sites: &[SiteId], content: CellContent) -> MosaicCell {
    MosaicCell { sites: sites.to_vec(), content }
}
fn save(mosaic: Option<MosaicId>, cells: Vec<MosaicCell>, apply: Option<Audience>) -> Input {
    let plan = MosaicPlan::ByHand { cells };
    Input::SaveMosaic { conference: ONE, mosaic, name: "四方".into(), plan, apply }
}
const M1: MosaicId = MosaicId(1);

#[test]
fn cc_46_the_chairs_and_the_mosaics_rotation_exclude_each_other() {
    let mut world = World::meeting();
    let [_, fire, water, town] = sites(&world);
    world.ask(CHAIR, save(None, vec![cell(&[fire, water], CellContent::Main)], None)).unwrap();
    let mosaic = || RotationStep::Start { sites: vec![], dwell_s: None, mosaic: Some(M1) };
    world.ask(CHAIR, rotation(RotationKind::Chair, start(&[town], 10))).unwrap();
    assert_eq!(world.refused(CHAIR, rotation(RotationKind::Mosaic, mosaic())).rule, "CC-46");
    world.ask(CHAIR, rotation(RotationKind::Broadcast, start(&[], 10))).unwrap();
    world.ask(CHAIR, rotation(RotationKind::Chair, RotationStep::Stop)).unwrap();
    world.ask(CHAIR, rotation(RotationKind::Mosaic, mosaic())).unwrap();
    assert_eq!(world.refused(CHAIR, rotation(RotationKind::Chair, start(&[town], 10))).rule, "CC-46");
    let nameless = RotationStep::Start { sites: vec![], dwell_s: None, mosaic: None };
    assert_eq!(world.refused(CHAIR, rotation(RotationKind::Mosaic, nameless)).rule, "CC-48");
}

#[test]
fn cc_47_cells_set_by_hand_rotate_for_themselves_and_an_automatic_mosaic_takes_the_others() {
    let mut world = World::meeting();
    let [chair, fire, water, town] = sites(&world);
    let cells = vec![
        cell(&[fire, water], CellContent::Main),
        cell(&[town, chair, water], CellContent::Main),
        cell(&[town], CellContent::Main),
        cell(&[fire], CellContent::Presentation),
    ];
    world.ask(CHAIR, save(None, cells, Some(Audience::ChairSite))).unwrap();
    assert_eq!((world.row(CHAIR).layout, world.main(CHAIR)), (Layout::Mosaic { cells: 4 }, None));
    assert_eq!(world.cells(CHAIR), [fire, town, town], "nobody presents yet");
    assert_eq!(world.main(WATER), Some(chair), "it applies to the chair site only");
    world.ask(FIRE, Input::StartPresentation { conference: ONE }).unwrap();
    let last = world.row(CHAIR).slots.last().unwrap();
    assert_eq!((last.source, last.stream), (fire, StreamKind::Presentation));
    world
        .ask(
            CHAIR,
            rotation(RotationKind::Mosaic, RotationStep::Start { sites: vec![], dwell_s: None, mosaic: Some(M1) }),
        )
        .unwrap();
    world.wait(10 * S);
    assert_eq!(
        (world.cells(CHAIR), world.row(CHAIR).own_cell),
        (vec![water, town, fire], Some(1)),
        "its own picture is not sent to it"
    );
    assert_eq!(world.control().mosaics[0].showing, [Some(water), Some(chair), Some(town), Some(fire)]);

    let automatic = Input::SaveMosaic {
        conference: ONE,
        mosaic: None,
        name: "全体".into(),
        plan: MosaicPlan::Automatic { most: 2 },
        apply: Some(Audience::Branches),
    };
    world.ask(CHAIR, automatic).unwrap();
    assert_eq!(world.cells(WATER), [chair, fire]);
    world.ask(WATER, Input::ViewSite { conference: ONE, site: Some(town) }).unwrap();
    assert_eq!(world.main(WATER), Some(town), "one's own view is stronger");
    for cells in [vec![], vec![cell(&[], CellContent::Main); 26]] {
        assert_eq!(world.refused(CHAIR, save(None, cells, None)).rule, "CC-47");
    }
    assert_eq!(world.refused(CHAIR, save(None, vec![cell(&[SiteId(99)], CellContent::Main)], None)).rule, "REF-1");
}

#[test]
fn cc_48_a_mosaic_is_a_source_that_is_broadcast_pinned_and_viewed() {
    let mut world = World::meeting();
    let [chair, fire, water, town] = sites(&world);
    let broadcast = || Input::BroadcastMosaic { conference: ONE, mosaic: M1 };
    assert_eq!(world.refused(CHAIR, broadcast()).rule, "CC-48");
    world
        .ask(CHAIR, save(None, vec![cell(&[fire], CellContent::Main), cell(&[water], CellContent::Main)], None))
        .unwrap();
    assert_eq!(world.main(TOWN), Some(chair), "saved is not applied");
    world.ask(CHAIR, broadcast()).unwrap();
    assert_eq!((world.cells(TOWN), world.row(FIRE).own_cell), (vec![fire, water], Some(0)));
    world.ask(CHAIR, Input::CancelOperation { conference: ONE }).unwrap();
    world.ask(TOWN, Input::ViewMosaic { conference: ONE, mosaic: M1 }).unwrap();
    assert_eq!(world.cells(TOWN), [fire, water]);
    let pin = Input::PinSite { conference: ONE, viewer: water, source: Some(Source::Mosaic { mosaic: M1 }) };
    world.ask(CHAIR, pin).unwrap();
    assert_eq!(world.row(WATER).layout, Layout::Mosaic { cells: 2 });
    world.ask(CHAIR, Input::ApplyMosaic { conference: ONE, mosaic: M1, audience: Some(Audience::All) }).unwrap();
    assert_eq!(world.cells(FIRE), [water]);
    world.ask(CHAIR, save(Some(M1), vec![cell(&[town], CellContent::Main)], None)).unwrap();
    assert_eq!(world.cells(FIRE), [town], "saved anew it applies as before");
    world.ask(CHAIR, broadcast()).unwrap();
    world.ask(CHAIR, Input::DeleteMosaic { conference: ONE, mosaic: M1 }).unwrap();
    assert!(world.control().running.is_none() && world.control().pins.is_empty());
    assert_eq!([world.main(TOWN), world.main(WATER)], [Some(chair); 2]);
    let two = world.create("防汛会商", &["fire"]);
    world.ask(CHAIR, save(None, vec![cell(&[town], CellContent::Main)], None)).unwrap();
    let foreign = Input::BroadcastMosaic { conference: two, mosaic: MosaicId(2) };
    assert_eq!(world.refused(CHAIR, foreign).rule, "CC-48", "another conference's");
}

#[test]
fn cc_52_steps_are_logged_as_one_digested_batch_from_which_a_restart_goes_on() {
    let mut world = World::meeting();
    let [_, fire, water, town] = sites(&world);
    world.ask(CHAIR, rotation(RotationKind::Broadcast, start(&[fire, water, town], 10))).unwrap();
    let before = world.log.len();
    world.wait(65 * S);
    assert_eq!(world.log.len(), before, "six steps, and no record");
    world.wait(10 * S);
    let (_, _, event) = world.log.last().unwrap();
    let Event::ControlDigested { steps, digest, .. } = event else { panic!("{event:?}") };
    assert_eq!((world.log.len(), steps.len(), digest.len()), (before + 1, 7, 64));
    assert!(steps.windows(2).all(|pair| pair[1].at.since(pair[0].at) == 10 * S));
    let shown = world.main(CHAIR);
    let generation = world.table().generation;
    let mut restarted = fengsui_conference::State::default();
    restarted.begin(7);
    for (seq, at, event) in &world.log {
        restarted.apply(*seq, *at, event);
    }
    restarted.tick(world.now);
    assert_eq!(restarted.digest(), world.state.digest());
    assert!(restarted.view_table(ConferenceId(1)).unwrap().generation > generation, "epochs never meet");
    world.state = restarted;
    assert_eq!(world.main(CHAIR), shown);
    assert!(world.node(NodeInput::ControlDue { conference: TWO }).unwrap().is_empty());
}
