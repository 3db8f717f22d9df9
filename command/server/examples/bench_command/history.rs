//! A county's years from a seed: what people ask, decided by the core and chained by the log's writer as the node does it,
//! only in larger transactions. A few hundred incidents stay open, the rest is archived. One snapshot stands some
//! thousand records before the end, as the follower's would.

use anyhow::{Context, anyhow, ensure};
use fengsui_command_core::{NodeInput, Secret};
use fengsui_command_server::{
    auth::password::hash_now,
    domain::{self, Decided, Domain},
    log::{self, Draft, Hash, LogOptions, LogWriter},
    snapshots::{self, Standing},
};
use fengsui_protocol::{
    Actor, IncidentId, InputId, Micros, OrderId, UnitId, UserId,
    account::{Mode, Role, UnitKind},
    geo::{Place, Wgs84},
    incident::{Casualties, IncidentFacts, IncidentState as S, Severity},
    input::Input,
    live::EntityKey,
    order::{OrderContent, OrderRecipient, OrderUrgency},
};
use sqlx::{ConnectOptions, Connection};
use std::path::Path;

pub const COUNTY: &str = "431024";
pub const PASSWORD: &str = "a measuring password";
/// Who asks: county, department, township.
pub const ASKING: [&str; 3] = ["duty", "fire", "town-431024102"];

/// 2022-11-01, and what passes between two records.
const BEGIN: Micros = Micros(1_667_232_000_000_000);
const STEP: i64 = 110_000_000;
/// Incidents that are worked on at once.
const OPEN: usize = 300;
/// Records in one transaction.
const BATCH: usize = 8_192;
/// Records after the snapshot: half of what the node lets come together.
const TAIL: u64 = 2_500;

const TOWNS: [(&str, &str); 10] = [
    ("431024100", "珠泉镇"),
    ("431024102", "塘村镇"),
    ("431024103", "袁家镇"),
    ("431024104", "行廊镇"),
    ("431024106", "龙潭镇"),
    ("431024107", "石桥镇"),
    ("431024108", "坦坪镇"),
    ("431024110", "广发镇"),
    ("431024111", "晋屏镇"),
    ("431024201", "普满乡"),
];
const KINDS: [(&str, &str, &str); 6] = [
    ("A20700", "两车相撞", "两车相撞，一人被困，交通中断。"),
    ("A20600", "民房起火", "民房起火，明火较大，周边住户正在疏散。"),
    ("A10100", "路面积水", "连续降雨，路面积水约三十厘米，两车熄火，无人员伤亡。"),
    ("A10400", "山体滑坡", "山体滑坡约二百立方，塌方阻断道路，需转移群众。"),
    ("A20400", "危化品泄漏", "槽罐车泄漏，有刺激性气味，已设置警戒。"),
    ("A21300", "燃气管道破裂", "施工挖破燃气管道，已关阀，正在抢修。"),
];
const SPOTS: [&str; 8] = [
    "人民北路与金田路交叉口",
    "省道322线32公里处",
    "滨江村三组",
    "中心小学门前",
    "农贸市场",
    "水库溢洪道",
    "老街12号",
    "工业园二期",
];
const NOTES: [&str; 6] = [
    "已通知城管和交警到场，正在设置警戒。",
    "现场回报：明火已扑灭，正在清理余火，无人员伤亡。",
    "已转移群众二十三人，安置在中心小学。",
    "抢险队伍到达，带来两台挖机，预计两小时打通一车道。",
    "气象局会商：未来三小时仍有短时强降雨。",
    "家属已联系上，情绪稳定；医院回报伤者生命体征平稳。",
];
const RAIL: [S; 9] = [
    S::Verifying,
    S::Confirmed,
    S::Assessing,
    S::Responding,
    S::Handling,
    S::Ended,
    S::Aftermath,
    S::Reviewing,
    S::Archived,
];

#[derive(Clone, Copy)]
enum Step {
    Classify,
    Move(S),
    Note,
    Draft,
    Submit,
    Approve,
    Issue,
    Show,
    Acknowledge,
    Reply,
    Complete,
}

/// An incident that is worked on.
struct Life {
    id: IncidentId,
    town: usize,
    kind: usize,
    order: Option<OrderId>,
    /// What is still to come, the next one last.
    steps: Vec<Step>,
}

struct Seed(u64);
impl Seed {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % bound
    }
}

struct Writing {
    domain: Domain,
    writer: LogWriter,
    drafts: Vec<Draft>,
    hash: Hash,
    inputs: u64,
    seed: Seed,
    duty: UserId,
    leader: UserId,
    towns: Vec<UserId>,
}

pub async fn write(dir: &Path, incidents: u64, records: u64) -> anyhow::Result<()> {
    let options = LogOptions { dir: dir.to_owned(), jurisdiction: COUNTY.into(), mode: Mode::Real, now: BEGIN };
    let writer = log::open(&options).await?;
    let (seed, none) = (Seed(0x9E37_79B9_7F4A_7C15), UserId(0));
    let (domain, hash) = (Domain::default(), log::record::GENESIS);
    let mut w =
        Writing { domain, writer, drafts: vec![], hash, inputs: 0, seed, duty: none, leader: none, towns: vec![] };
    w.set_up()?;
    let (mut lives, mut logged): (Vec<Life>, u64) = (Vec::new(), 0);
    while logged < incidents {
        if lives.len() < OPEN {
            let life = w.begin(incidents - logged, records)?;
            logged += 1;
            lives.push(life);
        } else {
            let at = w.seed.below(lives.len());
            w.go_on(&mut lives[at])?;
            if lives[at].steps.is_empty() {
                lives.swap_remove(at);
            }
        }
        w.flush(BATCH).await?;
    }
    ensure!(w.domain.seq() <= records, "{} records already", w.domain.seq());
    let mut snapshot = false;
    while w.domain.seq() < records {
        if !snapshot && w.domain.seq() + TAIL >= records {
            w.flush(1).await?;
            let standing = Standing { domain: w.domain.clone(), seq: w.domain.seq(), hash: w.hash };
            snapshots::store(w.writer.log(), &standing).await?;
            snapshot = true;
        }
        let at = w.seed.below(lives.len());
        w.step(&mut lives[at], Step::Note)?;
        w.flush(BATCH).await?;
    }
    w.flush(1).await?;
    ensure!(snapshot, "a snapshot stands before the end");
    let Writing { domain, writer, .. } = w;
    ensure!(domain.command.incidents.len() as u64 == incidents && domain.seq() == records, "as many as asked");
    let pool = writer.log().pool().clone();
    drop(writer);
    pool.close().await;
    let mut connection = log::connect_options(dir).connect().await?;
    sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&mut connection).await?;
    connection.close().await?;
    Ok(())
}

impl Writing {
    fn set_up(&mut self) -> anyhow::Result<()> {
        let (id, name) = (COUNTY.into(), "嘉禾县".to_owned());
        self.take(Actor::Node, NodeInput::OpenJurisdiction { id, name, mode: Mode::Real, bbox: None })?;
        let hash = hash_now(PASSWORD);
        self.duty =
            self.person("centre", "县应急指挥中心", UnitKind::Centre, None, "duty", Role::DutyOfficer, &hash)?;
        self.leader = self.user("leader", "centre", Role::Leader, &hash)?;
        self.person("fire", "县消防救援大队", UnitKind::Fire, None, "fire", Role::DepartmentOfficer, &hash)?;
        for (code, name) in TOWNS {
            let unit = format!("town-{code}");
            let user = self.person(&unit, name, UnitKind::Township, Some(code), &unit, Role::TownshipOfficer, &hash)?;
            self.towns.push(user);
        }
        Ok(())
    }

    #[expect(clippy::too_many_arguments, reason = "a line of a table")]
    fn person(
        &mut self,
        unit: &str,
        name: &str,
        kind: UnitKind,
        code: Option<&str>,
        account: &str,
        role: Role,
        hash: &str,
    ) -> anyhow::Result<UserId> {
        let (id, name, code) = (unit.into(), name.to_owned(), code.map(str::to_owned));
        self.take(Actor::Node, NodeInput::Asked(Input::CreateUnit { id, name, kind, code, phone: None }))?;
        self.user(account, unit, role, hash)
    }

    fn user(&mut self, account: &str, unit: &str, role: Role, hash: &str) -> anyhow::Result<UserId> {
        let made = self.take(
            Actor::Node,
            NodeInput::CreateUser {
                account: account.to_owned(),
                name: format!("{account} 值班"),
                unit: unit.into(),
                role,
                password_hash: Secret(hash.to_owned()),
                must_change: false,
            },
        )?;
        match made {
            Some(EntityKey::User(id)) => Ok(id),
            made => Err(anyhow!("{made:?}")),
        }
    }

    fn now(&self) -> Micros {
        BEGIN.plus(self.domain.seq() as i64 * STEP)
    }

    /// Decides and applies as the node's writer does.
    fn take(&mut self, actor: Actor, input: impl Into<domain::NodeInput>) -> anyhow::Result<Option<EntityKey>> {
        let (at, input) = (self.now(), input.into());
        let decided = self.domain.decide(at, &actor, &input);
        let Decided::Events(events) = decided.map_err(|refusal| anyhow!("{refusal:?} to {input:?}"))? else {
            return Ok(None);
        };
        self.inputs += 1;
        let made = events.iter().find_map(domain::Event::made);
        for event in events {
            self.domain.apply(self.domain.seq() + 1, at, &event);
            self.drafts.push(Draft {
                at,
                mode: Mode::Real,
                actor: actor.to_string(),
                input_id: InputId(format!("history-{:08}", self.inputs)),
                kind: event.kind(),
                version: event.version(),
                body: event.body(),
            });
        }
        Ok(made)
    }

    async fn flush(&mut self, from: usize) -> anyhow::Result<()> {
        if self.drafts.len() >= from {
            let records = self.writer.append(std::mem::take(&mut self.drafts)).await?;
            self.hash = records.last().context("records")?.hash;
        }
        Ok(())
    }

    /// 接报. `left`: incidents still to come, for how many notes it may take.
    fn begin(&mut self, left: u64, records: u64) -> anyhow::Result<Life> {
        let (town, kind, spot) = (self.seed.below(10), self.seed.below(6), self.seed.below(8));
        let (code, name) = TOWNS[town];
        let (type_code, title, narrative) = KINDS[kind];
        let (x, y) = (self.seed.below(30_000) as f64 / 1e5, self.seed.below(30_000) as f64 / 1e5);
        let facts = IncidentFacts {
            title: format!("{name}{}{title}", SPOTS[spot]),
            type_code: type_code.to_owned(),
            occurred_at: self.now().plus(-10 * Micros::MINUTE),
            place: Place {
                text: format!("{name}{}", SPOTS[spot]),
                position: Some(Wgs84 { lon: 112.24 + x, lat: 25.4 + y }),
                town: Some(code.to_owned()),
                ..Place::default()
            },
            severity: None,
            casualties: Casualties::default(),
            caller: Default::default(),
            narrative: narrative.to_owned(),
            measures: "已通知有关单位到场。".to_owned(),
            informed: String::new(),
        };
        let input = Input::LogIncident { facts, from_record: None, taken_at: None };
        let made = self.take(Actor::User(self.duty), input)?;
        let Some(EntityKey::Incident(id)) = made else { return Err(anyhow!("{made:?}")) };
        let room = records.saturating_sub(self.domain.seq() + TAIL + 6_000) / left.max(1);
        let mut steps = self.course();
        let notes = (room as usize).saturating_sub(steps.len() + 1).min(40);
        for _ in 0..notes {
            let at = 1 + self.seed.below(steps.len() - 1);
            steps.insert(at, Step::Note);
        }
        steps.reverse();
        Ok(Life { id, town, kind, order: None, steps })
    }

    /// One in six is a false alarm; of the rest one in three brings an order.
    fn course(&mut self) -> Vec<Step> {
        if self.seed.below(6) == 0 {
            return vec![Step::Move(S::Verifying), Step::Move(S::FalseAlarm), Step::Move(S::Archived)];
        }
        let mut steps: Vec<_> = RAIL.into_iter().map(Step::Move).collect();
        if self.seed.below(3) == 0 {
            use Step::*;
            steps.splice(5..5, [Draft, Submit, Approve, Issue, Show, Acknowledge, Reply, Complete]);
        }
        steps.insert(2, Step::Classify);
        steps
    }

    fn go_on(&mut self, life: &mut Life) -> anyhow::Result<()> {
        match life.steps.pop() {
            Some(step) => self.step(life, step),
            None => Ok(()),
        }
    }

    fn step(&mut self, life: &mut Life, step: Step) -> anyhow::Result<()> {
        let incident = life.id;
        let order = || life.order.context("an order");
        let screen = || "screen-history".to_owned();
        let (by, input) = match step {
            Step::Classify => {
                let severity = [None, Some(Severity::Iv), Some(Severity::Iii)][self.seed.below(3)];
                let (type_code, basis) = (KINDS[life.kind].0.to_owned(), "按现场核实".to_owned());
                (self.duty, Input::ClassifyIncident { incident, type_code, severity, basis })
            }
            Step::Move(to) => {
                (self.duty, Input::TransitionIncident { incident, to, basis: "按值班领导意见".to_owned() })
            }
            Step::Note => {
                let text = NOTES[self.seed.below(NOTES.len())].to_owned();
                (self.duty, Input::AddNote { incident, text })
            }
            Step::Draft => {
                let unit = UnitId(format!("town-{}", TOWNS[life.town].0));
                let content = OrderContent {
                    title: "组织力量到场处置".to_owned(),
                    text: "立即组织人员到场，设置警戒，疏散周边群众，每小时报告一次。".to_owned(),
                    recipients: vec![OrderRecipient::Unit(unit)],
                    urgency: OrderUrgency::Routine,
                    complete_by: None,
                    reply_every_minutes: None,
                    decision: None,
                };
                (self.duty, Input::DraftOrder { incident, content })
            }
            Step::Submit => (self.duty, Input::SubmitOrder { order: order()? }),
            Step::Approve => (self.leader, Input::ApproveOrder { order: order()?, remark: String::new() }),
            Step::Issue => (self.duty, Input::IssueOrder { order: order()?, urgent_basis: None }),
            Step::Show => (self.towns[life.town], Input::ShowOrder { order: order()?, screen: screen() }),
            Step::Acknowledge => (self.towns[life.town], Input::AcknowledgeOrder { order: order()?, screen: screen() }),
            Step::Reply => {
                let text = "已到场十五人，警戒已设。".to_owned();
                (self.towns[life.town], Input::ReplyOrder { order: order()?, text, attachments: vec![] })
            }
            Step::Complete => {
                let text = "处置完毕，人员撤回。".to_owned();
                (self.towns[life.town], Input::CompleteOrder { order: order()?, text })
            }
        };
        if let Some(EntityKey::Order(id)) = self.take(Actor::User(by), NodeInput::Asked(input))? {
            life.order = Some(id);
        }
        Ok(())
    }
}
