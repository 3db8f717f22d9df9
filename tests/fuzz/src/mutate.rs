//! Mutations of seeds, from a seed.

use fengsui_link::Random;

/// Bytes of the longest input.
const LONGEST: usize = 4_096;
/// Values at the edges of fields.
const EDGES: [u8; 8] = [0, 1, 0x7f, 0x80, 0xbe, 0xde, 0xfe, 0xff];

/// One of the seeds, changed in a few places, or spliced with another.
#[must_use]
pub fn mutated(seeds: &[Vec<u8>], random: &mut Random) -> Vec<u8> {
    let mut bytes = pick(seeds, random).to_vec();
    if random.below(8) == 0 {
        let other = pick(seeds, random);
        bytes.truncate(random.below(bytes.len() as u64 + 1) as usize);
        bytes.extend_from_slice(&other[random.below(other.len() as u64 + 1) as usize..]);
    }
    for _ in 0..1 + random.below(6) {
        change(&mut bytes, random);
    }
    bytes.truncate(LONGEST);
    bytes
}

fn pick<'a>(seeds: &'a [Vec<u8>], random: &mut Random) -> &'a [u8] {
    seeds.get(random.below(seeds.len() as u64) as usize).map_or(&[], Vec::as_slice)
}

fn change(bytes: &mut Vec<u8>, random: &mut Random) {
    let length = bytes.len() as u64;
    let at = random.below(length) as usize;
    if bytes.is_empty() {
        bytes.push(random.number() as u8);
        return;
    }
    match random.below(8) {
        0 => bytes[at] ^= 1 << random.below(8),
        1 => bytes[at] = random.number() as u8,
        2 => bytes[at] = EDGES[random.below(8) as usize],
        3 => bytes[at] = bytes[at].wrapping_add(1),
        4 => bytes.truncate(at),
        5 => bytes.insert(at, random.number() as u8),
        6 => drop(bytes.remove(at)),
        _ => {
            let end = at + random.below((length - at as u64).min(64)) as usize;
            let copied = bytes[at..end].to_vec();
            let to = random.below(length) as usize;
            bytes.splice(to..to, copied);
        }
    }
}
