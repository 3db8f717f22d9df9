//! What the measurements of live clients share: a server of its own, clients over TLS on loopback, and the accounts of
//! processor time that say whether a run is worth anything.
#![allow(dead_code)]

use anyhow::Context;
use fengsui_protocol::live::ClientMessage;
use futures_util::{SinkExt, StreamExt};
use std::{
    io::{BufRead, BufReader},
    net::SocketAddr,
    path::Path,
    process::{Child, Command, Stdio},
    sync::Arc,
};
use tokio::net::TcpStream;
use tokio_rustls::{TlsConnector, client::TlsStream};
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{Message, client::IntoClientRequest, protocol::WebSocketConfig},
};

/// As in the node.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Most of the machine that others may use before a run is void.
pub const CONTENTION: f64 = 0.10;

pub type Socket = WebSocketStream<TlsStream<TcpStream>>;

pub fn spawn_server(dir: &Path) -> anyhow::Result<(Child, SocketAddr)> {
    let mut child = Command::new(std::env::current_exe()?)
        .arg("serve")
        .arg(dir)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let mut line = String::new();
    BufReader::new(child.stdout.take().context("stdout")?).read_line(&mut line)?;
    Ok((child, line.trim().parse().context("the server did not start")?))
}

pub fn tls_config(dir: &Path) -> anyhow::Result<rustls::ClientConfig> {
    use rustls::pki_types::{CertificateDer, pem::PemObject};
    let mut roots = rustls::RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(dir.join("tls/root.pem"))?)?;
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let builder = rustls::ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    Ok(builder.with_root_certificates(roots).with_no_client_auth())
}

pub async fn login(
    tls: &rustls::ClientConfig,
    address: SocketAddr,
    account: &str,
    password: &str,
) -> anyhow::Result<String> {
    let client = reqwest::Client::builder().tls_backend_preconfigured(tls.clone()).no_proxy().build()?;
    let body = serde_json::json!({"account": account, "password": password});
    let answer = client.post(format!("https://localhost:{}/api/login", address.port())).json(&body).send().await?;
    let cookie = answer.headers().get("set-cookie").context("no cookie")?.to_str()?;
    Ok(cookie.split(';').next().unwrap_or_default().to_owned())
}

/// A client that has its snapshot.
pub async fn connect(tls: &Arc<rustls::ClientConfig>, address: SocketAddr, cookie: &str) -> anyhow::Result<Socket> {
    let stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    let stream = TlsConnector::from(tls.clone()).connect("localhost".try_into()?, stream).await?;
    let mut request = format!("wss://localhost:{}/api/live", address.port()).into_client_request()?;
    request.headers_mut().insert("cookie", cookie.parse()?);
    let small = WebSocketConfig::default().read_buffer_size(4_096).write_buffer_size(4_096);
    let (mut socket, _) = tokio_tungstenite::client_async_with_config(request, stream, Some(small)).await?;
    let hello = ClientMessage::Hello { resume: None, viewport: None };
    socket.send(Message::text(serde_json::to_string(&hello)?)).await?;
    while !text(&mut socket).await?.contains(r#""type":"snapshot""#) {}
    Ok(socket)
}

pub async fn text(socket: &mut Socket) -> anyhow::Result<String> {
    loop {
        match socket.next().await.context("the node closed the connection")?? {
            Message::Text(text) => return Ok(text.as_str().to_owned()),
            Message::Close(frame) => anyhow::bail!("closed: {frame:?}"),
            _ => {}
        }
    }
}

pub fn rss_kib(pid: u32) -> anyhow::Result<f64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("VmRSS")?;
    Ok(line.trim().trim_end_matches(" kB").parse()?)
}

/// Processor seconds of a process, those of its threads that ended among them (proc_pid_stat(5), `utime` and `stime`).
pub fn process_s(pid: u32) -> anyhow::Result<f64> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat"))?;
    // The name, in parentheses, may hold anything.
    let fields = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    let ticks: f64 = fields.split_whitespace().skip(11).take(2).flat_map(str::parse::<f64>).sum();
    Ok(ticks / 100.0)
}

/// Server and generator together.
pub fn own_s(pid: u32) -> anyhow::Result<f64> {
    Ok(process_s(pid)? + process_s(std::process::id())?)
}

/// Busy processor seconds of the whole machine.
pub fn machine_s() -> anyhow::Result<f64> {
    let stat = std::fs::read_to_string("/proc/stat")?;
    let numbers: Vec<f64> = stat.lines().next().unwrap_or("").split_whitespace().skip(1).flat_map(str::parse).collect();
    let busy: f64 = numbers.iter().enumerate().filter(|(at, _)| !matches!(at, 3 | 4)).map(|(_, ticks)| ticks).sum();
    Ok(busy / 100.0)
}

pub fn raise_open_files() {
    let mut limit = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
    // SAFETY: both calls read and write the one struct that they are given.
    unsafe {
        if libc::getrlimit(libc::RLIMIT_NOFILE, &raw mut limit) == 0 {
            limit.rlim_cur = limit.rlim_max;
            libc::setrlimit(libc::RLIMIT_NOFILE, &raw const limit);
        }
    }
}
