//! How far and how long a kind of event reaches: σ of distance and of time per type code, and which types are often
//! two names of one thing. Data, not rules.

/// One kind of event: types of GB/T 35649 that are compared on one scale.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    /// Beginnings of the type codes.
    pub codes: &'static [&'static str],
    /// σ of distance, metres.
    pub sigma_m: f64,
    /// σ of time, minutes.
    pub sigma_min: f64,
    /// Something that has an extent (a flood, a storm): two villages' names do not speak against one event.
    pub wide: bool,
}

/// Which [`Scale`] a report is on: its place in [`SCALES`].
pub type Kind = u8;

const fn scale(codes: &'static [&'static str], sigma_m: f64, sigma_min: f64, wide: bool) -> Scale {
    Scale { codes, sigma_m, sigma_min, wide }
}

/// Starting values: fire 300 m/30 min, crash 500 m/40 min, flood 3 km/6 h are the practice's; the others follow them in
/// proportion to how far such a thing is seen and how long it is reported.
pub const SCALES: &[Scale] = &[
    scale(&["A206"], 300.0, 30.0, false),
    scale(&["A207", "A215"], 500.0, 40.0, false),
    scale(&["A101"], 3_000.0, 360.0, true),
    scale(&["A102"], 5_000.0, 180.0, true),
    scale(&["A103"], 15_000.0, 60.0, true),
    scale(&["A104"], 800.0, 180.0, false),
    scale(&["A106", "A107"], 1_500.0, 180.0, true),
    scale(&["A204", "A205"], 500.0, 60.0, false),
    scale(&["A201", "A202", "A203", "A212"], 400.0, 60.0, false),
    scale(&["A213"], 1_000.0, 120.0, true),
    scale(&["A214"], 2_000.0, 360.0, true),
    scale(&["A301", "A302", "A303", "A304"], 1_000.0, 720.0, true),
    scale(&["A402"], 1_000.0, 240.0, true),
    scale(&["A403", "A405", "A216"], 500.0, 60.0, false),
    scale(&[""], 1_000.0, 120.0, false),
];

/// Pairs of beginnings of type codes that different departments give to one thing: who calls a tank lorry's fire a
/// crash, who a fire, who a leak.
const AKIN: &[(&str, &str)] = &[
    ("A101", "A102"),
    ("A101", "A104"),
    ("A101", "A213"),
    ("A102", "A213"),
    ("A104", "A213"),
    ("A104", "A207"),
    ("A106", "A206"),
    ("A203", "A212"),
    ("A203", "A213"),
    ("A204", "A205"),
    ("A204", "A206"),
    ("A204", "A207"),
    ("A204", "A214"),
    ("A204", "A303"),
    ("A205", "A206"),
    ("A206", "A207"),
    ("A206", "A213"),
    ("A302", "A303"),
];

/// The scale of a type code; the last one is everybody's who has none of their own.
pub fn kind(type_code: &str) -> Kind {
    let of = |scale: &Scale| scale.codes.iter().any(|code| type_code.starts_with(code));
    SCALES.iter().position(of).unwrap_or(SCALES.len() - 1) as Kind
}

/// The values of a kind.
pub fn of(kind: Kind) -> &'static Scale {
    SCALES.get(kind as usize).unwrap_or(&SCALES[SCALES.len() - 1])
}

/// Whether two types are only akin; `None` when one thing cannot be both.
pub fn akin(left: &str, right: &str) -> Option<bool> {
    let begins = |pair: &(&str, &str)| {
        (left.starts_with(pair.0) && right.starts_with(pair.1))
            || (left.starts_with(pair.1) && right.starts_with(pair.0))
    };
    match left.get(..4) == right.get(..4) {
        true => Some(false),
        false => AKIN.iter().any(begins).then_some(true),
    }
}

/// Kinds in which something akin to `type_code` may lie, its own first.
pub fn kinds_akin(type_code: &str) -> Vec<Kind> {
    let mut kinds = vec![kind(type_code)];
    for (left, right) in AKIN {
        let other = match (type_code.starts_with(left), type_code.starts_with(right)) {
            (true, _) => kind(right),
            (_, true) => kind(left),
            _ => continue,
        };
        if !kinds.contains(&other) {
            kinds.push(other);
        }
    }
    kinds
}
