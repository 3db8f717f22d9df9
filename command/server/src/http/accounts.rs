//! Login, logout, who I am, passwords, and the administrator's account forms.

use super::{
    App, Problem, Route, Table,
    access::{Access, Caller},
    body::Json,
    peer::{Peer, cookie_name},
};
use crate::auth::{
    limit::refuse_too_often,
    password,
    session::{self, SessionKey},
};
use axum::{
    Extension,
    extract::{Path, State},
    http::{HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use fengsui_command_core::{NodeInput, Secret};
use fengsui_protocol::{
    Actor, InputId, Micros, Refusal, UserId,
    account::{Me, Role},
    bounds,
    http::{ChangePassword, Login, NewSecret, NewUser},
};

const ADMINISTRATOR: Access = Access::Roles(&[Role::Administrator]);

pub(super) fn routes(table: &mut Table) {
    let login = Route::new(Method::POST, "/api/login", Access::Public, "Log in; sets the session cookie");
    table.add(login.takes::<Login>().gives::<Me>(), log_in);
    let logout = Route::new(Method::POST, "/api/logout", Access::LoggedInAnyhow, "Log out");
    table.add(logout.status(204), log_out);
    let me = Route::new(Method::GET, "/api/me", Access::LoggedInAnyhow, "Who I am");
    table.add(me.gives::<Me>(), who_am_i);
    let change = Route::new(Method::POST, "/api/password", Access::LoggedInAnyhow, "Change my password");
    table.add(change.takes::<ChangePassword>().gives::<Me>(), change_password);
    let create = Route::new(Method::POST, "/api/users", ADMINISTRATOR, "Make an account; its password is shown once");
    table.add(create.takes::<NewUser>().gives::<NewSecret>(), create_user);
    let reset =
        Route::new(Method::POST, "/api/users/{id}/reset", ADMINISTRATOR, "Give an account a new one-time password");
    table.add(reset.gives::<NewSecret>(), reset_user);
}

async fn log_in(
    State(app): State<App>,
    Extension(peer): Extension<Peer>,
    Json(login): Json<Login>,
) -> Result<Response, Problem> {
    check_login(&login)?;
    let now = app.engine.now();
    app.limits.lock().expect("no holder panics").check(&login.account, peer.address, now).map_err(too_often)?;
    let found = app.engine.read(|domain| {
        domain.command.user_by_account(&login.account).map(|(id, user)| (id, user.password_hash.0.clone()))
    });
    let hash = found.as_ref().map(|(_, hash)| hash.clone());
    let right = app.passwords.verify(login.password, hash).await?;
    // A disabled account answers as a wrong password does: it tells a stranger nothing.
    let me = found.filter(|_| right).and_then(|(id, _)| app.engine.read(|domain| domain.command.me(id)));
    let Some(me) = me else {
        app.limits.lock().expect("no holder panics").failed(&login.account, peer.address, now);
        return Err(wrong_password());
    };
    app.limits.lock().expect("no holder panics").succeeded(&login.account);
    begin_session(&app, me, peer).await
}

async fn begin_session(app: &App, me: Me, peer: Peer) -> Result<Response, Problem> {
    app.engine.submit(Actor::Node, new_id(), NodeInput::LoggedIn { user: me.id }).await?;
    let (token, _, surplus) = app.sessions.begin(me.id, app.engine.now()).await.map_err(Problem::internal)?;
    app.live.goodbye(&surplus, &refuse_elsewhere());
    let mut response = axum::Json(me).into_response();
    response.headers_mut().insert(header::SET_COOKIE, set_cookie(peer, &token, session::LIFE_US));
    Ok(response)
}

fn check_login(login: &Login) -> Result<(), Problem> {
    let fits =
        login.account.chars().count() <= bounds::NAME_CHARS && login.password.chars().count() <= password::MAX_CHARS;
    if fits {
        return Ok(());
    }
    let (zh, en) = ("账号或密码过长", "The account or the password is too long");
    Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, Refusal::new("BOUND", zh, en).field("account")))
}

fn too_often(seconds: u64) -> Problem {
    let mut problem = Problem::new(StatusCode::TOO_MANY_REQUESTS, refuse_too_often(seconds));
    problem.retry_after = Some(seconds);
    problem
}

/// LOGIN-6: account or password is wrong; which of them is not said.
fn wrong_password() -> Problem {
    let refusal = Refusal::new("LOGIN-6", "账号或密码不对", "The account or the password is wrong").field("password");
    Problem::new(StatusCode::UNAUTHORIZED, refusal)
}

fn set_cookie(peer: Peer, token: &str, life_us: i64) -> HeaderValue {
    let secure = if peer.secure { "; Secure" } else { "" };
    let (name, seconds) = (cookie_name(peer.secure), life_us / Micros::SECOND);
    let text = format!("{name}={token}; Path=/; HttpOnly; SameSite=Strict; Max-Age={seconds}{secure}");
    HeaderValue::from_str(&text).expect("a token is visible ASCII")
}

async fn log_out(
    State(app): State<App>,
    Extension(peer): Extension<Peer>,
    Extension(caller): Extension<Caller>,
) -> Result<Response, Problem> {
    let session = caller.user()?.session;
    app.sessions.end(&[session]).await.map_err(Problem::internal)?;
    app.live.goodbye(&[session], &Refusal::new("LIVE-4", "已退出登录", "Logged out"));
    let mut response = StatusCode::NO_CONTENT.into_response();
    response.headers_mut().insert(header::SET_COOKIE, set_cookie(peer, "", 0));
    Ok(response)
}

async fn who_am_i(Extension(caller): Extension<Caller>) -> Result<axum::Json<Me>, Problem> {
    Ok(axum::Json(caller.user()?.me.clone()))
}

/// Ends every other session of the person.
async fn change_password(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Json(change): Json<ChangePassword>,
) -> Result<axum::Json<Me>, Problem> {
    let user = caller.user()?;
    let (me, now) = (&user.me, app.engine.now());
    let hash = app.engine.read(|domain| domain.command.users.get(&me.id).map(|user| user.password_hash.0.clone()));
    // Guessing the old password from a stolen session is limited as guessing at the login is.
    let nowhere = [0, 0, 0, 0].into();
    app.limits.lock().expect("no holder panics").check(&me.account, nowhere, now).map_err(too_often)?;
    if change.old.chars().count() > password::MAX_CHARS || !app.passwords.verify(change.old.clone(), hash).await? {
        app.limits.lock().expect("no holder panics").failed(&me.account, nowhere, now);
        let refusal = Refusal::new("LOGIN-6", "原密码不对", "The old password is wrong").field("old");
        return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, refusal));
    }
    password::check_choice(&change.new, &change.old, &me.account)?;
    set_password(&app, Actor::User(me.id), me.id, change.new, false).await?;
    end_sessions(&app, me.id, Some(user.session)).await?;
    app.engine.read(|domain| domain.command.me(me.id)).map(axum::Json).ok_or_else(Problem::not_logged_in)
}

async fn set_password(
    app: &App,
    actor: Actor,
    user: UserId,
    password: String,
    must_change: bool,
) -> Result<(), Problem> {
    let password_hash = Secret(app.passwords.hash(password).await?);
    app.engine.submit(actor, new_id(), NodeInput::SetPassword { user, password_hash, must_change }).await?;
    Ok(())
}

async fn end_sessions(app: &App, user: UserId, except: Option<SessionKey>) -> Result<(), Problem> {
    let ended = app.sessions.of_user(user, except);
    app.sessions.end(&ended).await.map_err(Problem::internal)?;
    let (zh, en) = ("密码已更改，请重新登录", "The password was changed; log in again");
    app.live.goodbye(&ended, &Refusal::new("LIVE-4", zh, en));
    Ok(())
}

async fn create_user(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Json(new): Json<NewUser>,
) -> Result<axum::Json<NewSecret>, Problem> {
    let secret = password::one_time_password();
    let password_hash = Secret(app.passwords.hash(secret.clone()).await?);
    let NewUser { account, name, unit, role } = new;
    let input = NodeInput::CreateUser { account, name, unit, role, password_hash, must_change: true };
    app.engine.submit(Actor::User(caller.user()?.me.id), new_id(), input).await?;
    Ok(axum::Json(NewSecret { secret }))
}

async fn reset_user(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<u64>,
) -> Result<axum::Json<NewSecret>, Problem> {
    let (user, secret) = (UserId(id), password::one_time_password());
    set_password(&app, Actor::User(caller.user()?.me.id), user, secret.clone(), true).await?;
    end_sessions(&app, user, None).await?;
    Ok(axum::Json(NewSecret { secret }))
}

/// Another login took the place of this session.
fn refuse_elsewhere() -> Refusal {
    Refusal::new("LIVE-4", "该账号登录过多，此处已退出", "Too many logins of this account; this one was ended")
}

pub(super) fn new_id() -> InputId {
    InputId(uuid::Uuid::new_v4().to_string())
}
