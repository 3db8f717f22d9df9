//! 声控切换: the loudest site becomes the broadcast source (CC-42). Levels come from the media node and are never
//! logged; who is shown follows from them and from time.

use crate::{
    Event, State,
    check::{self, By, refuse},
    operation::install,
};
use fengsui_protocol::{
    ConferenceId, Micros, Refusal, SiteId,
    control::{Operation, VoiceSwitchSettings},
    live::Voice,
};

/// A challenger must be louder than who speaks by so many decibels.
const MARGIN: u8 = 6;

pub(crate) fn begin(
    state: &State,
    by: &By,
    id: ConferenceId,
    settings: VoiceSwitchSettings,
) -> Result<Vec<Event>, Refusal> {
    let conference = check::open(state, by, id)?;
    by.must_control(conference)?;
    if !(1..=10).contains(&settings.sensitivity) {
        let refusal = refuse("CC-42", "灵敏度为 1 到 10", "The sensitivity is 1 to 10");
        return Err(refusal.field("settings.sensitivity").accept(["1..10"]));
    }
    if !(1..=30).contains(&settings.hold_s) {
        let refusal = refuse("CC-42", "保持时间为 1 到 30 秒", "The hold is 1 to 30 seconds");
        return Err(refusal.field("settings.hold_s").accept(["1..30"]));
    }
    Ok(install(id, conference, Operation::VoiceSwitch { settings, site: None }))
}

/// Who is shown, since when, and who is heard.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Switch {
    pub source: Option<SiteId>,
    pub since: Micros,
    /// Loudest first.
    pub heard: Vec<Voice>,
}

impl Switch {
    /// Who should be shown at `now`, and when it would be somebody else if nothing changes.
    pub fn judge(
        &self,
        now: Micros,
        settings: VoiceSwitchSettings,
        shows: impl Fn(SiteId) -> bool,
    ) -> (Option<SiteId>, Option<Micros>) {
        let loud = |voice: &&Voice| voice.level <= limit(settings.sensitivity) && shows(voice.site);
        let loudest = self.heard.iter().filter(loud).min_by_key(|voice| (voice.level, voice.site));
        let source = self.source.filter(|site| shows(*site));
        match (source, loudest) {
            (None, loudest) => (loudest.map(|voice| voice.site), None),
            (Some(source), Some(voice)) if voice.site != source && self.beats(voice, source, settings) => {
                let due = self.since.plus(i64::from(settings.hold_s) * Micros::SECOND);
                if due <= now { (Some(voice.site), None) } else { (Some(source), Some(due)) }
            }
            (source, _) => (source, None),
        }
    }

    fn beats(&self, voice: &Voice, source: SiteId, settings: VoiceSwitchSettings) -> bool {
        let own = self.heard.iter().find(|own| own.site == source && own.level <= limit(settings.sensitivity));
        own.is_none_or(|own| voice.level + MARGIN <= own.level)
    }
}

/// The level in −dBov up to which a voice counts.
fn limit(sensitivity: u8) -> u8 {
    25 + 5 * sensitivity.min(10)
}
