//! Packaged tracks of recordings, by byte range, for whoever may see the recording.

use super::{
    App, Problem, Route, Table,
    access::{Access, Caller},
};
use axum::{
    Extension,
    body::{Body, Bytes},
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use fengsui_protocol::{RecordingId, Refusal, live::EntityKey};
use fengsui_recordings_server::{Keys, Playback, PlaybackError, key_path};
use futures_util::stream;
use std::{ops::Range, sync::Arc};

/// Bytes read at once.
const PIECE: u64 = 256 * 1024;

pub(super) fn routes(table: &mut Table) {
    let track = Route::new(
        Method::GET,
        "/api/recordings/{id}/tracks/{track}",
        Access::LoggedIn,
        "A packaged track (byte ranges), for whoever may see the recording",
    );
    table.add(track.gives_text("video/webm"), play);
}

async fn play(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Path((id, track)): Path<(u64, u32)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (me, recording) = (&caller.user()?.me, RecordingId(id));
    let seen = app.engine.read(|domain| {
        let class = domain.command.class(me.id)?;
        domain.view(&EntityKey::Recording(recording), &class)
    });
    seen.ok_or_else(Problem::not_found)?;
    let data = app.data.clone();
    let opened = tokio::task::spawn_blocking(move || open(&data, recording, track)).await.map_err(Problem::internal)?;
    let playback = Arc::new(opened.map_err(playback_problem)?);
    answer(playback, headers.get(header::RANGE))
}

fn open(data: &std::path::Path, recording: RecordingId, track: u32) -> Result<Playback, PlaybackError> {
    let keys = Keys::load(&key_path(data))?;
    Playback::open(data, &keys, recording, track)
}

fn playback_problem(error: PlaybackError) -> Problem {
    match error {
        PlaybackError::Unknown => Problem::not_found(),
        PlaybackError::NotReady(state) => {
            let refusal =
                Refusal::new("REC-10", "录像尚不能回放", format!("The recording cannot be played yet: {state:?}"));
            Problem::new(StatusCode::CONFLICT, refusal)
        }
        PlaybackError::Broken(error) => Problem::internal(format!("{error:#}")),
    }
}

fn answer(playback: Arc<Playback>, range: Option<&HeaderValue>) -> Result<Response, Problem> {
    let whole = playback.len();
    let asked = range.and_then(|value| value.to_str().ok()).map(|text| read_range(text, whole));
    let (status, bytes) = match asked {
        None => (StatusCode::OK, 0..whole),
        Some(Some(bytes)) => (StatusCode::PARTIAL_CONTENT, bytes),
        Some(None) => return Ok(no_such_range(whole)),
    };
    let mime = HeaderValue::from_str(playback.mime()).map_err(Problem::internal)?;
    let mut response = (status, Body::from_stream(pieces(playback, bytes.clone()))).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, mime);
    headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(bytes.end - bytes.start));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    if status == StatusCode::PARTIAL_CONTENT {
        let said = format!("bytes {}-{}/{whole}", bytes.start, bytes.end - 1);
        headers.insert(header::CONTENT_RANGE, HeaderValue::from_str(&said).expect("visible ASCII"));
    }
    Ok(response)
}

fn no_such_range(whole: u64) -> Response {
    let said = HeaderValue::from_str(&format!("bytes */{whole}")).expect("visible ASCII");
    (StatusCode::RANGE_NOT_SATISFIABLE, [(header::CONTENT_RANGE, said)]).into_response()
}

/// One range of RFC 9110 §14.1.2; several ranges are answered with the first.
fn read_range(text: &str, whole: u64) -> Option<Range<u64>> {
    let first = text.strip_prefix("bytes=")?.split(',').next()?.trim();
    let (from, to) = first.split_once('-')?;
    let range = match (from, to) {
        ("", last) => whole.saturating_sub(last.parse().ok()?)..whole,
        (from, "") => from.parse().ok()?..whole,
        (from, to) => from.parse().ok()?..to.parse::<u64>().ok()?.saturating_add(1).min(whole),
    };
    (range.start < range.end).then_some(range)
}

/// The bytes, read piece by piece off the async threads.
fn pieces(playback: Arc<Playback>, bytes: Range<u64>) -> impl futures_util::Stream<Item = std::io::Result<Bytes>> {
    stream::try_unfold((playback, bytes), |(playback, bytes)| async move {
        if bytes.is_empty() {
            return Ok(None);
        }
        let length = PIECE.min(bytes.end - bytes.start) as usize;
        let reader = playback.clone();
        let piece = tokio::task::spawn_blocking(move || {
            let mut piece = vec![0; length];
            let read = reader.read_at(bytes.start, &mut piece)?;
            piece.truncate(read);
            Ok::<_, std::io::Error>(piece)
        });
        let piece = piece.await.map_err(std::io::Error::other)??;
        if piece.is_empty() {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        let rest = bytes.start + piece.len() as u64..bytes.end;
        Ok(Some((Bytes::from(piece), (playback, rest))))
    })
}

#[cfg(test)]
mod tests {
    use super::read_range;

    #[test]
    fn ranges() {
        assert_eq!(read_range("bytes=0-9", 100), Some(0..10));
        assert_eq!(read_range("bytes=90-", 100), Some(90..100));
        assert_eq!(read_range("bytes=-5", 100), Some(95..100));
        assert_eq!(read_range("bytes=-500", 100), Some(0..100));
        assert_eq!(read_range("bytes=0-999", 100), Some(0..100));
        for bad in
            ["bytes=100-", "bytes=5-4", "bytes=-0", "bytes=x-", "items=0-1", "bytes=", "bytes=0-18446744073709551615x"]
        {
            assert_eq!(read_range(bad, 100), None, "{bad}");
        }
        assert_eq!(read_range("bytes=0-18446744073709551615", 100), Some(0..100));
    }
}
