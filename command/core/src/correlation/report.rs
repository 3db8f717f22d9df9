//! A report as it is compared: kind, time, position with its error, words, hard keys. Made once, when it comes.

use super::{
    keys::{self, Key},
    scale,
    things::{self, Things},
    words::{self, Bigram},
};
use fengsui_protocol::{Micros, StationId, correlation::KeyKind, geo::Wgs84, incident::IncidentFacts};
use std::collections::BTreeSet;

/// A position's error counts up to here, metres: a place that is known to the township is no reason to search farther.
const MOST_ERROR_M: f64 = 3_000.0;
/// Error of a position that came without one, metres.
const USUAL_ERROR_M: f64 = 50.0;

/// What one report says, as it is compared.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    pub type_code: String,
    pub at: Micros,
    pub spot: Option<Spot>,
    pub words: Vec<Bigram>,
    pub things: Things,
    pub keys: BTreeSet<Key>,
}

/// A position and how far it may be off, metres.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spot {
    pub position: Wgs84,
    pub error_m: f64,
}

impl Spot {
    /// Metres on the sphere; near enough for some kilometres.
    pub fn metres_to(&self, other: &Spot) -> f64 {
        let latitude = (self.position.lat + other.position.lat).to_radians() / 2.0;
        let east = (other.position.lon - self.position.lon).to_radians() * latitude.cos();
        let north = (other.position.lat - self.position.lat).to_radians();
        east.hypot(north) * 6_371_008.8
    }
}

impl Report {
    /// Of the facts of an incident or record, and the device that spoke, if one did.
    pub fn of(facts: &IncidentFacts, device: Option<&StationId>) -> Self {
        let mut found = BTreeSet::new();
        found.extend(keys::phone(&facts.caller.phone));
        if let Some(device) = device {
            keys::put(&mut found, KeyKind::Device, device.0.clone());
        }
        let texts = [facts.title.as_str(), &facts.place.text, &facts.narrative];
        for text in texts {
            keys::of_text(text, &mut found);
        }
        let on_earth = |at: &Wgs84| at.lon.abs() <= 180.0 && at.lat.abs() <= 90.0;
        let spot = facts.place.position.filter(on_earth).map(|position| {
            let error_m = facts.place.error_m.unwrap_or(USUAL_ERROR_M).clamp(0.0, MOST_ERROR_M);
            Spot { position, error_m }
        });
        let words = words::bigrams(texts);
        // A place may be called after a shop.
        let things = things::of([facts.title.as_str(), &facts.narrative]);
        Self { type_code: facts.type_code.clone(), at: facts.occurred_at, spot, words, things, keys: found }
    }

    pub fn kind(&self) -> scale::Kind {
        scale::kind(&self.type_code)
    }

    /// Without the telephone, for someone who may not know who called.
    #[must_use]
    pub fn without_caller(mut self) -> Self {
        self.keys.retain(|(kind, _)| *kind != KeyKind::Phone);
        self
    }
}
