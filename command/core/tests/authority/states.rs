//! The third dimension: who may send what in which state. Nothing of it is written by hand: for every state there is a
//! county in that state, every role sends every input to it, and the core answers.

use crate::support::*;
use fengsui_command_core::NodeInput;
use fengsui_protocol::{
    Actor, DutyShiftId, DutySwapId, HandoverId, IncidentId, InstructionId, Micros, OrderId, PhoneCallId, ReportId,
    UserId,
    account::Role,
    correlation::Relation,
    duty::DutyPlan,
    incident::IncidentState,
    input::{IncidentChange, Input},
    order::{OrderContent, OrderRecipient, OrderUrgency},
    plot::PlotShape,
    report::{ReportElements, ReportKind},
};
use std::fmt::Write;

/// Mark of each sender in a cell. Department, township and field officers are of the unit that the thing is about.
const SENDERS: [(&str, Actor); 12] = [
    ("领", LEADER),
    ("值", DUTY),
    ("部", FIRE),
    ("乡", TOWN),
    ("现", FIELD),
    ("会", OPERATOR),
    ("管", ADMIN),
    ("屏", Actor::User(UserId(9))),
    ("外", WATER),
    ("他", Actor::User(UserId(10))),
    ("控", Actor::Console),
    ("节", Actor::Node),
];

/// A county with an incident in the town, in which the fire service takes part, and one that lies elsewhere.
fn county() -> World {
    let mut world = World::county();
    world.made(&ADMIN, new_user("hall", Role::Wall, "centre"));
    world.made(&ADMIN, new_user("night", Role::DutyOfficer, "centre"));
    world.incident(fire());
    let units = vec!["fire".into()];
    world.send(&Actor::Node, NodeInput::InvolveUnits { incident: IncidentId(1), units }).unwrap();
    let mut elsewhere = fire();
    elsewhere.place.town = None;
    world.incident(elsewhere);
    world
}

fn again(world: &World) -> World {
    World { state: world.state.clone(), now: world.now, log: vec![] }
}

fn did(world: &mut World, actor: &Actor, inputs: impl IntoIterator<Item = Input>) {
    for input in inputs {
        let said = format!("{input:?}");
        world.ask(actor, input).unwrap_or_else(|refusal| panic!("{said}: {refusal:?}"));
    }
}

/// Marks of those whose input is accepted; when nobody's is, the rule that stands in the way of those who may send it at
/// all.
fn cell(world: &World, input: &NodeInput) -> String {
    let (mut marks, mut rules) = (String::new(), vec![]);
    for (mark, actor) in &SENDERS {
        match again(world).send(actor, input.clone()) {
            Ok(_) => marks.push_str(mark),
            Err(refusal) => rules.push(refusal.rule),
        }
    }
    if !marks.is_empty() {
        return marks;
    }
    let door = |rule: &String| rule.starts_with("AUTH") || rule == "REF-1";
    rules.iter().find(|rule| !door(rule)).unwrap_or(&rules[0]).clone()
}

struct Table {
    title: &'static str,
    states: Vec<(&'static str, World)>,
    inputs: Vec<(String, NodeInput)>,
}

fn write(text: &mut String, table: &Table) {
    let heads: Vec<_> = table.states.iter().map(|(state, _)| *state).collect();
    writeln!(text, "\n### {}\n\n| input | {} |\n|---|{}", table.title, heads.join(" | "), "---|".repeat(heads.len()))
        .unwrap();
    for (name, input) in &table.inputs {
        let cells: Vec<_> = table.states.iter().map(|(_, world)| cell(world, &versioned(world, input))).collect();
        writeln!(text, "| `{name}` | {} |", cells.join(" | ")).unwrap();
    }
}

/// As somebody who has just read it.
fn versioned(world: &World, input: &NodeInput) -> NodeInput {
    let state = &world.state;
    let NodeInput::Asked(asked) = input else { return input.clone() };
    let mut asked = asked.clone();
    match &mut asked {
        Input::UpdateIncident { incident, version, .. } => *version = state.incidents[incident].version,
        Input::EditOrder { order, version, .. } => *version = state.orders.all[order].version,
        Input::EditReport { report, version, .. } | Input::SignReport { report, version } => {
            *version = state.reports.all[report].version;
        }
        Input::SetDutyShift { shift: Some(shift), version, .. } => {
            *version = state.duty.shifts.get(shift).map_or(0, |shift| shift.version);
        }
        _ => {}
    }
    NodeInput::Asked(asked)
}

pub fn tables() -> String {
    let mut text = String::from(
        "\n## By state\n\n\
         What the core answered when every role sent every input to a county in that state. A cell names whose input is \
         accepted: 领 leader, 值 duty officer, 部 department officer of a unit that takes part, 乡 township officer of the \
         town, 现 field officer of a unit that takes part, 会 operator, 管 administrator, 屏 wall, 外 officer of a department \
         that does not take part, 他 a second duty officer, 控 console, 节 node; when nobody's is, the rule that stands in \
         the way.\n",
    );
    for table in [incidents(), orders(), rails(), reports(), instructions(), shifts(), swaps(), handovers()] {
        write(&mut text, &table);
    }
    text
}

// ---- incidents ----

const WAY: [(&str, &[IncidentState]); 12] = {
    use IncidentState::*;
    [
        ("接报", &[]),
        ("核实", &[Verifying]),
        ("误报", &[Verifying, FalseAlarm]),
        ("重复并案", &[Verifying, Duplicate]),
        ("属实", &[Verifying, Confirmed]),
        ("研判", &[Verifying, Confirmed, Assessing]),
        ("启动响应", &[Verifying, Confirmed, Assessing, Responding]),
        ("处置", &[Verifying, Confirmed, Assessing, Responding, Handling]),
        ("终止", &[Verifying, Confirmed, Assessing, Responding, Handling, Ended]),
        ("善后", &[Verifying, Confirmed, Assessing, Responding, Handling, Ended, Aftermath]),
        ("总结评估", &[Verifying, Confirmed, Assessing, Responding, Handling, Ended, Aftermath, Reviewing]),
        ("归档", &[Verifying, Confirmed, Assessing, Responding, Handling, Ended, Aftermath, Reviewing, Archived]),
    ]
};

fn go(world: &mut World, way: &[IncidentState]) {
    let steps =
        way.iter().map(|to| Input::TransitionIncident { incident: IncidentId(1), to: *to, basis: "核实".into() });
    did(world, &DUTY, steps);
}

fn content(now: Micros) -> OrderContent {
    OrderContent {
        title: "两车出动".into(),
        text: String::new(),
        recipients: vec![OrderRecipient::Unit("fire".into()), OrderRecipient::Unit("town-100".into())],
        urgency: OrderUrgency::Urgent,
        complete_by: Some(now.plus(600 * Micros::MINUTE)),
        reply_every_minutes: None,
        decision: None,
    }
}

fn incidents() -> Table {
    let (incident, text) = (IncidentId(1), "现场核实".to_owned());
    let mut inputs = vec![
        Input::ClassifyIncident { incident, type_code: "A10100".into(), severity: None, basis: text.clone() },
        Input::LocateIncident { incident, place: fire().place },
        Input::UpdateIncident {
            incident,
            version: 0,
            change: IncidentChange { measures: Some(text.clone()), ..IncidentChange::default() },
        },
        Input::AddNote { incident, text: text.clone() },
        Input::RecordDecision { incident, text: text.clone() },
        plot(incident, PlotShape::Point, Some("D10100"), &[(0.0, 0.0)]),
        Input::LinkCall { call: PhoneCallId(1), incident },
        Input::RelateIncident { incident, relation: Relation::CausedBy, to: IncidentId(2), basis: text.clone() },
        Input::DraftOrder { incident, content: content(NIGHT) },
        Input::DraftReport { incident, kind: ReportKind::Initial },
        Input::PhoneReport { incident, to: "市值班室".into(), text: String::new() },
        Input::GiveInstruction {
            incident,
            report: None,
            text: text.clone(),
            units: vec![OrderRecipient::Unit("fire".into())],
            reply_by: None,
        },
    ];
    inputs.extend(WAY[1..].iter().map(|(_, way)| Input::TransitionIncident {
        incident,
        to: *way.last().unwrap(),
        basis: text.clone(),
    }));
    let states = WAY.map(|(name, way)| {
        let mut world = county();
        did(&mut world, &DUTY, [Input::LogCall { call: phone_call("堤脚渗水"), incident: None }]);
        go(&mut world, way);
        (name, world)
    });
    let mut inputs: Vec<_> = inputs.into_iter().map(named).collect();
    inputs.push(("attach_file".to_owned(), NodeInput::AttachFile { incident, file: photograph("ab") }));
    Table { title: "突发事件 an incident", states: states.into(), inputs }
}

/// Name on the wire, with where a transition leads.
fn named(input: Input) -> (String, NodeInput) {
    let name = fengsui_command_core::authority::InputKind::of(&input).name().to_owned();
    let name = match &input {
        Input::TransitionIncident { to, .. } => {
            format!("{name}` → `{}", fengsui_command_core::incident::machine::name(*to))
        }
        Input::IssueOrder { urgent_basis: Some(_), .. } => format!("{name}` + `urgent_basis"),
        Input::AnswerDutySwap { accept, .. } => format!("{name}` `accept={accept}"),
        _ => name,
    };
    (name, NodeInput::Asked(input))
}

// ---- orders ----

const ORDER: OrderId = OrderId(1);

fn orders() -> Table {
    let order = ORDER;
    let text = || "依据".to_owned();
    let draft = |world: &mut World| {
        let now = world.now;
        did(world, &DUTY, [Input::DraftOrder { incident: IncidentId(1), content: content(now) }]);
    };
    let submitted = [Input::SubmitOrder { order }];
    let approve = Input::ApproveOrder { order, remark: String::new() };
    let issue = Input::IssueOrder { order, urgent_basis: None };
    let urgently = Input::IssueOrder { order, urgent_basis: Some(text()) };
    let withdraw = Input::WithdrawOrder { order, reason: text() };
    let end = [IncidentState::Verifying, IncidentState::FalseAlarm, IncidentState::Archived];
    let state = |inputs: &[Input], archived: bool| {
        let mut world = county();
        draft(&mut world);
        for input in inputs {
            let by = if matches!(input, Input::ApproveOrder { .. }) { &LEADER } else { &DUTY };
            did(&mut world, by, [input.clone()]);
        }
        if archived {
            go(&mut world, &end);
        }
        world
    };
    let through = |more: &[Input]| [&submitted[..], more].concat();
    let states = vec![
        ("拟稿", state(&[], false)),
        ("待审批", state(&submitted, false)),
        ("已批", state(&through(std::slice::from_ref(&approve)), false)),
        ("下达", state(&through(&[approve.clone(), issue.clone()]), false)),
        ("紧急下达，待补批", state(std::slice::from_ref(&urgently), false)),
        ("撤销", state(std::slice::from_ref(&withdraw), false)),
        ("拟稿，事件已归档", state(&[], true)),
        ("待审批，事件已归档", state(&submitted, true)),
        ("待补批，事件已归档", state(std::slice::from_ref(&urgently), true)),
    ];
    let inputs = [
        Input::EditOrder { order, version: 0, content: content(NIGHT) },
        Input::SubmitOrder { order },
        Input::SendBackOrder { order, reason: text() },
        approve,
        issue,
        urgently,
        withdraw,
    ];
    Table { title: "指令 an order", states, inputs: inputs.map(named).into() }
}

fn rails() -> Table {
    let order = ORDER;
    let (text, screen) = (|| "到场".to_owned(), || "左屏".to_owned());
    let acknowledge = Input::AcknowledgeOrder { order, screen: screen() };
    let reply = Input::ReplyOrder { order, text: text(), attachments: vec![] };
    let complete = Input::CompleteOrder { order, text: text() };
    let give_back = Input::ReturnOrder { order, reason: text() };
    let state = |inputs: &[Input]| {
        let mut world = county();
        let now = world.now;
        let draft = Input::DraftOrder { incident: IncidentId(1), content: content(now) };
        did(&mut world, &LEADER, [draft, Input::IssueOrder { order, urgent_basis: None }]);
        for by in [FIRE, TOWN] {
            did(&mut world, &by, inputs.iter().cloned());
        }
        world
    };
    let mut withdrawn = state(&[]);
    did(&mut withdrawn, &DUTY, [Input::WithdrawOrder { order, reason: text() }]);
    let acknowledged = std::slice::from_ref(&acknowledge);
    let through = |more: Input| [acknowledged, &[more]].concat();
    let states = vec![
        ("下达", state(&[])),
        ("送达", state(&[Input::ShowOrder { order, screen: screen() }])),
        ("签收", state(acknowledged)),
        ("反馈", state(&through(reply.clone()))),
        ("办结", state(&through(complete.clone()))),
        ("退回", state(&through(give_back.clone()))),
        ("撤销", withdrawn),
    ];
    let inputs = [
        Input::ShowOrder { order, screen: "右屏".into() },
        acknowledge.clone(),
        give_back,
        reply,
        complete,
        Input::RemindOrder { order, unit: "fire".into(), text: String::new() },
        Input::SuperviseOrder { order, unit: "fire".into(), text: String::new() },
    ];
    Table { title: "指令到收令单位 a recipient's rail", states, inputs: inputs.map(named).into() }
}

// ---- reports and instructions ----

fn reports() -> Table {
    let (incident, report) = (IncidentId(1), ReportId(1));
    let text = || "已核实".to_owned();
    let elements = ReportElements {
        time: text(),
        place: text(),
        source: text(),
        nature: text(),
        loss: text(),
        cause: String::new(),
        measures: text(),
    };
    let edit = |world: &World| Input::EditReport {
        report,
        version: world.state.reports.all[&report].version,
        elements: elements.clone(),
        text: text(),
    };
    let state = |steps: usize, archived: bool| {
        let mut world = county();
        did(&mut world, &DUTY, [Input::DraftReport { incident, kind: ReportKind::Initial }]);
        let edit = edit(&world);
        did(&mut world, &DUTY, [edit]);
        if steps > 0 {
            let version = world.state.reports.all[&report].version;
            did(&mut world, &LEADER, [Input::SignReport { report, version }]);
        }
        if steps > 1 {
            did(&mut world, &DUTY, [Input::ConfirmReport { report, to: "市值班室".into(), text: String::new() }]);
        }
        if archived {
            go(&mut world, &[IncidentState::Verifying, IncidentState::FalseAlarm, IncidentState::Archived]);
        }
        world
    };
    let states = vec![
        ("草稿", state(0, false)),
        ("签发", state(1, false)),
        ("已电话确认", state(2, false)),
        ("草稿，事件已归档", state(0, true)),
        ("签发，事件已归档", state(1, true)),
    ];
    let inputs = [
        Input::EditReport { report, version: 0, elements: elements.clone(), text: text() },
        Input::SignReport { report, version: 0 },
        Input::ConfirmReport { report, to: "市值班室".into(), text: String::new() },
        Input::DraftReport { incident, kind: ReportKind::Initial },
        Input::DraftReport { incident, kind: ReportKind::FollowUp },
    ];
    let mut inputs: Vec<_> = inputs.map(named).into();
    inputs[3].0.push_str("` `initial");
    inputs[4].0.push_str("` `follow_up");
    Table { title: "报告 a report", states, inputs }
}

fn instructions() -> Table {
    let instruction = InstructionId(1);
    let state = |inputs: &[Input]| {
        let mut world = county();
        let units = vec![OrderRecipient::Unit("fire".into()), OrderRecipient::Unit("town-100".into())];
        let (incident, text) = (IncidentId(1), "请核实".to_owned());
        did(&mut world, &LEADER, [Input::GiveInstruction { incident, report: None, text, units, reply_by: None }]);
        for by in [FIRE, TOWN] {
            did(&mut world, &by, inputs.iter().cloned());
        }
        world
    };
    let show = Input::ShowInstruction { instruction, screen: "左屏".into() };
    let reply = Input::ReplyInstruction { instruction, text: "已核实".into() };
    let states = vec![
        ("下达", state(&[])),
        ("传达", state(std::slice::from_ref(&show))),
        ("已回复", state(std::slice::from_ref(&reply))),
    ];
    Table { title: "批示到单位 an instruction at its unit", states, inputs: [show, reply].map(named).into() }
}

// ---- duty ----

const HOUR: i64 = 60 * Micros::MINUTE;

/// The county's duty room: the first shift with its officer, the second with another.
fn shift(start: i64, officer: &str) -> DutyPlan {
    let start = NIGHT.plus(start * HOUR);
    DutyPlan {
        unit: "centre".into(),
        start,
        end: start.plus(12 * HOUR),
        officers: vec![format!("{officer} 的姓名")],
        leader: "leader 的姓名".into(),
        phone: "0735-6612345".into(),
    }
}

fn roster(hours: i64) -> World {
    let mut world = county();
    for plan in [shift(12, "duty"), shift(24, "night")] {
        did(&mut world, &LEADER, [Input::SetDutyShift { shift: None, version: 0, plan }]);
    }
    world.now = NIGHT.plus(hours * HOUR);
    world
}

fn propose() -> Input {
    let (give, take) = (DutyShiftId(1), DutyShiftId(2));
    Input::ProposeDutySwap { give, take, with: UserId(10), note: String::new() }
}

fn shifts() -> Table {
    let states = vec![("未开始", roster(0)), ("当班", roster(13)), ("已结束", roster(24))];
    let same = shift(12, "duty");
    let later = DutyPlan { end: same.end.plus(-HOUR), ..same.clone() };
    let moved = DutyPlan { start: same.start.plus(-HOUR), ..same.clone() };
    let set = |plan| NodeInput::Asked(Input::SetDutyShift { shift: Some(DutyShiftId(1)), version: 0, plan });
    let inputs = vec![
        ("set_duty_shift` `people".to_owned(), set(DutyPlan { officers: vec!["老王".into()], ..same })),
        ("set_duty_shift` `end".to_owned(), set(later)),
        ("set_duty_shift` `start".to_owned(), set(moved)),
        named(Input::RemoveDutyShift { shift: DutyShiftId(1) }),
        named(propose()),
    ];
    Table { title: "班次 a shift of the county's duty room", states, inputs }
}

fn swaps() -> Table {
    let swap = DutySwapId(1);
    let other = Actor::User(UserId(10));
    let answer = |accept| Input::AnswerDutySwap { swap, accept, text: String::new() };
    let state = |settle: Option<(&Actor, Input)>| {
        let mut world = roster(0);
        did(&mut world, &DUTY, [propose()]);
        if let Some((by, input)) = settle {
            did(&mut world, by, [input]);
        }
        world
    };
    let moved = Input::RemoveDutyShift { shift: DutyShiftId(2) };
    let states = vec![
        ("待对方同意", state(None)),
        ("已换", state(Some((&other, answer(true))))),
        ("对方不同意", state(Some((&other, answer(false))))),
        ("收回", state(Some((&DUTY, Input::WithdrawDutySwap { swap })))),
        ("班次变了", state(Some((&LEADER, moved)))),
    ];
    let inputs = [answer(true), answer(false), Input::WithdrawDutySwap { swap }];
    Table { title: "换班 a swap that 值 proposed to 他", states, inputs: inputs.map(named).into() }
}

fn handovers() -> Table {
    let handover = HandoverId(1);
    let (give, confirm) = (
        Input::GiveHandover { remarks: vec![], text: String::new() },
        Input::ConfirmHandover { handover, text: String::new() },
    );
    let withdraw = Input::WithdrawHandover { handover };
    let state = |settle: Option<(&Actor, &Input)>| {
        let mut world = county();
        did(&mut world, &DUTY, [give.clone()]);
        if let Some((by, input)) = settle {
            did(&mut world, by, [input.clone()]);
        }
        world
    };
    let states = vec![
        ("待接", state(None)),
        ("已接", state(Some((&LEADER, &confirm)))),
        ("收回", state(Some((&DUTY, &withdraw)))),
    ];
    let inputs = [confirm.clone(), withdraw.clone(), give.clone()];
    Table { title: "交接班 a handover that 值 gave", states, inputs: inputs.map(named).into() }
}
