//! What waits for one connection besides the feed's: bounded, and a few words while it is empty, as most always are.

use bytes::Bytes;
use fengsui_protocol::Refusal;
use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard},
};
use tokio::sync::Notify;

/// Messages that may wait.
const MOST: usize = 256;

/// What to do when no more may wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Loss {
    /// The next message makes it good.
    Allowed,
    /// The client would show something wrong: it must connect again.
    EndsConnection,
}

/// For one connection only.
#[derive(Clone, Debug)]
pub(super) enum Private {
    /// A frame as it goes on the wire.
    Frame(Bytes),
    Goodbye(Box<Refusal>),
}

#[derive(Default)]
pub(super) struct Mailbox {
    waiting: Mutex<Waiting>,
    come: Notify,
}

#[derive(Default)]
struct Waiting {
    messages: VecDeque<Private>,
    /// Something was lost that must not be.
    lost: bool,
}

impl Mailbox {
    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().expect("no holder panics")
    }

    pub fn put(&self, message: Private, loss: Loss) {
        let mut waiting = self.waiting();
        if waiting.messages.len() < MOST {
            waiting.messages.push_back(message);
        } else {
            waiting.lost |= loss == Loss::EndsConnection;
        }
        drop(waiting);
        self.come.notify_one();
    }

    /// The next message; `None`: one was lost that must not be. May be dropped and called again; for one task only.
    pub async fn next(&self) -> Option<Private> {
        loop {
            {
                let mut waiting = self.waiting();
                if waiting.lost {
                    return None;
                }
                if let Some(message) = waiting.messages.pop_front() {
                    if waiting.messages.is_empty() {
                        waiting.messages = VecDeque::new();
                    }
                    return Some(message);
                }
            }
            self.come.notified().await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt;

    fn frame(text: &'static str) -> Private {
        Private::Frame(Bytes::from_static(text.as_bytes()))
    }

    fn taken(mailbox: &Mailbox) -> Option<Option<Private>> {
        mailbox.next().now_or_never()
    }

    #[test]
    fn messages_come_in_order_and_what_is_allowed_to_be_lost_is() {
        let mailbox = Mailbox::default();
        assert!(taken(&mailbox).is_none());
        for _ in 0..MOST {
            mailbox.put(frame("a"), Loss::EndsConnection);
        }
        mailbox.put(frame("b"), Loss::Allowed);
        for _ in 0..MOST {
            assert!(matches!(taken(&mailbox), Some(Some(Private::Frame(text))) if text == "a"));
        }
        assert!(taken(&mailbox).is_none());
    }

    #[test]
    fn what_must_not_be_lost_ends_the_connection() {
        let mailbox = Mailbox::default();
        for _ in 0..=MOST {
            mailbox.put(frame("a"), Loss::EndsConnection);
        }
        assert!(matches!(taken(&mailbox), Some(None)));
    }

    #[tokio::test]
    async fn a_task_that_waits_is_woken() {
        let mailbox = std::sync::Arc::new(Mailbox::default());
        let waits = tokio::spawn({
            let mailbox = mailbox.clone();
            async move { mailbox.next().await }
        });
        tokio::task::yield_now().await;
        mailbox.put(frame("a"), Loss::Allowed);
        assert!(matches!(waits.await, Ok(Some(Private::Frame(_)))));
    }
}
