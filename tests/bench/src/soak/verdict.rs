//! Whether what was measured is a leak.

use super::node::Held;

/// Resident memory may grow by at most so much with each join. Growth of that size is within what the allocator's own unrest
/// gives over some minutes; a session that is kept costs some ten times as much.
pub const RSS_KIB_PER_JOIN: f64 = 1.0;
/// What is allocated is exact: this is one session kept of some four hundred, or some bytes of each.
pub const ALLOCATED_KIB_PER_JOIN: f64 = 0.1;

/// Memory when nobody is there, after so many joins.
#[derive(Clone, Copy, Debug)]
pub struct Memory {
    pub joins: f64,
    pub rss_kib: f64,
    /// What the process has asked its allocator for and not given back.
    pub allocated_kib: f64,
}

/// With each join.
#[derive(Clone, Copy, Debug)]
pub struct Growth {
    pub rss_kib: f64,
    pub allocated_kib: f64,
}

/// Nothing without joins between.
pub fn growth(before: Memory, after: Memory) -> Option<Growth> {
    let joins = after.joins - before.joins;
    (joins > 0.0).then(|| Growth {
        rss_kib: (after.rss_kib - before.rss_kib) / joins,
        allocated_kib: (after.allocated_kib - before.allocated_kib) / joins,
    })
}

impl Growth {
    /// What of it is not let pass.
    pub fn too_much(self) -> Vec<String> {
        let kinds = [
            ("resident memory", self.rss_kib, RSS_KIB_PER_JOIN),
            ("allocated memory", self.allocated_kib, ALLOCATED_KIB_PER_JOIN),
        ];
        let over = kinds.into_iter().filter(|(_, grown, most)| grown > most);
        over.map(|(what, grown, most)| format!("{what} grows by {grown:.2} KiB per join, at most {most} is let pass"))
            .collect()
    }
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

    #[test]
    fn what_each_join_leaves_behind_is_a_leak_and_what_was_there_before_is_none() {
        let warm = Memory { joins: 600.0, rss_kib: 20_000.0, allocated_kib: 3_000.0 };
        assert!(growth(warm, warm).is_none());
        let unrest = Memory { joins: 3_600.0, rss_kib: 22_000.0, allocated_kib: 3_010.0 };
        assert!(growth(warm, unrest).unwrap().too_much().is_empty());
        let small = Memory { allocated_kib: 3_000.0 + 3_000.0 * 0.2, ..unrest };
        let large = Memory { rss_kib: 20_000.0 + 3_000.0 * 40.0, allocated_kib: 3_000.0 + 3_000.0 * 40.0, ..unrest };
        let wrong = growth(warm, small).unwrap().too_much();
        assert_eq!(wrong, ["allocated memory grows by 0.20 KiB per join, at most 0.1 is let pass"]);
        assert_eq!(growth(warm, large).unwrap().too_much().len(), 2);
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
