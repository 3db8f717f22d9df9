//! Documents as files, from a draft to a file that is checked away from the node: DOC-8, DOC-10, DOC-11, DOC-12.

use crate::{client::Client, county::County};
use fengsui_command_server::{document, seal};
use fengsui_protocol::{
    Actor, DocumentId, IncidentId, Micros, UserId,
    account::Mode,
    document::{DocumentKind, SealedDocument},
    geo::Place,
    incident::{Caller, Casualties, IncidentFacts},
    input::Input,
    live::EntityKey,
};
use reqwest::Method;

const LEADER: Actor = Actor::User(UserId(1));
const DUTY: Actor = Actor::User(UserId(2));

pub fn facts(title: &str, at: Micros) -> IncidentFacts {
    IncidentFacts {
        title: title.into(),
        type_code: "A20600".into(),
        occurred_at: at,
        place: Place { text: "珠泉镇人民路".into(), town: Some("431024100".into()), ..Place::default() },
        severity: None,
        casualties: Casualties::default(),
        caller: Caller {
            name: "李四".into(), phone: "13907350001".into(), source: "群众电话".into(), call: None
        },
        narrative: "二楼冒烟".into(),
        measures: "两车出动".into(),
        informed: String::new(),
    }
}

pub async fn incident(county: &County, title: &str) -> IncidentId {
    let facts = facts(title, county.engine.now());
    let made = county.submit(DUTY, Input::LogIncident { facts, from_record: None, taken_at: None }).await;
    let Some(EntityKey::Incident(incident)) = made else { panic!("{made:?}") };
    incident
}

async fn draft(county: &County) -> DocumentId {
    let incident = Some(incident(county, "珠泉镇商铺起火").await);
    let draft = Input::DraftDocument { kind: DocumentKind::SpecialReport, incident, order: None, unit: None };
    let made = county.submit(DUTY, draft).await;
    let Some(EntityKey::Document(document)) = made else { panic!("{made:?}") };
    document
}

fn version(county: &County, document: DocumentId) -> u64 {
    county.engine.read(|domain| domain.command.documents.all[&document].version)
}

async fn signed(county: &County) -> DocumentId {
    let document = draft(county).await;
    let mut content = county.engine.read(|domain| domain.command.documents.all[&document].content.clone());
    content.addressee = "市应急管理局".into();
    let version_read = version(county, document);
    county.submit(DUTY, Input::EditDocument { document, version: version_read, content, secrecy: None }).await;
    county.submit(LEADER, Input::SignDocument { document, version: version(county, document) }).await;
    document
}

/// As the service does: the seal is put whenever something was signed.
async fn sealed(county: &County) -> DocumentId {
    let path = seal::key_path(&county.dir, &"431024".into());
    tokio::spawn(seal::run(county.engine.clone(), seal::SealKey::load_or_create(&path).unwrap()));
    let document = signed(county).await;
    let has = |domain: &fengsui_command_server::domain::Domain| {
        let signature = domain.command.documents.all[&document].signature.as_ref();
        signature.is_some_and(|signature| signature.seal.is_some())
    };
    let mut position = county.engine.watch_position();
    while !county.engine.read(has) {
        position.changed().await.unwrap();
    }
    std::fs::remove_dir_all(path.parent().unwrap()).unwrap();
    document
}

async fn file(client: &Client, document: DocumentId, name: &str) -> (u16, String, Vec<u8>) {
    let path = format!("/api/documents/{document}/{name}");
    let response = client.request(Method::GET, &path).send().await.unwrap();
    let disposition = response.headers().get("content-disposition");
    let disposition = disposition.map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default();
    (response.status().as_u16(), disposition, response.bytes().await.unwrap().to_vec())
}

fn check(file: &[u8], key: Option<&str>) -> anyhow::Result<document::Checked> {
    document::check(file, key, || Ok(document::fonts().expect("fonts-noto-cjk")))
}

#[tokio::test]
async fn doc_8_a_file_is_checked_away_from_the_node() {
    let county = County::new().await;
    let (document, leader) = (sealed(&county).await, county.login("leader").await);
    let (status, name, json) = file(&leader, document, "document.json").await;
    assert_eq!(status, 200);
    assert!(name.starts_with("attachment; filename*=UTF-8''%E5%98%89%E7%A6%BE"), "嘉禾…: {name}");
    let whole = check(&json, None).unwrap();
    assert_eq!((whole.kind, whole.pages), ("应急信息专报", document::Pages::None));
    let key = whole.document.seal.public_key.clone();
    assert!(check(&json, Some(&key)).is_ok() && check(&json, Some("04ab")).is_err(), "whose key it is");

    let mut forged: SealedDocument = serde_json::from_slice(&json).unwrap();
    forged.content.sections[0].paragraphs[0] = "没有起火。".into();
    assert!(check(&serde_json::to_vec(&forged).unwrap(), None).is_err());
    for broken in [&b"{}"[..], b"", b"%PDF-1.7", b"\xff\xfe"] {
        assert!(check(broken, None).is_err());
    }

    let (status, _, pdf) = file(&leader, document, "document.pdf?copy=12").await;
    assert!(status == 200 && pdf.starts_with(b"%PDF-"));
    let printed = check(&pdf, Some(&key)).unwrap();
    assert_eq!((printed.pages, printed.document.copy), (document::Pages::Same, Some(12)));
    assert_eq!(printed.digest, whole.digest);
    // One byte of a page's ink, beside the document that is carried along.
    let mut painted = pdf.clone();
    let stream = painted.windows(7).rposition(|seven| seven == b"stream\n").unwrap() + 12;
    painted[stream] ^= 1;
    assert!(check(&painted, None).is_err(), "the pages are not what was signed");
}

#[tokio::test]
async fn doc_12_it_is_printed_once_it_is_sealed_and_a_draft_is_marked() {
    let county = County::new().await;
    let (document, leader) = (draft(&county).await, county.login("leader").await);
    let (status, name, bytes) = file(&leader, document, "document.pdf").await;
    assert!(status == 200 && bytes.starts_with(b"%PDF-") && name.contains("%E8%8D%89%E7%A8%BF"), "草稿: {name}");
    assert!(check(&bytes, None).is_err(), "a draft proves nothing");
    assert_eq!(file(&leader, document, "document.json").await.0, 409);
    let unsealed = signed(&county).await;
    for name in ["document.pdf", "document.docx", "document.json"] {
        let (status, _, body) = file(&leader, unsealed, name).await;
        assert!(status == 409 && String::from_utf8_lossy(&body).contains("DOC-12"), "{name}");
    }
    let (status, _, docx) = file(&leader, document, "document.docx").await;
    assert!(status == 200 && docx.starts_with(b"PK"));
}

#[tokio::test]
async fn view_14_documents_are_files_for_those_who_see_them() {
    let county = County::new().await;
    let document = sealed(&county).await;
    for account in ["fire", "town", "operator", "admin"] {
        let client = county.login(account).await;
        for name in ["document.pdf", "document.docx", "document.json"] {
            assert_eq!(file(&client, document, name).await.0, 404, "{account} {name}");
        }
    }
    let duty = county.login("duty").await;
    assert_eq!(file(&duty, document, "document.pdf?copy=1000000").await.0, 422);
    assert_eq!(file(&duty, document, "document.json").await.0, 200);
}

/// DOC-10 and DOC-11: the sheet says what it is; the fonts are those of the package lists.
#[test]
fn doc_10_drills_say_so_and_doc_11_the_fonts_are_there() {
    assert_eq!(document::mode_mark(Mode::Real), None);
    assert_eq!(document::mode_mark(Mode::Exercise).as_deref(), Some("演练"));
    assert_eq!(document::mode_mark(Mode::Demo).as_deref(), Some("演示"));
    assert!(document::fonts().is_ok(), "fonts-noto-cjk is in scripts/packages-run.txt");
}
