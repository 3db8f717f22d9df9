//! Rules of attachments: ATT.

mod support;
use fengsui_command_core::{Actor, Class, NodeInput, decide};
use fengsui_protocol::{
    IncidentId, Refusal,
    attachment::{AttachedFile, Attachment},
    bounds,
    live::{EntityKey, EntityView},
};
use support::*;

fn attached(world: &World, incident: IncidentId, class: &Class) -> Option<Vec<Attachment>> {
    match world.view(EntityKey::Incident(incident), class)? {
        EntityView::Incident(view) => Some(view.attachments),
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn refused(world: &World, actor: &Actor, input: NodeInput) -> Refusal {
    decide(&world.state, world.now, actor, &input).expect_err("must be refused")
}

fn attach(incident: IncidentId, file: AttachedFile) -> NodeInput {
    NodeInput::AttachFile { incident, file }
}

#[test]
fn att_1_a_file_is_bounded_and_its_digest_is_in_the_log() {
    let mut world = World::county();
    let incident = world.incident(fire());
    world.made(&DUTY, attach(incident, photograph("66")));
    let [one] = &attached(&world, incident, &Class::County).unwrap()[..] else { panic!("one attachment") };
    assert_eq!((one.id, &one.file), (world.state.seq, &photograph("66")));
    for (file, rule, field) in [
        (AttachedFile { bytes: 0, ..photograph("67") }, "NUM-1", "bytes"),
        (AttachedFile { bytes: bounds::ATTACHMENT_BYTES + 1, ..photograph("67") }, "NUM-1", "bytes"),
        (AttachedFile { sm3: "66".into(), ..photograph("67") }, "ATT-1", "sm3"),
        (AttachedFile { sm3: "Z".repeat(64), ..photograph("67") }, "ATT-1", "sm3"),
        (AttachedFile { name: "a\u{202e}gpj.exe".into(), ..photograph("67") }, "TEXT-1", "name"),
    ] {
        let refusal = refused(&world, &DUTY, attach(incident, file));
        assert_eq!((refusal.rule.as_str(), refusal.field.as_deref()), (rule, Some(field)));
    }
    let mut used = photograph("66").bytes;
    for number in 0..bounds::ATTACHMENTS {
        let file = AttachedFile { bytes: bounds::ATTACHMENT_BYTES, ..photograph(&format!("a{number:03}")) };
        if used + file.bytes > bounds::INCIDENT_ATTACHMENT_BYTES {
            assert_eq!(refused(&world, &DUTY, attach(incident, file)).rule, "BOUND");
            return;
        }
        used += file.bytes;
        world.made(&DUTY, attach(incident, file));
    }
    panic!("no bound was met");
}

#[test]
fn att_2_the_same_file_is_attached_once() {
    let mut world = World::county();
    let incident = world.incident(fire());
    world.made(&DUTY, attach(incident, photograph("66")));
    let again = AttachedFile { name: "另一个名字.jpg".into(), ..photograph("66") };
    assert_eq!(refused(&world, &DUTY, attach(incident, again)).rule, "ATT-2");
    let other = world.incident(fire());
    world.made(&DUTY, attach(other, photograph("66")));
}

#[test]
fn att_3_a_photographs_place_locates_nothing() {
    let mut world = World::county();
    let incident = world.incident(fire());
    let (place, version) =
        (world.state.incidents[&incident].facts.place.clone(), world.state.incidents[&incident].version);
    world.made(&DUTY, attach(incident, photograph("66")));
    let now = &world.state.incidents[&incident];
    assert_eq!((&now.facts.place, now.version), (&place, version), "and a colleague's update is not refused for it");
}

#[test]
fn att_4_seen_by_whoever_sees_the_incident() {
    let mut world = World::county();
    let incident = world.incident(fire());
    world.made(&DUTY, attach(incident, photograph("66")));
    for class in [Class::County, Class::Operator, Class::Department("water".into())] {
        assert_eq!(attached(&world, incident, &class).unwrap().len(), 1, "{class:?}");
    }
    for class in [Class::Administrator, Class::Township("town-103".into())] {
        assert_eq!(attached(&world, incident, &class), None, "{class:?}");
    }
    assert_eq!(refused(&world, &WATER, attach(incident, photograph("67"))).rule, "AUTH-3", "who does not take part");
    assert_eq!(refused(&world, &FIELD, attach(incident, photograph("67"))).rule, "REF-1", "who does not see it");
    assert_eq!(refused(&world, &ADMIN, attach(incident, photograph("67"))).rule, "AUTH-1");
}
