//! 公文 as files, for whoever may see them: PDF, DOCX, and the signed document by itself.

use super::{
    App, Problem, Route, Table,
    access::{Access, Caller},
    files::percent,
};
use crate::document;
use axum::{
    Extension,
    extract::{Path, Query, State},
    http::{HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use fengsui_command_core::document::canonical::as_signed;
use fengsui_document::{Paper, docx, pdf};
use fengsui_protocol::{
    DocumentId, Refusal, bounds,
    document::{DocumentView, SealedDocument},
    live::{EntityKey, EntityView},
};
use serde::Deserialize;
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

    /// DOC-12: what is signed is not printed before it is sealed.
    fn sealed(self) -> Result<SealedDocument, Problem> {
        let refusal = Refusal::new("DOC-12", "尚未签发盖章", "It is not signed and sealed yet");
        self.sealed.ok_or_else(|| Problem::new(StatusCode::CONFLICT, refusal.accept(["retry"])))
    }

    fn paper(self, app: &App, copy: Option<u32>) -> Result<Paper, Problem> {
        if self.view.signature.is_none() {
            return Ok(document::draft(&self.view, app.engine.mode()));
        }
        let copy = Some(copy.unwrap_or(1));
        if copy.is_none_or(|copy| !(1..=bounds::DOCUMENT_COPIES).contains(&copy)) {
            let refusal = Refusal::new("BOUND", "份号是六位数", "A copy number has six digits").field("copy");
            return Err(refusal.accept([format!("1 … {}", bounds::DOCUMENT_COPIES)]).into());
        }
        Ok(document::signed(&SealedDocument { copy, ..self.sealed()? }))
    }
}

async fn printed_of(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<u64>,
    Query(Asked { copy }): Query<Asked>,
) -> Result<Response, Problem> {
    let paper = Seen::by(&app, &caller, id)?.paper(&app, copy)?;
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
    let paper = Seen::by(&app, &caller, id)?.paper(&app, copy)?;
    write_docx(paper).await
}

async fn sealed_of(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<u64>,
) -> Result<Response, Problem> {
    let sealed = Seen::by(&app, &caller, id)?.sealed()?;
    let name = format!("{} {}.json", sealed.number, sealed.content.title);
    file(serde_json::to_vec(&sealed).map_err(Problem::internal)?, "application/json", &name)
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

async fn off_thread(print: impl FnOnce() -> Result<Vec<u8>, Problem> + Send + 'static) -> Result<Vec<u8>, Problem> {
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
