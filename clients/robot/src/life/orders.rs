//! The orders that the demo's duty officer gives on the flood, one after another. Issued urgently: their approval waits
//! for the person who plays the leader.

use fengsui_protocol::{
    IncidentId, Micros,
    input::Input,
    live::EntityView,
    order::{OrderContent, OrderRecipient, OrderState, OrderUrgency, OrderView},
};
use fengsui_robot::live::Copy;

struct Line {
    unit: &'static str,
    title: &'static str,
    text: &'static str,
    /// Minutes from now.
    complete_in: Option<i64>,
    every: Option<u32>,
}

const fn line(
    unit: &'static str,
    title: &'static str,
    text: &'static str,
    complete_in: Option<i64>,
    every: Option<u32>,
) -> Line {
    Line { unit, title, text, complete_in, every }
}

const LINES: &[Line] = &[
    line("water", "车头段封堵与巡堤，加派 60 人", "先堵右岸漫溢口，沙袋在县储备库领。", Some(120), None),
    line(
        "town-431024100",
        "车头、钟水、滨江、湘溪四村转移",
        "先老人小孩，去大田岭小学；转移人数半小时一报。",
        Some(90),
        Some(30),
    ),
    line("police", "S322 车头桥两侧交通管制", "社会车辆绕行 G76，救援车辆放行。", Some(60), None),
    line("fire", "冲锋舟 4 艘、橡皮艇 6 艘到滨江", "滨江村二楼有两名老人，先接人。", Some(60), None),
    line("safety", "避难点供电与照明保障", "大田岭小学、石丘村部两处，带油机。", Some(90), None),
    line("weather", "雨量、水位 10 分钟一报", "车头、盘江、肖家三站。", None, Some(10)),
];
const BASIS: &str = "河水已漫堤，来不及送审";

/// The next step: what is drafted goes out, then the next line is drafted.
pub fn next(copy: &Copy, flood: IncidentId, now: Micros) -> Option<Input> {
    let orders: Vec<&OrderView> = copy
        .values()
        .filter_map(|view| match view.as_ref() {
            EntityView::Order(order) if order.incident == flood => Some(order.as_ref()),
            _ => None,
        })
        .collect();
    let ours = |title: &str| LINES.iter().any(|line| line.title == title);
    if let Some(draft) = orders.iter().find(|order| order.state == OrderState::Draft && ours(&order.content.title)) {
        return Some(Input::IssueOrder { order: draft.id, urgent_basis: Some(BASIS.to_owned()) });
    }
    let line = LINES.iter().find(|line| !orders.iter().any(|order| order.content.title == line.title))?;
    let content = OrderContent {
        title: line.title.to_owned(),
        text: line.text.to_owned(),
        recipients: vec![OrderRecipient::Unit(line.unit.into())],
        urgency: OrderUrgency::Flash,
        complete_by: line.complete_in.map(|minutes| now.plus(minutes * Micros::MINUTE)),
        reply_every_minutes: line.every,
        decision: None,
    };
    Some(Input::DraftOrder { incident: flood, content })
}
