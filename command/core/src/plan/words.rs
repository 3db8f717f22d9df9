//! Words of levels and groups, as timelines and orders write them.

use fengsui_protocol::plan::{CommandGroup, PlanContent, ResponseLevel};

/// 三级
pub fn level(level: ResponseLevel) -> &'static str {
    match level {
        ResponseLevel::I => "一级",
        ResponseLevel::Ii => "二级",
        ResponseLevel::Iii => "三级",
        ResponseLevel::Iv => "四级",
    }
}

/// 抢险救援
pub fn group(group: CommandGroup) -> &'static str {
    match group {
        CommandGroup::Coordination => "综合协调",
        CommandGroup::Rescue => "抢险救援",
        CommandGroup::Medical => "医疗救治",
        CommandGroup::PublicOrder => "治安交通",
        CommandGroup::Relocation => "转移安置",
        CommandGroup::Monitoring => "监测预警",
        CommandGroup::Logistics => "后勤物资",
        CommandGroup::Utilities => "通信电力",
        CommandGroup::Publicity => "新闻宣传",
        CommandGroup::Aftermath => "善后",
        CommandGroup::Investigation => "调查评估",
        CommandGroup::Experts => "专家",
    }
}

/// 嘉禾县防汛应急预案（2025 修订）
pub(super) fn title(content: &PlanContent) -> String {
    if content.edition.is_empty() { content.name.clone() } else { format!("{}（{}）", content.name, content.edition) }
}
