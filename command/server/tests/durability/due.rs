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
    fn back(&self, minutes: i64) {
        self.forward(-minutes);
    }
}

async fn open(dir: &Dir, hand: &Hand) -> Engine {
    engine::open(&options(dir.path()), hand.clock(), no_snapshots()).await.unwrap().engine
}

/// The first, second … order, each on an incident of its own.
async fn issue(engine: &Engine, user: UserId, number: u64) {
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
        Input::DraftOrder { incident: IncidentId(number), content },
        Input::IssueOrder { order: OrderId(number), urgent_basis: Some("水已上堤".into()) },
    ];
    for (n, input) in inputs.into_iter().enumerate() {
        engine.submit(Actor::User(user), InputId(format!("issue-{number}-{n}")), input).await.unwrap();
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
    issue(&engine, user, 1).await;
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

/// As often as a node looks: what is due is asked for again and again.
async fn look(engine: &Engine) {
    for _ in 0..5 {
        let raise = fengsui_command_core::NodeInput::RaiseDue;
        engine.submit(Actor::Node, InputId(uuid::Uuid::new_v4().to_string()), raise).await.unwrap();
    }
}

fn next_due(engine: &Engine) -> Option<Micros> {
    engine.read(|domain| domain.command.next_due())
}

/// The log's time stands still until a clock that was put back has caught up: what was said is not said again, what is
/// owed stays owed, also over a restart while the clock is behind.
#[tokio::test]
async fn due_a_clock_that_jumps_loses_no_deadline_and_doubles_no_reminder() {
    const DAYS: i64 = 3 * 24 * 60;
    let (dir, hand) = (Dir::new(), Hand(Arc::new(AtomicI64::new(MORNING.0))));
    let engine = open(&dir, &hand).await;
    let user = set_up(&engine).await;
    let running = tokio::spawn(due::run(engine.clone()));
    issue(&engine, user, 1).await;

    hand.forward(DAYS);
    until(&engine, (1, 0)).await;
    look(&engine).await;
    assert_eq!(chased(&engine), (1, 0), "however far it jumped: one reminder, and supervision only after that");
    let supervision = next_due(&engine).unwrap();
    assert_eq!(supervision, Micros(MORNING.0).plus((DAYS + 5) * Micros::MINUTE));

    hand.back(DAYS - 20);
    look(&engine).await;
    issue(&engine, user, 2).await;
    look(&engine).await;
    assert_eq!(chased(&engine), (1, 0), "put back, nothing is said again");
    assert_eq!(next_due(&engine), Some(supervision), "and what is owed is still owed");
    running.abort();
    let _ = running.await;
    close(engine).await;

    let engine = open(&dir, &hand).await;
    let running = tokio::spawn(due::run(engine.clone()));
    look(&engine).await;
    assert_eq!((chased(&engine), next_due(&engine)), ((1, 0), Some(supervision)), "nor by a restart meanwhile");

    hand.forward(DAYS - 20 + 5);
    until(&engine, (1, 1)).await;
    hand.forward(5);
    until(&engine, (2, 1)).await;
    hand.forward(5);
    until(&engine, (2, 2)).await;
    look(&engine).await;
    assert_eq!((chased(&engine), next_due(&engine)), ((2, 2), None), "each deadline once");
    running.abort();
    let _ = running.await;
    close(engine).await;
}
