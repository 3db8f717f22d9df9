//! Golden logs: what earlier releases wrote replays to the same state digest. A log of a release is never rewritten;
//! `UPDATE=1` writes that of the present version, and only while it is absent.
// Tests read files; the core does not.
#![allow(clippy::disallowed_methods)]

mod support;
use fengsui_command_core::{Actor, Class, Event, NodeInput, State};
use fengsui_protocol::{
    DutyShiftId, DutySwapId, HandoverId, IncidentId, Micros, PhoneCallId, UserId,
    account::Role,
    correlation::{Correlated, Relation},
    document::{DocumentFigure, DocumentKind, DocumentPicture},
    duty::DutyPlan,
    extranet::ExtranetNodeKind,
    feed::WarningColour,
    incident::{IncidentState, Severity, TimelineKind},
    input::{IncidentChange, Input},
    issued::{GatewayKind, ReceiptCounts, WarningContent},
    live::EntityKey,
    order::{OrderContent, OrderRecipient, OrderUrgency},
    plan::{CommandGroup, PlanContent, PlanGroup, PlanTask, PlanTrigger, ResponseLevel, TaskOwner},
    plot::PlotShape,
    report::{ReportKind, ReportSeal},
    resource::{PlacedFacts, RegisterList, RegisterRow, ResourceKind},
    wall::{WallLayout, WallMap, WallPane, WallScene},
};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeSet, fmt::Write, path::PathBuf};
use support::*;

#[derive(Serialize, Deserialize)]
struct Line {
    seq: u64,
    at: i64,
    kind: String,
    version: u32,
    body: String,
}
#[derive(Serialize, Deserialize)]
struct Digest {
    digest: String,
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

/// One night with every kind of event.
fn night() -> World {
    let mut world = World::county();
    world.made(&Actor::Node, NodeInput::LoggedIn { user: UserId(2) });
    let record = world.record("fire-119", "A1", 1);
    let dismissed = world.record("fire-119", "A2", 1);
    world.ask(&DUTY, Input::DismissRecord { record: dismissed, reason: "误报".into() }).unwrap();
    world.ask(&DUTY, Input::UnlinkRecord { record: dismissed }).unwrap();
    let incident = world.incident(fire());
    world.ask(&FIRE, Input::LinkRecord { record, incident }).unwrap();
    world.ask(&FIRE, Input::UnlinkRecord { record }).unwrap();
    world.ask(&FIRE, Input::LinkRecord { record, incident }).unwrap();
    let (other, relation) = (world.incident(fire()), Relation::DuplicateOf);
    let subject = Correlated::Incident(other);
    world.ask(&DUTY, Input::RejectProposal { subject, incident }).unwrap();
    world.ask(&DUTY, Input::RestoreProposal { subject, incident }).unwrap();
    let relate = Input::RelateIncident { incident: other, relation, to: incident, basis: "同一地点".into() };
    world.ask(&DUTY, relate).unwrap();
    world.ask(&LEADER, Input::UnrelateIncident { incident: other, relation, to: incident }).unwrap();
    let (type_code, severity, basis) = ("A20600".to_owned(), Some(Severity::Iii), "三人被困".to_owned());
    world.ask(&DUTY, Input::ClassifyIncident { incident, type_code, severity, basis }).unwrap();
    world.ask(&FIELD, Input::LocateIncident { incident, place: fire().place }).unwrap();
    let version = world.state.incidents[&incident].version;
    let change = IncidentChange { measures: Some("两车出动".into()), ..IncidentChange::default() };
    world.ask(&LEADER, Input::UpdateIncident { incident, version, change }).unwrap();
    for to in [IncidentState::Verifying, IncidentState::Confirmed, IncidentState::Assessing] {
        world.wait(7);
        world.ask(&DUTY, Input::TransitionIncident { incident, to, basis: "现场确认".into() }).unwrap();
    }
    let call = PhoneCallId(1);
    world.ask(&DUTY, Input::LogCall { call: phone_call("三层还有人"), incident: None }).unwrap();
    world.ask(&DUTY, Input::LinkCall { call, incident }).unwrap();
    world.ask(&DUTY, Input::UnlinkCall { call }).unwrap();
    plots(&mut world, incident);
    world.made(&Actor::Node, NodeInput::InvolveUnits { incident, units: vec!["town-102".into()] });
    let (kind, text) = (TimelineKind::Conference, "会商开始".to_owned());
    world.made(&Actor::Node, NodeInput::NoteOnIncident { incident, kind, text });
    world.made(&DUTY, NodeInput::AttachFile { incident, file: photograph("66") });
    analyses(&mut world, incident);
    world.reading(1, Some(167.0), None).unwrap();
    world.wait(5);
    world.reading(2, Some(168.4), Some(20.0)).unwrap();
    let facts = Box::new(warning("43102441600000_20260718220000_1", "Alert", &[]));
    let origin = origin("weather-cap", "43102441600000_20260718220000_1", 0);
    world.made(&Actor::Source("weather-cap".into()), NodeInput::WarningReceived { origin, facts });
    let refusal = fengsui_protocol::Refusal::new("INC-2", "没有这个类型", "No such type");
    world.made(&Actor::Node, NodeInput::FeedRefused { source: "fire-119".into(), refusal, clock_skew_us: None });
    orders(&mut world, incident);
    walls(&mut world);
    reports(&mut world, incident);
    instructions(&mut world, incident);
    duty(&mut world);
    documents(&mut world, incident);
    plans(&mut world);
    issued(&mut world);
    resources(&mut world, incident);
    administration(&mut world);
    world
}

/// A flood by the plan: proposed, put aside, taken back, activated, raised, ended.
fn plans_night() -> World {
    let mut world = World::county();
    plans(&mut world);
    world
}

/// A list imported, sent, used up in part.
fn resources_night() -> World {
    let mut world = World::county();
    let incident = world.incident(fire());
    resources(&mut world, incident);
    world
}

fn resources(world: &mut World, incident: IncidentId) {
    let row = |list, id: &str| {
        let facts = PlacedFacts {
            name: id.into(),
            unit: Some("fire".into()),
            place: fire().place,
            amount: 9,
            ..PlacedFacts::default()
        };
        RegisterRow { list, id: id.into(), facts }
    };
    let supply = RegisterList::Resource(ResourceKind::Supply);
    let rows =
        vec![row(supply, "WZ-1"), row(RegisterList::Hazard, "WX-1"), row(RegisterList::ProtectionTarget, "MB-1")];
    world.ask(&DUTY, Input::ImportRegister { rows, file: "资源.xlsx".into() }).unwrap();
    for unavailable in [Some("盘点".to_owned()), None] {
        world.ask(&FIRE, Input::SetResourceStatus { resource: "WZ-1".into(), unavailable }).unwrap();
    }
    let (dispatch, text) = (fengsui_protocol::DispatchId(1), String::new());
    let send = Input::DispatchResource { incident, resource: "WZ-1".into(), amount: 6, text: text.clone() };
    world.ask(&DUTY, send).unwrap();
    world.ask(&FIRE, Input::ArriveResource { dispatch, text: text.clone() }).unwrap();
    world.ask(&FIRE, Input::ReturnResource { dispatch, amount: 4, text }).unwrap();
}

fn plans(world: &mut World) {
    let (id, task) = (fengsui_protocol::PlanId::from("flood"), |from| PlanTask {
        owner: TaskOwner::Group(CommandGroup::Rescue),
        title: "封堵与巡堤".into(),
        text: "两小时一报".into(),
        minutes: 120,
        from,
        resource: Some(ResourceKind::Team),
    });
    let trigger = |level, expression: &str| PlanTrigger { level, expression: expression.into() };
    let content = Box::new(PlanContent {
        name: "防汛应急预案".into(),
        short: "防汛".into(),
        edition: "2025 修订".into(),
        type_codes: vec!["A10100".into()],
        triggers: vec![
            trigger(ResponseLevel::Iv, "水位(4310240003) ≥ 警戒+0.5 或 雨量(4310240003, 3小时) ≥ 60"),
            trigger(ResponseLevel::Iii, "预警(暴雨) ≥ 橙 且 转移 ≥ 10"),
        ],
        groups: vec![PlanGroup { group: CommandGroup::Rescue, units: vec!["water".into()] }],
        tasks: vec![task(ResponseLevel::Iv), task(ResponseLevel::Iii)],
        invitees: vec!["water".into(), "fire".into()],
        report: Some(ReportKind::Initial),
    });
    world.ask(&DUTY, Input::SavePlan { id: id.clone(), version: None, content }).unwrap();
    let facts = fengsui_protocol::incident::IncidentFacts { type_code: "A10100".into(), ..fire() };
    let incident = world.incident(facts);
    for to in [IncidentState::Verifying, IncidentState::Confirmed] {
        world.ask(&DUTY, Input::TransitionIncident { incident, to, basis: "堤上".into() }).unwrap();
    }
    world.wait(60);
    world.reading(101, Some(168.9), Some(30.0)).unwrap();
    let (plan, reason) = (id.clone(), "等复测".to_owned());
    world.ask(&DUTY, Input::RejectActivation { incident, plan, reason }).unwrap();
    world.ask(&DUTY, Input::RestoreActivation { incident, plan: id.clone() }).unwrap();
    let (plan, level, basis) = (id.clone(), ResponseLevel::Iv, "超警".to_owned());
    world.ask(&LEADER, Input::ActivatePlan { incident, plan, level, basis: basis.clone() }).unwrap();
    let change = Input::ChangeResponseLevel { incident, level: ResponseLevel::Iii, basis: basis.clone() };
    world.ask(&LEADER, change).unwrap();
    world.ask(&LEADER, Input::EndResponse { incident, basis }).unwrap();
    world.ask(&ADMIN, Input::RemovePlan { id }).unwrap();
}

fn issued(world: &mut World) {
    let url = "https://sms.invalid/send".to_owned();
    let (id, kind) = (fengsui_protocol::GatewayId::from("sms"), GatewayKind::Sms);
    let set = Input::SetGateway { id: id.clone(), name: "短信".into(), kind, url, disabled: false };
    world.ask(&ADMIN, set).unwrap();
    world.made(&ADMIN, NodeInput::SetGatewayKey { gateway: id.clone(), key: "salt".into(), hint: "ab…yz".into() });
    let content = WarningContent {
        headline: "暴雨黄色预警".into(),
        colour: WarningColour::Yellow,
        event_code: "11B03".into(),
        text: "六小时五十毫米".into(),
        instruction: String::new(),
        expires_at: world.now.plus(60 * Micros::MINUTE),
        towns: vec!["431024100".into()],
        area: vec![],
        units: vec![OrderRecipient::Unit("fire".into())],
        gateways: vec![id.clone()],
    };
    let draft = Input::DraftWarning { content: content.clone(), updates: None };
    let Some(EntityKey::IssuedWarning(warning)) = world.ask(&DUTY, draft).unwrap().made() else { panic!("no warning") };
    let version = world.state.issued.all[&warning].version;
    world.ask(&DUTY, Input::EditWarning { warning, version, content }).unwrap();
    world.ask(&LEADER, Input::ApproveWarning { warning }).unwrap();
    world.ask(&DUTY, Input::IssueWarning { warning }).unwrap();
    let screen = || "值班室 1".to_owned();
    world.ask(&FIRE, Input::ShowWarning { warning, screen: screen() }).unwrap();
    world.ask(&FIRE, Input::AcknowledgeWarning { warning, screen: screen() }).unwrap();
    // A demo has no answers and no receipts; the log may have them all the same.
    world.take(Event::DispatchAnswered { id: warning, key: "none".into(), error: None, given_up: false });
    let counts = ReceiptCounts { sent: 1, delivered: 1, failed: 0 };
    world.take(Event::ReceiptTaken { id: warning, key: "none".into(), counts });
    world.ask(&DUTY, Input::CancelWarning { warning, reason: "雨停了".into() }).unwrap();
}

fn reports(world: &mut World, incident: IncidentId) {
    world.ask(&DUTY, Input::PhoneReport { incident, to: "市应急局".into(), text: String::new() }).unwrap();
    world.wait(60);
    world.made(&Actor::Node, NodeInput::RaiseDue);
    let draft = Input::DraftReport { incident, kind: ReportKind::Initial };
    let Some(EntityKey::Report(report)) = world.ask(&DUTY, draft).unwrap().made() else { panic!("no report") };
    let (version, elements, text) = {
        let report = &world.state.reports.all[&report];
        (report.version, report.elements.clone(), report.text.clone())
    };
    world.ask(&DUTY, Input::EditReport { report, version, elements, text }).unwrap();
    let version = world.state.reports.all[&report].version;
    world.ask(&LEADER, Input::SignReport { report, version }).unwrap();
    let seal = ReportSeal { signature: "00".into(), public_key: "04".into() };
    world.made(&Actor::Node, NodeInput::SealReport { report, seal });
    world.ask(&DUTY, Input::ConfirmReport { report, to: "市应急局值班室".into(), text: String::new() }).unwrap();
}

fn analyses_night() -> World {
    let mut world = World::county();
    let incident = world.incident(fire());
    analyses(&mut world, incident);
    world
}

fn analyses(world: &mut World, incident: IncidentId) {
    let (input, result) = plume();
    world.made(&DUTY, NodeInput::RecordAnalysis { incident, input: Box::new(input), result: Box::new(result) });
    let analysis = world.state.incidents[&incident].analyses[0].id;
    let reason = "风已转向".to_owned();
    world.ask(&DUTY, Input::RetractAnalysis { incident, analysis, reason }).unwrap();
}

fn documents_night() -> World {
    let mut world = World::county();
    let incident = world.incident(fire());
    documents(&mut world, incident);
    world
}

fn documents(world: &mut World, incident: IncidentId) {
    let draft = |world: &mut World| {
        let (kind, incident) = (DocumentKind::SpecialReport, Some(incident));
        let draft = Input::DraftDocument { kind, incident, order: None, unit: None };
        let Some(EntityKey::Document(document)) = world.ask(&DUTY, draft).unwrap().made() else {
            panic!("no document")
        };
        (document, world.state.documents.all[&document].version)
    };
    let (document, version) = draft(world);
    world.ask(&DUTY, Input::DiscardDocument { document, version }).unwrap();
    let (document, version) = draft(world);
    let mut content = world.state.documents.all[&document].content.clone();
    content.addressee = "市应急管理局".into();
    let picture = DocumentPicture { sm3: "3".repeat(64), kind: "image/jpeg".into(), bytes: 9, width: 4, height: 3 };
    content.sections[0].figures = vec![DocumentFigure { sm3: picture.sm3.clone(), caption: "河段".into() }];
    world.made(&DUTY, NodeInput::KeepPicture { document, picture });
    let version = world.state.documents.all[&document].version.max(version);
    world.ask(&DUTY, Input::EditDocument { document, version, content, secrecy: None }).unwrap();
    let version = world.state.documents.all[&document].version;
    world.ask(&LEADER, Input::SignDocument { document, version }).unwrap();
    let seal = ReportSeal { signature: "00".into(), public_key: "04".into() };
    world.made(&Actor::Node, NodeInput::SealDocument { document, seal });
}

fn instructions(world: &mut World, incident: IncidentId) {
    let units = ["fire", "water"].map(|unit| OrderRecipient::Unit(unit.into())).to_vec();
    let (text, reply_by) = ("先人后物".to_owned(), Some(world.now.plus(Micros::MINUTE)));
    let give = Input::GiveInstruction { incident, report: None, text, units, reply_by };
    let Some(EntityKey::Instruction(instruction)) = world.ask(&LEADER, give).unwrap().made() else {
        panic!("no instruction")
    };
    world.ask(&FIRE, Input::ShowInstruction { instruction, screen: "值班室 1".into() }).unwrap();
    world.ask(&FIRE, Input::ReplyInstruction { instruction, text: "已转移".into() }).unwrap();
    world.wait(1);
    world.made(&Actor::Node, NodeInput::RaiseDue);
}

fn duty(world: &mut World) {
    let second = world.made(&ADMIN, new_user("second", Role::DutyOfficer, "centre"));
    let (Some(EntityKey::User(with)), colleague) = (second, "second 的姓名") else { panic!("no colleague") };
    let mut day = 1;
    let mut plan = |officer: &str| {
        let start = NIGHT.plus(day * 24 * 60 * Micros::MINUTE);
        day += 1;
        DutyPlan {
            unit: "centre".into(),
            start,
            end: start.plus(12 * 60 * Micros::MINUTE),
            officers: vec![officer.to_owned()],
            leader: "leader 的姓名".into(),
            phone: "0735-6622345".into(),
        }
    };
    let shifts = [plan("duty 的姓名"), plan(colleague), plan("丙")];
    for plan in shifts {
        world.ask(&DUTY, Input::SetDutyShift { shift: None, version: 0, plan }).unwrap();
    }
    world.ask(&DUTY, Input::RemoveDutyShift { shift: DutyShiftId(3) }).unwrap();
    let (give, take) = (DutyShiftId(1), DutyShiftId(2));
    for note in ["家中有事", "外出"] {
        world.ask(&DUTY, Input::ProposeDutySwap { give, take, with, note: note.to_owned() }).unwrap();
        if note == "外出" {
            let (swap, text) = (DutySwapId(2), "可以".to_owned());
            world.ask(&Actor::User(with), Input::AnswerDutySwap { swap, accept: true, text }).unwrap();
        } else {
            world.ask(&DUTY, Input::WithdrawDutySwap { swap: DutySwapId(1) }).unwrap();
        }
    }
    world.ask(&DUTY, Input::AddDutyEntry { text: "发电机试车正常".into() }).unwrap();
    let give = Input::GiveHandover { remarks: vec![], text: "雨还要下".into() };
    world.ask(&DUTY, give.clone()).unwrap();
    world.ask(&DUTY, Input::WithdrawHandover { handover: HandoverId(1) }).unwrap();
    world.ask(&DUTY, give).unwrap();
    let confirm = Input::ConfirmHandover { handover: HandoverId(2), text: "收到".into() };
    world.ask(&Actor::User(with), confirm).unwrap();
}

fn orders(world: &mut World, incident: IncidentId) {
    let recipients = ["fire", "water"].map(|unit| OrderRecipient::Unit(unit.into())).to_vec();
    let (title, text) = ("带冲锋舟到滨江村".to_owned(), "二楼，断电".to_owned());
    let (urgency, complete_by) = (OrderUrgency::Urgent, Some(world.now.plus(Micros::MINUTE * 90)));
    let content =
        OrderContent { title, text, recipients, urgency, complete_by, reply_every_minutes: None, decision: None };
    let draft = Input::DraftOrder { incident, content: content.clone() };
    let Some(EntityKey::Order(order)) = world.ask(&DUTY, draft).unwrap().made() else { panic!("no order") };
    world.ask(&DUTY, Input::SubmitOrder { order }).unwrap();
    world.ask(&LEADER, Input::SendBackOrder { order, reason: "写明联系人".into() }).unwrap();
    let version = world.state.orders.all[&order].version;
    world.ask(&DUTY, Input::EditOrder { order, version, content }).unwrap();
    world.ask(&DUTY, Input::SubmitOrder { order }).unwrap();
    world.ask(&LEADER, Input::ApproveOrder { order, remark: "速办".into() }).unwrap();
    world.ask(&DUTY, Input::IssueOrder { order, urgent_basis: None }).unwrap();
    world.ask(&FIRE, Input::ShowOrder { order, screen: "值班室 1".into() }).unwrap();
    world.ask(&FIRE, Input::AcknowledgeOrder { order, screen: "值班室 1".into() }).unwrap();
    for minutes in [10, 5] {
        world.wait(minutes);
        world.made(&Actor::Node, NodeInput::RaiseDue);
    }
    world.ask(&FIRE, Input::ReplyOrder { order, text: "舟到位".into(), attachments: vec![] }).unwrap();
    world.ask(&FIRE, Input::CompleteOrder { order, text: "两人已转移".into() }).unwrap();
    world.ask(&WATER, Input::AcknowledgeOrder { order, screen: "水利 1".into() }).unwrap();
    world.ask(&WATER, Input::ReturnOrder { order, reason: "无舟".into() }).unwrap();
    world.ask(&DUTY, Input::WithdrawOrder { order, reason: "已办".into() }).unwrap();
}

fn plots(world: &mut World, incident: IncidentId) {
    let draw = plot(incident, PlotShape::Polygon, Some("F10100"), &[(0.0, 0.0), (0.01, 0.0), (0.0, 0.01)]);
    let made = world.ask(&DUTY, draw).unwrap().made();
    let Some(EntityKey::Plot(plot)) = made else { panic!("no plot made: {made:?}") };
    let version = world.state.plots[&plot].version;
    world.ask(&DUTY, Input::RevisePlot { plot, version, vertices: None, label: Some("警戒".into()) }).unwrap();
    world.ask(&DUTY, Input::ErasePlot { plot }).unwrap();
    world.ask(&DUTY, Input::RestorePlot { plot }).unwrap();
}

fn walls(world: &mut World) {
    let (panes, layout, map) = (vec![WallPane::Figures, WallPane::Map], WallLayout::Main, WallMap::County);
    world.ask(&ADMIN, Input::SetWall { id: "hall".into(), name: "指挥大厅".into() }).unwrap();
    let (id, name) = ("watch".into(), "日常值守".to_owned());
    let preset = Input::SaveWallPreset { id, name, panes: panes.clone(), layout, map: map.clone() };
    world.ask(&ADMIN, preset).unwrap();
    let scene = WallScene { panes, layout, map, conference: None, incident: Some(IncidentId(1)) };
    world.ask(&DUTY, Input::ArrangeWall { wall: "hall".into(), preset: Some("watch".into()), scene }).unwrap();
    world.ask(&ADMIN, Input::RemoveWallPreset { id: "watch".into() }).unwrap();
    world.ask(&ADMIN, Input::RemoveWall { id: "hall".into() }).unwrap();
}

fn administration(world: &mut World) {
    world
        .ask(
            &ADMIN,
            Input::UpdateUnit { id: "water".into(), name: None, phone: Some("0735-6612345".into()), disabled: None },
        )
        .unwrap();
    world
        .ask(
            &ADMIN,
            Input::UpdateFeedSource { id: "weather-cap".into(), name: Some("气象预警".into()), disabled: None },
        )
        .unwrap();
    let (user, role) = (UserId(7), Some(Role::FieldOfficer));
    world
        .ask(&ADMIN, Input::UpdateUser { user, name: None, unit: Some("water".into()), role, disabled: Some(true) })
        .unwrap();
    world.made(&ADMIN, NodeInput::SetPassword { user: UserId(2), password_hash: "another".into(), must_change: true });
    let units = vec!["fire".into(), "water".into()];
    world.ask(&ADMIN, Input::SetUnitGroup { id: "flood".into(), name: "防汛".into(), units }).unwrap();
    world.ask(&ADMIN, Input::RemoveUnitGroup { id: "flood".into() }).unwrap();
    let (id, name, units) = ("core".into(), "网络中心".into(), vec!["fire".into()]);
    world.ask(&ADMIN, Input::SetExtranetNode { id, name, kind: ExtranetNodeKind::Centre, line: None, units }).unwrap();
    world.ask(&ADMIN, Input::RemoveExtranetNode { id: "core".into() }).unwrap();
    world.ask(&ADMIN, Input::SetMapPackage { id: "jiahe-demo".into(), active: true }).unwrap();
}

#[test]
fn golden_logs_replay_to_their_digest() {
    let nights: [(&str, fn() -> World); 5] = [
        ("v0.1.jsonl", night),
        ("plans.jsonl", plans_night),
        ("resources.jsonl", resources_night),
        ("documents.jsonl", documents_night),
        ("analyses.jsonl", analyses_night),
    ];
    for (name, night) in nights {
        let path = folder().join(name);
        if std::env::var_os("UPDATE").is_some() && !path.exists() {
            std::fs::write(&path, written(&night())).unwrap();
        }
    }
    let mut logs = 0;
    for entry in std::fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "jsonl") {
            replay(&std::fs::read_to_string(&path).unwrap());
            logs += 1;
        }
    }
    assert!(logs > 0, "no golden log");
}

fn written(world: &World) -> String {
    let mut text = String::new();
    for (seq, at, event) in &world.log {
        let (kind, version, body) = (event.kind().to_owned(), event.version(), event.body());
        let line = Line { seq: *seq, at: at.0, kind, version, body };
        writeln!(text, "{}", serde_json::to_string(&line).unwrap()).unwrap();
    }
    let digest = Digest { digest: world.state.digest() };
    writeln!(text, "{}", serde_json::to_string(&digest).unwrap()).unwrap();
    text
}

fn replay(text: &str) {
    let mut state = State::default();
    let (digest, lines) = text.trim_end().rsplit_once('\n').map(|(lines, digest)| (digest, lines)).unwrap();
    for line in lines.lines() {
        let line: Line = serde_json::from_str(line).unwrap();
        let event = Event::read(&line.kind, line.version, &line.body).unwrap();
        state.apply(line.seq, Micros(line.at), &event);
    }
    let digest: Digest = serde_json::from_str(digest).unwrap();
    assert_eq!(state.digest(), digest.digest);
    assert!(!state.all(&Class::County).is_empty());
}

#[test]
fn the_golden_night_has_every_kind_of_event() {
    let world = night();
    let seen: BTreeSet<_> = world.log.iter().map(|(_, _, event)| event.kind()).collect();
    let missing: Vec<_> = Event::KINDS.iter().filter(|(kind, _)| !seen.contains(kind)).collect();
    assert!(missing.is_empty(), "{missing:?}");
    assert!(world.log.iter().all(|(_, _, event)| {
        let line = event.summary();
        !line.is_empty() && !line.contains(PHONE) && !line.contains("李四") && !line.contains("hash")
    }));
}
