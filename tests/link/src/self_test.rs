//! Asked for against measured: the relay between a sender and an echo over loopback, one condition after another.

use crate::relay::{Relay, Told};
use anyhow::ensure;
use fengsui_link::Conditions;
use std::{
    net::{SocketAddr, UdpSocket},
    sync::mpsc,
    time::{Duration, Instant},
};

const PACKET: usize = 1_000;
const LOCAL: [u8; 4] = [127, 0, 0, 1];

/// One row: a condition on the way up, how many packets at what distance, and what is asked of what was measured.
struct Row {
    name: &'static str,
    conditions: Conditions,
    packets: u32,
    every: Duration,
    asked: f64,
    tolerance: f64,
    measure: fn(&Measured) -> f64,
}

#[derive(Default)]
struct Measured {
    sent: u32,
    /// (number, µs on the way, µs of arrival), in the order of arrival, and the ports they came from.
    came: Vec<(u32, i64, i64)>,
    ports: Vec<u16>,
}

impl Measured {
    fn distinct(&self) -> usize {
        let mut numbers: Vec<u32> = self.came.iter().map(|(number, ..)| *number).collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers.len()
    }
    fn lost(&self) -> f64 {
        100.0 * (1.0 - self.distinct() as f64 / f64::from(self.sent))
    }
    fn way(&self, share: f64) -> f64 {
        let mut ways: Vec<i64> = self.came.iter().map(|(_, way, _)| *way).collect();
        ways.sort_unstable();
        ways[((ways.len() - 1) as f64 * share) as usize] as f64 / 1e3
    }
    fn rate(&self) -> f64 {
        let (first, last) = (self.came[0].2, self.came[self.came.len() - 1].2);
        (self.came.len() - 1) as f64 * (PACKET + 28) as f64 * 8e3 / (last - first) as f64
    }
    /// Lost packets per hole.
    fn hole(&self) -> f64 {
        let mut numbers: Vec<u32> = self.came.iter().map(|(number, ..)| *number).collect();
        numbers.sort_unstable();
        let holes: Vec<u32> = numbers.windows(2).map(|pair| pair[1] - pair[0] - 1).filter(|hole| *hole > 0).collect();
        f64::from(holes.iter().sum::<u32>()) / holes.len().max(1) as f64
    }
    fn overtaken(&self) -> f64 {
        let mut newest = 0;
        let late = self.came.iter().filter(|(number, ..)| {
            let late = *number < newest;
            newest = newest.max(*number);
            late
        });
        100.0 * late.count() as f64 / f64::from(self.sent)
    }
}

fn rows() -> Vec<Row> {
    let with = |change: fn(&mut Conditions)| {
        let mut conditions = Conditions::default();
        change(&mut conditions);
        conditions
    };
    let row = |name, change, packets, micros, asked, tolerance, measure| Row {
        name,
        conditions: with(change),
        packets,
        every: Duration::from_micros(micros),
        asked,
        tolerance,
        measure,
    };
    vec![
        row("delay 50 ms: p50, ms", |c| c.delay = 50_000, 500, 1_000, 50.0, 3.0, |m| m.way(0.5)),
        row("delay 200 ms: p50, ms", |c| c.delay = 200_000, 500, 1_000, 200.0, 3.0, |m| m.way(0.5)),
        row("jitter 40 ms: p5 to p95, ms", |c| c.jitter = 40_000, 2_000, 500, 36.0, 3.0, |m| m.way(0.95) - m.way(0.05)),
        row("random loss 5 %", |c| c.loss = 0.05, 6_000, 200, 5.0, 1.2, Measured::lost),
        row("random loss 30 %", |c| c.loss = 0.3, 6_000, 200, 30.0, 2.5, Measured::lost),
        row("bursts of 10, 9.1 %: lost, %", |c| c.burst = Some((0.01, 0.1)), 12_000, 100, 9.1, 2.5, Measured::lost),
        row("bursts of 10: packets a hole", |c| c.burst = Some((0.01, 0.1)), 12_000, 100, 10.0, 2.5, Measured::hole),
        row("rate 1 Mbit/s: kbit/s", |c| c.rate = Some(1_000_000), 1_000, 4_000, 1_000.0, 20.0, Measured::rate),
        row("rate 4 Mbit/s: kbit/s", |c| c.rate = Some(4_000_000), 3_000, 1_000, 4_000.0, 80.0, Measured::rate),
        row(
            "queue 100 ms at 1 Mbit/s: p99, ms",
            |c| (c.rate, c.queue) = (Some(1_000_000), 100_000),
            600,
            2_000,
            105.0,
            8.0,
            |m| m.way(0.99),
        ),
        row(
            "duplication 10 %",
            |c| c.duplicate = 0.1,
            4_000,
            300,
            10.0,
            2.0,
            |m| 100.0 * (m.came.len() - m.distinct()) as f64 / f64::from(m.sent),
        ),
        row("reordering 10 %: overtaken, %", |c| c.reorder = 0.1, 4_000, 500, 10.0, 2.0, Measured::overtaken),
    ]
}

pub fn run() -> anyhow::Result<()> {
    println!("| asked for | expected | measured |\n|---|---|---|");
    let mut wrong = Vec::new();
    for row in rows() {
        let measured = measure(row.conditions, row.packets, row.every, false)?;
        let value = (row.measure)(&measured);
        let good = (value - row.asked).abs() <= row.tolerance;
        println!("| {} | {:.1} ± {:.1} | {value:.1}{} |", row.name, row.asked, row.tolerance, mark(good));
        if !good {
            wrong.push(row.name);
        }
    }
    let rebound = measure(Conditions::default(), 1_000, Duration::from_micros(500), true)?;
    let ports = rebound.ports.len();
    println!("| rebinding once: addresses seen | 2 | {ports}{} |", mark(ports == 2));
    ensure!(wrong.is_empty() && ports == 2, "not as asked: {wrong:?}");
    Ok(())
}

fn mark(good: bool) -> &'static str {
    if good { "" } else { " (wrong)" }
}

fn measure(conditions: Conditions, packets: u32, every: Duration, rebind: bool) -> anyhow::Result<Measured> {
    let sink = UdpSocket::bind(SocketAddr::from((LOCAL, 0)))?;
    sink.set_read_timeout(Some(Duration::from_millis(600)))?;
    let mut relay = Relay::new(SocketAddr::from((LOCAL, 0)), sink.local_addr()?, 1)?;
    let address = relay.socket.local_addr()?;
    let (tell, told) = mpsc::channel();
    tell.send(Told { up: Some(conditions), ..Told::default() })?;
    let relaying = std::thread::spawn(move || relay.run(&told));
    let began = Instant::now();
    let sending = std::thread::spawn(move || -> anyhow::Result<mpsc::Sender<Told>> {
        let source = UdpSocket::bind(SocketAddr::from((LOCAL, 0)))?;
        for number in 0..packets {
            let due = began + every * number;
            while Instant::now() < due {
                std::thread::sleep(due.saturating_duration_since(Instant::now()));
            }
            if rebind && number == packets / 2 {
                tell.send(Told { rebind: Some(LOCAL.into()), ..Told::default() })?;
            }
            let mut packet = vec![0; PACKET];
            packet[..4].copy_from_slice(&number.to_be_bytes());
            packet[4..12].copy_from_slice(&(began.elapsed().as_micros() as i64).to_be_bytes());
            source.send_to(&packet, address)?;
        }
        Ok(tell)
    });
    let mut measured = Measured { sent: packets, ..Measured::default() };
    let mut bytes = [0; 2_048];
    while let Ok((length, from)) = sink.recv_from(&mut bytes) {
        let now = began.elapsed().as_micros() as i64;
        let (Some(number), Some(sent)) = (bytes[..length].first_chunk::<4>(), bytes[4..length].first_chunk::<8>())
        else {
            continue;
        };
        measured.came.push((u32::from_be_bytes(*number), now - i64::from_be_bytes(*sent), now));
        if !measured.ports.contains(&from.port()) {
            measured.ports.push(from.port());
        }
    }
    drop(sending.join().map_err(|_| anyhow::anyhow!("the sender failed"))??);
    relaying.join().map_err(|_| anyhow::anyhow!("the relay failed"))??;
    ensure!(measured.came.len() > 10, "nothing came");
    Ok(measured)
}
