//! Hands over what is on its way out. Keeps no queue of its own: each time round it asks the committed state what is to be
//! sent now, so a restart loses none; the key of a message lets its gateway take it once however often it is sent.

use super::{KeyOf, Signed, cap};
use crate::{auth::secret::NodeSecret, engine::Engine};
use fengsui_command_core::{
    NodeInput, State,
    issued::{self, Outgoing},
};
use fengsui_protocol::{Actor, InputId, Micros};
use futures_util::future::join_all;
use serde_json::{Value, json};
use std::time::Duration;

/// The state is asked at least this often.
const LOOK: Duration = Duration::from_secs(1);
/// A gateway that says nothing for this long has not taken it.
const PATIENCE: Duration = Duration::from_secs(10);
/// Messages handed over at once.
const AT_ONCE: usize = 16;
/// Bytes of an answer that are read.
const ANSWER: usize = 4 * 1024;

/// One message as it leaves.
struct Letter {
    key: String,
    attempt: u32,
    gateway: String,
    url: String,
    secret: String,
    body: Vec<u8>,
}

/// Runs until the engine stops.
pub async fn run(engine: Engine, secret: NodeSecret) {
    let client = match client() {
        Ok(client) => client,
        Err(error) => return tracing::error!(%error, "warnings cannot leave: no HTTP client"),
    };
    let mut position = engine.watch_position();
    loop {
        let now = engine.now();
        let letters = engine.read(|domain| {
            let due = issued::outgoing(&domain.command, now);
            due.iter().take(AT_ONCE).map(|each| letter(&domain.command, &secret, each)).collect::<Vec<_>>()
        });
        join_all(letters.iter().map(|letter| hand_over(&engine, &client, letter))).await;
        let next = engine.read(|domain| issued::next_at(&domain.command));
        let pause = next.map_or(LOOK, |at| until(at, engine.now())).min(LOOK);
        tokio::select! {
            changed = position.changed() => if changed.is_err() { return },
            () = tokio::time::sleep(pause) => {}
        }
    }
}

fn until(at: Micros, now: Micros) -> Duration {
    match u64::try_from(at.since(now)) {
        Ok(us) if us > 0 => Duration::from_micros(us),
        _ => LOOK,
    }
}

fn letter(state: &State, secret: &NodeSecret, of: &Outgoing<'_>) -> Letter {
    Letter {
        key: of.key.to_owned(),
        attempt: of.dispatch.attempts,
        gateway: of.gateway.0.clone(),
        url: of.url.to_owned(),
        secret: KeyOf::of(secret, of.gateway, of.secret),
        body: body(state, of).to_string().into_bytes(),
    }
}

/// What a gateway is told: enough to say it aloud without reading CAP, and CAP.
fn body(state: &State, of: &Outgoing<'_>) -> Value {
    let content = &of.warning.content;
    let named = |code: &String| {
        let unit = state.units.values().find(|unit| unit.code.as_ref() == Some(code));
        json!({"code": code, "name": unit.map(|unit| unit.name.as_str()).unwrap_or_default()})
    };
    let towns: Vec<_> = content.towns.iter().map(named).collect();
    let ring: Vec<_> = content.area.iter().map(|at| [at.lon, at.lat]).collect();
    json!({
        "key": of.key, "kind": of.dispatch.kind, "identifier": of.warning.identifier, "headline": content.headline,
        "colour": content.colour, "event_code": content.event_code, "event": issued::event_name(&content.event_code),
        "text": content.text, "instruction": content.instruction, "expires_at": cap::date_time(content.expires_at),
        "towns": towns, "polygon": ring, "reason": of.warning.cancelled.as_ref().map(|mark| mark.text.as_str()),
        "cap": cap::document(state, of.warning, of.dispatch.kind),
    })
}

async fn hand_over(engine: &Engine, client: &reqwest::Client, letter: &Letter) {
    let (error, last) = match tokio::time::timeout(PATIENCE, send(engine, client, letter)).await {
        Ok(Ok(())) => (None, false),
        Ok(Err(Refused { said, last })) => (Some(said), last),
        Err(_) => (Some("没有回答".to_owned()), false),
    };
    let took = error.is_none();
    let input = NodeInput::DispatchAnswered { key: letter.key.clone(), error, last };
    let id = InputId(format!("dispatch-{}-{}", letter.key, letter.attempt));
    match engine.submit(Actor::Node, id, input).await {
        Ok(_) => tracing::info!(gateway = letter.gateway, attempt = letter.attempt, took, "a warning was handed over"),
        Err(refusal) => tracing::warn!(rule = refusal.rule, gateway = letter.gateway, "an answer was not logged"),
    }
}

struct Refused {
    said: String,
    /// Trying again would change nothing.
    last: bool,
}

async fn send(engine: &Engine, client: &reqwest::Client, letter: &Letter) -> Result<(), Refused> {
    let time = engine.now().0.to_string();
    let signed = Signed { gateway: &letter.gateway, time: &time, body: &letter.body };
    let request = client
        .post(&letter.url)
        .header("content-type", "application/json")
        .header("idempotency-key", &letter.key)
        .header("x-fengsui-gateway", &letter.gateway)
        .header("x-fengsui-time", &time)
        .header("x-fengsui-signature", signed.signature(&letter.secret))
        .body(letter.body.clone());
    let again = |said: String| Refused { said, last: false };
    let mut answer = request.send().await.map_err(|error| again(unreached(&error)))?;
    let status = answer.status();
    // 409: it has this key already.
    if status.is_success() || status.as_u16() == 409 {
        return Ok(());
    }
    let mut said = Vec::new();
    while let Ok(Some(piece)) = answer.chunk().await {
        said.extend_from_slice(&piece);
        if said.len() > ANSWER {
            break;
        }
    }
    let said = String::from_utf8_lossy(&said).chars().take(80).collect::<String>();
    let last = status.is_client_error() && !matches!(status.as_u16(), 408 | 425 | 429);
    Err(Refused { said: format!("{} {said}", status.as_u16()).trim().to_owned(), last })
}

/// Without the address: it may bear a password.
fn unreached(error: &reqwest::Error) -> String {
    let why = if error.is_timeout() {
        "超时"
    } else if error.is_connect() {
        "连不上"
    } else {
        "没有送到"
    };
    why.to_owned()
}

/// Trusts what the system trusts; follows nobody elsewhere.
fn client() -> anyhow::Result<reqwest::Client> {
    use rustls::pki_types::{CertificateDer, pem::PemObject};
    let mut roots = rustls::RootCertStore::empty();
    if let Ok(found) = CertificateDer::pem_file_iter("/etc/ssl/certs/ca-certificates.crt") {
        roots.add_parsable_certificates(found.filter_map(Result::ok));
    }
    let tls = rustls::ClientConfig::builder_with_provider(rustls::crypto::aws_lc_rs::default_provider().into())
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    let client = reqwest::Client::builder().tls_backend_preconfigured(tls).no_proxy();
    Ok(client.redirect(reqwest::redirect::Policy::none()).connect_timeout(PATIENCE).build()?)
}
