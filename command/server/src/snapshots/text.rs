//! How a domain is written as a snapshot, and read back by all processors at once.
//!
//! Lines of JSON: the first is the domain without its incidents, each further one some of the incidents as pairs of
//! number and incident. A county's archive is nearly all of a snapshot, and its lines are read side by side. The digest
//! is SM3 over the SM3 of each line, so that it is made side by side too.

use crate::{domain::Domain, log::Hash};
use fengsui_command_core::{Shared, incident::Incident};
use fengsui_protocol::IncidentId;
use sm3::{Digest, Sm3};
use std::{
    num::NonZeroUsize,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

/// Of what this module writes.
pub const VERSION: u32 = 2;
/// Incidents in a line: some hundred kilobytes of JSON.
const IN_A_LINE: usize = 256;

type Pair = (IncidentId, Shared<Incident>);

/// A line that was read.
enum Part {
    Rest(Box<Domain>),
    Incidents(Vec<Pair>),
}

/// Canonical text of what the log determines; derived state is not in it.
pub fn write(domain: &Domain) -> String {
    let mut rest = domain.clone();
    let incidents: Vec<Pair> = std::mem::take(&mut rest.command.incidents).into_iter().collect();
    let mut text = serde_json::to_string(&rest).expect("the domain serialises");
    for some in incidents.chunks(IN_A_LINE) {
        text.push('\n');
        text.push_str(&serde_json::to_string(some).expect("incidents serialise"));
    }
    text
}

/// The digest of a text of this form.
pub fn digest(text: &str) -> Hash {
    let whole = each_line(text, |_, line| Some(of_line(line)));
    over(whole.into_iter().flatten())
}

/// Reads a text back; `None` when it is not one, or not the one of this digest.
pub fn read(text: &str, digest: &Hash) -> Option<Domain> {
    let lines = each_line(text, |number, line| {
        let part = match number {
            0 => Part::Rest(serde_json::from_str(line).ok()?),
            _ => Part::Incidents(serde_json::from_str(line).ok()?),
        };
        Some((of_line(line), part))
    });
    let lines = lines.into_iter().collect::<Option<Vec<_>>>()?;
    if over(lines.iter().map(|(digest, _)| *digest)) != *digest {
        return None;
    }
    let mut parts = lines.into_iter().map(|(_, part)| part);
    let Some(Part::Rest(mut domain)) = parts.next() else { return None };
    for part in parts {
        let Part::Incidents(some) = part else { return None };
        domain.command.incidents.extend(some);
    }
    domain.command.reindex();
    Some(*domain)
}

fn of_line(line: &str) -> Hash {
    Sm3::digest(line.as_bytes()).into()
}

fn over(lines: impl Iterator<Item = Hash>) -> Hash {
    lines.fold(Sm3::new(), |whole, line| whole.chain_update(line)).finalize().into()
}

/// What `look` gives for each line, in order; all processors take the next line that nobody has taken.
fn each_line<T: Send>(text: &str, look: impl Fn(usize, &str) -> Option<T> + Sync) -> Vec<Option<T>> {
    let lines: Vec<&str> = text.split('\n').collect();
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let Some(line) = lines.get(number) else { return done };
            done.push((number, look(number, line)));
        }
    };
    let hands = thread::available_parallelism().map_or(1, NonZeroUsize::get).min(lines.len());
    let done = thread::scope(|scope| {
        let others: Vec<_> = (1..hands).map(|_| scope.spawn(work)).collect();
        let mut done = work();
        done.extend(others.into_iter().flat_map(|hand| hand.join().expect("reading does not panic")));
        done
    });
    let mut all: Vec<Option<T>> = lines.iter().map(|_| None).collect();
    for (number, one) in done {
        all[number] = one;
    }
    all
}
