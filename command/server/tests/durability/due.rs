//! ORD-3 and DUE in a running node: what is late is logged, also when the node was down at the deadline.

use crate::county::{Dir, MORNING, close, no_snapshots, options, report, set_up};
use fengsui_command_server::{
    clock::Clock,
    due,
    engine::{self, Engine},
};
use fengsui_protocol::{
    Actor, IncidentId, InputId, Micros, OrderId, UserId,
    input::Input,
    order::{OrderContent, OrderRecipient, OrderUrgency},
};
use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

/// A clock that tests move.
#[derive(Clone)]
struct Hand(Arc<AtomicI64>);
impl Hand {
    fn clock(&self) -> Clock {
        let hand = self.0.clone();
        Clock::given(move || Micros(hand.load(Ordering::Relaxed)))
    }
    fn forward(&self, minutes: i64) {
        self.0.fetch_add(minutes * Micros::MINUTE, Ordering::Relaxed);
    }
}

async fn open(dir: &Dir, hand: &Hand) -> Engine {
    engine::open(&options(dir.path()), hand.clock(), no_snapshots()).await.unwrap().engine
}

async fn issue(engine: &Engine, user: UserId) {
    let content = OrderContent {
        title: "巡堤".into(),
        text: String::new(),
        recipients: vec![OrderRecipient::Unit("centre".into())],
        urgency: OrderUrgency::Urgent,
        complete_by: None,
        reply_every_minutes: None,
        decision: None,
    };
    let inputs = [
        report("漫堤"),
        Input::DraftOrder { incident: IncidentId(1), content },
        Input::IssueOrder { order: OrderId(1), urgent_basis: Some("水已上堤".into()) },
    ];
    for (n, input) in inputs.into_iter().enumerate() {
        engine.submit(Actor::User(user), InputId(format!("issue-{n}")), input).await.unwrap();
    }
}

/// Reminders and supervisions that are in the log.
fn chased(engine: &Engine) -> (usize, usize) {
    engine.read(|domain| {
        let rows = domain.command.orders.all.values().flat_map(|order| order.rows.values());
        rows.fold((0, 0), |(reminders, supervisions), row| {
            (reminders + row.reminders.len(), supervisions + row.supervisions.len())
        })
    })
}

async fn until(engine: &Engine, wanted: (usize, usize)) {
    let mut position = engine.watch_position();
    while chased(engine) != wanted {
        position.changed().await.unwrap();
    }
}

#[tokio::test]
async fn ord_3_what_is_late_is_logged_by_itself_also_after_a_restart() {
    let (dir, hand) = (Dir::new(), Hand(Arc::new(AtomicI64::new(MORNING.0))));
    let engine = open(&dir, &hand).await;
    let user = set_up(&engine).await;
    let running = tokio::spawn(due::run(engine.clone()));
    issue(&engine, user).await;
    assert_eq!(chased(&engine), (0, 0));
    hand.forward(10);
    until(&engine, (1, 0)).await;
    running.abort();
    let _ = running.await;
    close(engine).await;

    hand.forward(5);
    let engine = open(&dir, &hand).await;
    assert_eq!(chased(&engine), (1, 0), "nobody was there at the time");
    let running = tokio::spawn(due::run(engine.clone()));
    until(&engine, (1, 1)).await;
    running.abort();
    let _ = running.await;
    close(engine).await;
}
