//! 举手表决: a question put to the sites that are here, answered 同意, 反对 or 弃权, one vote a site, the result kept.

use crate::{
    Event, State,
    check::{self, By, refuse},
};
use fengsui_protocol::{
    ConferenceId, Micros, Refusal, SiteId, VoteId, bounds,
    meeting::{CastView, Choice, VoteView},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Vote {
    pub conference: ConferenceId,
    pub question: String,
    pub opened_at: Micros,
    pub closed_at: Option<Micros>,
    /// Sites that were here when it was closed: 应表决.
    pub present: Option<u32>,
    pub cast: BTreeMap<SiteId, Cast>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cast {
    pub name: String,
    pub choice: Choice,
    pub at: Micros,
}

impl Vote {
    pub(crate) fn view(&self, id: VoteId) -> VoteView {
        let count = |choice| self.cast.values().filter(|cast| cast.choice == choice).count() as u32;
        let cast = self.cast.iter().map(|(site, cast)| CastView {
            site: *site,
            name: cast.name.clone(),
            choice: cast.choice,
            at: cast.at,
        });
        VoteView {
            id,
            conference: self.conference,
            question: self.question.clone(),
            opened_at: self.opened_at,
            closed_at: self.closed_at,
            present: self.present,
            yes: count(Choice::Yes),
            no: count(Choice::No),
            abstain: count(Choice::Abstain),
            cast: cast.collect(),
        }
    }
}

/// The vote that is open in a conference.
fn open_vote(state: &State, id: ConferenceId) -> Option<(VoteId, &Vote)> {
    let open = |(_, vote): &(&VoteId, &Vote)| vote.conference == id && vote.closed_at.is_none();
    state.votes.iter().find(open).map(|(id, vote)| (*id, vote))
}

/// MEET-35: one question at a time.
pub(crate) fn open(state: &State, by: &By, id: ConferenceId, question: &str) -> Result<Vec<Event>, Refusal> {
    let conference = check::open(state, by, id)?;
    by.must_control(conference)?;
    check::line("question", question, bounds::PLACE_CHARS, true)?;
    if let Some((vote, _)) = open_vote(state, id) {
        let refusal = refuse("MEET-35", "上一项表决还没有结束", "The last vote is still open");
        return Err(refusal.accept([format!("close_vote {vote}")]));
    }
    if state.votes.values().filter(|vote| vote.conference == id).count() >= bounds::VOTES {
        let refusal = refuse("BOUND", "本次会议的表决已达上限", "The votes of this conference reach their bound");
        return Err(refusal.accept([format!("≤ {}", bounds::VOTES)]));
    }
    let vote = VoteId(state.last_vote + 1);
    Ok(vec![Event::VoteOpened { vote, among: id, question: question.trim().to_owned() }])
}

/// MEET-36: one vote a site, which it may change until the vote is closed.
pub(crate) fn cast(state: &State, by: &By, id: VoteId, choice: Choice) -> Result<Vec<Event>, Refusal> {
    let (vote, conference) = known(state, by, id)?;
    let site = check::own_site(conference, by)?;
    if vote.closed_at.is_some() {
        return Err(refuse("MEET-36", "表决已结束", "The vote is closed").field("vote"));
    }
    if vote.cast.get(&site).is_some_and(|cast| cast.choice == choice) {
        return Ok(vec![]);
    }
    let name = conference.sites.get(&site).map_or_else(String::new, |site| site.name.clone());
    Ok(vec![Event::VoteCast { vote: id, site, name, choice }])
}

pub(crate) fn close(state: &State, by: &By, id: VoteId) -> Result<Vec<Event>, Refusal> {
    let (vote, conference) = known(state, by, id)?;
    by.must_control(conference)?;
    if vote.closed_at.is_some() {
        return Ok(vec![]);
    }
    Ok(vec![closed(state, id, vote.conference)])
}

/// With the conference its open vote is closed.
pub(crate) fn closed_with(state: &State, conference: ConferenceId) -> Option<Event> {
    open_vote(state, conference).map(|(id, _)| closed(state, id, conference))
}

fn closed(state: &State, vote: VoteId, conference: ConferenceId) -> Event {
    let sites = state.conferences.get(&conference).into_iter().flat_map(|conference| conference.sites.values());
    Event::VoteClosed { vote, present: sites.filter(|site| site.present()).count() as u32 }
}

/// REF-1 also for the vote of a conference that the sender may not see.
fn known<'a>(state: &'a State, by: &By, id: VoteId) -> Result<(&'a Vote, &'a crate::state::Conference), Refusal> {
    let unknown = || Refusal::new("REF-1", format!("没有这项表决：{id}"), format!("No such vote: {id}")).field("vote");
    let vote = state.votes.get(&id).ok_or_else(unknown)?;
    let conference = check::open(state, by, vote.conference)
        .map_err(|refusal| if refusal.rule == "REF-1" { unknown() } else { refusal })?;
    Ok((vote, conference))
}

pub(crate) fn apply(state: &mut State, at: Micros, event: &Event) {
    match event {
        Event::VoteOpened { vote, among, question } => {
            let (conference, question) = (*among, question.clone());
            let fresh =
                Vote { conference, question, opened_at: at, closed_at: None, present: None, cast: BTreeMap::new() };
            state.last_vote = state.last_vote.max(vote.0);
            state.votes.insert(*vote, fresh);
        }
        Event::VoteCast { vote, site, name, choice } => {
            if let Some(vote) = state.votes.get_mut(vote) {
                vote.cast.insert(*site, Cast { name: name.clone(), choice: *choice, at });
            }
        }
        Event::VoteClosed { vote, present } => {
            if let Some(vote) = state.votes.get_mut(vote) {
                (vote.closed_at, vote.present) = (Some(at), Some(*present));
            }
        }
        _ => {}
    }
}
