//! Rules of documents: DOC, and VIEW-14.

mod support;
use fengsui_command_core::{
    Actor, Class, NodeInput,
    document::canonical::{as_signed, canonical, digest},
};
use fengsui_protocol::{
    DocumentId, IncidentId, OrderId, Refusal, bounds,
    document::{
        DocumentContent, DocumentFigure, DocumentKind, DocumentPicture, DocumentSection, DocumentState, DocumentTable,
        DocumentUrgency, DocumentView, Secrecy,
    },
    incident::{IncidentState, IncidentView, Severity},
    input::Input,
    live::{EntityKey, EntityView},
    order::{OrderContent, OrderRecipient, OrderUrgency},
    report::ReportSeal,
};
use support::*;

fn draft_input(kind: DocumentKind, incident: IncidentId) -> Input {
    Input::DraftDocument { kind, incident: Some(incident), order: None, unit: None }
}

fn draft(world: &mut World, kind: DocumentKind, incident: IncidentId) -> DocumentId {
    made(world, draft_input(kind, incident))
}

fn made(world: &mut World, input: Input) -> DocumentId {
    let made = world.ask(&DUTY, input).unwrap().made();
    let Some(EntityKey::Document(document)) = made else { panic!("no document: {made:?}") };
    document
}

fn seen(world: &World, document: DocumentId, class: &Class) -> Option<DocumentView> {
    match world.view(EntityKey::Document(document), class) {
        Some(EntityView::Document(view)) => Some(*view),
        _ => None,
    }
}

fn view(world: &World, document: DocumentId) -> DocumentView {
    seen(world, document, &Class::County).expect("the county sees every document")
}

fn incident(world: &World, id: IncidentId) -> IncidentView {
    match world.view(EntityKey::Incident(id), &Class::County) {
        Some(EntityView::Incident(view)) => *view,
        other => panic!("no incident: {other:?}"),
    }
}

/// Writes what the change says into the draft.
fn edit(world: &mut World, document: DocumentId, change: impl FnOnce(&mut DocumentContent)) -> Result<(), Refusal> {
    let DocumentView { version, mut content, .. } = view(world, document);
    change(&mut content);
    world.ask(&DUTY, Input::EditDocument { document, version, content, secrecy: None }).map(|_| ())
}

fn sign(world: &mut World, document: DocumentId) -> Result<(), Refusal> {
    let version = view(world, document).version;
    world.ask(&LEADER, Input::SignDocument { document, version }).map(|_| ())
}

fn signed(world: &mut World, kind: DocumentKind, id: IncidentId) -> DocumentId {
    let document = draft(world, kind, id);
    edit(world, document, |content| content.addressee = "市应急管理局".into()).unwrap();
    sign(world, document).unwrap();
    document
}

fn order(world: &mut World, id: IncidentId) -> OrderId {
    let recipients = ["fire", "water"].map(|unit| OrderRecipient::Unit(unit.into())).to_vec();
    let (title, text, urgency) = ("带冲锋舟到滨江村".to_owned(), "二楼有人，断电".to_owned(), OrderUrgency::Flash);
    let content =
        OrderContent { title, text, recipients, urgency, complete_by: None, reply_every_minutes: None, decision: None };
    let made = world.ask(&DUTY, Input::DraftOrder { incident: id, content }).unwrap().made();
    let Some(EntityKey::Order(order)) = made else { panic!("no order: {made:?}") };
    world.ask(&LEADER, Input::IssueOrder { order, urgent_basis: None }).unwrap();
    order
}

fn notice_input(id: IncidentId, order: OrderId, unit: &str) -> Input {
    let kind = DocumentKind::SupervisionNotice;
    Input::DraftDocument { kind, incident: Some(id), order: Some(order), unit: Some(unit.into()) }
}

/// Of the fire brigade, which was supervised.
fn notice(world: &mut World, id: IncidentId) -> DocumentId {
    let order = order(world, id);
    world.ask(&LEADER, Input::SuperviseOrder { order, unit: "fire".into(), text: String::new() }).unwrap();
    made(world, notice_input(id, order, "fire"))
}

fn ended(world: &mut World, id: IncidentId) {
    use IncidentState::*;
    for to in [Verifying, Confirmed, Assessing, Responding, Handling, Ended] {
        world.ask(&DUTY, Input::TransitionIncident { incident: id, to, basis: "现场确认".into() }).unwrap();
    }
}

fn all_text(content: &DocumentContent) -> String {
    serde_json::to_string(content).unwrap()
}

#[test]
fn doc_1_nothing_secret_is_taken_in() {
    let mut world = World::county();
    let id = world.incident(fire());
    let document = draft(&mut world, DocumentKind::SpecialReport, id);
    let DocumentView { version, content, .. } = view(&world, document);
    for secrecy in [Secrecy::Secret, Secrecy::Confidential, Secrecy::TopSecret] {
        let secrecy = Some(secrecy);
        let refusal =
            world.refused(&DUTY, Input::EditDocument { document, version, content: content.clone(), secrecy });
        assert_eq!((refusal.rule.as_str(), refusal.field.as_deref()), ("DOC-1", Some("secrecy")));
    }
    for mark in ["机密★1年", "绝密", "密级：秘密"] {
        let refusal = edit(&mut world, document, |content| content.sections[0].paragraphs[0] = mark.into());
        assert_eq!(refusal.unwrap_err().rule, "DOC-1", "{mark}");
        let refusal = edit(&mut world, document, |content| content.title = mark.into());
        assert_eq!(refusal.unwrap_err().rule, "DOC-1", "{mark}");
    }
    edit(&mut world, document, |content| {
        content.sections[0].paragraphs[0] = "本系统非涉密，严禁处理国家秘密。".into();
        (content.urgency, content.internal) = (Some(DocumentUrgency::Flash), true);
    })
    .unwrap();
}

#[test]
fn doc_2_a_draft_says_what_the_log_says_and_no_more() {
    let mut world = World::county();
    let id = world.incident(fire());
    world.ask(&LEADER, Input::RecordDecision { incident: id, text: "先人后物".into() }).unwrap();
    order(&mut world, id);
    let document = draft(&mut world, DocumentKind::SpecialReport, id);
    let seen = view(&world, document);
    assert_eq!((seen.state, seen.number, seen.covers), (DocumentState::Draft, None, world.state.seq - 1));
    assert_eq!(seen.content.title, "关于珠泉镇商铺起火的情况专报");
    assert_eq!(seen.content.issuer, "嘉禾县应急指挥中心");
    assert_eq!(seen.content.addressee, "", "to whom is people's to say");
    let text = all_text(&seen.content);
    for said in [
        "珠泉镇人民路",
        "东经 112.37000 度，北纬 25.58000 度",
        "先人后物",
        "下达指令“带冲锋舟到滨江村”，2 家，办结 0 家",
        "县消防救援大队：带冲锋舟",
    ] {
        assert!(text.contains(said), "{said} in {text}");
    }
    assert!(!text.contains(PHONE) && !text.contains("李四") && !text.contains("原因"), "{text}");
    let headings: Vec<_> = seen.content.sections.iter().map(|section| section.heading.as_str()).collect();
    assert_eq!(headings, ["一、基本情况", "二、处置情况", "三、正在开展的工作"], "numbered, without what is not known");
    let mut grave = fire();
    grave.severity = Some(Severity::Ii);
    let grave = world.incident(grave);
    let document = draft(&mut world, DocumentKind::SpecialReport, grave);
    assert_eq!(view(&world, document).content.urgency, Some(DocumentUrgency::Flash));
}

#[test]
fn doc_3_a_notice_has_its_supervision_and_what_is_over_is_looked_back_on() {
    let mut world = World::county();
    let id = world.incident(fire());
    let early = world.refused(&DUTY, draft_input(DocumentKind::AfterActionReport, id));
    assert_eq!((early.rule.as_str(), early.field.as_deref()), ("DOC-3", Some("kind")));
    let nowhere = Input::DraftDocument { kind: DocumentKind::SpecialReport, incident: None, order: None, unit: None };
    assert_eq!(world.refused(&DUTY, nowhere).rule, "DOC-3");
    assert_eq!(world.refused(&DUTY, draft_input(DocumentKind::SupervisionNotice, id)).rule, "DOC-3");
    let order = order(&mut world, id);
    let unsupervised = world.refused(&DUTY, notice_input(id, order, "water"));
    assert_eq!((unsupervised.rule.as_str(), unsupervised.field.as_deref()), ("DOC-3", Some("unit")));
    world.ask(&LEADER, Input::SuperviseOrder { order, unit: "water".into(), text: String::new() }).unwrap();
    let other = world.incident(fire());
    assert_eq!(world.refused(&DUTY, notice_input(other, order, "water")).rule, "DOC-3", "of another incident");
    let notice = made(&mut world, notice_input(id, order, "water"));
    let content = view(&world, notice).content;
    assert_eq!((content.addressee.as_str(), content.urgency), ("县水利局", Some(DocumentUrgency::Flash)));
    assert!(all_text(&content).contains("请接此通知后立即签收"), "{content:?}");
    ended(&mut world, id);
    let report = draft(&mut world, DocumentKind::AfterActionReport, id);
    let text = all_text(&view(&world, report).content);
    assert!(
        text.contains("处置经过") && text.contains("指令落实情况") && text.contains("督办通知 2026-1 号"),
        "{text}"
    );
}

#[test]
fn doc_4_and_doc_5_signed_is_frozen_and_a_stale_copy_writes_nothing() {
    let mut world = World::county();
    let id = world.incident(fire());
    let document = draft(&mut world, DocumentKind::SpecialReport, id);
    let DocumentView { version, content, .. } = view(&world, document);
    edit(&mut world, document, |content| content.addressee = "县委、县政府".into()).unwrap();
    for stale in [
        Input::EditDocument { document, version, content: content.clone(), secrecy: None },
        Input::DiscardDocument { document, version },
    ] {
        let refusal = world.refused(&DUTY, stale);
        assert_eq!((refusal.rule.as_str(), refusal.field.as_deref()), ("DOC-5", Some("version")));
    }
    assert_eq!(world.refused(&LEADER, Input::SignDocument { document, version }).rule, "DOC-5");
    sign(&mut world, document).unwrap();
    let version = view(&world, document).version;
    for late in [
        Input::EditDocument { document, version, content, secrecy: None },
        Input::DiscardDocument { document, version },
    ] {
        assert_eq!(world.refused(&DUTY, late).rule, "DOC-4");
    }
    assert_eq!(world.refused(&LEADER, Input::SignDocument { document, version }).rule, "DOC-4");
    let unwanted = draft(&mut world, DocumentKind::IncidentReport, id);
    let version = view(&world, unwanted).version;
    world.ask(&DUTY, Input::DiscardDocument { document: unwanted, version }).unwrap();
    assert_eq!(seen(&world, unwanted, &Class::County), None);
    let lines = incident(&world, id).timeline;
    assert!(lines.last().unwrap().text.starts_with("应急信息专报签发：关于珠泉镇商铺起火"), "{lines:?}");
}

#[test]
fn doc_6_what_is_missing_is_named_when_it_is_signed() {
    let mut world = World::county();
    let id = world.incident(fire());
    ended(&mut world, id);
    let document = draft(&mut world, DocumentKind::AfterActionReport, id);
    let refusal = sign(&mut world, document).unwrap_err();
    assert_eq!((refusal.rule.as_str(), refusal.field.as_deref()), ("DOC-6", Some("content.addressee")));
    edit(&mut world, document, |content| content.addressee = "县政府".into()).unwrap();
    let refusal = sign(&mut world, document).unwrap_err();
    assert_eq!(refusal.rule, "DOC-6");
    assert!(refusal.message_zh.contains("评估结论与改进建议"), "judgement is people's: {}", refusal.message_zh);
    let version = view(&world, document).version;
    assert_eq!(world.refused(&DUTY, Input::SignDocument { document, version }).rule, "AUTH-1", "a leader signs");
    edit(&mut world, document, |content| {
        content.sections.last_mut().unwrap().paragraphs.push("预警到村用时偏长，应增设广播。".into());
    })
    .unwrap();
    sign(&mut world, document).unwrap();
}

#[test]
fn doc_7_numbers_run_per_kind_and_year() {
    let mut world = World::county();
    let id = world.incident(fire());
    let number = |world: &mut World, kind| {
        let document = signed(world, kind, id);
        view(world, document).number.unwrap()
    };
    assert_eq!(number(&mut world, DocumentKind::SpecialReport), "嘉禾应急专报〔2026〕1号");
    assert_eq!(number(&mut world, DocumentKind::SpecialReport), "嘉禾应急专报〔2026〕2号");
    assert_eq!(number(&mut world, DocumentKind::IncidentReport), "嘉禾应急报〔2026〕1号");
    let notice = notice(&mut world, id);
    assert_eq!(view(&world, notice).number.as_deref(), Some("嘉禾应急督〔2026〕1号"), "that of its supervision");
    let order = view(&world, notice).order.unwrap();
    assert_eq!(world.refused(&DUTY, notice_input(id, order, "fire")).rule, "DOC-7", "once");
    world.wait(200 * 24 * 60);
    assert_eq!(number(&mut world, DocumentKind::SpecialReport), "嘉禾应急专报〔2027〕1号");
}

#[test]
fn doc_8_the_seal_is_over_every_word_and_put_once() {
    let mut world = World::county();
    let id = world.incident(fire());
    let document = signed(&mut world, DocumentKind::SpecialReport, id);
    let unsealed = world.state.documents.unsealed(&world.state);
    let [(first, text)] = unsealed.as_slice() else { panic!("{unsealed:?}") };
    assert_eq!((*first, digest(text)), (document, view(&world, document).signature.unwrap().digest));
    let whole = as_signed(&world.state, document).unwrap();
    let mut forged = whole.clone();
    forged.content.sections[0].paragraphs[0].push('！');
    assert_ne!(canonical(&forged), *text);
    let mut split = whole.clone();
    split.content.sections[0].paragraphs[0] = "甲\nparagraph: 乙".into();
    assert!(canonical(&split).contains("甲\\nparagraph: 乙"), "one line per field");
    let copy = fengsui_protocol::document::SealedDocument { copy: Some(7), ..whole };
    assert_eq!(canonical(&copy), *text, "which copy it is does not matter");
    let seal = ReportSeal { signature: "01".into(), public_key: "04".into() };
    world.made(&Actor::Node, NodeInput::SealDocument { document, seal: seal.clone() });
    assert!(world.state.documents.unsealed(&world.state).is_empty());
    let (before, again) = (world.state.seq, ReportSeal { signature: "02".into(), ..seal.clone() });
    world.made(&Actor::Node, NodeInput::SealDocument { document, seal: again });
    assert_eq!((world.state.seq, view(&world, document).signature.unwrap().seal), (before, Some(seal)));
}

#[test]
fn doc_9_and_bound_tables_are_rectangles_and_a_long_night_still_makes_a_draft() {
    let mut world = World::county();
    let id = world.incident(fire());
    for n in 0..1_500 {
        world.ask(&DUTY, Input::AddNote { incident: id, text: format!("{n} {}", "巡堤".repeat(300)) }).unwrap();
    }
    ended(&mut world, id);
    let document = draft(&mut world, DocumentKind::AfterActionReport, id);
    let content = view(&world, document).content;
    let chars = all_text(&content).chars().count();
    assert!(chars < bounds::LIVE_MESSAGE_BYTES / 3, "{chars} characters fit into one message");
    assert!(all_text(&content).contains("条记录未列入"), "what is left out is said");
    edit(&mut world, document, |_| {}).unwrap();
    let table = |rows: Vec<Vec<String>>| DocumentTable { head: vec!["时间".into(), "经过".into()], rows };
    let with = |table| DocumentSection { table: Some(table), ..DocumentSection::default() };
    let ragged = edit(&mut world, document, |content| {
        content.sections = vec![with(table(vec![vec!["甲".into()]]))];
    });
    assert_eq!(ragged.unwrap_err().rule, "DOC-9");
    let long = edit(&mut world, document, |content| {
        content.sections = vec![with(table(vec![vec!["甲".into(), "乙".into()]; bounds::DOCUMENT_ROWS + 1]))];
    });
    assert_eq!(long.unwrap_err().rule, "BOUND");
    let paragraph = "长".repeat(bounds::TEXT_CHARS);
    let heavy = edit(&mut world, document, |content| {
        content.sections = vec![DocumentSection { paragraphs: vec![paragraph; 5], ..DocumentSection::default() }];
    });
    assert_eq!(heavy.unwrap_err().rule, "BOUND");
}

#[test]
fn doc_13_figures_show_pictures_of_the_document_and_are_signed_by_their_digest() {
    let mut world = World::county();
    let incident = world.incident(fire());
    let [document, other] = [0; 2].map(|_| draft(&mut world, DocumentKind::SpecialReport, incident));
    let picture = |digit: &str| DocumentPicture {
        sm3: digit.repeat(64),
        kind: "image/jpeg".into(),
        bytes: 90_000,
        width: 1_600,
        height: 900,
    };
    for wrong in [
        DocumentPicture { sm3: "x".into(), ..picture("a") },
        DocumentPicture { kind: "image/svg+xml".into(), ..picture("a") },
        DocumentPicture { bytes: bounds::PICTURE_BYTES as u64 + 1, ..picture("a") },
        DocumentPicture { height: bounds::PICTURE_PIXELS + 1, ..picture("a") },
        DocumentPicture { width: 0, ..picture("a") },
    ] {
        let refusal = world.send(&DUTY, NodeInput::KeepPicture { document, picture: wrong }).unwrap_err();
        assert_eq!(refusal.rule, "DOC-13");
    }
    world.made(&DUTY, NodeInput::KeepPicture { document, picture: picture("a") });
    world.made(&DUTY, NodeInput::KeepPicture { document, picture: picture("a") });
    assert_eq!(world.state.documents.all[&document].pictures.len(), 1, "taken in once");
    let figure = |caption: &str| DocumentFigure { sm3: "a".repeat(64), caption: caption.into() };
    let show =
        |figures: Vec<DocumentFigure>| move |content: &mut DocumentContent| content.sections[0].figures = figures;
    edit(&mut world, document, show(vec![figure("车头段")])).unwrap();
    let foreign = edit(&mut world, other, show(vec![figure("车头段")])).unwrap_err();
    assert_eq!((foreign.rule.as_str(), foreign.field.as_deref()), ("DOC-13", Some("content.sections.0.figures.0.sm3")));
    let many = edit(&mut world, document, show(vec![figure(""); bounds::DOCUMENT_FIGURES + 1])).unwrap_err();
    assert_eq!(many.rule, "BOUND");
    edit(&mut world, document, |content| content.addressee = "市应急管理局".into()).unwrap();
    sign(&mut world, document).unwrap();
    let text = canonical(&as_signed(&world.state, document).unwrap());
    assert!(text.contains(&format!("figure: {}\ncaption: 车头段\n", "a".repeat(64))), "{text}");
    let late = world.send(&DUTY, NodeInput::KeepPicture { document, picture: picture("b") }).unwrap_err();
    assert_eq!(late.rule, "DOC-4");
}

#[test]
fn view_14_documents_are_the_countys_and_a_signed_notice_its_units() {
    let mut world = World::county();
    let id = world.incident(fire());
    let report = signed(&mut world, DocumentKind::SpecialReport, id);
    let notice = notice(&mut world, id);
    let (fire, water) = (Class::Department("fire".into()), Class::Department("water".into()));
    assert_eq!(seen(&world, notice, &fire), None, "not while it is a draft");
    sign(&mut world, notice).unwrap();
    assert!(seen(&world, notice, &fire).is_some());
    for class in [water, fire, Class::Operator, Class::Administrator, Class::Township("town-100".into())] {
        assert_eq!(seen(&world, report, &class), None, "{class}");
        let own = class.unit() == Some(&"fire".into());
        assert_eq!(seen(&world, notice, &class).is_some(), own, "{class}");
        if let Some(EntityView::Incident(view)) = world.view(EntityKey::Incident(id), &class) {
            let lines = view.timeline.iter().filter(|line| line.text.contains("专报签发"));
            assert_eq!(lines.count(), 0, "{class}");
        }
    }
}

#[test]
fn doc_2_a_bulletin_is_about_the_shift_and_no_incident() {
    let mut world = World::county();
    world.incident(fire());
    // A period ends before its last moment: the next one begins there.
    world.wait(1);
    let kind = DocumentKind::DutyBulletin;
    let bulletin = made(&mut world, Input::DraftDocument { kind, incident: None, order: None, unit: None });
    let seen = view(&world, bulletin);
    assert_eq!((seen.incident, seen.content.issuer.as_str()), (None, "嘉禾县应急指挥中心"));
    let text = all_text(&seen.content);
    assert!(seen.content.title.starts_with("嘉禾县值班快报（") && text.contains("珠泉镇商铺起火"), "{text}");
    assert!(!text.contains(PHONE) && !text.contains("李四"), "who called is not in it: {text}");
    edit(&mut world, bulletin, |content| content.addressee = "县委办公室、县政府办公室".into()).unwrap();
    sign(&mut world, bulletin).unwrap();
    assert_eq!(view(&world, bulletin).number.as_deref(), Some("嘉禾值班快报〔2026〕1号"));
    for _ in 0..bounds::DOCUMENT_DRAFTS {
        made(&mut world, Input::DraftDocument { kind, incident: None, order: None, unit: None });
    }
    let more = Input::DraftDocument { kind, incident: None, order: None, unit: None };
    assert_eq!(world.refused(&DUTY, more).rule, "BOUND");
}
