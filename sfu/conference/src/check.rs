//! Checks that inputs go through, and who asks.

use crate::{
    Facts, Person, State,
    state::{Conference, Site},
};
use fengsui_protocol::{Actor, ConferenceId, Refusal, SiteId, UserId, account::Role, bounds};

pub(crate) fn refuse(rule: &str, zh: &str, en: &str) -> Refusal {
    Refusal::new(rule, zh, en)
}

/// Who sent an input.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum By {
    Person(Person),
    Console,
    Node,
}

impl By {
    pub fn of(actor: &Actor, facts: &dyn Facts) -> Result<Self, Refusal> {
        match actor {
            Actor::User(id) => facts
                .person(*id)
                .map(Self::Person)
                .ok_or_else(|| refuse("AUTH-2", "账号不存在或已停用", "The account does not exist or is disabled")),
            Actor::Console => Ok(Self::Console),
            Actor::Node => Ok(Self::Node),
            Actor::Source(_) => Err(refuse("AUTH-1", "来报渠道不参加会议", "A feed takes no part in conferences")),
        }
    }

    /// 会议管理员, or the operator's subcommands.
    pub fn operates(&self) -> bool {
        match self {
            Self::Person(person) => person.role == Role::Operator,
            Self::Console => true,
            Self::Node => false,
        }
    }

    pub fn user(&self) -> Option<UserId> {
        match self {
            Self::Person(person) => Some(person.id),
            Self::Console | Self::Node => None,
        }
    }

    pub fn person(&self) -> Result<&Person, Refusal> {
        match self {
            Self::Person(person) => Ok(person),
            Self::Console | Self::Node => {
                Err(refuse("AUTH-1", "只有登录的人员可以这样做", "Only a person who is logged in may do this"))
            }
        }
    }

    /// Chair or operator.
    pub fn controls(&self, conference: &Conference) -> bool {
        self.operates() || (self.user().is_some() && self.user() == conference.chair)
    }

    /// Who convened it.
    pub fn initiated(&self, conference: &Conference) -> bool {
        self.user() == Some(conference.created_by)
    }

    /// CC-2: what only chair and operator may do.
    pub fn must_control(&self, conference: &Conference) -> Result<(), Refusal> {
        if self.controls(conference) {
            return Ok(());
        }
        let refusal = refuse("CC-2", "只有主席或会议管理员可以这样做", "Only the chair or an operator may do this");
        Err(refusal.accept(["chair", "operator"]))
    }

    /// CC-2, for what the initiator may do as well.
    pub fn must_control_or_initiate(&self, conference: &Conference) -> Result<(), Refusal> {
        if self.initiated(conference) { Ok(()) } else { self.must_control(conference) }
    }
}

/// An open conference that the sender may see. REF-1 also for one that it may not; CC-3 for one that ended.
pub(crate) fn open<'a>(state: &'a State, by: &By, id: ConferenceId) -> Result<&'a Conference, Refusal> {
    let visible = |conference: &&Conference| match by {
        By::Person(person) => sees(conference, person),
        By::Console | By::Node => true,
    };
    let unknown = || {
        let (zh, en) = (format!("没有这个会议：{id}"), format!("No such conference: {id}"));
        Refusal::new("REF-1", zh, en).field("conference")
    };
    let conference = state.conferences.get(&id).filter(visible).ok_or_else(unknown)?;
    if conference.open() {
        return Ok(conference);
    }
    Err(refuse("CC-3", "会议已结束", "The conference has ended").field("conference"))
}

fn sees(conference: &Conference, person: &Person) -> bool {
    crate::view::sees(conference, &fengsui_protocol::Class::of(person.role, &person.unit))
}

/// REF-1: the site must be on this conference's roster.
pub(crate) fn site(conference: &Conference, id: SiteId, path: &str) -> Result<Site, Refusal> {
    let missing = || {
        let (zh, en) = (format!("名册上没有这个会场：{id}"), format!("No such site on the roster: {id}"));
        Refusal::new("REF-1", zh, en).field(path)
    };
    conference.sites.get(&id).cloned().ok_or_else(missing)
}

/// CC-11: the sender must be present in the conference.
pub(crate) fn own_site(conference: &Conference, by: &By) -> Result<SiteId, Refusal> {
    let present = conference.site_of(by.person()?.id).filter(|(_, site)| site.present());
    let missing =
        || refuse("CC-11", "您不在会中，请先入会", "You are not in the conference").accept(["join_conference"]);
    present.map(|(id, _)| id).ok_or_else(missing)
}

/// A line of text: bounded, without control characters or characters that turn the direction of writing.
pub(crate) fn line(path: &str, text: &str, most: usize, required: bool) -> Result<(), Refusal> {
    if required && text.trim().is_empty() {
        return Err(refuse("TEXT-2", "此项必填", "This field must not be empty").field(path));
    }
    if text.len() > most * 4 || text.chars().count() > most {
        let (zh, en) = (format!("超过 {most} 字"), format!("Longer than {most} characters"));
        return Err(Refusal::new("BOUND", zh, en).field(path).accept([format!("≤ {most}")]));
    }
    let turning = |c| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    match text.chars().find(|&c| c.is_control() || turning(c)) {
        None => Ok(()),
        Some(c) => {
            let zh = format!("含有控制字符 U+{:04X}", c as u32);
            let en = format!("Contains the control character U+{:04X}", c as u32);
            Err(Refusal::new("TEXT-1", zh, en).field(path))
        }
    }
}

/// Several lines, not empty.
pub(crate) fn paragraphs(path: &str, text: &str, most: usize) -> Result<(), Refusal> {
    if text.len() > most * 4 || text.chars().count() > most {
        return line(path, text, most, true);
    }
    line(path, &text.replace(['\n', '\r', '\t'], " "), most, true)
}

/// BOUND: `more` sites fit on the roster.
pub(crate) fn room(conference: &Conference, more: usize) -> Result<(), Refusal> {
    if conference.sites.len() + more <= bounds::CONFERENCE_SITES {
        return Ok(());
    }
    let refusal = refuse("BOUND", "会场数已达上限", "The roster is full");
    Err(refusal.accept([format!("≤ {}", bounds::CONFERENCE_SITES)]))
}
