//! The index: which entities say which grams. In memory; grows with the state and no further. An entity that changed is
//! put in again under a new number, and the old number is dead until the next sweep, so that lists only grow at their end
//! and stay sorted.

use super::grams::Gram;
use fengsui_protocol::{live::EntityKey, search::SearchKind};
use std::collections::{BTreeMap, HashMap};

/// Dead numbers that are borne before a sweep, besides as many as there are living.
const BORNE: usize = 1_024;

#[derive(Default)]
pub(super) struct Index {
    lists: HashMap<Gram, Vec<u32>>,
    /// By number; `None` is dead.
    entries: Vec<Option<(SearchKind, EntityKey)>>,
    numbers: BTreeMap<EntityKey, u32>,
}

impl Index {
    /// Puts an entity in, in place of what it said before.
    pub(super) fn put(&mut self, kind: SearchKind, key: EntityKey, grams: impl Iterator<Item = Gram>) {
        self.remove(&key);
        let number = self.entries.len() as u32;
        let mut grams: Vec<_> = grams.collect();
        grams.sort_unstable();
        grams.dedup();
        for gram in grams {
            self.lists.entry(gram).or_default().push(number);
        }
        self.numbers.insert(key.clone(), number);
        self.entries.push(Some((kind, key)));
    }

    pub(super) fn remove(&mut self, key: &EntityKey) {
        if let Some(number) = self.numbers.remove(key) {
            self.entries[number as usize] = None;
            if self.entries.len() > 2 * self.numbers.len() + BORNE {
                self.sweep();
            }
        }
    }

    /// Entities that have every gram, those put in last first.
    pub(super) fn having<'a>(&'a self, grams: &[Gram]) -> impl Iterator<Item = &'a (SearchKind, EntityKey)> + 'a {
        let lists: Option<Vec<_>> = grams.iter().map(|gram| self.lists.get(gram)).collect();
        let mut lists = lists.unwrap_or_default();
        lists.sort_by_key(|list| list.len());
        let (shortest, others) =
            lists.split_first().map_or((&[] as &[u32], &[] as &[_]), |(first, rest)| (first.as_slice(), rest));
        let others = others.to_vec();
        let all =
            shortest.iter().rev().filter(move |number| others.iter().all(|list| list.binary_search(number).is_ok()));
        all.filter_map(|number| self.entries[*number as usize].as_ref())
    }

    /// Gives the living new numbers in their order and forgets the dead.
    fn sweep(&mut self) {
        let mut renumbered = vec![None; self.entries.len()];
        let mut living = Vec::with_capacity(self.numbers.len());
        for (old, entry) in std::mem::take(&mut self.entries).into_iter().enumerate() {
            if let Some(entry) = entry {
                renumbered[old] = Some(living.len() as u32);
                self.numbers.insert(entry.1.clone(), living.len() as u32);
                living.push(Some(entry));
            }
        }
        self.entries = living;
        self.lists.retain(|_, list| {
            *list = list.iter().filter_map(|old| renumbered[*old as usize]).collect();
            !list.is_empty()
        });
    }
}

#[cfg(test)]
mod tests {
    use super::{super::grams::grams, *};
    use fengsui_protocol::IncidentId;

    fn key(n: u64) -> EntityKey {
        EntityKey::Incident(IncidentId(n))
    }
    fn found(index: &Index, text: &str) -> Vec<EntityKey> {
        index.having(&grams(text).collect::<Vec<_>>()).map(|(_, key)| key.clone()).collect()
    }

    /// SEARCH-3: the same after any number of changes as if it were made anew.
    #[test]
    fn search_3_an_index_that_was_followed_is_one_that_was_made_anew() {
        let mut index = Index::default();
        let text = |n: u64, version: u64| format!("第{n}起 {}", ["火灾", "洪水", "塌方"][((n + version) % 3) as usize]);
        for version in 0..40 {
            for n in 0..200 {
                index.put(SearchKind::Incident, key(n), grams(&text(n, version)));
            }
        }
        for n in (0..200).step_by(7) {
            index.remove(&key(n));
        }
        let mut fresh = Index::default();
        for n in (0..200).filter(|n| n % 7 != 0) {
            fresh.put(SearchKind::Incident, key(n), grams(&text(n, 39)));
        }
        for asked in ["火灾", "洪水", "塌方", "第3起", "起 火", "没有"] {
            assert_eq!(found(&index, asked), found(&fresh, asked), "{asked}");
        }
        assert!(!found(&index, "塌方").is_empty());
        assert!(index.entries.len() <= 2 * index.numbers.len() + BORNE, "the dead are swept out");
    }
}
