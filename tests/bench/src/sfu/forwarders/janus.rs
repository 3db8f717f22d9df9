//! Janus: its videoroom plugin, asked over its Unix socket. Publishers offer; to subscribers Janus does.

use super::{Forwarder, Scratch};
use crate::process::{Killed, spawn_on};
use crate::sfu::description::Local;
use crate::sfu::namespace::ADDRESS;
use crate::sfu::scene::{Camera, Scene, Seat};
use crate::sfu::{MEDIA_CPU, PEER_LIMIT, TRIES};
use anyhow::{Context, bail};
use serde_json::{Value, json};
use std::fs::{self, File};
use std::net::Ipv4Addr;
use std::os::unix::net::UnixDatagram;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

/// "No such feed": the publisher's connection is not up yet.
const NO_SUCH_FEED: u64 = 428;
const OTHER_PLUGINS: &str = "libjanus_audiobridge.so,libjanus_duktape.so,libjanus_echotest.so,libjanus_lua.so,\
    libjanus_nosip.so,libjanus_recordplay.so,libjanus_sip.so,libjanus_streaming.so,libjanus_textroom.so,\
    libjanus_videocall.so,libjanus_voicemail.so";
const OTHER_TRANSPORTS: &str =
    "libjanus_http.so,libjanus_mqtt.so,libjanus_nanomsg.so,libjanus_rabbitmq.so,libjanus_websockets.so";

pub struct Janus {
    scene: Scene,
    child: Killed,
    api: UnixDatagram,
    session: u64,
    asked: u64,
    _scratch: Scratch,
}

impl Janus {
    /// Now and then one starts without its socket, and ends: another is started.
    pub fn start(scene: Scene) -> anyhow::Result<Self> {
        let started = || (1..TRIES).find_map(|_| Self::start_once(scene).ok());
        started().map_or_else(|| Self::start_once(scene), Ok)
    }

    fn start_once(scene: Scene) -> anyhow::Result<Self> {
        let scratch = Scratch::new("janus")?;
        let socket = scratch.path().join("api");
        configure(scratch.path(), &socket)?;
        let log = File::create(scratch.path().join("log"))?;
        let mut command = Command::new("janus");
        command.arg("--configs-folder").arg(scratch.path()).stdout(log.try_clone()?).stderr(log);
        let mut child = spawn_on(MEDIA_CPU, &mut command).context("janus does not start")?;
        let api = UnixDatagram::bind(scratch.path().join("bench"))?;
        let limit = Instant::now() + PEER_LIMIT;
        while let Err(error) = api.connect(&socket) {
            if Instant::now() > limit || child.0.try_wait()?.is_some() {
                let log = fs::read_to_string(scratch.path().join("log")).unwrap_or_default();
                let errors = log.lines().filter(|line| ["ERR", "FATAL", "Unix"].iter().any(|word| line.contains(word)));
                bail!("janus has no socket: {error}; it said {}", errors.collect::<Vec<_>>().join("; "));
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        api.set_read_timeout(Some(PEER_LIMIT))?;
        api.set_write_timeout(Some(PEER_LIMIT))?;
        let mut janus = Self { scene, child, api, session: 0, asked: 0, _scratch: scratch };
        janus.session = id(&janus.ask(json!({ "janus": "create" }))?)?;
        let control = janus.attach()?;
        for room in scene.tables().into_iter().map(|table| table.conference.0) {
            let publishers = scene.cameras;
            let body = json!({
                "request": "create", "room": room, "publishers": publishers, "bitrate": 0, "fir_freq": 0,
                "audiocodec": "opus", "videocodec": "vp8", "audiolevel_ext": true, "transport_wide_cc_ext": true,
            });
            janus.message(control, body, None)?;
        }
        Ok(janus)
    }

    fn attach(&mut self) -> anyhow::Result<u64> {
        id(&self.ask(json!({ "janus": "attach", "session_id": self.session, "plugin": "janus.plugin.videoroom" }))?)
    }

    /// To the plugin; gives its own words, and its description where there is one.
    fn message(&mut self, handle: u64, body: Value, jsep: Option<Value>) -> anyhow::Result<(Value, Option<String>)> {
        let mut message = json!({ "janus": "message", "session_id": self.session, "handle_id": handle, "body": body });
        if let Some(jsep) = jsep {
            message["jsep"] = jsep;
        }
        let mut answer = self.ask(message)?;
        let description = answer["jsep"]["sdp"].as_str().map(str::to_owned);
        Ok((answer["plugindata"]["data"].take(), description))
    }

    /// Asks, and waits for what is more than "I have heard you".
    fn ask(&mut self, mut message: Value) -> anyhow::Result<Value> {
        self.asked += 1;
        let transaction = self.asked.to_string();
        message["transaction"] = json!(transaction);
        self.api.send(message.to_string().as_bytes())?;
        let mut bytes = vec![0; 65_536];
        let limit = Instant::now() + PEER_LIMIT;
        while Instant::now() < limit {
            let n = self.api.recv(&mut bytes).context("janus says nothing")?;
            let answer: Value = serde_json::from_slice(&bytes[..n])?;
            if answer["transaction"] != transaction.as_str() || answer["janus"] == "ack" {
                continue;
            }
            if answer["janus"] == "error" {
                bail!("janus: {}", answer["error"]);
            }
            return Ok(answer);
        }
        bail!("janus does not answer")
    }
}

impl Forwarder for Janus {
    fn pid(&self) -> u32 {
        self.child.0.id()
    }

    /// Its sockets are bound to the interface: what it sends to an address of another does not arrive.
    fn address(&self) -> Ipv4Addr {
        ADDRESS
    }

    fn publish(&mut self, camera: Camera, local: &Local) -> anyhow::Result<String> {
        let handle = self.attach()?;
        let (room, feed) = (camera.conference().0, camera.site().0);
        let body = json!({ "request": "joinandconfigure", "ptype": "publisher", "room": room, "id": feed });
        let offer = json!({ "type": "offer", "sdp": local.publishing() });
        let (said, answer) = self.message(handle, body, Some(offer))?;
        answer.with_context(|| format!("janus gives no answer: {said}"))
    }

    fn subscribe(&mut self, viewer: Seat, local: &Local) -> anyhow::Result<String> {
        let handle = self.attach()?;
        // Sections of the publisher's offer: its voice is the first, its picture the second.
        let voices = self.scene.seen_by(viewer).filter(|camera| camera.speaks());
        let voices = voices.map(|camera| json!({ "feed": camera.site().0, "mid": "0" }));
        let pictures = self.scene.seen_by(viewer).map(|camera| json!({ "feed": camera.site().0, "mid": "1" }));
        let streams: Vec<Value> = voices.chain(pictures).collect();
        let body = json!({ "request": "join", "ptype": "subscriber", "room": viewer.0.0, "streams": streams });
        let limit = Instant::now() + PEER_LIMIT;
        let offer = loop {
            let (said, offer) = self.message(handle, body.clone(), None)?;
            match offer {
                Some(offer) => break offer,
                None if said["error_code"] == NO_SUCH_FEED && Instant::now() < limit => {
                    std::thread::sleep(Duration::from_millis(20));
                }
                None => bail!("janus offers nothing: {said}"),
            }
        };
        let answer = json!({ "type": "answer", "sdp": local.answer(&offer) });
        let (said, _) = self.message(handle, json!({ "request": "start" }), Some(answer))?;
        if said["started"] != "ok" {
            bail!("janus does not start the subscription: {said}");
        }
        Ok(offer)
    }
}

fn id(answer: &Value) -> anyhow::Result<u64> {
    answer["data"]["id"].as_u64().with_context(|| format!("janus: no id in {answer}"))
}

/// ICE-lite like ours, nothing but the videoroom, one socket to ask it by.
fn configure(directory: &Path, socket: &Path) -> anyhow::Result<()> {
    let core = format!(
        "general: {{ debug_level = 3 session_timeout = 0 }}\nmedia: {{ ipv6 = false }}\n\
         nat: {{ ice_lite = true ice_enforce_list = \"{ADDRESS}\" }}\n\
         plugins: {{ disable = \"{OTHER_PLUGINS}\" }}\ntransports: {{ disable = \"{OTHER_TRANSPORTS}\" }}\n\
         loggers: {{ disable = \"libjanus_jsonlog.so\" }}\n"
    );
    let api = format!(
        "general: {{ enabled = true json = \"compact\" path = \"{}\" type = \"SOCK_DGRAM\" }}\n\
         admin: {{ admin_enabled = false }}\n",
        socket.display()
    );
    fs::write(directory.join("janus.jcfg"), core)?;
    fs::write(directory.join("janus.transport.pfunix.jcfg"), api)?;
    fs::write(directory.join("janus.plugin.videoroom.jcfg"), "general: { }\n")?;
    Ok(())
}
