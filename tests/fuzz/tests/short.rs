//! Every seed and some thousands of mutations of each target: the same every time.

use fengsui_fuzz::{TARGETS, mutate::mutated, seeds};
use fengsui_link::Random;

const MUTATIONS: u32 = 4_000;

#[test]
fn seeds_and_their_mutations_find_nothing() {
    for target in TARGETS {
        let seeds = seeds(target.name).unwrap_or_else(|error| panic!("{}: {error}", target.name));
        assert!(seeds.len() >= 3, "{} has too few seeds", target.name);
        for seed in &seeds {
            (target.run)(seed);
        }
        let mut random = Random(7);
        for number in 0..MUTATIONS {
            let bytes = mutated(&seeds, &mut random);
            let found = std::panic::catch_unwind(|| (target.run)(&bytes));
            assert!(found.is_ok(), "{}: mutation {number}: {bytes:02x?}", target.name);
        }
    }
}
