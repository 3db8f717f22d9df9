//! Whether what was measured is a leak.

use super::node::Held;

/// Resident memory may grow by at most so much with each join, after the warm-up. Growth of that size is within what
/// the allocator's own unrest gives over some minutes; a session that is kept costs some ten times as much.
pub const KIB_PER_JOIN: f64 = 1.0;
/// A shorter stretch says nothing about a slope.
pub const SHORTEST_S: f64 = 60.0;

/// Resident memory at a time.
#[derive(Clone, Copy, Debug)]
pub struct Sample {
    pub seconds: f64,
    pub rss_kib: f64,
    pub joins: f64,
}

/// KiB per join by least squares, or nothing when the samples are of too short a time or without joins.
pub fn kib_per_join(samples: &[Sample]) -> Option<f64> {
    let (first, last) = (samples.first()?, samples.last()?);
    if last.seconds - first.seconds < SHORTEST_S || last.joins <= first.joins {
        return None;
    }
    let n = samples.len() as f64;
    let mean = |of: fn(&Sample) -> f64| samples.iter().map(of).sum::<f64>() / n;
    let (joins, rss) = (mean(|sample| sample.joins), mean(|sample| sample.rss_kib));
    let spread: f64 = samples.iter().map(|sample| (sample.joins - joins).powi(2)).sum();
    let common: f64 = samples.iter().map(|sample| (sample.joins - joins) * (sample.rss_kib - rss)).sum();
    Some(common / spread)
}

/// What is wrong with `after` everybody has left, beside `before` anybody came.
pub fn not_returned(before: Held, after: Held) -> Vec<String> {
    let counts = [
        ("descriptors", before.descriptors, after.descriptors),
        ("sockets", before.sockets, after.sockets),
        ("threads", before.threads, after.threads),
    ];
    let wrong = counts.into_iter().filter(|(_, before, after)| after != before);
    wrong.map(|(what, before, after)| format!("{after} {what} at rest, {before} before anybody came")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn growing(kib_per_join: f64, seconds: usize) -> Vec<Sample> {
        // Memory that goes up and down with who is there.
        let unrest = |second: usize| if second.is_multiple_of(2) { 40.0 } else { -40.0 };
        let sample = |second: usize| Sample {
            seconds: second as f64,
            rss_kib: 9_000.0 + kib_per_join * 10.0 * second as f64 + unrest(second),
            joins: 10.0 * second as f64,
        };
        (0..=seconds).map(sample).collect()
    }

    #[test]
    fn a_leak_is_told_from_unrest() {
        assert!(kib_per_join(&growing(0.0, 120)).unwrap().abs() < 0.1);
        let leak = kib_per_join(&growing(3.0, 120)).unwrap();
        assert!((leak - 3.0).abs() < 0.1, "{leak}");
        assert_eq!(kib_per_join(&growing(3.0, 20)), None);
        assert_eq!(kib_per_join(&[]), None);
    }

    #[test]
    fn what_does_not_return_is_named() {
        let rest = Held { rss_kib: 9_000, descriptors: 20, sockets: 8, threads: 4 };
        assert!(not_returned(rest, Held { rss_kib: 12_000, ..rest }).is_empty());
        let wrong = not_returned(rest, Held { descriptors: 21, threads: 5, ..rest });
        assert_eq!(
            wrong,
            ["21 descriptors at rest, 20 before anybody came", "5 threads at rest, 4 before anybody came"]
        );
    }
}
