//! 公文 as files, for whoever may see them: PDF, DOCX, and the signed document by itself.

use super::{
    App, Problem, Route, Table,
    access::{Access, Caller},
    accounts::new_id,
    body::Raw,
    files::{percent, refuse_disk},
};
use crate::{document, files};
use axum::{
    Extension,
    extract::{Path, Query, State},
    http::{HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use base64::prelude::{BASE64_STANDARD, Engine as _};
use fengsui_command_core::{NodeInput, document::canonical::as_signed};
use fengsui_document::{Paper, Picture, docx, pdf};
use fengsui_protocol::{
    Actor, DocumentId, Refusal, bounds,
    document::{DocumentPicture, DocumentView, SealedDocument},
    live::{EntityKey, EntityView},
};
use serde::Deserialize;
use std::collections::BTreeMap;
use tokio::sync::Semaphore;

/// Prints that go on at once; whoever comes later waits.
static PRINTERS: Semaphore = Semaphore::const_new(document::PRINTERS);

pub(super) const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

pub(super) fn routes(table: &mut Table) {
    let printed = Route::new(
        Method::GET,
        "/api/documents/{id}/document.pdf",
        Access::LoggedIn,
        "A document printed after GB/T 9704-2012; a draft is marked as one",
    );
    table.add(printed.gives_text("application/pdf").queries(&["copy"]), printed_of);
    let editable = Route::new(
        Method::GET,
        "/api/documents/{id}/document.docx",
        Access::LoggedIn,
        "A document for an office program",
    );
    table.add(editable.gives_text(DOCX).queries(&["copy"]), editable_of);
    let sealed = Route::new(
        Method::GET,
        "/api/documents/{id}/document.json",
        Access::LoggedIn,
        "A sealed document by itself, as fengsui verify-document checks it",
    );
    table.add(sealed.gives::<SealedDocument>(), sealed_of);
    let keep = Route::new(
        Method::POST,
        "/api/documents/{id}/pictures",
        Access::LoggedIn,
        "Take in a picture (JPEG, PNG) for the figures of a draft",
    );
    let keep = keep.takes_text("application/octet-stream").gives::<DocumentPicture>();
    table.add(keep.body_bytes(bounds::PICTURE_BYTES), keep_picture);
    let picture = Route::new(
        Method::GET,
        "/api/documents/{id}/pictures/{sm3}",
        Access::LoggedIn,
        "A picture of a document, for whoever may see the document",
    );
    table.add(picture.gives_text("application/octet-stream"), picture_of);
}

#[derive(Deserialize)]
struct Asked {
    copy: Option<u32>,
}

/// A document as the asker may see it; sealed, when it is.
struct Seen {
    view: DocumentView,
    sealed: Option<SealedDocument>,
}

impl Seen {
    fn by(app: &App, caller: &Caller, id: u64) -> Result<Self, Problem> {
        let (me, id) = (&caller.user()?.me, DocumentId(id));
        let found = app.engine.read(|domain| {
            let class = domain.command.class(me.id)?;
            let Some(EntityView::Document(view)) = domain.view(&EntityKey::Document(id), &class) else { return None };
            let sealed = view.signature.as_ref().is_some_and(|signature| signature.seal.is_some());
            let sealed = sealed.then(|| as_signed(&domain.command, id)).flatten();
            Some(Self { view: *view, sealed })
        });
        found.ok_or_else(Problem::not_found)
    }

    /// The bytes of what its figures show. One that the disk lost leaves its caption, and is said in the node's log.
    async fn pictures(&self, app: &App) -> Result<BTreeMap<String, Vec<u8>>, Problem> {
        let (data, wanted) = (app.data.clone(), document::shown(&self.view.content));
        let read = move |sm3: String| match files::read(&data, &sm3) {
            Ok(bytes) => Some((sm3, bytes)),
            Err(error) => {
                tracing::error!(sm3, %error, "a picture of a document cannot be read");
                None
            }
        };
        let all = tokio::task::spawn_blocking(move || wanted.into_iter().filter_map(read).collect());
        all.await.map_err(Problem::internal)
    }

    /// DOC-12: what is signed is not printed before it is sealed.
    async fn sealed(mut self, app: &App) -> Result<SealedDocument, Problem> {
        let refusal = Refusal::new("DOC-12", "尚未签发盖章", "It is not signed and sealed yet");
        let unsealed = || Problem::new(StatusCode::CONFLICT, refusal.accept(["retry"]));
        let sealed = self.sealed.take().ok_or_else(unsealed)?;
        let pictures = self.pictures(app).await?;
        let pictures = pictures.into_iter().map(|(sm3, bytes)| (sm3, BASE64_STANDARD.encode(bytes))).collect();
        Ok(SealedDocument { pictures, ..sealed })
    }

    async fn paper(self, app: &App, copy: Option<u32>) -> Result<Paper, Problem> {
        if self.view.signature.is_none() {
            let pictures = self.pictures(app).await?;
            return Ok(document::draft(&self.view, pictures, app.engine.mode()));
        }
        let copy = Some(copy.unwrap_or(1));
        if copy.is_none_or(|copy| !(1..=bounds::DOCUMENT_COPIES).contains(&copy)) {
            let refusal = Refusal::new("BOUND", "份号是六位数", "A copy number has six digits").field("copy");
            return Err(refusal.accept([format!("1 … {}", bounds::DOCUMENT_COPIES)]).into());
        }
        Ok(document::signed(&SealedDocument { copy, ..self.sealed(app).await? }))
    }
}

async fn printed_of(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<u64>,
    Query(Asked { copy }): Query<Asked>,
) -> Result<Response, Problem> {
    let paper = Seen::by(&app, &caller, id)?.paper(&app, copy).await?;
    let name = file_name(&paper, "pdf");
    let bytes = off_thread(move || pdf(&paper, &document::fonts()?).map_err(Problem::internal)).await?;
    file(bytes, "application/pdf", &name)
}

async fn editable_of(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<u64>,
    Query(Asked { copy }): Query<Asked>,
) -> Result<Response, Problem> {
    let paper = Seen::by(&app, &caller, id)?.paper(&app, copy).await?;
    write_docx(paper).await
}

async fn sealed_of(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<u64>,
) -> Result<Response, Problem> {
    let sealed = Seen::by(&app, &caller, id)?.sealed(&app).await?;
    let name = format!("{} {}.json", sealed.number, sealed.content.title);
    file(serde_json::to_vec(&sealed).map_err(Problem::internal)?, "application/json", &name)
}

/// DOC-13: looked at before it is kept, kept before the log speaks of it.
async fn keep_picture(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<u64>,
    Raw(bytes): Raw,
) -> Result<axum::Json<DocumentPicture>, Problem> {
    let actor = Actor::User(caller.user()?.me.id);
    let found = Picture::look(&bytes);
    let of = |picture: Option<&Picture>| {
        let known = picture.map(|picture| (picture.kind.content_type(), picture.width, picture.height));
        let (kind, width, height) = known.unwrap_or(("?", 0, 0));
        DocumentPicture { sm3: files::digest(&bytes), kind: kind.to_owned(), bytes: bytes.len() as u64, width, height }
    };
    let kept =
        |picture: &DocumentPicture| NodeInput::KeepPicture { document: DocumentId(id), picture: picture.clone() };
    let judge = |input: NodeInput| app.engine.read(|domain| domain.decide(app.engine.now(), &actor, &input.into()));
    // Refused now, nothing is unpacked and nothing kept.
    let picture = of(found.as_ref());
    judge(kept(&picture))?;
    let whole = off_thread(move || Ok(found.filter(Picture::prints))).await?;
    if whole.is_none() {
        judge(kept(&of(None)))?;
    }
    let (data, input) = (app.data.clone(), kept(&picture));
    let keeping = tokio::task::spawn_blocking(move || files::keep(&data, &bytes)).await.map_err(Problem::internal)?;
    keeping.map_err(|error| refuse_disk(&error))?;
    app.engine.submit(actor, new_id(), input).await?;
    Ok(axum::Json(picture))
}

async fn picture_of(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Path((id, sm3)): Path<(u64, String)>,
) -> Result<Response, Problem> {
    let view = Seen::by(&app, &caller, id)?.view;
    let picture = view.pictures.into_iter().find(|picture| picture.sm3 == sm3).ok_or_else(Problem::not_found)?;
    let data = app.data.clone();
    let read = tokio::task::spawn_blocking(move || files::read(&data, &sm3)).await.map_err(Problem::internal)?;
    let mut response = read.map_err(Problem::internal)?.into_response();
    let kind = HeaderValue::from_str(&picture.kind).map_err(Problem::internal)?;
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    Ok(response)
}

/// A paper as DOCX, to be saved.
pub(super) async fn write_docx(paper: Paper) -> Result<Response, Problem> {
    let name = file_name(&paper, "docx");
    let bytes = off_thread(move || docx(&paper).map_err(Problem::internal)).await?;
    file(bytes, DOCX, &name)
}

fn file_name(paper: &Paper, ending: &str) -> String {
    let number = if paper.marks.iter().any(|mark| mark == "草稿") { "草稿" } else { &paper.number };
    let name = format!("{number} {}", paper.title).trim().to_owned();
    format!("{name}.{ending}")
}

async fn off_thread<T: Send + 'static>(
    print: impl FnOnce() -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    let _printer = PRINTERS.acquire().await.map_err(Problem::internal)?;
    tokio::task::spawn_blocking(print).await.map_err(Problem::internal)?
}

fn file(bytes: Vec<u8>, kind: &'static str, name: &str) -> Result<Response, Problem> {
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    let disposition = format!("attachment; filename*=UTF-8''{}", percent(name));
    headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_str(&disposition).map_err(Problem::internal)?);
    Ok(response)
}
