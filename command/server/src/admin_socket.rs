//! The operator's door: a Unix socket `DATA/run/admin.sock`, mode 0600. Whoever can open it owns the data directory.
//!
//! One connection asks one thing: a line of JSON [`AdminAsk`], answered by a line `{"Ok": AdminAnswer}` or
//! `{"Err": Refusal}`. What is asked becomes an ordinary input by [`Actor::Console`] and stands in the log.

use crate::{
    auth::{
        password::Passwords,
        secret::NodeSecret,
        site_token::{self, SiteGrant},
    },
    domain::Domain,
    engine::Engine,
};
use fengsui_command_core::{NodeInput, Secret};
use fengsui_protocol::{
    Actor, ConferenceId, InputId, Micros, Refusal, UserId, bounds, conference::Presence, live::EntityKey,
};
use serde::{Deserialize, Serialize};
use std::{io, os::unix::fs::PermissionsExt, path::Path};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::{UnixListener, UnixStream},
};

/// File name under `DATA/run/`.
pub const ADMIN_SOCKET: &str = "admin.sock";
/// Bytes in one question.
const ASK_BYTES: u64 = 16 * 1024;
/// Characters of a password made here.
const PASSWORD_CHARS: usize = 16;
/// Longest validity of a site token, hours.
const TOKEN_HOURS: u32 = 24 * 31;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum AdminAsk {
    CreateConference {
        title: String,
    },
    ListConferences,
    /// A bearer token for WHIP and WHEP.
    Token {
        conference: ConferenceId,
        site: String,
        publish: bool,
        hours: u32,
    },
    /// A new one-time password for an administrator (the first one when no account is named).
    ResetAdmin {
        account: Option<String>,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum AdminAnswer {
    Conference { id: ConferenceId },
    Conferences { open: Vec<ConferenceLine> },
    Token { token: String },
    Password { account: String, password: String },
}

/// An open conference, for the operator's list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConferenceLine {
    pub id: ConferenceId,
    pub title: String,
    pub since: Micros,
    pub sites: usize,
    pub present: usize,
}

/// What the door needs.
#[derive(Clone)]
pub struct Admin {
    pub engine: Engine,
    pub secret: NodeSecret,
    pub passwords: Passwords,
}

/// Listens in `run_dir`; a socket left over by a dead process is replaced.
///
/// # Errors
/// When the socket cannot be made.
pub fn listen(run_dir: &Path) -> io::Result<UnixListener> {
    let path = run_dir.join(ADMIN_SOCKET);
    match std::fs::remove_file(&path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let listener = UnixListener::bind(&path)?;
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600))?;
    Ok(listener)
}

/// Answers until the process ends.
pub async fn serve(listener: UnixListener, admin: Admin) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                tokio::spawn(answer_one(stream, admin.clone()));
            }
            Err(error) => {
                tracing::warn!(%error, "admin socket");
                tokio::time::sleep(std::time::Duration::from_secs(1)).await;
            }
        }
    }
}

async fn answer_one(stream: UnixStream, admin: Admin) {
    let (read, mut write) = stream.into_split();
    let mut line = Vec::new();
    if BufReader::new(read.take(ASK_BYTES)).read_until(b'\n', &mut line).await.is_err() {
        return;
    }
    let answer = match serde_json::from_slice(&line) {
        Ok(ask) => admin.answer(ask).await,
        Err(error) => Err(Refusal::new("ADMIN-1", "命令无法识别", format!("Not understood: {error}"))),
    };
    let mut out = serde_json::to_vec(&answer).expect("answers serialise");
    out.push(b'\n');
    // Whoever hung up does not want the answer.
    let _ = write.write_all(&out).await;
}

/// Asks the node that runs on `data_dir`; blocks.
///
/// # Errors
/// When no node runs there, or its refusal.
pub fn ask(data_dir: &Path, ask: &AdminAsk) -> anyhow::Result<AdminAnswer> {
    use anyhow::Context;
    use std::io::{BufRead, Write};
    let path = data_dir.join("run").join(ADMIN_SOCKET);
    let mut stream = std::os::unix::net::UnixStream::connect(&path)
        .with_context(|| format!("no node is running on {} (start it with `fengsui run`)", data_dir.display()))?;
    let mut line = serde_json::to_vec(ask)?;
    line.push(b'\n');
    stream.write_all(&line)?;
    let mut answer = String::new();
    std::io::BufReader::new(stream).read_line(&mut answer)?;
    let answer: Result<AdminAnswer, Refusal> = serde_json::from_str(&answer).context("the node gave no answer")?;
    answer.map_err(|refusal| anyhow::anyhow!("{} {} / {}", refusal.rule, refusal.message_zh, refusal.message_en))
}

impl Admin {
    async fn answer(&self, ask: AdminAsk) -> Result<AdminAnswer, Refusal> {
        match ask {
            AdminAsk::CreateConference { title } => self.create_conference(title).await,
            AdminAsk::ListConferences => Ok(AdminAnswer::Conferences { open: self.conferences() }),
            AdminAsk::Token { conference, site, publish, hours } => self.token(conference, site, publish, hours),
            AdminAsk::ResetAdmin { account } => self.reset_admin(account).await,
        }
    }

    async fn create_conference(&self, title: String) -> Result<AdminAnswer, Refusal> {
        let input = fengsui_protocol::input::Input::CreateConference { title, incident: None, invite: Vec::new() };
        let committed = self.engine.submit(Actor::Console, new_id(), input).await?;
        match committed.made {
            Some(EntityKey::Conference(id)) => Ok(AdminAnswer::Conference { id }),
            _ => Err(Refusal::new("ADMIN-2", "会议未建立", "No conference was made")),
        }
    }

    fn conferences(&self) -> Vec<ConferenceLine> {
        let line = |view: fengsui_protocol::conference::ConferenceView| ConferenceLine {
            id: view.id,
            title: view.title,
            since: view.created_at,
            present: view.sites.iter().filter(|site| matches!(site.presence, Presence::Present { .. })).count(),
            sites: view.sites.len(),
        };
        self.engine.read(|domain| domain.open_conferences().into_iter().map(line).collect())
    }

    fn token(&self, conference: ConferenceId, site: String, publish: bool, hours: u32) -> Result<AdminAnswer, Refusal> {
        let site = site.trim().to_owned();
        if site.is_empty() || site.chars().count() > bounds::NAME_CHARS {
            return Err(
                Refusal::new("BOUND", "会场名称为空或过长", "The site's name is empty or too long").field("site")
            );
        }
        if !(1..=TOKEN_HOURS).contains(&hours) {
            return Err(Refusal::new("BOUND", "有效小时数不对", "Hours of validity out of range")
                .field("hours")
                .accept([format!("1–{TOKEN_HOURS}")]));
        }
        if self.engine.read(|domain| domain.table(conference)).is_none() {
            let open = self.conferences().into_iter().map(|line| line.id.to_string());
            return Err(Refusal::new("ADMIN-3", "没有这个进行中的会议", "No such open conference")
                .field("conference")
                .accept(open));
        }
        let expires_at = self.engine.now().plus(i64::from(hours) * 60 * Micros::MINUTE);
        let grant = SiteGrant { conference, site, publish, expires_at };
        Ok(AdminAnswer::Token { token: site_token::seal(&self.secret, &grant) })
    }

    async fn reset_admin(&self, account: Option<String>) -> Result<AdminAnswer, Refusal> {
        let known = self.engine.read(Domain::administrators);
        let asked_for = |(_, name): &&(UserId, String)| account.as_ref().is_none_or(|asked| asked == name);
        let Some((user, account)) = known.iter().find(asked_for).cloned() else {
            return Err(Refusal::new("ADMIN-4", "没有这个管理员账号", "No such administrator")
                .field("account")
                .accept(known.into_iter().map(|(_, name)| name)));
        };
        let password = one_time_password();
        let password_hash = Secret(self.passwords.hash(password.clone()).await?);
        let input = NodeInput::SetPassword { user, password_hash, must_change: true };
        self.engine.submit(Actor::Console, new_id(), input).await?;
        Ok(AdminAnswer::Password { account, password })
    }
}

fn new_id() -> InputId {
    InputId(uuid::Uuid::new_v4().to_string())
}

/// A password to be typed once: no letters or digits that look alike.
pub fn one_time_password() -> String {
    const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz23456789A";
    let bytes = crate::auth::random_bytes::<PASSWORD_CHARS>();
    bytes.iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect()
}
