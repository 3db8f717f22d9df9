//! The demo county's contingency plans: 防汛, 危险化学品, 火灾. Invented for it, in the shape of real ones.

use fengsui_protocol::{
    plan::{CommandGroup as G, PlanContent, PlanGroup, PlanTask, PlanTrigger, ResponseLevel as L, TaskOwner},
    report::ReportKind,
    resource::ResourceKind as R,
};

pub fn all() -> Vec<(&'static str, PlanContent)> {
    vec![("flood", flood()), ("chemical", chemical()), ("fire", fire())]
}

fn group(group: G, units: &[&str]) -> PlanGroup {
    PlanGroup { group, units: units.iter().map(|unit| (*unit).into()).collect() }
}

fn trigger(level: L, expression: &str) -> PlanTrigger {
    PlanTrigger { level, expression: expression.to_owned() }
}

fn task(owner: G, title: &str, text: &str, minutes: u32, from: L, resource: Option<R>) -> PlanTask {
    let owner = TaskOwner::Group(owner);
    PlanTask { owner, title: title.to_owned(), text: text.to_owned(), minutes, from, resource }
}

fn plan(name: &str, short: &str, types: &[&str], invitees: &[&str]) -> PlanContent {
    PlanContent {
        name: name.to_owned(),
        short: short.to_owned(),
        edition: "2025 修订".to_owned(),
        type_codes: types.iter().map(|code| (*code).to_owned()).collect(),
        triggers: Vec::new(),
        groups: Vec::new(),
        tasks: Vec::new(),
        invitees: invitees.iter().map(|unit| (*unit).into()).collect(),
        report: Some(ReportKind::Initial),
    }
}

fn flood() -> PlanContent {
    let invitees = ["water", "weather", "fire", "police", "safety", "town-431024100", "town-431024103"];
    PlanContent {
        triggers: vec![
            trigger(L::I, "水位(4310240003) ≥ 警戒+2 或 死亡 ≥ 10"),
            trigger(L::Ii, "水位(4310240003) ≥ 警戒+1 或 水位(4310240021) ≥ 警戒+0.8 或 转移 ≥ 3000"),
            trigger(
                L::Iii,
                "水位(4310240003) ≥ 警戒+0.5 或 雨量(4310240012, 3小时) ≥ 100 或 水位(4310240003) ≥ 警戒 且 预警(暴雨) ≥ 橙",
            ),
            trigger(L::Iv, "水位(4310240003) ≥ 警戒 或 水位(4310240021) ≥ 警戒 或 雨量(4310240012, 1小时) ≥ 50"),
        ],
        groups: vec![
            group(G::Coordination, &["safety"]),
            group(G::Rescue, &["water", "fire"]),
            group(G::PublicOrder, &["police"]),
            group(G::Relocation, &["town-431024100", "town-431024103"]),
            group(G::Monitoring, &["weather", "water"]),
            group(G::Logistics, &["safety"]),
            group(G::Utilities, &["air-defence"]),
        ],
        tasks: vec![
            task(G::Monitoring, "水位、雨量 10 分钟一报", "含上游来水与未来三小时预报", 120, L::Iv, None),
            task(
                G::Rescue,
                "险工险段巡堤，备足抢险料",
                "两人一组，持灯持锹；发现管涌立即报",
                120,
                L::Iv,
                Some(R::Team),
            ),
            task(G::PublicOrder, "沿河低洼路段交通管制", "摆放绕行标志，报绕行路线", 60, L::Iii, Some(R::Vehicle)),
            task(
                G::Relocation,
                "沿河低洼村组转移到避难场所",
                "先老弱病残；登记到户，每小时报人数",
                120,
                L::Iii,
                Some(R::Shelter),
            ),
            task(G::Rescue, "冲锋舟、橡皮艇到车头待命", "", 60, L::Iii, Some(R::Vehicle)),
            task(G::Logistics, "调拨帐篷、棉被、食品到避难场所", "", 180, L::Iii, Some(R::Supply)),
            task(G::Utilities, "保障指挥部与避难场所通信、照明", "", 120, L::Ii, None),
            task(G::Coordination, "请求市级和驻军增援", "", 60, L::I, None),
        ],
        ..plan("嘉禾县防汛应急预案", "防汛", &["A10100"], &invitees)
    }
}

fn chemical() -> PlanContent {
    let invitees = ["safety", "fire", "police", "air-defence", "weather"];
    PlanContent {
        triggers: vec![
            trigger(L::I, "死亡 ≥ 10 或 重伤 ≥ 50"),
            trigger(L::Ii, "级别 ≥ 重大 或 死亡 ≥ 3 或 转移 ≥ 1000"),
            trigger(L::Iii, "级别 ≥ 较大 或 被困 ≥ 1 或 转移 ≥ 100"),
            trigger(L::Iv, "类型 = A20400"),
        ],
        groups: vec![
            group(G::Coordination, &["safety"]),
            group(G::Rescue, &["fire", "safety"]),
            group(G::PublicOrder, &["police"]),
            group(G::Monitoring, &["weather", "safety"]),
            group(G::Relocation, &["air-defence"]),
            group(G::Experts, &["safety"]),
        ],
        tasks: vec![
            task(G::Rescue, "侦检、堵漏、稀释", "先侦检再进入；报物质名称、浓度、风向", 60, L::Iv, Some(R::Team)),
            task(G::PublicOrder, "划警戒区，疏导车辆", "下风向先行；报警戒半径", 30, L::Iv, Some(R::Vehicle)),
            task(G::Monitoring, "风向风速与浓度 15 分钟一报", "", 60, L::Iv, None),
            task(G::Relocation, "下风向居民转移或就地掩蔽", "", 60, L::Iii, Some(R::Shelter)),
            task(G::Experts, "危化专家到场研判", "", 90, L::Iii, Some(R::Expert)),
        ],
        ..plan("嘉禾县危险化学品事故应急预案", "危化品", &["A20400", "A21400"], &invitees)
    }
}

fn fire() -> PlanContent {
    let invitees = ["fire", "police", "safety", "town-431024100"];
    PlanContent {
        triggers: vec![
            trigger(L::I, "死亡 ≥ 10"),
            trigger(L::Ii, "级别 ≥ 重大 或 死亡 ≥ 3"),
            trigger(L::Iii, "级别 ≥ 较大 或 死亡 ≥ 1 或 被困 ≥ 5"),
            trigger(L::Iv, "被困 ≥ 1 或 重伤 ≥ 1"),
        ],
        groups: vec![
            group(G::Rescue, &["fire"]),
            group(G::PublicOrder, &["police"]),
            group(G::Coordination, &["safety"]),
            group(G::Investigation, &["fire", "police"]),
        ],
        tasks: vec![
            task(G::Rescue, "灭火救人，报内部人数与火势", "", 60, L::Iv, Some(R::Team)),
            task(G::PublicOrder, "清出消防通道，疏散围观", "", 30, L::Iv, Some(R::Vehicle)),
            task(G::Coordination, "核对失联人员名单，联络家属", "", 90, L::Iii, None),
            task(G::Investigation, "保护现场，调查原因", "", 1_440, L::Iii, None),
        ],
        ..plan("嘉禾县建筑火灾应急预案", "火灾", &["A20600"], &invitees)
    }
}
