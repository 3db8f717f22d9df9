//! Listeners: HTTPS for everybody, and plain HTTP on loopback for a reverse proxy and for measuring.

use super::{App, Parts, peer, router};
use crate::{
    auth::{password::Passwords, secret::NodeSecret, session::Sessions},
    bridge::Bridge,
    engine::Engine,
    feeds::Intake,
    live::Live,
    search::Search,
    tls::{self, Tls, TlsOptions},
};
use anyhow::Context;
use axum::{Router, extract::Request, middleware::Next};
use axum_server::{Handle, accept::NoDelayAcceptor, tls_rustls::RustlsAcceptor};
use fengsui_gis_server::Maps;
use hyper_util::rt::TokioTimer;
use peer::Listener;
use std::{
    net::{SocketAddr, TcpListener},
    path::PathBuf,
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
    pub tls: TlsOptions,
}

/// Folder of certificates in the data directory.
const CERTIFICATES: &str = "tls";

/// Running listeners. As a future it ends when a listener does.
pub struct Serving {
    /// Address that was bound for HTTPS.
    pub https: SocketAddr,
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
    let app = open_app(services, &config, &tls).await?;
    let listener = bind(config.listen)?;
    let mut serving = Serving {
        https: listener.local_addr()?,
        http: None,
        live: app.live.clone(),
        handles: Vec::new(),
        tasks: JoinSet::new(),
    };
    let acceptor = RustlsAcceptor::new(tls.config.clone()).handshake_timeout(HEAD).acceptor(NoDelayAcceptor::new());
    let handle = Handle::new();
    let mut server = axum_server::from_tcp(listener)?.acceptor(acceptor).handle(handle.clone());
    server.http_builder().http1().timer(TokioTimer::new()).header_read_timeout(HEAD);
    let service = service(&app, Listener::Tls).into_make_service_with_connect_info::<SocketAddr>();
    serving.tasks.spawn(async move { server.serve(service).await.context("HTTPS") });
    serving.handles.push(handle);
    serving.tasks.spawn(async move {
        tls::keep_fresh(tls, directory, config.tls).await;
        std::future::pending().await
    });
    if let Some(address) = config.http {
        serving.listen_plain(&app, address)?;
    }
    Ok(serving)
}

async fn open_app(services: Services, config: &HttpConfig, tls: &Tls) -> anyhow::Result<App> {
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
        engine,
    }))
}

impl Serving {
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
