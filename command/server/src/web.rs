//! The embedded web client: files as built, compressed forms where the build made them, and the page itself for every
//! address that is not a file (the client routes by itself).
//!
//! `FENGSUI_WEB=DIR` reads the files from a directory instead, for work on the client.

use crate::http::{App, Problem, Route, Table, access::Access};
use axum::{
    body::{Body, Bytes},
    extract::{OriginalUri, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use rust_embed::RustEmbed;
use std::{
    borrow::Cow,
    path::{Component, Path},
    sync::LazyLock,
};

#[derive(RustEmbed)]
#[folder = "../../clients/web/dist"]
struct Built;

/// Directory to read from instead of the embedded files.
static FROM_DISK: LazyLock<Option<std::path::PathBuf>> =
    LazyLock::new(|| std::env::var_os("FENGSUI_WEB").map(Into::into));

const PAGE: &str = "index.html";
/// Vite puts a digest of the content into the names of files here.
const HASHED: &str = "assets/";
const FOR_EVER: &str = "public, max-age=31536000, immutable";
const ASK_AGAIN: &str = "no-cache";

pub(crate) fn routes(table: &mut Table) {
    let page = Route::new(Method::GET, "/", Access::Public, "The web client");
    table.add(page.gives_text("text/html"), serve);
    let file = Route::new(Method::GET, "/{*path}", Access::Public, "A file of the web client, or the page");
    table.add(file.gives_text("text/html"), serve);
}

async fn serve(State(_): State<App>, OriginalUri(uri): OriginalUri, headers: HeaderMap) -> Result<Response, Problem> {
    let path = uri.path().trim_start_matches('/');
    if path == "api" || path.starts_with("api/") {
        return Err(Problem::not_found());
    }
    let wanted = if path.is_empty() { PAGE } else { path };
    let (name, found) = match find(wanted, &headers) {
        Some(found) => (wanted, found),
        // A missing file is missing; only an address without an extension is one of the client's own.
        None if wanted.starts_with(HASHED) || Path::new(wanted).extension().is_some() => {
            return Err(Problem::not_found());
        }
        None => (PAGE, find(PAGE, &headers).ok_or_else(Problem::not_found)?),
    };
    Ok(answer(name, found, &headers))
}

struct Found {
    bytes: Cow<'static, [u8]>,
    encoding: Option<&'static str>,
}

/// The file, in the best encoding that the browser takes and the build made.
fn find(path: &str, headers: &HeaderMap) -> Option<Found> {
    let taken = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or("");
    let taken = |name: &str| taken.split(',').any(|part| part.trim().split(';').next() == Some(name));
    for (encoding, suffix) in [("br", ".br"), ("gzip", ".gz")] {
        if taken(encoding)
            && let Some(bytes) = read(&format!("{path}{suffix}"))
        {
            return Some(Found { bytes, encoding: Some(encoding) });
        }
    }
    read(path).map(|bytes| Found { bytes, encoding: None })
}

fn read(path: &str) -> Option<Cow<'static, [u8]>> {
    match FROM_DISK.as_deref() {
        None => Built::get(path).map(|file| file.data),
        Some(dir) => {
            let plain = Path::new(path).components().all(|part| matches!(part, Component::Normal(_)));
            if plain { std::fs::read(dir.join(path)).ok().map(Cow::Owned) } else { None }
        }
    }
}

fn answer(name: &str, found: Found, headers: &HeaderMap) -> Response {
    let etag = etag(&found.bytes);
    let cache = if name.starts_with(HASHED) { FOR_EVER } else { ASK_AGAIN };
    let known = headers.get(header::IF_NONE_MATCH).is_some_and(|value| value.as_bytes() == etag.as_bytes());
    let body = match (known, found.bytes) {
        (true, _) => Body::empty(),
        (false, Cow::Borrowed(bytes)) => Body::from(Bytes::from_static(bytes)),
        (false, Cow::Owned(bytes)) => Body::from(bytes),
    };
    let status = if known { StatusCode::NOT_MODIFIED } else { StatusCode::OK };
    let mut response = (status, body).into_response();
    let kind = mime_guess::from_path(name).first_or_octet_stream();
    let kind = if kind.type_() == mime_guess::mime::TEXT { format!("{kind}; charset=utf-8") } else { kind.to_string() };
    let out = response.headers_mut();
    out.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    out.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    for (name, value) in [(header::CONTENT_TYPE, kind), (header::ETAG, etag)] {
        out.insert(name, HeaderValue::from_str(&value).expect("visible ASCII"));
    }
    if let Some(encoding) = found.encoding {
        out.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    response
}

fn etag(bytes: &[u8]) -> String {
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, bytes);
    format!("\"{}\"", crate::log::hex(&digest.as_ref()[..12]))
}
