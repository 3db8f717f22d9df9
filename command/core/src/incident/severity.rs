//! The severity that figures suggest. Only a person sets one.

use fengsui_protocol::incident::{IncidentFacts, Severity, SuggestedSeverity};

/// 国务院令第493号 (生产安全事故报告和调查处理条例) art. 3; "以上" includes the number. Dead, seriously hurt.
const ARTICLE_3: &[(Severity, u32, u32, &str)] = &[
    (Severity::I, 30, 100, "第一项 特别重大"),
    (Severity::Ii, 10, 50, "第二项 重大"),
    (Severity::Iii, 3, 10, "第三项 较大"),
    (Severity::Iv, 1, 1, "第四项 一般"),
];

/// What the figures meet, with the article. Natural hazards (A1) follow their special plans and get none.
pub(crate) fn suggest(facts: &IncidentFacts) -> Option<SuggestedSeverity> {
    if facts.type_code.starts_with("A1") {
        return None;
    }
    let (dead, hurt) = (facts.casualties.dead, facts.casualties.seriously_hurt);
    let met = |row: &&(Severity, u32, u32, &str)| dead >= row.1 || hurt >= row.2;
    let (severity, by_dead, _, item) = ARTICLE_3.iter().find(met)?;
    let figure = if dead >= *by_dead { format!("死亡 {dead} 人") } else { format!("重伤 {hurt} 人") };
    Some(SuggestedSeverity { severity: *severity, basis: format!("国务院令第493号第三条{item}：{figure}") })
}
