//! A department's officer: sees the orders to its unit, acknowledges them, reports progress, completes them. Slower than
//! a person at the same desk, who may be quicker; one unit acts only after it was reminded.

use fengsui_protocol::{
    input::Input,
    live::EntityView,
    order::{OrderRow, OrderView, RowState},
};
use fengsui_robot::account::{Account, Answer};
use fengsui_robot::live::Copy;
use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};
use std::time::Duration;
use tokio::sync::watch;

const PAUSE_S: std::ops::Range<f64> = 12.0..30.0;
const SCREEN: &str = "机器值班室 · 1";
/// The unit that shows what lateness looks like.
const SLOW: &str = "safety";
const PROGRESS: [&str; 6] = [
    "人员已出发，预计十五分钟到场。",
    "已到现场，正在处置。",
    "完成约三成，人手够用。",
    "完成过半，路面积水较深，车辆绕行。",
    "已近尾声，正在清点人数和物资。",
    "情况稳定，继续值守。",
];
/// Replies before an order that does not ask for regular ones is completed.
const REPLIES: usize = 3;

pub async fn run(account: Account, copy: watch::Receiver<Copy>, seed: u64) {
    let mut rng = SmallRng::seed_from_u64(seed);
    loop {
        tokio::time::sleep(Duration::from_secs_f64(rng.random_range(PAUSE_S))).await;
        let input = next(&copy.borrow(), &account.me.unit.0, &mut rng);
        let Some(input) = input else { continue };
        match account.input(input).await {
            Ok(Answer::Accepted(_)) => {}
            Ok(Answer::Refused(refusal)) => tracing::info!(rule = refusal.rule, refusal.message_en, "refused"),
            Err(error) => tracing::info!(%error, "node not reached"),
        }
    }
}

/// The next step on one of the unit's rails.
fn next(copy: &Copy, unit: &str, rng: &mut SmallRng) -> Option<Input> {
    let orders = copy.values().filter_map(|view| match view.as_ref() {
        EntityView::Order(order) => Some(order.as_ref()),
        _ => None,
    });
    let rows = orders.flat_map(|order| order.rows.iter().filter(|row| row.unit.0 == unit).map(move |row| (order, row)));
    let steps: Vec<_> = rows.filter_map(|(order, row)| step(order, row, rng)).collect();
    (!steps.is_empty()).then(|| steps[rng.random_range(0..steps.len())].clone())
}

fn step(order: &OrderView, row: &OrderRow, rng: &mut SmallRng) -> Option<Input> {
    let (order_id, said) = (order.id, PROGRESS[row.replies.len() % PROGRESS.len()].to_owned());
    match row.state {
        RowState::Issued => Some(Input::ShowOrder { order: order_id, screen: SCREEN.to_owned() }),
        RowState::Delivered if row.unit.0 == SLOW && row.supervisions.is_empty() => None,
        RowState::Delivered => Some(Input::AcknowledgeOrder { order: order_id, screen: SCREEN.to_owned() }),
        RowState::Acknowledged => Some(Input::ReplyOrder { order: order_id, text: said, attachments: vec![] }),
        RowState::Replied if order.content.reply_every_minutes.is_some() => {
            rng.random_bool(0.1).then_some(Input::ReplyOrder { order: order_id, text: said, attachments: vec![] })
        }
        RowState::Replied if row.replies.len() < REPLIES => {
            rng.random_bool(0.4).then_some(Input::ReplyOrder { order: order_id, text: said, attachments: vec![] })
        }
        RowState::Replied => rng
            .random_bool(0.3)
            .then(|| Input::CompleteOrder { order: order_id, text: "任务完成，人员已归队。".to_owned() }),
        RowState::Completed | RowState::Returned | RowState::Withdrawn => None,
    }
}
