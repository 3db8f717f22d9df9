//! `fengsui-robot alarm`: how fast an alarm becomes a meeting, measured from outside with six departments as robots.
//!
//! Each round a duty officer presses 一键会商 on an incident of its own. An invitation is on a department's screen when the delta with its
//! ringing place has come over its websocket. Each department accepts at once, publishes and receives; its first frame is
//! there when the last packet of a whole keyframe of another site has come. The last line is JSON.

use anyhow::{Context, bail, ensure};
use fengsui_protocol::{
    ConferenceId, IncidentId, UnitGroupId, UnitId,
    account::Role,
    conference::{Devices, Presence},
    demo::{DemoAccount, DemoFile},
    geo::Place,
    incident::{Caller, Casualties, IncidentFacts},
    input::Input,
    live::{EntityKey, EntityView},
};
use fengsui_robot::account::{Account, Answer, Node};
use fengsui_robot::{live, media};
use std::path::PathBuf;
use std::time::{Duration, Instant};
use tokio::sync::watch;
use tokio::task::JoinSet;

/// The demo's group of the six departments.
const GROUP: &str = "departments";
/// Pictures that a department's screen holds: main, presentation, and one for each other site.
const SLOTS: usize = 8;
const LIMIT: Duration = Duration::from_secs(30);

#[derive(clap::Args)]
pub struct Options {
    /// Address of the node.
    #[arg(long)]
    url: String,
    /// Root certificate of the node, PEM.
    #[arg(long)]
    root: Option<PathBuf>,
    /// `DATA/demo.json`.
    #[arg(long)]
    file: PathBuf,
    /// Folder that `fengsui-packager scene` rendered into.
    #[arg(long)]
    scenes: PathBuf,
    /// Alarms, one after another.
    #[arg(long, default_value_t = 20)]
    rounds: usize,
}

/// A department, logged in, with its screen open.
#[derive(Clone)]
struct Department {
    account: Account,
    screen: watch::Receiver<live::Copy>,
    scene: media::Scene,
}

/// Milliseconds that one department waited.
struct Answered {
    invited_ms: f64,
    first_frame_ms: f64,
}

/// # Errors
/// When the node refuses something or a department gets no picture within 30 s.
pub async fn run(options: Options) -> anyhow::Result<()> {
    let file: DemoFile = serde_json::from_slice(&std::fs::read(&options.file)?)?;
    let node = Node::new(&options.url, options.root.as_deref())?;
    let officer =
        login(&node, &file.robots, |robot| robot.role == Role::DutyOfficer).await?.pop().context("no officer")?;
    let departments = departments(&node, &file, &options).await?;
    ensure!(departments.len() == 6, "{} departments have a scene, six are needed", departments.len());
    let own = departments[0].scene.clone();
    let mut all = Vec::new();
    for round in 1..=options.rounds {
        let found = alarm(&officer, &departments, &own, round).await.with_context(|| format!("round {round}"))?;
        let slowest = found.iter().map(|a| a.first_frame_ms).fold(0.0, f64::max);
        let invited = found.iter().map(|a| a.invited_ms).fold(0.0, f64::max);
        println!(
            "round {round:2}: all six invited after {invited:6.1} ms, first frame at all six {slowest:7.1} ms after accepting"
        );
        all.extend(found);
    }
    let invited: Vec<f64> = all.iter().map(|a| a.invited_ms).collect();
    let frames: Vec<f64> = all.iter().map(|a| a.first_frame_ms).collect();
    println!(
        "{}",
        serde_json::json!({
            "departments": departments.len(),
            "rounds": options.rounds,
            "invite_p50_ms": percentile(&invited, 50),
            "invite_p95_ms": percentile(&invited, 95),
            "first_frames_p50_ms": percentile(&frames, 50),
            "first_frames_p95_ms": percentile(&frames, 95),
        })
    );
    Ok(())
}

async fn login(
    node: &Node,
    robots: &[DemoAccount],
    whom: impl Fn(&DemoAccount) -> bool,
) -> anyhow::Result<Vec<Account>> {
    let mut accounts = Vec::new();
    for robot in robots.iter().filter(|robot| whom(robot)) {
        accounts.push(Account::login(node, &robot.account, &robot.password).await?);
    }
    Ok(accounts)
}

async fn departments(node: &Node, file: &DemoFile, options: &Options) -> anyhow::Result<Vec<Department>> {
    let accounts = login(node, &file.robots, |robot| robot.role == Role::DepartmentOfficer).await?;
    let mut departments = Vec::new();
    for account in accounts {
        let Some(scene) = media::Scene::of(&options.scenes, &account.me.unit_name)? else { continue };
        let screen = live::follow(account.clone());
        screen.clone().wait_for(|copy| !copy.is_empty()).await?;
        departments.push(Department { account, screen, scene });
    }
    Ok(departments)
}

/// One alarm, from the key to six pictures, and its end.
async fn alarm(
    officer: &Account,
    departments: &[Department],
    own: &media::Scene,
    round: usize,
) -> anyhow::Result<Vec<Answered>> {
    let incident = log_incident(officer, round).await?;
    let mut waiting = JoinSet::new();
    let pressed = Instant::now();
    for department in departments {
        waiting.spawn(answer(department.clone(), incident, pressed));
    }
    let title = format!("第 {round} 次会商");
    let groups = vec![UnitGroupId::from(GROUP)];
    let made = accepted(officer, Input::StartConsultation { incident, title, groups, units: vec![] }).await?;
    let Some(EntityKey::Conference(conference)) = made.made else { bail!("no conference was made") };
    let devices = Devices { camera: true, microphone: true };
    accepted(officer, Input::JoinConference { conference, devices }).await?;
    let shown = media::publish(&officer.node, &officer.access, conference.0, own, media::Keyframes::AsRecorded).await?;
    let mut found = Vec::new();
    let mut held = Vec::new();
    while let Some(answered) = waiting.join_next().await {
        let (answered, legs) = answered??;
        found.push(answered);
        held.push(legs);
    }
    accepted(officer, Input::EndConference { conference }).await?;
    drop(held);
    shown.end().await;
    Ok(found)
}

/// What keeps a department in the meeting until the round is over.
type Legs = (media::Published, media::Received);

async fn answer(
    mut department: Department,
    incident: IncidentId,
    pressed: Instant,
) -> anyhow::Result<(Answered, Legs)> {
    let unit = department.account.me.unit.clone();
    let rung = |copy: &live::Copy| copy.values().find_map(|view| rings(view, incident, &unit));
    let copy = tokio::time::timeout(LIMIT, department.screen.wait_for(|copy| rung(copy).is_some())).await??.clone();
    let invited_ms = ms(pressed.elapsed());
    let conference = rung(&copy).context("it rang")?;
    let accepted_at = Instant::now();
    let devices = Devices { camera: true, microphone: true };
    accepted(&department.account, Input::JoinConference { conference, devices }).await?;
    let Account { node, access, .. } = &department.account;
    let (published, received) = tokio::join!(
        media::publish(node, access, conference.0, &department.scene, media::Keyframes::AsRecorded),
        media::receive(node, access, conference.0, SLOTS),
    );
    let (published, mut received) = (published?, received?);
    let first = tokio::time::timeout(LIMIT, received.picture()).await.context("no picture came")??;
    let first_frame_ms = ms(first.at.duration_since(accepted_at));
    Ok((Answered { invited_ms, first_frame_ms }, (published, received)))
}

/// The consultation about `incident`, when it rings `unit`.
fn rings(view: &EntityView, incident: IncidentId, unit: &UnitId) -> Option<ConferenceId> {
    let EntityView::Conference(conference) = view else { return None };
    let mine = |site: &&fengsui_protocol::conference::SiteView| site.unit.as_ref() == Some(unit);
    let ringing =
        conference.sites.iter().find(mine).is_some_and(|site| matches!(site.presence, Presence::Ringing { .. }));
    (conference.incident == Some(incident) && ringing).then_some(conference.id)
}

async fn log_incident(officer: &Account, round: usize) -> anyhow::Result<IncidentId> {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?;
    let facts = IncidentFacts {
        title: format!("车头漫堤 {round}"),
        type_code: "A10100".into(),
        occurred_at: fengsui_protocol::Micros(now.as_micros() as i64),
        place: Place { text: "珠泉镇车头".into(), ..Place::default() },
        severity: None,
        casualties: Casualties::default(),
        caller: Caller::default(),
        narrative: "河水漫过堤顶。".into(),
        measures: String::new(),
        informed: String::new(),
    };
    match accepted(officer, Input::LogIncident { facts, from_record: None, taken_at: None }).await?.made {
        Some(EntityKey::Incident(incident)) => Ok(incident),
        made => bail!("no incident was made: {made:?}"),
    }
}

async fn accepted(account: &Account, input: Input) -> anyhow::Result<fengsui_protocol::http::Accepted> {
    match account.input(input).await? {
        Answer::Accepted(accepted) => Ok(accepted),
        Answer::Refused(refusal) => bail!("{} {}", refusal.rule, refusal.message_en),
    }
}

fn ms(span: Duration) -> f64 {
    span.as_secs_f64() * 1_000.0
}

/// Nearest rank, to a tenth.
fn percentile(samples: &[f64], percent: usize) -> f64 {
    let mut sorted = samples.to_vec();
    sorted.sort_by(f64::total_cmp);
    let rank = (sorted.len() * percent).div_ceil(100).max(1) - 1;
    sorted.get(rank).map_or(f64::NAN, |value| (value * 10.0).round() / 10.0)
}

#[cfg(test)]
mod tests {
    use super::percentile;

    #[test]
    fn nearest_rank() {
        let hundred: Vec<f64> = (1..=100).map(f64::from).collect();
        assert_eq!((percentile(&hundred, 50), percentile(&hundred, 95)), (50.0, 95.0));
        assert_eq!(percentile(&[7.26], 95), 7.3);
    }
}
