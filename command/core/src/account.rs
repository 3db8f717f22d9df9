//! Units, users, roles and feed sources: who may act at all.

use crate::{
    Decision, Event, State,
    check::{self, done, refuse},
    event::Stamp,
    input::Secret,
};
use fengsui_protocol::{
    Micros, Refusal, SourceId, UnitId, UserId,
    account::{Role, UnitKind, UnitView, UserView},
    bounds,
    feed::{FeedFormat, FeedSourceView},
};
use serde::{Deserialize, Serialize};

/// 单位.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Unit {
    pub name: String,
    pub kind: UnitKind,
    /// GB/T 2260 code of a township, nine digits.
    pub code: Option<String>,
    pub phone: Option<String>,
    pub disabled: bool,
    pub version: u64,
}

/// A person's account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct User {
    /// What is typed at login, lower case.
    pub account: String,
    pub name: String,
    pub unit: UnitId,
    pub role: Role,
    pub disabled: bool,
    pub must_change_password: bool,
    pub password_hash: Secret,
    pub last_login: Option<Micros>,
    pub version: u64,
}

/// A department's feed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Source {
    pub name: String,
    pub unit: UnitId,
    pub format: FeedFormat,
    pub disabled: bool,
    pub key: Option<Secret>,
    pub key_hint: String,
    pub last_record_at: Option<Micros>,
    pub last_refusal: Option<Refusal>,
    pub accepted: u64,
    pub refused: u64,
    pub clock_skew_us: Option<i64>,
    pub version: u64,
}

impl Unit {
    pub fn view(&self, id: &UnitId) -> UnitView {
        UnitView {
            id: id.clone(),
            name: self.name.clone(),
            kind: self.kind,
            code: self.code.clone(),
            phone: self.phone.clone(),
            disabled: self.disabled,
            version: self.version,
        }
    }
}

impl User {
    pub fn view(&self, id: UserId) -> UserView {
        UserView {
            id,
            account: self.account.clone(),
            name: self.name.clone(),
            unit: self.unit.clone(),
            role: self.role,
            disabled: self.disabled,
            must_change_password: self.must_change_password,
            last_login: self.last_login,
            version: self.version,
        }
    }
}

impl Source {
    pub fn view(&self, id: &SourceId) -> FeedSourceView {
        FeedSourceView {
            id: id.clone(),
            name: self.name.clone(),
            unit: self.unit.clone(),
            format: self.format,
            disabled: self.disabled,
            key_hint: self.key_hint.clone(),
            last_record_at: self.last_record_at,
            last_refusal: self.last_refusal.clone(),
            accepted: self.accepted,
            refused: self.refused,
            clock_skew_us: self.clock_skew_us,
            version: self.version,
        }
    }
}

// ---- decisions ----

pub(crate) fn create_unit(
    state: &State,
    id: &UnitId,
    name: &str,
    kind: UnitKind,
    code: Option<&str>,
    phone: Option<&str>,
) -> Result<Decision, Refusal> {
    check::slug("id", &id.0)?;
    if state.units.contains_key(id) {
        return Err(refuse("ADM-3", "该标识已被使用", "This id is in use already").field("id"));
    }
    check::line("name", name, bounds::NAME_CHARS)?;
    check::phone("phone", phone.unwrap_or_default())?;
    check_town_code(state, kind, code)?;
    let (name, code, phone) = (name.trim().to_owned(), code.map(str::to_owned), phone.map(str::to_owned));
    done([Event::UnitCreated { id: id.clone(), name, kind, code, phone }])
}

/// ADM-5: a township carries its nine-digit code, once; other units carry none.
fn check_town_code(state: &State, kind: UnitKind, code: Option<&str>) -> Result<(), Refusal> {
    let wrong = |zh, en| Err(refuse("ADM-5", zh, en).field("code").accept(["431024100"]));
    match (kind == UnitKind::Township, code) {
        (false, None) => Ok(()),
        (false, Some(_)) => wrong("只有乡镇有行政区划代码", "Only a township has a GB/T 2260 code"),
        (true, None) => wrong("乡镇要填九位行政区划代码", "A township needs its nine-digit GB/T 2260 code"),
        (true, Some(code)) if code.len() != 9 || !code.bytes().all(|byte| byte.is_ascii_digit()) => {
            wrong("行政区划代码是九位数字", "A township code is nine digits")
        }
        (true, Some(code)) if state.units.values().any(|unit| unit.code.as_deref() == Some(code)) => {
            wrong("该代码已属于另一乡镇", "Another township has this code")
        }
        (true, Some(_)) => Ok(()),
    }
}

pub(crate) fn update_unit(
    state: &State,
    id: &UnitId,
    name: Option<&str>,
    phone: Option<&str>,
    disabled: Option<bool>,
) -> Result<Decision, Refusal> {
    check::known(&state.units, id, "id", "单位", "unit")?;
    if let Some(name) = name {
        check::line("name", name, bounds::NAME_CHARS)?;
    }
    check::phone("phone", phone.unwrap_or_default())?;
    if disabled == Some(true) {
        let left = |user: &User| user.unit != *id;
        keep_an_administrator(state, left, "disabled")?;
    }
    let (name, phone) = (name.map(str::to_owned), phone.map(str::to_owned));
    done([Event::UnitUpdated { id: id.clone(), name, phone, disabled }])
}

/// ADM-2: whatever is disabled or changed, one administrator who can act remains.
fn keep_an_administrator(state: &State, remains: impl Fn(&User) -> bool, field: &str) -> Result<(), Refusal> {
    let able = |id: &UserId| state.active_user(*id).is_some_and(|user| user.role == Role::Administrator);
    let mut before = state.users.iter().filter(|(id, _)| able(id)).peekable();
    if before.peek().is_none() || before.any(|(_, user)| remains(user)) {
        return Ok(());
    }
    let refusal =
        refuse("ADM-2", "至少要保留一名可用的系统管理员", "At least one administrator who can act must remain");
    Err(refusal.field(field).accept(["create another administrator first"]))
}

pub(crate) struct NewUser<'a> {
    pub account: &'a str,
    pub name: &'a str,
    pub unit: &'a UnitId,
    pub role: Role,
    pub password_hash: &'a Secret,
    pub must_change: bool,
}

pub(crate) fn create_user(state: &State, new: &NewUser) -> Result<Decision, Refusal> {
    let account = new.account.trim().to_lowercase();
    check::slug("account", &account)?;
    if state.accounts.contains_key(&account) {
        return Err(refuse("ADM-3", "该账号已被使用", "This account is in use already").field("account"));
    }
    check::line("name", new.name, bounds::NAME_CHARS)?;
    check_role_in_unit(state, new.role, new.unit)?;
    let (id, name, unit) = (UserId(state.last_user + 1), new.name.trim().to_owned(), new.unit.clone());
    let (role, password_hash, must_change) = (new.role, new.password_hash.clone(), new.must_change);
    done([Event::UserCreated { id, account, name, unit, role, password_hash, must_change }])
}

/// ADM-1: the node makes the first administrator by itself, once.
pub(crate) fn bootstrap(state: &State, new: &NewUser) -> Result<Decision, Refusal> {
    if state.users.values().any(|user| user.role == Role::Administrator) {
        return Err(refuse("ADM-1", "系统管理员已经存在", "There is an administrator already"));
    }
    create_user(state, new)
}

/// ADM-4: township officers sit in townships, department officers do not.
fn check_role_in_unit(state: &State, role: Role, unit: &UnitId) -> Result<(), Refusal> {
    let found = check::known(&state.units, unit, "unit", "单位", "unit")?;
    let township = found.kind == UnitKind::Township;
    let fits = match role {
        Role::TownshipOfficer => township,
        Role::DepartmentOfficer => !township,
        Role::Leader | Role::DutyOfficer | Role::FieldOfficer => true,
        Role::Operator | Role::Administrator | Role::Wall => true,
    };
    if fits {
        return Ok(());
    }
    let refusal = refuse("ADM-4", "该角色与单位类别不符", "This role does not fit the unit's kind").field("role");
    Err(refusal.accept([if township { "township_officer" } else { "department_officer" }]))
}

pub(crate) fn update_user(
    state: &State,
    id: UserId,
    name: Option<&str>,
    unit: Option<&UnitId>,
    role: Option<Role>,
    disabled: Option<bool>,
) -> Result<Decision, Refusal> {
    let user = check::known(&state.users, &id, "user", "用户", "user")?;
    if let Some(name) = name {
        check::line("name", name, bounds::NAME_CHARS)?;
    }
    if unit.is_some() || role.is_some() {
        check_role_in_unit(state, role.unwrap_or(user.role), unit.unwrap_or(&user.unit))?;
    }
    let moves_away = unit.is_some_and(|unit| state.units.get(unit).is_none_or(|unit| unit.disabled));
    if disabled == Some(true) || role.is_some_and(|role| role != Role::Administrator) || moves_away {
        keep_an_administrator(state, |other| other.account != user.account, "disabled")?;
    }
    let (name, unit) = (name.map(|name| name.trim().to_owned()), unit.cloned());
    done([Event::UserUpdated { id, name, unit, role, disabled }])
}

pub(crate) fn set_password(state: &State, user: UserId, hash: &Secret, must_change: bool) -> Result<Decision, Refusal> {
    check::known(&state.users, &user, "user", "用户", "user")?;
    done([Event::PasswordSet { user, password_hash: hash.clone(), must_change }])
}

pub(crate) fn logged_in(state: &State, user: UserId) -> Result<Decision, Refusal> {
    check::known(&state.users, &user, "user", "用户", "user")?;
    done([Event::LoggedIn { user }])
}

// ---- application ----

pub(crate) fn apply(state: &mut State, stamp: Stamp, event: &Event) {
    let version = stamp.seq;
    match event {
        Event::UnitCreated { id, name, kind, code, phone } => {
            let (name, code, phone) = (name.clone(), code.clone(), phone.clone());
            let unit = Unit { name, kind: *kind, code, phone, disabled: false, version };
            state.units.insert(id.clone(), unit);
        }
        Event::UnitUpdated { id, name, phone, disabled } => {
            let Some(unit) = state.units.get_mut(id) else { return };
            set(&mut unit.name, name);
            set(&mut unit.disabled, disabled);
            if let Some(phone) = phone {
                unit.phone = Some(phone.clone()).filter(|phone| !phone.is_empty());
            }
            unit.version = version;
        }
        Event::UserCreated { id, account, name, unit, role, password_hash, must_change } => {
            let user = User {
                account: account.clone(),
                name: name.clone(),
                unit: unit.clone(),
                role: *role,
                disabled: false,
                must_change_password: *must_change,
                password_hash: password_hash.clone(),
                last_login: None,
                version,
            };
            state.last_user = state.last_user.max(id.0);
            state.accounts.insert(account.clone(), *id);
            state.users.insert(*id, user);
        }
        _ => apply_to_user(state, stamp, event),
    }
}

fn apply_to_user(state: &mut State, stamp: Stamp, event: &Event) {
    let id = match event {
        Event::UserUpdated { id, .. } => id,
        Event::PasswordSet { user, .. } | Event::LoggedIn { user } => user,
        _ => return,
    };
    let Some(user) = state.users.get_mut(id) else { return };
    user.version = stamp.seq;
    match event {
        Event::UserUpdated { name, unit, role, disabled, .. } => {
            set(&mut user.name, name);
            set(&mut user.unit, unit);
            set(&mut user.role, role);
            set(&mut user.disabled, disabled);
        }
        Event::PasswordSet { password_hash, must_change, .. } => {
            user.password_hash = password_hash.clone();
            user.must_change_password = *must_change;
        }
        _ => user.last_login = Some(stamp.at),
    }
}

/// Replaces `old` when a new value was given.
pub(crate) fn set<T: Clone>(old: &mut T, new: &Option<T>) {
    if let Some(new) = new {
        old.clone_from(new);
    }
}
