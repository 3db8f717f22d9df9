//! One websocket, from hello to goodbye.

use super::{
    Live,
    feed::{Feed, Next, Progress},
    message::{self, Unreadable, encode},
    registry::{ConnectionId, Private, hears_of_desks, refuse_slow},
};
use crate::{auth::session::SessionKey, engine::Committed};
use bytes::Bytes;
use fengsui_protocol::{
    Actor, Class, InputId, Refusal, UserId,
    account::Me,
    bounds,
    live::{ClientMessage, ResumeToken, ServerMessage},
};
use futures_util::{SinkExt, StreamExt, stream::FuturesUnordered};
use hyper::upgrade::Upgraded;
use hyper_util::rt::TokioIo;
use std::{
    future::Future,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tokio::{
    sync::{mpsc, watch},
    time::{Instant, timeout},
};
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{
        Error, Message, Utf8Bytes,
        protocol::{
            CloseFrame, Role, WebSocketConfig,
            frame::{
                Frame,
                coding::{Data, OpCode},
            },
        },
    },
};

/// The client says hello within this time.
const HELLO: Duration = Duration::from_secs(10);
/// The node asks whether the client is there this often.
const PING: Duration = Duration::from_secs(25);
/// Without any frame from the client for this long, it is gone.
const SILENCE: Duration = Duration::from_secs(70);
/// A client that takes no byte for this long is gone.
const STALLED: Duration = Duration::from_secs(30);
/// Inputs of one connection on their way to the disk; past it the node reads no further frame.
const INPUTS: usize = 64;

/// Most clients send little: small buffers keep an idle client small. Reading grows by the frame, up to its bound.
const READ_BUFFER: usize = 2 * 1024;
const WRITE_BUFFER: usize = 4 * 1024;
/// A longer message goes out in fragments (RFC 6455 §5.4): a write buffer keeps the size of the largest frame it held,
/// and a snapshot in one frame would stay with every client as memory.
const FRAGMENT: usize = 8 * 1024;

/// Close codes of RFC 6455 §7.4.1.
mod code {
    pub const NORMAL: u16 = 1000;
    pub const UNSUPPORTED: u16 = 1003;
    pub const INVALID: u16 = 1007;
    pub const POLICY: u16 = 1008;
    pub const TOO_BIG: u16 = 1009;
}

/// Why a connection ends.
enum End {
    /// The client left, or the network did.
    Gone,
    /// Told to the client, with a close code.
    Told(u16, Box<Refusal>),
}

impl From<Error> for End {
    /// A frame over its bound is told; everything else of the transport is a client that is gone.
    fn from(error: Error) -> Self {
        match error {
            Error::Capacity(_) => {
                let (zh, en) = ("消息超过允许的大小", "The message is over its bound");
                Self::Told(code::TOO_BIG, Box::new(Refusal::new("BOUND", zh, en)))
            }
            _ => Self::Gone,
        }
    }
}

/// The server's end of one websocket.
type WebSocket = WebSocketStream<TokioIo<Upgraded>>;

type Answered = Pin<Box<dyn Future<Output = (InputId, Result<Committed, Refusal>)> + Send>>;

struct Connection {
    socket: WebSocket,
    live: Live,
    me: Me,
    class: Class,
    session: SessionKey,
    id: ConnectionId,
    private: mpsc::Receiver<Private>,
    cut: Arc<AtomicBool>,
    feed: Arc<Feed>,
    progress: watch::Receiver<Progress>,
    /// Number of the next frame to send.
    cursor: u64,
    authority: u64,
    inputs: FuturesUnordered<Answered>,
    heard: Instant,
}

/// Serves one websocket of a logged-in person until it ends. The handshake was answered.
pub async fn serve(live: Live, upgraded: Upgraded, user: UserId, session: SessionKey) {
    let config = WebSocketConfig::default()
        .max_message_size(Some(bounds::LIVE_MESSAGE_BYTES))
        .max_frame_size(Some(bounds::LIVE_MESSAGE_BYTES))
        .read_buffer_size(READ_BUFFER)
        .write_buffer_size(WRITE_BUFFER);
    let mut socket = WebSocketStream::from_raw_socket(TokioIo::new(upgraded), Role::Server, Some(config)).await;
    let began = begin(&live, &mut socket, user).await;
    match began {
        Ok((me, class, resume)) => {
            let (id, private, cut) = live.shared.registry.enter(&me, session);
            let feed = live.feed(&class);
            let progress = feed.watch();
            let authority = progress.borrow().authority;
            let mut connection = Connection {
                socket,
                live: live.clone(),
                me,
                class,
                session,
                id,
                private,
                cut,
                feed,
                progress,
                cursor: 0,
                authority,
                inputs: FuturesUnordered::new(),
                heard: Instant::now(),
            };
            let Err(end) = connection.run(resume).await;
            live.shared.registry.leave(id);
            live.stop_sharing(id);
            farewell(connection.socket, end).await;
        }
        Err(end) => farewell(socket, end).await,
    }
}

/// Waits for hello.
async fn begin(live: &Live, socket: &mut WebSocket, user: UserId) -> Result<(Me, Class, Option<ResumeToken>), End> {
    let hello = timeout(HELLO, first_text(socket)).await.map_err(|_| no_hello())??;
    let resume = match message::decode(&hello) {
        Ok(ClientMessage::Hello { resume, viewport: _ }) => resume,
        Ok(_) => return Err(no_hello()),
        Err(Unreadable::Input(_, refusal) | Unreadable::Frame(refusal)) => {
            return Err(End::Told(code::INVALID, refusal));
        }
    };
    let (me, class) = who(live, user)?;
    Ok((me, class, resume))
}

async fn first_text(socket: &mut WebSocket) -> Result<Utf8Bytes, End> {
    loop {
        match socket.next().await {
            Some(Ok(Message::Text(text))) => return Ok(text),
            Some(Ok(Message::Ping(_) | Message::Pong(_) | Message::Frame(_))) => {}
            Some(Ok(Message::Binary(_))) => return Err(binary()),
            Some(Err(error)) => return Err(error.into()),
            Some(Ok(Message::Close(_))) | None => return Err(End::Gone),
        }
    }
}

/// Who the person is now, and what class they see.
fn who(live: &Live, user: UserId) -> Result<(Me, Class), End> {
    let found = live.shared.engine.read(|domain| Some((domain.command.me(user)?, domain.command.class(user)?)));
    match found {
        Some((me, class)) if !me.must_change_password => Ok((me, class)),
        _ => Err(ended()),
    }
}

impl Connection {
    async fn run(&mut self, resume: Option<ResumeToken>) -> Result<std::convert::Infallible, End> {
        self.welcome(resume).await?;
        let mut ping = tokio::time::interval_at(Instant::now() + PING, PING);
        ping.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            let reading = self.inputs.len() < INPUTS;
            tokio::select! {
                changed = self.progress.changed() => {
                    changed.map_err(|_| End::Gone)?;
                    self.follow().await?;
                }
                frame = self.socket.next(), if reading => self.received(frame).await?,
                Some((id, answer)) = self.inputs.next() => self.answer(id, answer).await?,
                Some(private) = self.private.recv() => self.pass_on(private).await?,
                _ = ping.tick() => self.keep_alive().await?,
            }
        }
    }

    /// Welcome, then the delta since the resume token or a snapshot.
    async fn welcome(&mut self, resume: Option<ResumeToken>) -> Result<(), End> {
        let engine = &self.live.shared.engine;
        let (position, class) = (engine.position(), self.class_name());
        let message = ServerMessage::Welcome {
            me: Box::new(self.me.clone()),
            now: engine.now(),
            resume: ResumeToken { epoch: position.epoch, seq: position.seq, class: class.clone() },
            version: env!("CARGO_PKG_VERSION").to_owned(),
        };
        self.feed_text(encode(&message)).await?;
        let good = resume.filter(|token| token.epoch == position.epoch && token.class == class);
        match good.and_then(|token| Some((self.feed.resume(token.seq)?, token.seq))) {
            Some((cursor, seq)) => {
                self.cursor = cursor;
                // An empty delta says: your copy was still good.
                let nothing = ServerMessage::Delta { seq, upsert: Vec::new(), remove: Vec::new() };
                self.feed_text(encode(&nothing)).await?;
            }
            None => self.send_snapshot().await?,
        }
        for change in self.live.slots_of(self.me.id) {
            self.feed_text(encode(&ServerMessage::SlotChanged { change })).await?;
        }
        for screen in self.live.screens_of(self.me.id) {
            self.feed_text(encode(&ServerMessage::Screen { screen: Box::new(screen) })).await?;
        }
        if hears_of_desks(self.me.role) {
            let silent = self.live.shared.registry.silent_desks();
            self.feed_text(encode(&ServerMessage::Desks { silent })).await?;
        }
        self.send_frames().await
    }

    /// The class, told apart from that of another jurisdiction's node.
    fn class_name(&self) -> String {
        format!("{}/{}", self.live.shared.jurisdiction, self.class)
    }

    /// The feed went on: authority first, then frames.
    async fn follow(&mut self) -> Result<(), End> {
        let progress = *self.progress.borrow_and_update();
        if progress.authority != self.authority {
            self.authority = progress.authority;
            self.judge_anew().await?;
        }
        self.send_frames().await
    }

    /// VIEW: a change of authority forces a snapshot of the new class, or ends the connection.
    async fn judge_anew(&mut self) -> Result<(), End> {
        let live = self.live.clone();
        let now = live.shared.engine.now();
        if live.shared.sessions.touch(self.session, now).await != Some(self.me.id) {
            return Err(ended());
        }
        let (me, class) = who(&live, self.me.id)?;
        if me == self.me && class == self.class {
            return Ok(());
        }
        live.shared.registry.update(self.id, &me);
        (self.me, self.class) = (me, class);
        self.feed = live.feed(&self.class);
        self.progress = self.feed.watch();
        self.authority = self.progress.borrow().authority;
        self.welcome(None).await
    }

    async fn send_frames(&mut self) -> Result<(), End> {
        loop {
            match self.feed.next(self.cursor) {
                Next::Nothing => return self.flush().await,
                Next::Frames(frames, after) => {
                    for text in frames {
                        self.feed_text(text).await?;
                    }
                    self.cursor = after;
                }
                Next::Snapshot(text, after) => {
                    self.feed_text(text).await?;
                    self.cursor = after;
                }
            }
        }
    }

    async fn send_snapshot(&mut self) -> Result<(), End> {
        if let Next::Snapshot(text, after) = self.feed.snapshot() {
            self.feed_text(text).await?;
            self.cursor = after;
        }
        Ok(())
    }

    async fn received(&mut self, frame: Option<Result<Message, Error>>) -> Result<(), End> {
        self.heard = Instant::now();
        match frame {
            Some(Ok(Message::Text(text))) => self.understood(&text).await,
            Some(Ok(Message::Ping(_) | Message::Pong(_) | Message::Frame(_))) => Ok(()),
            Some(Ok(Message::Binary(_))) => Err(binary()),
            Some(Err(error)) => Err(error.into()),
            Some(Ok(Message::Close(_))) | None => Err(End::Gone),
        }
    }

    async fn understood(&mut self, text: &str) -> Result<(), End> {
        match message::decode(text) {
            Ok(ClientMessage::Input { id, input }) => {
                let engine = self.live.shared.engine.clone();
                let actor = Actor::User(self.me.id);
                self.inputs.push(Box::pin(async move { (id.clone(), engine.submit(actor, id, input).await) }));
                Ok(())
            }
            Ok(ClientMessage::Desk { on_duty, can_ring }) => {
                let now = self.live.shared.engine.now();
                self.live.shared.registry.desk(self.id, on_duty, can_ring, now);
                Ok(())
            }
            Ok(ClientMessage::Ping { sent }) => {
                let now = self.live.shared.engine.now();
                self.send_now(encode(&ServerMessage::Pong { sent, now })).await
            }
            Ok(ClientMessage::Viewport { bbox: _ }) => Ok(()),
            Ok(ClientMessage::SlotShown { change }) => {
                self.live.slot_shown(self.me.id, &change);
                Ok(())
            }
            Ok(ClientMessage::ScreenShown { conference, site, generation }) => {
                self.live.screen_shown(self.me.id, conference, site, generation);
                Ok(())
            }
            Ok(ClientMessage::SharedMap { conference, act }) => {
                match self.live.share(self.id, self.me.id, conference, act) {
                    Some(text) => self.send_now(text).await,
                    None => Ok(()),
                }
            }
            Ok(ClientMessage::Hello { .. }) => {
                Err(End::Told(code::POLICY, Box::new(message::refuse_frame("hello twice"))))
            }
            Err(Unreadable::Input(id, refusal)) => {
                self.send_now(encode(&ServerMessage::Refused { id, refusal: *refusal })).await
            }
            Err(Unreadable::Frame(refusal)) => Err(End::Told(code::INVALID, refusal)),
        }
    }

    async fn answer(&mut self, id: InputId, answer: Result<Committed, Refusal>) -> Result<(), End> {
        let message = match answer {
            Ok(Committed { seq, made, first: _, repeated: _ }) => ServerMessage::Accepted { id, seq, made },
            Err(refusal) => ServerMessage::Refused { id, refusal },
        };
        self.send_now(encode(&message)).await
    }

    async fn pass_on(&mut self, private: Private) -> Result<(), End> {
        if self.cut.load(Ordering::Relaxed) {
            return Err(End::Told(code::POLICY, Box::new(refuse_slow())));
        }
        match private {
            Private::Text(text) => self.send_now(text).await,
            Private::Goodbye(refusal) => Err(End::Told(code::NORMAL, refusal)),
        }
    }

    /// An open page counts as use of its session; one whose session ended says goodbye.
    async fn keep_alive(&mut self) -> Result<(), End> {
        if self.heard.elapsed() > SILENCE {
            return Err(End::Gone);
        }
        let shared = self.live.shared.clone();
        if shared.sessions.touch(self.session, shared.engine.now()).await.is_none() {
            return Err(ended());
        }
        let ping = self.socket.send(Message::Ping(Bytes::new()));
        timeout(STALLED, ping).await.map_err(|_| End::Gone)?.map_err(|_| End::Gone)
    }

    /// Puts a message into the write buffer, in fragments when it is long.
    async fn feed_text(&mut self, text: Utf8Bytes) -> Result<(), End> {
        if text.len() <= FRAGMENT {
            return self.feed(Message::Text(text)).await;
        }
        let (mut rest, mut kind) = (Bytes::from(text), Data::Text);
        while !rest.is_empty() {
            let part = rest.split_to(rest.len().min(FRAGMENT));
            self.feed(Message::Frame(Frame::message(part, OpCode::Data(kind), rest.is_empty()))).await?;
            kind = Data::Continue;
        }
        Ok(())
    }

    async fn feed(&mut self, message: Message) -> Result<(), End> {
        timeout(STALLED, self.socket.feed(message)).await.map_err(|_| End::Gone)?.map_err(|_| End::Gone)
    }

    async fn flush(&mut self) -> Result<(), End> {
        timeout(STALLED, self.socket.flush()).await.map_err(|_| End::Gone)?.map_err(|_| End::Gone)
    }

    async fn send_now(&mut self, text: Utf8Bytes) -> Result<(), End> {
        self.feed_text(text).await?;
        self.flush().await
    }
}

/// Tells the client why, when it is still there to be told.
async fn farewell(mut socket: WebSocket, end: End) {
    let End::Told(code, refusal) = end else { return };
    let reason: String = refusal.rule.clone();
    let goodbye = encode(&ServerMessage::Goodbye { refusal: *refusal });
    let telling = async {
        socket.send(Message::Text(goodbye)).await?;
        socket.send(Message::Close(Some(CloseFrame { code: code.into(), reason: reason.into() }))).await
    };
    // The peer may be gone already; it is told nothing then.
    let _ = timeout(Duration::from_secs(5), telling).await;
}

/// LIVE-3: hello comes first, and soon.
fn no_hello() -> End {
    let (zh, en) = ("连接后应先发送 hello", "Say hello first");
    End::Told(code::POLICY, Box::new(Refusal::new("LIVE-3", zh, en).accept(["hello"])))
}

fn binary() -> End {
    End::Told(code::UNSUPPORTED, Box::new(message::refuse_frame("binary")))
}

/// LIVE-4: the session ended.
fn ended() -> End {
    let (zh, en) = ("登录已结束，请重新登录", "The session has ended; log in again");
    End::Told(code::POLICY, Box::new(Refusal::new("LIVE-4", zh, en).accept(["POST /api/login"])))
}
