//! 突发事件.

use crate::{
    FeedRecordId, IncidentId, Micros, StationId, UnitId, UserId,
    analysis::AnalysisView,
    attachment::Attachment,
    correlation::{Proposal, RelationView},
    geo::Place,
    plan::{ActivationView, ResponseView},
    report::Reporting,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// 事件级别 特别重大·重大·较大·一般. Never merged with warning colour or response level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// 特别重大
    I,
    /// 重大
    Ii,
    /// 较大
    Iii,
    /// 一般
    Iv,
}

/// 接报 → 核实 → {误报 | 重复并案 | 属实} → 研判 → 启动响应 → 处置 ⇄ 调级 → 终止 → 善后 → 总结评估 → 归档.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum IncidentState {
    /// 接报
    Reported,
    /// 核实
    Verifying,
    /// 误报
    FalseAlarm,
    /// 重复并案
    Duplicate,
    /// 属实
    Confirmed,
    /// 研判
    Assessing,
    /// 启动响应
    Responding,
    /// 处置
    Handling,
    /// 终止
    Ended,
    /// 善后
    Aftermath,
    /// 总结评估
    Reviewing,
    /// 归档
    Archived,
}

impl IncidentState {
    /// 在办: still needs someone.
    pub fn open(self) -> bool {
        use IncidentState::*;
        match self {
            Reported | Verifying | Confirmed | Assessing | Responding | Handling | Aftermath => true,
            FalseAlarm | Duplicate | Ended | Reviewing | Archived => false,
        }
    }
}

/// 伤亡: reported figures, each 0 when none was said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Casualties {
    pub dead: u32,
    pub seriously_hurt: u32,
    pub missing: u32,
    pub trapped: u32,
    /// 转移
    pub moved: u32,
}

/// 报告人. Withheld from whoever may not see it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Caller {
    pub name: String,
    pub phone: String,
    /// 来源: 群众电话, 119, 水利…
    pub source: String,
    /// The call that it was told in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call: Option<CallTimes>,
}

/// 通话时间, typed or started and ended by a key; there is no telephony behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CallTimes {
    pub from: Micros,
    /// `None` while it goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Micros>,
}

/// The facts of an incident, as typed at intake or delivered by a feed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct IncidentFacts {
    pub title: String,
    /// GB/T 35649-2017 type code, such as `A10100`.
    pub type_code: String,
    pub occurred_at: Micros,
    pub place: Place,
    #[serde(default)]
    pub severity: Option<Severity>,
    #[serde(default)]
    pub casualties: Casualties,
    #[serde(default)]
    pub caller: Caller,
    /// 经过·原因·趋势
    #[serde(default)]
    pub narrative: String,
    /// 已采取措施
    #[serde(default)]
    pub measures: String,
    /// 已告知谁
    #[serde(default)]
    pub informed: String,
}

/// One line of the incident's timeline.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct TimelineEntry {
    /// Log position.
    pub seq: u64,
    pub at: Micros,
    pub actor: String,
    pub kind: TimelineKind,
    pub text: String,
    /// The unit whose doing it is, where the line is for the county and that unit only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitId>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TimelineKind {
    Logged,
    Classified,
    Located,
    Updated,
    Note,
    /// 电话记录
    Call,
    Transition,
    Linked,
    Unlinked,
    Conference,
    Recording,
    /// 指令
    Order,
    /// 催办
    Reminder,
    /// 督办
    Supervision,
    /// 标绘 drawn, erased or restored.
    Plot,
    /// 会议决定
    Decision,
    /// 报告
    Report,
    /// 批示
    Instruction,
    /// 附件
    Attachment,
    /// 推演 recorded or taken from the map.
    Analysis,
    /// 公文 signed.
    Document,
    /// 响应 started, changed or ended.
    Response,
    /// 资源 dispatched, arrived or returned.
    Resource,
}

/// 流转: one step through the states, with the basis on which it was decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct IncidentStep {
    /// Log position.
    pub seq: u64,
    pub at: Micros,
    pub from: IncidentState,
    pub to: IncidentState,
    pub by: String,
    pub basis: String,
}

/// An incident as one visibility class may see it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct IncidentView {
    pub id: IncidentId,
    /// Number as people say it, `20260718-0004`.
    pub number: String,
    pub state: IncidentState,
    pub facts: IncidentFacts,
    /// Unit whose character stands on the symbol: the first that reported it.
    pub unit: UnitId,
    /// 接报时间
    pub reported_at: Micros,
    pub updated_at: Micros,
    /// What must be done next, and by when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_due: Option<Due>,
    /// What is owed to the superior; the county's only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reporting: Option<Reporting>,
    /// Level that the rule table suggests from casualties; never set by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suggested_severity: Option<SuggestedSeverity>,
    /// States that may come next.
    pub next_states: Vec<IncidentState>,
    /// The way that it went through the states, oldest step first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<IncidentStep>,
    /// Feed records linked to this incident.
    pub records: Vec<FeedRecordId>,
    pub timeline: Vec<TimelineEntry>,
    pub logged_by: UserId,
    /// How it stands to other incidents.
    #[serde(default)]
    pub relations: Vec<RelationView>,
    /// Open incidents that may be the same. Suggestions; for the county only.
    #[serde(default)]
    pub proposals: Vec<Proposal>,
    /// 附件, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
    /// 推演, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub analyses: Vec<AnalysisView>,
    /// The plan that is in force for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub response: Option<Box<ResponseView>>,
    /// Plans whose trigger became true. Suggestions; for the county only.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub activations: Vec<ActivationView>,
    pub version: u64,
}

/// A derived deadline (never a sleeping task).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Due {
    /// What: `verify` 核实, `initial_phone` 电话首报, `initial_report` 首报, `follow_up` 续报, `final_report` 终报.
    pub what: String,
    pub since: Micros,
    pub at: Micros,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SuggestedSeverity {
    pub severity: Severity,
    /// The article, and the figure that met it.
    pub basis: String,
}

/// Why a station proposes an incident.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ThresholdCrossing {
    pub station: StationId,
    pub quantity: String,
    pub value: f64,
    pub threshold: f64,
}
