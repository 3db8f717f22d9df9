//! Listeners: HTTPS for everybody, and plain HTTP on loopback for a reverse proxy and for measuring.

use super::{
    App, Parts,
    front::{self, Front},
    peer, router,
};
use crate::{
    auth::{password::Passwords, secret::NodeSecret, session::Sessions},
    bridge::Bridge,
    engine::Engine,
    feeds::Intake,
    live::Live,
    search::Search,
    tls::{self, Pem, Tls, TlsOptions},
};
use anyhow::Context;
use axum::{Router, extract::Request, middleware::Next};
use axum_server::{Handle, accept::NoDelayAcceptor, tls_rustls::RustlsAcceptor};
use fengsui_gis_server::Maps;
use fengsui_protocol::link;
use hyper_util::rt::TokioTimer;
use peer::Listener;
use std::{
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::task::JoinSet;

/// A request's head arrives within this time.
const HEAD: Duration = Duration::from_secs(10);
/// Open requests may finish within this time at shutdown.
const GRACE: Duration = Duration::from_secs(3);
/// Connections that wait to be accepted: every screen of a county may come back at the same moment.
const BACKLOG: i32 = 4_096;

/// What the routes stand on, besides what this module opens itself.
pub struct Services {
    pub engine: Engine,
    pub bridge: Bridge,
    pub maps: Arc<Maps>,
    pub passwords: Passwords,
    pub secret: NodeSecret,
}

/// Where to listen, and with which certificates. Port 0 takes any free port.
#[derive(Clone, Debug)]
pub struct HttpConfig {
    pub data_dir: PathBuf,
    /// HTTPS.
    pub listen: SocketAddr,
    /// Plain HTTP, loopback only.
    pub http: Option<SocketAddr>,
    pub also: Also,
    pub tls: TlsOptions,
}

/// A second HTTPS port, for departments whose firewall passes 443 only.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Also {
    #[default]
    Off,
    /// If the system lets us, and nobody has it.
    IfPermitted(SocketAddr),
    /// Or not at all.
    Asked(SocketAddr),
}

/// Folder of certificates in the data directory.
const CERTIFICATES: &str = "tls";

/// Running listeners. As a future it ends when a listener does.
pub struct Serving {
    /// Address that was bound for HTTPS.
    pub https: SocketAddr,
    /// The second HTTPS port.
    pub also: Option<SocketAddr>,
    pub http: Option<SocketAddr>,
    pub live: Live,
    handles: Vec<Handle<SocketAddr>>,
    tasks: JoinSet<anyhow::Result<()>>,
}

/// Opens sessions and certificates, starts the live protocol and the listeners, and serves until a listener fails.
///
/// # Errors
/// An address that cannot be bound, certificates that cannot be had, or plain HTTP asked for beyond loopback.
pub async fn serve(
    services: Services,
    config: HttpConfig,
) -> anyhow::Result<impl Future<Output = anyhow::Result<()>> + Send> {
    Ok(start(services, config).await?.ended())
}

/// As [`serve`], for who needs the addresses and the end in his own hands.
///
/// # Errors
/// As [`serve`].
pub async fn start(services: Services, config: HttpConfig) -> anyhow::Result<Serving> {
    let directory = config.data_dir.join(CERTIFICATES);
    let tls = tls::prepare(&directory, &config.tls)?;
    let listener = bind(config.listen)?;
    let also = bind_also(config.also)?;
    let fronts = std::iter::once(&listener).chain(&also).map(|listener| Ok(listener.local_addr()?.port()));
    let fronts = fronts.collect::<std::io::Result<Vec<u16>>>()?;
    let app = open_app(services, &config, &tls, fronts).await?;
    let mut serving = Serving {
        https: listener.local_addr()?,
        also: also.as_ref().map(TcpListener::local_addr).transpose()?,
        http: None,
        live: app.live.clone(),
        handles: Vec::new(),
        tasks: JoinSet::new(),
    };
    let run_dir = config.data_dir.join("run");
    std::fs::create_dir_all(&run_dir)?;
    let https = RustlsAcceptor::new(tls.config.clone()).handshake_timeout(HEAD).acceptor(NoDelayAcceptor::new());
    let front = Front::new(https, &run_dir);
    for listener in std::iter::once(listener).chain(also) {
        serving.listen_tls(&app, listener, front.clone())?;
    }
    serving.listen_pages(&app, &run_dir)?;
    let (media, secret) = (app.bridge.media.clone(), turn_secret(&app));
    let tell = move |pem: Pem| {
        media.set_front(link::media::Front { certificate: pem.chain, key: pem.key, secret: secret.clone() });
    };
    tell(tls.pem.clone());
    serving.tasks.spawn(async move {
        tls::keep_fresh(tls, directory, config.tls, tell).await;
        std::future::pending().await
    });
    if let Some(address) = config.http {
        serving.listen_plain(&app, address)?;
    }
    Ok(serving)
}

/// Of TURN's credentials, which the media process checks.
pub(super) fn turn_secret(app: &App) -> String {
    crate::log::hex(&app.secret.derive(&[b"turn credentials"]))
}

fn bind_also(also: Also) -> anyhow::Result<Option<TcpListener>> {
    match also {
        Also::Off => Ok(None),
        Also::Asked(address) => bind(address).map(Some),
        Also::IfPermitted(address) => match bind(address) {
            Ok(listener) => Ok(Some(listener)),
            Err(error) => {
                tracing::info!(%error, "no second HTTPS port");
                Ok(None)
            }
        },
    }
}

async fn open_app(services: Services, config: &HttpConfig, tls: &Tls, fronts: Vec<u16>) -> anyhow::Result<App> {
    let Services { engine, bridge, maps, passwords, secret } = services;
    let sessions = Sessions::open(engine.log().pool().clone(), engine.now()).await?;
    let live = Live::start(engine.clone(), sessions.clone(), bridge.media.clone());
    Ok(App::new(Parts {
        intake: Intake::new(engine.clone(), secret.clone()),
        search: Search::start(engine.clone()),
        live,
        bridge,
        maps,
        sessions,
        passwords,
        limits: Mutex::default(),
        secret,
        data: config.data_dir.clone(),
        root: tls.root.clone(),
        fronts,
        engine,
    }))
}

impl Serving {
    fn listen_tls(&mut self, app: &App, listener: TcpListener, front: Front) -> anyhow::Result<()> {
        let handle = Handle::new();
        let mut server = axum_server::from_tcp(listener)?.acceptor(front).handle(handle.clone());
        server.http_builder().http1().timer(TokioTimer::new()).header_read_timeout(HEAD);
        let service = service(app, Listener::Tls).into_make_service_with_connect_info::<SocketAddr>();
        self.tasks.spawn(async move { server.serve(service).await.context("HTTPS") });
        self.handles.push(handle);
        Ok(())
    }

    /// HTTP that came by HTTPS and was first taken for TURN.
    fn listen_pages(&mut self, app: &App, run_dir: &Path) -> anyhow::Result<()> {
        let listener = front::pages::listen(run_dir)?;
        let mut server = axum_server::from_unix(listener)?.acceptor(front::pages::Named);
        server.http_builder().http1().timer(TokioTimer::new()).header_read_timeout(HEAD);
        let service = service(app, Listener::Tls).into_make_service();
        self.tasks.spawn(async move { server.serve(service).await.context("HTTP of the media process") });
        Ok(())
    }

    fn listen_plain(&mut self, app: &App, address: SocketAddr) -> anyhow::Result<()> {
        let loopback = address.ip().is_loopback();
        anyhow::ensure!(loopback, "--http {address}: plain HTTP is for loopback only (127.0.0.1, ::1)");
        let listener = bind(address)?;
        self.http = Some(listener.local_addr()?);
        let handle = Handle::new();
        let mut server = axum_server::from_tcp(listener)?.acceptor(NoDelayAcceptor::new()).handle(handle.clone());
        server.http_builder().http1().timer(TokioTimer::new()).header_read_timeout(HEAD);
        let service = service(app, Listener::Plain).into_make_service_with_connect_info::<SocketAddr>();
        self.tasks.spawn(async move { server.serve(service).await.context("HTTP") });
        self.handles.push(handle);
        Ok(())
    }

    /// Ends when a listener does.
    ///
    /// # Errors
    /// What ended it.
    pub async fn ended(mut self) -> anyhow::Result<()> {
        match self.tasks.join_next().await {
            Some(ended) => ended?,
            None => Ok(()),
        }
    }

    /// Lets open requests finish for a moment, then ends.
    pub async fn stop(mut self) {
        for handle in &self.handles {
            handle.graceful_shutdown(Some(GRACE));
        }
        for _ in 0..self.handles.len() {
            self.tasks.join_next().await;
        }
    }
}

fn service(app: &App, listener: Listener) -> Router {
    let name = move |request: Request, next: Next| peer::name_peer(listener, request, next);
    router(app.clone()).layer(axum::middleware::from_fn(name))
}

fn bind(address: SocketAddr) -> anyhow::Result<TcpListener> {
    use socket2::{Domain, Protocol, Socket, Type};
    let open = || -> std::io::Result<TcpListener> {
        let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
        socket.set_reuse_address(true)?;
        socket.set_nonblocking(true)?;
        socket.bind(&address.into())?;
        socket.listen(BACKLOG)?;
        Ok(socket.into())
    };
    open().with_context(|| format!("cannot listen on {address}"))
}
