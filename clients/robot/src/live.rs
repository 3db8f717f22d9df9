//! A live websocket that keeps the copy of the county an account may see.

use crate::account::{Access, Account};
use anyhow::Context;
use fengsui_protocol::live::{ClientMessage, EntityKey, EntityView, ServerMessage};
use futures_util::{SinkExt, StreamExt};
use std::collections::BTreeMap;
use std::sync::Arc;
use tokio::sync::watch;
use tokio_tungstenite::tungstenite::{Message, client::IntoClientRequest};

/// Everything the account may see, by key. Cheap to clone: views are shared.
pub type Copy = BTreeMap<EntityKey, Arc<EntityView>>;

/// Keeps the copy until the returned receiver and its clones are gone; reconnects by itself.
pub fn follow(account: Account) -> watch::Receiver<Copy> {
    let (tx, rx) = watch::channel(Copy::new());
    tokio::spawn(async move {
        while !tx.is_closed() {
            if let Err(error) = connection(&account, &tx).await {
                tracing::debug!(%error, "live connection ended");
            }
            tokio::time::sleep(std::time::Duration::from_secs(1)).await;
        }
    });
    rx
}

async fn connection(account: &Account, tx: &watch::Sender<Copy>) -> anyhow::Result<()> {
    let url = account.node.url.replacen("http", "ws", 1) + "/api/live";
    let mut request = url.as_str().into_client_request()?;
    let Access::Cookie(cookie) = &account.access else { anyhow::bail!("the live protocol needs a login") };
    request.headers_mut().insert("cookie", cookie.parse()?);
    request.headers_mut().insert("origin", account.node.url.parse()?);
    let host = request.uri().host().context("host")?.to_owned();
    let port = request.uri().port_u16().unwrap_or(443);
    let tcp = tokio::net::TcpStream::connect((host.as_str(), port)).await?;
    if url.starts_with("wss") {
        let tls = tokio_rustls::TlsConnector::from(account.node.tls.clone());
        let stream = tls.connect(rustls::pki_types::ServerName::try_from(host)?, tcp).await?;
        converse(tokio_tungstenite::client_async(request, stream).await?.0, tx).await
    } else {
        converse(tokio_tungstenite::client_async(request, tcp).await?.0, tx).await
    }
}

async fn converse<S>(mut socket: tokio_tungstenite::WebSocketStream<S>, tx: &watch::Sender<Copy>) -> anyhow::Result<()>
where
    S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin,
{
    let hello = ClientMessage::Hello { resume: None, viewport: None };
    socket.send(Message::text(serde_json::to_string(&hello)?)).await?;
    loop {
        let message = tokio::select! {
            message = socket.next() => message.context("the node closed the connection")??,
            () = tx.closed() => return Ok(()),
        };
        if let Message::Text(text) = message {
            take(serde_json::from_str(&text)?, tx);
        }
    }
}

fn take(message: ServerMessage, tx: &watch::Sender<Copy>) {
    let entry = |view: EntityView| (view.key(), Arc::new(view));
    match message {
        ServerMessage::Snapshot { entities, .. } => {
            tx.send_replace(entities.into_iter().map(entry).collect());
        }
        ServerMessage::Delta { upsert, remove, .. } => tx.send_modify(|copy| {
            copy.extend(upsert.into_iter().map(entry));
            for key in remove {
                copy.remove(&key);
            }
        }),
        ServerMessage::Welcome { .. }
        | ServerMessage::Accepted { .. }
        | ServerMessage::Refused { .. }
        | ServerMessage::Voices { .. }
        | ServerMessage::SlotChanged { .. }
        | ServerMessage::LayersUnused { .. }
        | ServerMessage::Desks { .. }
        | ServerMessage::Pong { .. }
        | ServerMessage::Screen { .. }
        | ServerMessage::ScreensShown { .. }
        | ServerMessage::SharedMap { .. }
        | ServerMessage::Goodbye { .. } => {}
    }
}
