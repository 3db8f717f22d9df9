//! `fengsui-fuzz [MINUTES] [TARGET]`: mutated seeds to every target, or to one, in turns, for so long. A finding is
//! written beside the corpus before the process ends with the panic.

use fengsui_fuzz::{TARGETS, corpus, mutate::mutated, seeds};
use fengsui_link::Random;
use std::time::{Duration, Instant, SystemTime};

const TURN: u32 = 20_000;

fn main() -> std::io::Result<()> {
    let mut words = std::env::args().skip(1);
    let minutes: u64 = words.next().and_then(|word| word.parse().ok()).unwrap_or(1);
    let only = words.next();
    let began = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_nanos() as u64);
    println!("seed {began}");
    let (mut random, until) = (Random(began), Instant::now() + Duration::from_secs(60 * minutes));
    let mut inputs = 0u64;
    while Instant::now() < until {
        for target in TARGETS.iter().filter(|target| only.as_deref().is_none_or(|only| only == target.name)) {
            let seeds = seeds(target.name)?;
            for _ in 0..TURN {
                let bytes = mutated(&seeds, &mut random);
                let found = std::panic::catch_unwind(|| (target.run)(&bytes));
                if found.is_err() {
                    let path = corpus(target.name).join(format!("found-{:016x}", random.number()));
                    std::fs::write(&path, &bytes)?;
                    eprintln!("{}: {}", target.name, path.display());
                    std::process::exit(1);
                }
            }
            inputs += u64::from(TURN);
        }
    }
    println!("{inputs} inputs, nothing found");
    Ok(())
}
