//! Names and codes, which are real, and where the towns stand, which is placed by hand relative to one another.

use super::plane::P;
use anyhow::{Context, Result, bail};

const PLACES: &str = include_str!("../../data/jiahe_places.csv");
const OUTLINE: &str = include_str!("../../data/jiahe_outline.csv");

pub const COUNTY_CODE: &str = "431024";
pub const COUNTY_NAME: &str = "嘉禾县";
/// 珠泉镇, the county seat.
pub const SEAT: &str = "431024100";

/// Where each town stands, degrees. Relative placement only: good to a kilometre or two.
const STANDS: [(&str, f64, f64); 10] = [
    (SEAT, 112.3685, 25.5832),
    ("431024102", 112.4465, 25.5310),
    ("431024103", 112.4815, 25.6345),
    ("431024104", 112.4320, 25.5850),
    ("431024106", 112.4130, 25.7380),
    ("431024107", 112.4075, 25.6850),
    ("431024108", 112.5420, 25.6840),
    ("431024110", 112.3420, 25.6600),
    ("431024111", 112.3800, 25.5430),
    ("431024201", 112.3020, 25.6137),
];

#[derive(Clone, Debug)]
pub struct Town {
    pub code: &'static str,
    pub name: &'static str,
    pub at: P,
    /// Code and name of each village and residents' committee.
    pub villages: Vec<(&'static str, &'static str)>,
}

/// # Errors
/// When the data file is not what this module was written for.
pub fn towns() -> Result<Vec<Town>> {
    let mut towns: Vec<Town> = Vec::new();
    for row in rows(PLACES) {
        let (code, name) = row.split_once(',').with_context(|| format!("places: {row}"))?;
        match code.len() {
            9 => towns.push(Town { code, name, at: stand(code)?, villages: Vec::new() }),
            12 => {
                let town = towns.iter_mut().find(|town| code.starts_with(town.code));
                town.with_context(|| format!("no town for {row}"))?.villages.push((code, name));
            }
            _ => bail!("places: {row}"),
        }
    }
    Ok(towns)
}

/// Corners of the county, in order.
///
/// # Errors
/// As [`towns`].
pub fn outline() -> Result<Vec<P>> {
    rows(OUTLINE)
        .map(|row| {
            let (lon, lat) = row.split_once(',').with_context(|| format!("outline: {row}"))?;
            Ok(P::degrees(lon.parse()?, lat.parse()?))
        })
        .collect()
}

fn stand(code: &str) -> Result<P> {
    let found = STANDS.iter().find(|(town, _, _)| *town == code);
    found.map(|(_, lon, lat)| P::degrees(*lon, *lat)).with_context(|| format!("town {code} has no place"))
}

/// Rows of a data file without comments and the heading.
fn rows(file: &'static str) -> impl Iterator<Item = &'static str> {
    file.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).skip(1)
}
