//! The link to the media process.

use super::{presence::Presence, slots::Slots, wire::Wire};
use crate::{
    domain::Domain,
    engine::{Batch, Engine},
};
use fengsui_conference::NodeInput;
use fengsui_protocol::{
    Actor, ConferenceId, InputId, SessionId, SiteId, UserId,
    conference::{SlotChange, UnusedLayers},
    extranet::LineLoad,
    link::{
        MEDIA_SOCKET,
        media::{
            Counters, Direction, Extranet, FromMedia, Front, MediaRefusal, SessionState, SessionStatus, SlotSize,
            ToMedia,
        },
    },
    live::{EntityKey, Voice},
};
use std::{
    collections::BTreeMap,
    io,
    path::Path,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::sync::{broadcast, mpsc, oneshot, watch};

/// Longest wait for the answer to an offer.
const ANSWER: Duration = Duration::from_secs(5);
/// Requests waiting for the link task.
const WAITING_REQUESTS: usize = 256;
/// Reports kept for a slow live connection.
const KEPT_REPORTS: usize = 256;
/// Session ids of one epoch: ids of different epochs never meet, and stay exact in a JavaScript number.
const SESSIONS_PER_EPOCH: u64 = 1 << 24;

/// A report that is passed on to clients and never logged.
#[derive(Clone, Debug)]
pub enum Ephemeral {
    Voices { conference: ConferenceId, loudest: Vec<Voice> },
    SlotChanged { site: SiteId, change: SlotChange },
    LayersUnused { site: SiteId, layers: UnusedLayers },
}

/// An SDP offer to be answered by the media process.
#[derive(Clone, Debug)]
pub struct Negotiation {
    pub conference: ConferenceId,
    pub site: SiteId,
    pub direction: Direction,
    /// WHEP `?source=`
    pub source: Option<SiteId>,
    pub slots: Vec<SlotSize>,
    pub offer: String,
    /// Port of ours that the peer came by, where framed STUN passes too.
    pub front: Option<u16>,
}

/// Handle to the media link; cloning is cheap.
#[derive(Clone)]
pub struct Media {
    requests: mpsc::Sender<Request>,
    reports: broadcast::Sender<Ephemeral>,
    status: watch::Sender<Status>,
    slots: Arc<Mutex<Slots>>,
    front: watch::Sender<Option<Front>>,
    next_session: Arc<AtomicU64>,
    trials: Arc<Mutex<BTreeMap<UserId, SessionId>>>,
}

/// What the media process last said of itself.
#[derive(Clone, Debug, Default)]
pub struct Status {
    pub up: bool,
    /// `udp 192.0.2.1:8444` …, as announced to clients.
    pub addresses: Vec<String>,
    pub counters: Counters,
    /// What crosses the lines of the extranet.
    pub lines: Vec<LineLoad>,
}

enum Request {
    Negotiate { session: SessionId, ask: Negotiation, answer: Answer },
    Restart { session: SessionId, fragment: String, front: Option<u16>, answer: Answer },
    Resize { session: SessionId, slots: Vec<SlotSize> },
    Close { session: SessionId },
}

type Answer = oneshot::Sender<Result<String, MediaRefusal>>;

impl Media {
    pub(super) fn start(engine: Engine, run_dir: &Path) -> Self {
        let (requests, waiting) = mpsc::channel(WAITING_REQUESTS);
        let reports = broadcast::Sender::new(KEPT_REPORTS);
        let status = watch::Sender::new(Status::default());
        let slots = Arc::new(Mutex::default());
        let front = watch::Sender::new(None);
        let first = engine.position().epoch * SESSIONS_PER_EPOCH;
        let task = Task {
            engine,
            status: status.clone(),
            reports: reports.clone(),
            slots: slots.clone(),
            front: front.subscribe(),
            presence: Presence::default(),
            told: BTreeMap::new(),
            extranet: Extranet::default(),
            asked: BTreeMap::new(),
        };
        tokio::spawn(task.run(run_dir.join(MEDIA_SOCKET), waiting));
        Self {
            requests,
            reports,
            status,
            slots,
            front,
            next_session: Arc::new(AtomicU64::new(first)),
            trials: Arc::default(),
        }
    }

    /// An id that no session of this node ever had.
    pub fn new_session(&self) -> SessionId {
        SessionId(self.next_session.fetch_add(1, Ordering::Relaxed))
    }

    /// Has the media process answer an offer (WHIP, WHEP).
    ///
    /// # Errors
    /// The media process's refusal; 503 when it is not there or does not answer within five seconds.
    pub async fn negotiate(&self, session: SessionId, ask: Negotiation) -> Result<String, MediaRefusal> {
        let answered = self.ask(|answer| Request::Negotiate { session, ask, answer }).await;
        match answered {
            Some(answer) => answer,
            None => {
                self.close(session).await;
                Err(unavailable("media does not answer"))
            }
        }
    }

    /// Has the media process answer an ICE restart; gives its fragment.
    ///
    /// # Errors
    /// As [`Self::negotiate`]; 404 when the session is gone.
    pub async fn restart(
        &self,
        session: SessionId,
        fragment: String,
        front: Option<u16>,
    ) -> Result<String, MediaRefusal> {
        let answered = self.ask(|answer| Request::Restart { session, fragment, front, answer }).await;
        answered.unwrap_or_else(|| Err(unavailable("media does not answer")))
    }

    /// `None`: no answer within five seconds.
    async fn ask(&self, request: impl FnOnce(Answer) -> Request) -> Option<Result<String, MediaRefusal>> {
        let (answer, answered) = oneshot::channel();
        if self.requests.try_send(request(answer)).is_err() {
            return Some(Err(unavailable("media is busy")));
        }
        let answered = tokio::time::timeout(ANSWER, answered).await.ok()?;
        Some(answered.unwrap_or_else(|_| Err(unavailable("media is not running"))))
    }

    /// A receiver draws its pictures at other sizes now.
    pub async fn resize(&self, session: SessionId, slots: Vec<SlotSize>) {
        // The link task lives as long as the process.
        let _ = self.requests.send(Request::Resize { session, slots }).await;
    }

    /// Ends a session; one that is gone already is no fault.
    pub async fn close(&self, session: SessionId) {
        // The link task lives as long as the process.
        let _ = self.requests.send(Request::Close { session }).await;
    }

    /// Remembers the session by which somebody tries the way to media; returns the one before it.
    pub fn trial(&self, user: UserId, session: SessionId) -> Option<SessionId> {
        self.trials.lock().expect("no holder panics").insert(user, session)
    }

    /// Voices, slot changes and unused layers as they come.
    pub fn subscribe(&self) -> broadcast::Receiver<Ephemeral> {
        self.reports.subscribe()
    }

    /// What the slots of these sites' newest receiving sessions show now.
    pub fn slots_of(&self, sites: &[(ConferenceId, SiteId)]) -> Vec<SlotChange> {
        let slots = self.slots.lock().expect("no holder panics");
        sites.iter().flat_map(|place| slots.of(*place).cloned()).collect()
    }

    /// What connections that are handed over to the media process need, from now on.
    pub fn set_front(&self, front: Front) {
        self.front.send_replace(Some(front));
    }

    /// Returns once the media process is connected.
    pub async fn up(&self) {
        let mut status = self.status.subscribe();
        // The link task, which holds the other end, lives as long as the process.
        let _ = status.wait_for(|status| status.up).await;
    }

    pub fn status(&self) -> Status {
        self.status.borrow().clone()
    }
}

fn unavailable(message: &str) -> MediaRefusal {
    MediaRefusal { status: 503, message: message.to_owned() }
}

struct Task {
    engine: Engine,
    status: watch::Sender<Status>,
    reports: broadcast::Sender<Ephemeral>,
    slots: Arc<Mutex<Slots>>,
    front: watch::Receiver<Option<Front>>,
    presence: Presence,
    /// Generation that the media process was told last.
    told: BTreeMap<ConferenceId, u64>,
    extranet: Extranet,
    asked: BTreeMap<SessionId, oneshot::Sender<Result<String, MediaRefusal>>>,
}

impl Task {
    async fn run(mut self, socket: std::path::PathBuf, mut requests: mpsc::Receiver<Request>) {
        loop {
            let mut connecting = std::pin::pin!(Wire::connected(&socket));
            let wire = loop {
                tokio::select! {
                    wire = &mut connecting => break wire,
                    Some(request) = requests.recv() => refuse(request),
                    () = until(self.presence.due()) => self.drop_sites().await,
                }
            };
            let Err(error) = self.converse(wire, &mut requests).await;
            tracing::warn!(%error, "media link is down");
            self.status.send_modify(|status| status.up = false);
            // Whoever waits is told by the closed channel.
            self.asked.clear();
        }
    }

    /// One connection, until it fails.
    async fn converse(
        &mut self,
        mut wire: Wire,
        requests: &mut mpsc::Receiver<Request>,
    ) -> io::Result<std::convert::Infallible> {
        let mut batches = self.engine.subscribe();
        self.tell_all(&wire)?;
        self.front.mark_changed();
        loop {
            tokio::select! {
                message = wire.next::<FromMedia>() => self.heard(message?).await,
                batch = batches.recv() => self.tell(&wire, batch)?,
                Ok(()) = self.front.changed() => {
                    if let Some(front) = self.front.borrow_and_update().clone() {
                        wire.send(&ToMedia::Front { front })?;
                    }
                }
                Some(request) = requests.recv() => {
                    self.tell_waiting(&wire, &mut batches)?;
                    self.pass_on(&wire, request)?;
                }
                () = until(self.presence.due()) => self.drop_sites().await,
            }
        }
    }

    fn tell_all(&mut self, wire: &Wire) -> io::Result<()> {
        let tables = self.engine.read(Domain::tables);
        self.told = tables.iter().map(|table| (table.conference, table.generation)).collect();
        self.extranet = self.engine.read(Domain::extranet);
        wire.send(&ToMedia::Converge { tables })?;
        wire.send(&ToMedia::Extranet { extranet: self.extranet.clone() })
    }

    /// Where sites stand goes before the table that lets them in.
    fn tell_extranet(&mut self, wire: &Wire, batch: &Batch) -> io::Result<()> {
        let concerns =
            |key: &EntityKey| matches!(key, EntityKey::Conference(_) | EntityKey::ExtranetNode(_) | EntityKey::Unit(_));
        if !batch.touched.iter().any(concerns) {
            return Ok(());
        }
        let extranet = self.engine.read(Domain::extranet);
        if extranet == self.extranet {
            return Ok(());
        }
        self.extranet = extranet;
        wire.send(&ToMedia::Extranet { extranet: self.extranet.clone() })
    }

    /// Tells the media process the tables that a batch changed; after a lag all of them.
    fn tell(&mut self, wire: &Wire, batch: Result<Arc<Batch>, broadcast::error::RecvError>) -> io::Result<()> {
        let Ok(batch) = batch else {
            self.forget_ended();
            return self.tell_all(wire);
        };
        self.tell_extranet(wire, &batch)?;
        for key in &batch.touched {
            let (EntityKey::Conference(conference) | EntityKey::Control(conference)) = key else { continue };
            let told = self.told.get(conference).copied();
            let changed = |domain: &Domain| match domain.generation(*conference) {
                Some(generation) if Some(generation) == told => None,
                _ => Some(domain.table(*conference)),
            };
            match self.engine.read(changed) {
                None => {}
                Some(Some(table)) => {
                    self.told.insert(*conference, table.generation);
                    wire.send(&ToMedia::Table { table })?;
                }
                Some(None) if told.is_none() => {}
                Some(None) => {
                    self.told.remove(conference);
                    self.forget_ended();
                    wire.send(&ToMedia::Drop { conference: *conference })?;
                }
            }
        }
        Ok(())
    }

    fn forget_ended(&self) {
        let mut slots = self.slots.lock().expect("no holder panics");
        self.engine.read(|domain| slots.keep(|conference| domain.table(conference).is_some()));
    }

    /// Whoever asks has just joined, perhaps: the table that lets them in goes before their offer.
    fn tell_waiting(&mut self, wire: &Wire, batches: &mut broadcast::Receiver<Arc<Batch>>) -> io::Result<()> {
        use broadcast::error::{RecvError, TryRecvError};
        loop {
            match batches.try_recv() {
                Ok(batch) => self.tell(wire, Ok(batch))?,
                Err(TryRecvError::Lagged(missed)) => self.tell(wire, Err(RecvError::Lagged(missed)))?,
                Err(TryRecvError::Empty | TryRecvError::Closed) => return Ok(()),
            }
        }
    }

    fn pass_on(&mut self, wire: &Wire, request: Request) -> io::Result<()> {
        match request {
            Request::Resize { session, slots } => wire.send(&ToMedia::Resize { session, slots }),
            Request::Restart { session, fragment, front, answer } => {
                self.asked.insert(session, answer);
                wire.send(&ToMedia::Restart { session, fragment, front })
            }
            Request::Close { session } => {
                self.asked.remove(&session);
                wire.send(&ToMedia::Close { session })
            }
            Request::Negotiate { session, ask, answer } => {
                self.asked.insert(session, answer);
                let Negotiation { conference, site, direction, source, slots, offer, front } = ask;
                wire.send(&ToMedia::Negotiate { session, conference, site, direction, source, slots, offer, front })
            }
        }
    }

    async fn heard(&mut self, message: FromMedia) {
        let now = Instant::now();
        match message {
            FromMedia::Hello { boot, addresses, sessions } => {
                let present = self.engine.read(Domain::present_sites);
                tracing::info!(boot, sessions = sessions.len(), "media link is up");
                // It says anew what every slot shows.
                self.slots.lock().expect("no holder panics").keep(|_| false);
                if self.presence.hello(now, boot, &sessions, present) {
                    self.engine.derive(|derived| derived.clear_publishing());
                }
                self.status.send_modify(|status| (status.up, status.addresses) = (true, addresses));
            }
            FromMedia::Negotiated { session, answer } => {
                if let Some(waiting) = self.asked.remove(&session) {
                    let _ = waiting.send(answer);
                }
            }
            FromMedia::Session { status } => self.session(now, &status).await,
            FromMedia::Publishing { conference, site, publishing } => {
                let now = self.engine.now();
                self.engine.derive(|derived| derived.set_publishing(now, conference, site, publishing));
            }
            FromMedia::SlotChanged { site, change } => {
                self.slots.lock().expect("no holder panics").changed(site, &change);
                self.pass_to_clients(Ephemeral::SlotChanged { site, change });
            }
            FromMedia::LayersUnused { site, layers } => self.pass_to_clients(Ephemeral::LayersUnused { site, layers }),
            FromMedia::Voices { conference, loudest } => {
                let now = self.engine.now();
                self.engine.derive(|derived| derived.heard(now, conference, &loudest));
                self.pass_to_clients(Ephemeral::Voices { conference, loudest });
            }
            FromMedia::Lines { loads } => self.status.send_modify(|status| status.lines = loads),
            FromMedia::Counters { counters } => {
                self.status.send_modify(|status| status.counters = counters);
            }
        }
    }

    async fn session(&mut self, now: Instant, status: &SessionStatus) {
        let (conference, site) = (status.conference, status.site);
        if matches!(status.state, SessionState::Closed { .. }) {
            self.slots.lock().expect("no holder panics").closed(conference, site, status.session);
        }
        // A wall takes no site: nobody is told whether it is here.
        if Domain::is_onlooker(site) {
            return;
        }
        if self.presence.session(now, status).is_some() {
            self.report(NodeInput::SiteConnected { conference, site }).await;
        }
        // A terminal that came with a token leaves by closing; a person leaves by saying so, and a page may reload.
        let SessionState::Closed { why } = &status.state else { return };
        if !self.engine.read(|domain| domain.came_by_token(conference, site)) {
            return;
        }
        self.presence.ended(now, (conference, site));
        if why == "closed" && self.presence.gone((conference, site)) {
            self.report(NodeInput::TokenLeft { conference, site }).await;
        }
    }

    fn pass_to_clients(&self, report: Ephemeral) {
        // Nobody listening is not a fault.
        let _ = self.reports.send(report);
    }

    async fn drop_sites(&mut self) {
        for (conference, site) in self.presence.dropped(Instant::now()) {
            self.report(NodeInput::SiteDropped { conference, site }).await;
        }
    }

    /// A report becomes an input only when it changes what the conference believes.
    async fn report(&self, input: NodeInput) {
        let id = InputId(uuid::Uuid::new_v4().to_string());
        if let Err(refusal) = self.engine.submit(Actor::Node, id, input).await {
            tracing::debug!(rule = refusal.rule, "report of the media process not taken");
        }
    }
}

fn refuse(request: Request) {
    match request {
        Request::Negotiate { answer, .. } | Request::Restart { answer, .. } => {
            let _ = answer.send(Err(unavailable("media is not running")));
        }
        Request::Resize { .. } | Request::Close { .. } => {}
    }
}

async fn until(due: Option<Instant>) {
    match due {
        Some(due) => tokio::time::sleep_until(due.into()).await,
        None => std::future::pending().await,
    }
}
