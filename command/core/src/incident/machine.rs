//! The incident's state machine as a table (DOMAIN: 接报 → 核实 → {误报 | 重复并案 | 属实} → 研判 → 启动响应 → 处置 → 终止 →
//! 善后 → 总结评估 → 归档). 调级 is a classification while 处置, not a state.

use fengsui_protocol::incident::IncidentState::{self, *};

/// Every step there is: from, to. A step back exists only where a decision may turn out wrong.
pub const STEPS: &[(IncidentState, IncidentState)] = &[
    (Reported, Verifying),
    (Verifying, Confirmed),
    (Verifying, FalseAlarm),
    (Verifying, Duplicate),
    (FalseAlarm, Verifying),
    (Duplicate, Verifying),
    (FalseAlarm, Archived),
    (Duplicate, Archived),
    (Confirmed, Assessing),
    (Assessing, Responding),
    (Responding, Handling),
    (Handling, Ended),
    (Ended, Handling),
    (Ended, Aftermath),
    (Aftermath, Reviewing),
    (Reviewing, Archived),
];

/// States that may follow `from`, in the table's order.
pub fn next(from: IncidentState) -> Vec<IncidentState> {
    STEPS.iter().filter(|(state, _)| *state == from).map(|(_, to)| *to).collect()
}

/// Chinese word of a state.
pub fn word(state: IncidentState) -> &'static str {
    match state {
        Reported => "接报",
        Verifying => "核实",
        FalseAlarm => "误报",
        Duplicate => "重复并案",
        Confirmed => "属实",
        Assessing => "研判",
        Responding => "启动响应",
        Handling => "处置",
        Ended => "终止",
        Aftermath => "善后",
        Reviewing => "总结评估",
        Archived => "归档",
    }
}

/// Name of a state on the wire.
pub fn name(state: IncidentState) -> &'static str {
    match state {
        Reported => "reported",
        Verifying => "verifying",
        FalseAlarm => "false_alarm",
        Duplicate => "duplicate",
        Confirmed => "confirmed",
        Assessing => "assessing",
        Responding => "responding",
        Handling => "handling",
        Ended => "ended",
        Aftermath => "aftermath",
        Reviewing => "reviewing",
        Archived => "archived",
    }
}
