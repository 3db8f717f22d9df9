//! LiveKit, asked by WHIP: one request gives a publisher's answer, or that of a subscriber who names the tracks it
//! waits for. Whoever joins is given all tracks of the room.

use super::{Forwarder, Scratch};
use crate::process::{Killed, spawn_on};
use crate::sfu::description::Local;
use crate::sfu::scene::{Camera, Scene, Seat};
use crate::sfu::{MEDIA_CPU, PEER_LIMIT};
use anyhow::{Context, bail, ensure};
use aws_lc_rs::hmac;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use std::fs::{self, File};
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::process::Command;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

pub const PROGRAM: &str = "livekit-server";
const PORT: u16 = 7_880;
const KEY: &str = "bench";
const SECRET: &str = "of-a-server-that-lives-for-one-run-on-loopback";
/// How it names the tracks of an offer.
const VOICE: &str = "synthesized-microphone";
const PICTURE: &str = "synthesized-camera";

pub struct Livekit {
    scene: Scene,
    child: Killed,
    _scratch: Scratch,
}

impl Livekit {
    pub fn start(scene: Scene) -> anyhow::Result<Self> {
        let scratch = Scratch::new("livekit")?;
        let configuration = scratch.path().join("livekit.yaml");
        let text = format!(
            "port: {PORT}\nbind_addresses: [127.0.0.1]\nkeys: {{ {KEY}: {SECRET} }}\nlogging: {{ level: error }}\n\
             rtc: {{ use_external_ip: false, node_ip: 127.0.0.1, enable_loopback_candidate: true, \
             port_range_start: 50000, port_range_end: 60000, interfaces: {{ includes: [lo] }} }}\n"
        );
        fs::write(&configuration, text)?;
        let log = File::create(scratch.path().join("log"))?;
        let mut command = Command::new(PROGRAM);
        command.arg("--config").arg(&configuration).stdout(log.try_clone()?).stderr(log);
        let child = spawn_on(MEDIA_CPU, &mut command).context("livekit does not start")?;
        let livekit = Self { scene, child, _scratch: scratch };
        let limit = Instant::now() + PEER_LIMIT;
        while let Err(error) = connect() {
            if Instant::now() > limit {
                let log = fs::read_to_string(livekit._scratch.path().join("log")).unwrap_or_default();
                bail!("livekit does not listen: {error}; its log ends: {}", log.lines().last().unwrap_or_default());
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        Ok(livekit)
    }

    /// Posts an offer; gives the answer. HTTP/1.0, so that the body is as long as the connection.
    fn post(&self, token: &str, waits_for: &Value, offer: &str) -> anyhow::Result<String> {
        let mut stream = connect()?;
        stream.set_read_timeout(Some(PEER_LIMIT))?;
        stream.set_write_timeout(Some(PEER_LIMIT))?;
        let wanted = json!({ "subscribedParticipantTrackNames": waits_for });
        write!(
            stream,
            "POST /whip/v1 HTTP/1.0\r\nHost: 127.0.0.1\r\nContent-Type: application/sdp\r\n\
             Authorization: Bearer {token}\r\nX-LiveKit-ClientInfo: {wanted}\r\nContent-Length: {}\r\n\r\n{offer}",
            offer.len()
        )?;
        let mut text = String::new();
        stream.read_to_string(&mut text).context("livekit does not answer")?;
        let (head, body) = text.split_once("\r\n\r\n").context("livekit answers no HTTP")?;
        let status = head.lines().next().unwrap_or_default();
        ensure!(status.contains(" 201 "), "livekit: {status}: {body}");
        Ok(body.to_owned())
    }
}

impl Forwarder for Livekit {
    fn pid(&self) -> u32 {
        self.child.0.id()
    }

    fn publish(&mut self, camera: Camera, local: &Local) -> anyhow::Result<String> {
        let grant = json!({ "canPublish": true, "canSubscribe": false });
        let token = token(&identity(camera), camera.conference().0, grant)?;
        self.post(&token, &json!({}), &local.publishing())
    }

    fn subscribe(&mut self, viewer: Seat, local: &Local) -> anyhow::Result<String> {
        let cameras = || self.scene.seen_by(viewer);
        let tracks = |camera: Camera| (identity(camera), json!([VOICE, PICTURE]));
        let waits_for: Value = cameras().map(tracks).collect::<serde_json::Map<_, _>>().into();
        let grant = json!({ "canPublish": false, "canSubscribe": true });
        let token = token(&format!("viewer-{}", viewer.1.0), viewer.0.0, grant)?;
        self.post(&token, &waits_for, &local.receiving(cameras().count(), cameras().count()))
    }
}

fn connect() -> std::io::Result<TcpStream> {
    TcpStream::connect_timeout(&SocketAddr::from((Ipv4Addr::LOCALHOST, PORT)), PEER_LIMIT)
}

fn identity(camera: Camera) -> String {
    format!("camera-{}", camera.site().0)
}

/// A JSON Web Token (RFC 7519) signed with HMAC-SHA-256, good for an hour.
fn token(identity: &str, room: u64, mut grant: Value) -> anyhow::Result<String> {
    grant["room"] = json!(format!("room-{room}"));
    grant["roomJoin"] = json!(true);
    grant["roomCreate"] = json!(true);
    let expires = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs() + 3_600;
    let claims = json!({ "iss": KEY, "sub": identity, "exp": expires, "video": grant });
    let encoded = |part: &Value| BASE64_URL_SAFE_NO_PAD.encode(part.to_string());
    let signed = format!("{}.{}", encoded(&json!({ "alg": "HS256", "typ": "JWT" })), encoded(&claims));
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, SECRET.as_bytes()), signed.as_bytes());
    Ok(format!("{signed}.{}", BASE64_URL_SAFE_NO_PAD.encode(tag)))
}
