//! Puts the packets of one stream back in order, with late ones where they belong, for the packager.
//!
//! What was recorded is complete as far as it ever will be, so a missing number is waited for in *recorded* time only,
//! and nothing that came within the wait is dropped.

use fengsui_protocol::Micros;
use std::collections::BTreeMap;

/// How long after its successors a packet may have arrived and still be put in place (µs).
const WAIT_US: i64 = 5_000_000;
/// Packets held while one is waited for.
const HELD: usize = 16_384;

/// A reorder buffer over extended sequence numbers.
#[derive(Clone, Debug)]
pub struct Order<T> {
    held: BTreeMap<i64, (Micros, T)>,
    next: Option<i64>,
}

impl<T> Default for Order<T> {
    fn default() -> Self {
        Self { held: BTreeMap::new(), next: None }
    }
}

impl<T> Order<T> {
    /// Takes a packet in the order of arrival and hands out those that are due, in the order of numbers.
    pub fn push(&mut self, ext: i64, arrival: Micros, item: T, out: &mut Vec<T>) {
        if self.next.is_some_and(|next| ext < next) {
            return;
        }
        self.held.insert(ext, (arrival, item));
        while let Some((&first, (came, _))) = self.held.first_key_value() {
            let due = self.next.is_none_or(|next| first == next) || arrival.since(*came) > WAIT_US;
            if !due && self.held.len() <= HELD {
                return;
            }
            self.hand_out_first(out);
        }
    }

    /// Everything still held, in order: the stream ended.
    pub fn finish(&mut self, out: &mut Vec<T>) {
        while !self.held.is_empty() {
            self.hand_out_first(out);
        }
        self.next = None;
    }

    fn hand_out_first(&mut self, out: &mut Vec<T>) {
        if let Some((ext, (_, item))) = self.held.pop_first() {
            self.next = Some(ext + 1);
            out.push(item);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn everything_in_time_comes_out_once_and_in_order(delays in proptest::collection::vec(prop_oneof![4 => Just(0i64), 1 => 0i64..240], 1..500)) {
            let mut sent: Vec<(i64, i64)> =
                delays.iter().enumerate().map(|(n, delay)| ((n as i64 + if n == 0 { 0 } else { *delay }) * 20_000, n as i64)).collect();
            sent.sort();
            let (mut order, mut out) = (Order::default(), Vec::new());
            for (arrival, n) in sent {
                order.push(n, Micros(arrival), n, &mut out);
            }
            order.finish(&mut out);
            prop_assert_eq!(out, (0..delays.len() as i64).collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_lost_packet_is_not_waited_for_for_ever() {
        let (mut order, mut out) = (Order::default(), Vec::new());
        order.push(0, Micros(0), 0, &mut out);
        for n in 2..400 {
            order.push(n, Micros(n * 20_000), n, &mut out);
        }
        assert!(out.len() > 100, "handed out {}", out.len());
        order.push(1, Micros(9_000_000), 1, &mut out);
        order.finish(&mut out);
        assert!(out.is_sorted() && out.len() == 399);
    }
}
