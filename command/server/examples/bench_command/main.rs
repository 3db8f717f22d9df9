//! `make bench-command`: a county's log of years. A seeded history ([`history`]) of 50,000 incidents and 1,000,000 records,
//! made once, is copied and the command process started on it. `bench_command INCIDENTS RECORDS` takes other sizes.
//!
//! Measured: process start to the first healthy answer, the list of incidents by pages, search in Chinese, and the live
//! snapshot that a map is drawn from, as county, department and township together while notes are written.
//!
//! Last line: JSON. `p99_ms` is the worst of the three. A run during which others used the processors is void.

#[path = "../bench/mod.rs"]
mod bench;
mod history;

use anyhow::{Context, ensure};
use bench::{CONTENTION, machine_s, own_s};
use fengsui_command_server::{
    log::DATABASE,
    service::{self, ADDRESSES, Addresses, CommandConfig},
    tls::TlsOptions,
};
use fengsui_protocol::{IncidentId, InputId, account::Mode, input::Input, live::ClientMessage};
use futures_util::{SinkExt, StreamExt};
use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};
use tokio_tungstenite::tungstenite::{Message, client::IntoClientRequest};

/// The history is made again when this changes.
const VERSION: u32 = 1;
const INCIDENTS: u64 = 50_000;
const RECORDS: u64 = 1_000_000;
/// Requests of each kind by each role.
const ROUNDS: usize = 60;
const MAPS: usize = 20;
/// Between two notes while it is measured.
const TRICKLE: Duration = Duration::from_millis(100);
const QUERIES: [&str; 8] = ["积水", "珠泉镇", "山体滑坡", "人民北路", "无人员伤亡", "消防", "塌方 转移", "第四万起"];

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    rustls::crypto::aws_lc_rs::default_provider().install_default().ok().context("crypto")?;
    let arguments: Vec<_> = std::env::args().collect();
    if arguments.get(1).is_some_and(|word| word == "serve") {
        return serve(PathBuf::from(arguments.get(2).context("a directory")?)).await;
    }
    let number = |at: usize, usual| arguments.get(at).map_or(Ok(usual), |text| text.parse::<u64>());
    let (incidents, records) = (number(1, INCIDENTS)?, number(2, RECORDS)?);
    let base = std::env::current_exe()?.ancestors().nth(3).context("target")?.join("bench-command");
    let kept = base.join(format!("history-{VERSION}-{incidents}-{records}"));
    if !kept.join("whole").exists() {
        let _ = std::fs::remove_dir_all(&kept);
        history::write(&kept, incidents, records).await?;
        std::fs::write(kept.join("whole"), "")?;
    }
    let run = base.join("run");
    let _ = std::fs::remove_dir_all(&run);
    std::fs::create_dir_all(&run)?;
    std::fs::copy(kept.join(DATABASE), run.join(DATABASE))?;
    std::fs::File::open(run.join(DATABASE))?.sync_all()?;
    let began = Instant::now();
    let mut child = Command::new(std::env::current_exe()?)
        .arg("serve")
        .arg(&run)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()?;
    let measured = measure(&run, &child, began, incidents).await;
    drop(child.stdin.take());
    child.wait()?;
    std::fs::remove_dir_all(&run)?;
    report(&measured?, incidents, records);
    Ok(())
}

/// The measured process: all of the command process, until its standard input ends.
async fn serve(dir: PathBuf) -> anyhow::Result<()> {
    let config = CommandConfig {
        data_dir: dir,
        mode: Mode::Real,
        jurisdiction: history::COUNTY.into(),
        jurisdiction_name: "嘉禾县".to_owned(),
        listen: "127.0.0.1:0".parse()?,
        http: Some("127.0.0.1:0".parse()?),
        also: Default::default(),
        tls: TlsOptions::default(),
    };
    service::run(config, async {
        let _ = tokio::io::copy(&mut tokio::io::stdin(), &mut tokio::io::sink()).await;
    })
    .await
}

#[derive(Default)]
struct Measured {
    start_s: f64,
    indexed_s: f64,
    list: Vec<f64>,
    search: Vec<f64>,
    map: Vec<f64>,
    snapshot_kib: f64,
    peak_mib: f64,
    others: f64,
}

async fn measure(dir: &Path, child: &Child, began: Instant, incidents: u64) -> anyhow::Result<Measured> {
    let address = healthy(dir, began).await?;
    let mut m = Measured { start_s: began.elapsed().as_secs_f64(), ..Measured::default() };
    let mut people = Vec::new();
    for account in history::ASKING {
        people.push(Person::login(address, account).await?);
    }
    // Search says of itself that its index is still being made; measured is the whole one.
    while people[0].get("/api/search?q=%E7%81%AB").await?.contains(r#""building":true"#) {
        ensure!(began.elapsed() < Duration::from_secs(300), "the index is not made");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    m.indexed_s = began.elapsed().as_secs_f64();
    let (from, busy, own) = (Instant::now(), machine_s()?, own_s(child.id())?);
    let writer = tokio::spawn(trickle(Person::login(address, history::ASKING[0]).await?, incidents));
    let asking = people.into_iter().map(|person| tokio::spawn(ask(person)));
    for asked in futures_util::future::join_all(asking).await {
        let asked = asked??;
        m.list.extend(asked.list);
        m.search.extend(asked.search);
        m.map.extend(asked.map);
        m.snapshot_kib = m.snapshot_kib.max(asked.snapshot_kib);
    }
    ensure!(!writer.is_finished(), "the writer failed: {:?}", writer.await);
    writer.abort();
    let cores = std::thread::available_parallelism()?.get() as f64;
    let others = (machine_s()? - busy) - (own_s(child.id())? - own);
    m.others = others.max(0.0) / (from.elapsed().as_secs_f64() * cores);
    m.peak_mib = peak_kib(child.id())? / 1024.0;
    Ok(m)
}

async fn healthy(dir: &Path, began: Instant) -> anyhow::Result<SocketAddr> {
    let client = reqwest::Client::builder().no_proxy().build()?;
    loop {
        let said = std::fs::read(dir.join("run").join(ADDRESSES)).ok();
        let address = said.and_then(|said| serde_json::from_slice::<Addresses>(&said).ok()?.http);
        if let Some(address) = address
            && let Ok(answer) = client.get(format!("http://{address}/api/health")).send().await
            && answer.status().is_success()
        {
            return Ok(address);
        }
        ensure!(began.elapsed() < Duration::from_secs(120), "the node did not start");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

struct Person {
    client: reqwest::Client,
    address: SocketAddr,
    cookie: String,
}

impl Person {
    async fn login(address: SocketAddr, account: &str) -> anyhow::Result<Self> {
        let client = reqwest::Client::builder().no_proxy().build()?;
        let body = serde_json::json!({"account": account, "password": history::PASSWORD});
        let answer = client
            .post(format!("http://{address}/api/login"))
            .header("x-fengsui", "1")
            .json(&body)
            .send()
            .await?
            .error_for_status()?;
        let cookie = answer.headers().get("set-cookie").context("no cookie")?.to_str()?;
        let cookie = cookie.split(';').next().unwrap_or_default().to_owned();
        Ok(Self { client, address, cookie })
    }

    async fn get(&self, path: &str) -> anyhow::Result<String> {
        let asked = self.client.get(format!("http://{}{path}", self.address)).header("cookie", &self.cookie);
        Ok(asked.send().await?.error_for_status()?.text().await?)
    }

    /// Milliseconds that one request takes, with its whole answer.
    async fn timed(&self, path: &str) -> anyhow::Result<f64> {
        let began = Instant::now();
        self.get(path).await?;
        Ok(began.elapsed().as_secs_f64() * 1_000.0)
    }

    /// From the handshake to the whole snapshot: milliseconds, and KiB.
    async fn map(&self) -> anyhow::Result<(f64, f64)> {
        let began = Instant::now();
        let mut request = format!("ws://{}/api/live", self.address).into_client_request()?;
        request.headers_mut().insert("cookie", self.cookie.parse()?);
        request.headers_mut().insert("origin", format!("http://{}", self.address).parse()?);
        let stream = tokio::net::TcpStream::connect(self.address).await?;
        let (mut socket, _) = tokio_tungstenite::client_async(request, stream).await?;
        let hello = ClientMessage::Hello { resume: None, viewport: None };
        socket.send(Message::text(serde_json::to_string(&hello)?)).await?;
        loop {
            let message = socket.next().await.context("the node closed the connection")??;
            if let Message::Text(text) = message
                && text.starts_with(r#"{"type":"snapshot""#)
            {
                return Ok((began.elapsed().as_secs_f64() * 1_000.0, text.len() as f64 / 1024.0));
            }
        }
    }
}

async fn ask(person: Person) -> anyhow::Result<Measured> {
    let mut m = Measured::default();
    for round in 0..ROUNDS {
        let page = round * 7 % 400;
        let path = match round % 4 {
            0 => format!("/api/incidents?page={page}"),
            1 => format!("/api/incidents?state=archived&page={page}"),
            2 => format!("/api/incidents?state=archived&type_code=A20600&town=431024102&page={}", page / 100),
            _ => "/api/incidents?state=archived&text=%E4%BA%BA%E6%B0%91%E5%8C%97%E8%B7%AF".to_owned(),
        };
        m.list.push(person.timed(&path).await?);
        let query: String = QUERIES[round % QUERIES.len()].bytes().map(|byte| format!("%{byte:02X}")).collect();
        m.search.push(person.timed(&format!("/api/search?q={query}")).await?);
        if round % (ROUNDS / MAPS) == 0 {
            let (took, kib) = person.map().await?;
            m.map.push(took);
            m.snapshot_kib = m.snapshot_kib.max(kib);
        }
    }
    Ok(m)
}

/// Notes on an open incident, until it is stopped.
async fn trickle(person: Person, incidents: u64) -> anyhow::Result<()> {
    for n in 0u64.. {
        let incident = IncidentId(incidents - n % 20);
        let input =
            Input::AddNote { incident, text: format!("现场第 {n} 次回报：水位平稳，无人员伤亡。") };
        let id = InputId(format!("bench-command-note-{n}"));
        let body = serde_json::json!({"id": id, "input": input});
        let asked =
            person.client.post(format!("http://{}/api/inputs", person.address)).header("cookie", &person.cookie);
        let answer = asked.header("x-fengsui", "1").json(&body).send().await?;
        let status = answer.status();
        ensure!(status.is_success(), "{status}: {}", answer.text().await?);
        tokio::time::sleep(TRICKLE).await;
    }
    Ok(())
}

fn peak_kib(pid: u32) -> anyhow::Result<f64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).context("VmHWM")?;
    Ok(line.trim().trim_end_matches(" kB").parse()?)
}

/// The value below which `part` of them lie.
fn at(mut times: Vec<f64>, part: f64) -> f64 {
    times.sort_by(f64::total_cmp);
    times[((times.len() - 1) as f64 * part).ceil() as usize]
}

fn report(m: &Measured, incidents: u64, records: u64) {
    let [list, search, map] = [&m.list, &m.search, &m.map].map(|all| (at(all.clone(), 0.5), at(all.clone(), 0.99)));
    println!("{:<44} {:>10.2} s", "process start to the first healthy answer", m.start_s);
    println!("{:<44} {:>10.2} s", "… to the whole search index", m.indexed_s);
    for (name, (p50, p99)) in [("list", list), ("search", search), ("map (live snapshot)", map)] {
        println!("{name:<44} {p50:>10.1} {p99:>10.1} ms  p50, p99");
    }
    println!("{:<44} {:>10.0} KiB", "largest live snapshot", m.snapshot_kib);
    println!("{:<44} {:>10.0} MiB", "peak resident memory", m.peak_mib);
    let void = m.others > CONTENTION;
    if void {
        println!("VOID: other processes used {:.0} % of the machine", m.others * 100.0);
    }
    println!(
        r#"{{"incidents":{incidents},"log_records":{records},"start_s":{:.2},"p99_ms":{:.1},"list_p50_ms":{:.1},"list_p99_ms":{:.1},"search_p50_ms":{:.1},"search_p99_ms":{:.1},"map_p50_ms":{:.1},"map_p99_ms":{:.1},"indexed_s":{:.2},"snapshot_kib":{:.0},"peak_rss_mib":{:.0},"void":{void}}}"#,
        m.start_s,
        list.1.max(search.1).max(map.1),
        list.0,
        list.1,
        search.0,
        search.1,
        map.0,
        map.1,
        m.indexed_s,
        m.snapshot_kib,
        m.peak_mib,
    );
}
