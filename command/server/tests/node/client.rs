//! A browser's side: HTTP with a cookie, and the live websocket.

use fengsui_protocol::{
    InputId, Refusal,
    input::Input,
    live::{ClientMessage, EntityView, ResumeToken, ServerMessage},
};
use futures_util::{SinkExt, StreamExt};
use reqwest::Method;
use serde_json::{Value, json};
use std::{net::SocketAddr, time::Duration};
use tokio::net::{TcpSocket, TcpStream};
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{Message, client::IntoClientRequest, protocol::WebSocketConfig},
};

/// Longest wait for anything; reached only by a failing test.
const PATIENCE: Duration = Duration::from_secs(30);

#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: reqwest::header::HeaderMap,
    pub body: String,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }
    pub fn refusal(&self) -> Refusal {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {} {}", self.status, self.body))
    }
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("")
    }
}

#[derive(Clone)]
pub struct Client {
    pub address: SocketAddr,
    http: reqwest::Client,
    pub cookie: Option<String>,
}

impl Client {
    pub fn new(address: SocketAddr) -> Self {
        let tls = rustls::ClientConfig::builder_with_provider(rustls::crypto::aws_lc_rs::default_provider().into())
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(rustls::RootCertStore::empty())
            .with_no_client_auth();
        let http = reqwest::Client::builder().tls_backend_preconfigured(tls).no_proxy().build().unwrap();
        Self { address, http, cookie: None }
    }

    pub fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let request = self.http.request(method, format!("http://{}{path}", self.address));
        match &self.cookie {
            Some(cookie) => request.header("cookie", cookie),
            None => request,
        }
    }

    pub async fn send(&self, request: reqwest::RequestBuilder) -> Answer {
        let response = tokio::time::timeout(PATIENCE, request.send()).await.unwrap().unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Answer { status, headers, body: response.text().await.unwrap() }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path)).await
    }

    /// As the web client posts: with the CSRF header.
    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.send(self.request(Method::POST, path).header("x-fengsui", "1").json(&body)).await
    }

    pub async fn login(&mut self, account: &str, password: &str) -> Answer {
        let answer = self.post("/api/login", json!({"account": account, "password": password})).await;
        let cookie = answer.header("set-cookie");
        if let Some((pair, _)) = cookie.split_once(';') {
            self.cookie = Some(pair.to_owned());
        }
        answer
    }

    /// An open websocket, before hello.
    pub async fn open_live(&self) -> Live {
        self.try_open_live(None, 0).await.expect("the websocket opens")
    }

    /// `receive`: bytes of the socket's receive buffer, 0 for the system's.
    pub async fn try_open_live(&self, origin: Option<&str>, receive: u32) -> Result<Live, u16> {
        let socket = TcpSocket::new_v4().unwrap();
        if receive > 0 {
            socket.set_recv_buffer_size(receive).unwrap();
        }
        let stream = socket.connect(self.address).await.unwrap();
        let mut request = format!("ws://{}/api/live", self.address).into_client_request().unwrap();
        if let Some(cookie) = &self.cookie {
            request.headers_mut().insert("cookie", cookie.parse().unwrap());
        }
        if let Some(origin) = origin {
            request.headers_mut().insert("origin", origin.parse().unwrap());
        }
        let config = WebSocketConfig::default().max_message_size(None).max_frame_size(None);
        match tokio_tungstenite::client_async_with_config(request, stream, Some(config)).await {
            Ok((socket, _)) => Ok(Live { socket, passed: Vec::new() }),
            Err(tokio_tungstenite::tungstenite::Error::Http(response)) => Err(response.status().as_u16()),
            Err(error) => panic!("{error}"),
        }
    }

    /// Websocket with hello, welcome and whatever follows it (a snapshot or a delta).
    pub async fn live(&self, resume: Option<ResumeToken>) -> (Live, ResumeToken, ServerMessage) {
        let mut live = self.open_live().await;
        live.say(&ClientMessage::Hello { resume, viewport: None }).await;
        let ServerMessage::Welcome { resume, .. } = live.hear().await else { panic!("welcome comes first") };
        let first = live.hear().await;
        (live, resume, first)
    }
}

pub struct Live {
    pub socket: WebSocketStream<TcpStream>,
    /// Deltas that [`Live::until`] passed over: an answer and the delta it led to come in either order.
    passed: Vec<ServerMessage>,
}

impl Live {
    pub async fn say(&mut self, message: &ClientMessage) {
        self.say_text(serde_json::to_string(message).unwrap()).await;
    }

    pub async fn say_text(&mut self, text: String) {
        self.socket.send(Message::text(text)).await.unwrap();
    }

    pub async fn input(&mut self, id: &str, input: Input) {
        self.say(&ClientMessage::Input { id: InputId(id.to_owned()), input }).await;
    }

    /// The next message.
    pub async fn hear(&mut self) -> ServerMessage {
        self.hear_or_close().await.unwrap_or_else(|code| panic!("closed with {code}"))
    }

    /// The next message, or the close code.
    pub async fn hear_or_close(&mut self) -> Result<ServerMessage, u16> {
        loop {
            match tokio::time::timeout(PATIENCE, self.socket.next()).await.expect("a message in time") {
                Some(Ok(Message::Text(text))) => return Ok(serde_json::from_str(&text).expect("a server message")),
                Some(Ok(Message::Close(frame))) => return Err(frame.map_or(1005, |frame| frame.code.into())),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Err(1006),
            }
        }
    }

    /// The first message that `wanted` picks; others are passed over.
    pub async fn until<T>(&mut self, mut wanted: impl FnMut(&ServerMessage) -> Option<T>) -> T {
        loop {
            let message = self.hear().await;
            if let Some(found) = wanted(&message) {
                return found;
            }
            if matches!(message, ServerMessage::Delta { .. }) {
                self.passed.push(message);
            }
        }
    }

    /// The first entity that `wanted` picks, of a delta that came since the last call.
    pub async fn entity<T>(&mut self, mut wanted: impl FnMut(&EntityView) -> Option<T>) -> T {
        let mut pick = |message: &ServerMessage| match message {
            ServerMessage::Delta { upsert, .. } => upsert.iter().find_map(&mut wanted),
            _ => None,
        };
        let found = match self.passed.iter().find_map(&mut pick) {
            Some(found) => found,
            None => self.until(pick).await,
        };
        self.passed.clear();
        found
    }

    /// Goodbye's refusal and the close code after it.
    pub async fn farewell(&mut self) -> (String, u16) {
        let rule = self
            .until(|message| match message {
                ServerMessage::Goodbye { refusal } => Some(refusal.rule.clone()),
                _ => None,
            })
            .await;
        match self.hear_or_close().await {
            Err(code) => (rule, code),
            Ok(message) => panic!("nothing follows goodbye, but {message:?} did"),
        }
    }
}
