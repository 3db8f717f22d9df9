//! One websocket, from hello to goodbye.

use super::{
    Live,
    feed::{Feed, Next},
    mailbox::{Mailbox, Private},
    message::{self, Unreadable, encode},
    registry::{ConnectionId, hears_of_desks, refuse_slow},
    wire::{Place, Turn, Wire},
};
use crate::{auth::session::SessionKey, engine::Committed};
use bytes::Bytes;
use fengsui_protocol::{
    Actor, Class, InputId, Refusal, UserId,
    account::Me,
    bounds,
    live::{ClientMessage, ResumeToken, ServerMessage},
};
use futures_util::{StreamExt, stream::FuturesUnordered};
use hyper::upgrade::Upgraded;
use std::{future::Future, io, pin::Pin, sync::Arc, time::Duration};
use tokio::time::{Instant, timeout};
use tokio_tungstenite::tungstenite::{Error, Message, Utf8Bytes, protocol::CloseFrame};

/// The client says hello within this time.
const HELLO: Duration = Duration::from_secs(10);
/// The node asks whether the client is there this often.
const PING: Duration = Duration::from_secs(25);
/// Without any frame from the client for this long, it is gone.
const SILENCE: Duration = Duration::from_secs(70);
/// Inputs of one connection on their way to the disk; past it the node reads no further frame.
const INPUTS: usize = 64;

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

/// The transport failed: the client is gone.
impl From<io::Error> for End {
    fn from(_: io::Error) -> Self {
        Self::Gone
    }
}

type Answered = Pin<Box<dyn Future<Output = (InputId, Result<Committed, Refusal>)> + Send>>;

struct Connection {
    wire: Arc<Wire>,
    live: Live,
    me: Me,
    class: Class,
    session: SessionKey,
    id: ConnectionId,
    mailbox: Arc<Mailbox>,
    feed: Arc<Feed>,
    /// None until the client sends one: most only look.
    inputs: Option<FuturesUnordered<Answered>>,
    heard: Instant,
}

/// Serves one websocket of a logged-in person until it ends. The handshake was answered.
pub async fn serve(live: Live, upgraded: Upgraded, user: UserId, session: SessionKey) {
    let Some(wire) = Wire::new(upgraded, bounds::LIVE_MESSAGE_BYTES) else {
        tracing::error!("a websocket came over a transport that is none of this node's listeners'");
        return;
    };
    let wire = Arc::new(wire);
    let begun = Box::pin(begin(&live, &wire, user)).await;
    let end = match begun {
        Ok((me, class, resume)) => {
            let (id, mailbox) = live.shared.registry.enter(&me, session);
            let (feed, heard, wire, inputs) = (live.feed(&class), Instant::now(), wire.clone(), None);
            let mut connection =
                Connection { wire, live: live.clone(), me, class, session, id, mailbox, feed, inputs, heard };
            let Err(end) = connection.run(resume).await;
            connection.feed.leave(id);
            live.shared.registry.leave(id);
            live.stop_sharing(id);
            end
        }
        Err(end) => end,
    };
    Box::pin(farewell(&wire, end)).await;
}

/// Waits for hello.
async fn begin(live: &Live, wire: &Wire, user: UserId) -> Result<(Me, Class, Option<ResumeToken>), End> {
    let hello = timeout(HELLO, first_text(wire)).await.map_err(|_| no_hello())??;
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

async fn first_text(wire: &Wire) -> Result<Utf8Bytes, End> {
    loop {
        match wire.read().await? {
            Message::Text(text) => return Ok(text),
            Message::Ping(_) | Message::Pong(_) | Message::Frame(_) => {}
            Message::Binary(_) => return Err(binary()),
            Message::Close(_) => return Err(End::Gone),
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

/// What happens seldom is boxed where it is awaited: a connection that waits is as small as its waiting.
impl Connection {
    async fn run(&mut self, resume: Option<ResumeToken>) -> Result<std::convert::Infallible, End> {
        Box::pin(self.welcome(resume)).await?;
        let mut ping = tokio::time::interval_at(Instant::now() + PING, PING);
        ping.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            let waiting = self.inputs.as_ref().map_or(0, FuturesUnordered::len);
            tokio::select! {
                () = self.wire.look.notified() => self.follow().await?,
                message = self.wire.read(), if waiting < INPUTS => self.received(message?).await?,
                Some((id, answer)) = next_of(&mut self.inputs), if waiting > 0 => self.answer(id, answer).await?,
                private = self.mailbox.next() => self.pass_on(private).await?,
                _ = ping.tick() => self.keep_alive().await?,
            }
        }
    }

    /// Welcome, then the delta since the resume token or a snapshot; from then on the feed serves the wire.
    async fn welcome(&mut self, resume: Option<ResumeToken>) -> Result<(), End> {
        let authority = self.judge()?;
        let turn = self.wire.take();
        let engine = &self.live.shared.engine;
        let (position, class) = (engine.position(), self.class_name());
        let message = ServerMessage::Welcome {
            me: Box::new(self.me.clone()),
            now: engine.now(),
            resume: ResumeToken { epoch: position.epoch, seq: position.seq, class: class.clone() },
            version: env!("CARGO_PKG_VERSION").to_owned(),
        };
        turn.send(&encode(&message)).await?;
        let good = resume.filter(|token| token.epoch == position.epoch && token.class == class);
        let cursor = match good.and_then(|token| Some((self.feed.resume(token.seq)?, token.seq))) {
            Some((cursor, seq)) => {
                // An empty delta says: your copy was still good.
                let nothing = ServerMessage::Delta { seq, upsert: Vec::new(), remove: Vec::new() };
                turn.send(&encode(&nothing)).await?;
                cursor
            }
            None => {
                let (snapshot, after) = self.feed.snapshot();
                turn.send(&snapshot).await?;
                after
            }
        };
        for change in self.live.slots_of(self.me.id) {
            turn.send(&encode(&ServerMessage::SlotChanged { change })).await?;
        }
        for screen in self.live.screens_of(self.me.id) {
            turn.send(&encode(&ServerMessage::Screen { screen: Box::new(screen) })).await?;
        }
        if hears_of_desks(self.me.role) {
            let silent = self.live.shared.registry.silent_desks();
            turn.send(&encode(&ServerMessage::Desks { silent })).await?;
        }
        self.wire.set_place(Place { feed: self.feed.number(), authority, cursor });
        self.feed.serve(self.id, self.wire.clone());
        self.send_frames(&turn).await
    }

    /// The class, told apart from that of another jurisdiction's node.
    fn class_name(&self) -> String {
        format!("{}/{}", self.live.shared.jurisdiction, self.class)
    }

    /// The feed went on and could not serve the wire: authority first, then frames.
    async fn follow(&mut self) -> Result<(), End> {
        let judged = self.wire.place().map(|place| (place.feed, place.authority));
        if judged != Some((self.feed.number(), self.feed.authority())) {
            return Box::pin(self.judge_anew()).await;
        }
        let turn = self.wire.take();
        self.send_frames(&turn).await
    }

    /// VIEW: a change of authority forces a snapshot of the new class, or ends the connection.
    async fn judge_anew(&mut self) -> Result<(), End> {
        let shared = self.live.shared.clone();
        if shared.sessions.touch(self.session, shared.engine.now()).await != Some(self.me.id) {
            return Err(ended());
        }
        let (me, class) = (self.me.clone(), self.class.clone());
        let authority = self.judge()?;
        if (&me, &class) != (&self.me, &self.class) {
            return self.welcome(None).await;
        }
        let turn = self.wire.take();
        if let Some(place) = self.wire.place() {
            self.wire.set_place(Place { authority, ..place });
        }
        self.send_frames(&turn).await
    }

    /// Who the person is now and which feed is theirs, and the feed's count of changes of authority that this includes.
    fn judge(&mut self) -> Result<u64, End> {
        loop {
            let authority = self.feed.authority();
            let (me, class) = who(&self.live, self.me.id)?;
            if (&me, &class) == (&self.me, &self.class) {
                return Ok(authority);
            }
            self.live.shared.registry.update(self.id, &me);
            self.feed.leave(self.id);
            self.feed = self.live.feed(&class);
            (self.me, self.class) = (me, class);
        }
    }

    async fn send_frames(&mut self, turn: &Turn) -> Result<(), End> {
        while let Some(place) = self.wire.place() {
            let (frames, cursor) = match self.feed.next(place.cursor) {
                Next::Nothing => break,
                Next::Frames(frames, after) => (frames, after),
                Next::Snapshot(whole, after) => (vec![whole], after),
            };
            for frame in &frames {
                turn.send(frame).await?;
            }
            self.wire.set_place(Place { cursor, ..place });
        }
        Ok(turn.settle().await?)
    }

    async fn received(&mut self, message: Message) -> Result<(), End> {
        self.heard = Instant::now();
        match message {
            Message::Text(text) => Box::pin(self.understood(&text)).await,
            Message::Ping(_) | Message::Pong(_) | Message::Frame(_) => Ok(()),
            Message::Binary(_) => Err(binary()),
            Message::Close(_) => Err(End::Gone),
        }
    }

    async fn understood(&mut self, text: &str) -> Result<(), End> {
        match message::decode(text) {
            Ok(ClientMessage::Input { id, input }) => {
                let engine = self.live.shared.engine.clone();
                let actor = Actor::User(self.me.id);
                let answered = async move { (id.clone(), engine.submit(actor, id, input).await) };
                self.inputs.get_or_insert_default().push(Box::pin(answered));
                Ok(())
            }
            Ok(ClientMessage::Desk { on_duty, can_ring }) => {
                let now = self.live.shared.engine.now();
                self.live.shared.registry.desk(self.id, on_duty, can_ring, now);
                Ok(())
            }
            Ok(ClientMessage::Ping { sent }) => {
                let now = self.live.shared.engine.now();
                self.send(&encode(&ServerMessage::Pong { sent, now })).await
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
                    Some(frame) => self.send(&frame).await,
                    None => Ok(()),
                }
            }
            Ok(ClientMessage::Hello { .. }) => {
                Err(End::Told(code::POLICY, Box::new(message::refuse_frame("hello twice"))))
            }
            Err(Unreadable::Input(id, refusal)) => {
                self.send(&encode(&ServerMessage::Refused { id, refusal: *refusal })).await
            }
            Err(Unreadable::Frame(refusal)) => Err(End::Told(code::INVALID, refusal)),
        }
    }

    async fn answer(&mut self, id: InputId, answer: Result<Committed, Refusal>) -> Result<(), End> {
        let message = match answer {
            Ok(Committed { seq, made, first: _, repeated: _ }) => ServerMessage::Accepted { id, seq, made },
            Err(refusal) => ServerMessage::Refused { id, refusal },
        };
        self.send(&encode(&message)).await
    }

    async fn pass_on(&mut self, private: Option<Private>) -> Result<(), End> {
        match private {
            Some(Private::Frame(frame)) => self.send(&frame).await,
            Some(Private::Goodbye(refusal)) => Err(End::Told(code::NORMAL, refusal)),
            None => Err(End::Told(code::POLICY, Box::new(refuse_slow()))),
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
        Ok(self.wire.take().ping().await?)
    }

    async fn send(&mut self, frame: &Bytes) -> Result<(), End> {
        Ok(self.wire.take().send(frame).await?)
    }
}

async fn next_of(inputs: &mut Option<FuturesUnordered<Answered>>) -> Option<(InputId, Result<Committed, Refusal>)> {
    inputs.as_mut()?.next().await
}

/// Tells the client why, when it is still there to be told.
async fn farewell(wire: &Arc<Wire>, end: End) {
    let End::Told(code, refusal) = end else { return };
    let reason: String = refusal.rule.clone();
    let goodbye = encode(&ServerMessage::Goodbye { refusal: *refusal });
    let turn = wire.take();
    let telling = async {
        turn.send(&goodbye).await?;
        turn.close(CloseFrame { code: code.into(), reason: reason.into() }).await
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
