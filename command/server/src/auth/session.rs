//! Cookie sessions. The cookie carries 32 random bytes; memory and the table `session` hold their SHA-256 only.
//!
//! A session ends [`IDLE_US`] after it was last used, [`LIFE_US`] after login, at logout, and when the password
//! changes or the account is disabled.

use super::{base64url, from_base64url, random_bytes};
use aws_lc_rs::digest;
use fengsui_protocol::{Micros, UserId};
use sqlx::{Row, SqlitePool};
use std::{
    collections::HashMap,
    sync::{Arc, RwLock},
};

/// Unused for this long, a session ends: one duty shift.
pub const IDLE_US: i64 = 12 * 60 * Micros::MINUTE;
/// A session ends this long after login, however much it is used.
pub const LIFE_US: i64 = 7 * 24 * 60 * Micros::MINUTE;
/// Sessions of one user at once; the one unused longest is ended by the next login.
pub const MOST_PER_USER: usize = 16;
/// Use is written to disk at most this often.
const WRITE_SEEN_US: i64 = 5 * Micros::MINUTE;

/// SHA-256 of a session's token; names the session inside the node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SessionKey([u8; 32]);

#[derive(Clone, Copy, Debug)]
struct Session {
    user: UserId,
    created_at: Micros,
    seen_at: Micros,
    written_at: Micros,
}

impl Session {
    fn live(&self, now: Micros) -> bool {
        now.since(self.seen_at) < IDLE_US && now.since(self.created_at) < LIFE_US
    }
}

/// All sessions of this node.
#[derive(Clone)]
pub struct Sessions {
    pool: SqlitePool,
    held: Arc<RwLock<HashMap<SessionKey, Session>>>,
}

impl Sessions {
    /// Reads what earlier processes left, dropping what has ended.
    ///
    /// # Errors
    /// The database's.
    pub async fn open(pool: SqlitePool, now: Micros) -> sqlx::Result<Self> {
        sqlx::query("DELETE FROM session WHERE seen_at <= $1 OR created_at <= $2")
            .bind(now.0 - IDLE_US)
            .bind(now.0 - LIFE_US)
            .execute(&pool)
            .await?;
        let rows =
            sqlx::query("SELECT token_digest, user_id, created_at, seen_at FROM session").fetch_all(&pool).await?;
        let held = rows.iter().filter_map(read_row).collect();
        Ok(Self { pool, held: Arc::new(RwLock::new(held)) })
    }

    /// Begins a session; returns the cookie's token, its key, and the keys of sessions that made room.
    ///
    /// # Errors
    /// The database's.
    pub async fn begin(&self, user: UserId, now: Micros) -> sqlx::Result<(String, SessionKey, Vec<SessionKey>)> {
        let token: [u8; 32] = random_bytes();
        let key = key_of(&token);
        sqlx::query("INSERT INTO session (token_digest, user_id, created_at, seen_at) VALUES ($1, $2, $3, $3)")
            .bind(key.0.as_slice())
            .bind(user.0 as i64)
            .bind(now.0)
            .execute(&self.pool)
            .await?;
        let surplus = {
            let mut held = self.held.write().expect("no writer panics");
            held.insert(key, Session { user, created_at: now, seen_at: now, written_at: now });
            surplus_of(&held, user)
        };
        self.end(&surplus).await?;
        Ok((base64url(&token), key, surplus))
    }

    /// Whose session `token` is, marking it used.
    pub async fn find(&self, token: &str, now: Micros) -> Option<(SessionKey, UserId)> {
        let key = key_of(&from_base64url(token)?);
        let user = self.touch(key, now).await?;
        Some((key, user))
    }

    /// Marks a session used; `None` when it has ended.
    pub async fn touch(&self, key: SessionKey, now: Micros) -> Option<UserId> {
        let (user, write) = {
            let mut held = self.held.write().expect("no writer panics");
            let session = held.get_mut(&key).filter(|session| session.live(now))?;
            session.seen_at = session.seen_at.max(now);
            let write = now.since(session.written_at) >= WRITE_SEEN_US;
            if write {
                session.written_at = now;
            }
            (session.user, write)
        };
        if write && let Err(error) = self.write_seen(key, now).await {
            tracing::warn!(%error, "the use of a session could not be written");
        }
        Some(user)
    }

    /// Ends sessions, whoever uses them.
    ///
    /// # Errors
    /// The database's; they are ended in memory all the same.
    pub async fn end(&self, keys: &[SessionKey]) -> sqlx::Result<()> {
        for key in keys {
            self.held.write().expect("no writer panics").remove(key);
            sqlx::query("DELETE FROM session WHERE token_digest = $1")
                .bind(key.0.as_slice())
                .execute(&self.pool)
                .await?;
        }
        Ok(())
    }

    /// Sessions of `user`, but for `except`.
    pub fn of_user(&self, user: UserId, except: Option<SessionKey>) -> Vec<SessionKey> {
        let held = self.held.read().expect("no writer panics");
        held.iter()
            .filter(|(key, session)| session.user == user && Some(**key) != except)
            .map(|(key, _)| *key)
            .collect()
    }

    async fn write_seen(&self, key: SessionKey, now: Micros) -> sqlx::Result<()> {
        sqlx::query("UPDATE session SET seen_at = $2 WHERE token_digest = $1")
            .bind(key.0.as_slice())
            .bind(now.0)
            .execute(&self.pool)
            .await?;
        Ok(())
    }
}

fn key_of(token: &[u8]) -> SessionKey {
    let digest = digest::digest(&digest::SHA256, token);
    SessionKey(digest.as_ref().try_into().expect("SHA-256 has 32 bytes"))
}

fn read_row(row: &sqlx::sqlite::SqliteRow) -> Option<(SessionKey, Session)> {
    let key = SessionKey(row.get::<Vec<u8>, _>("token_digest").try_into().ok()?);
    let seen_at = Micros(row.get("seen_at"));
    let user = UserId(row.get::<i64, _>("user_id") as u64);
    Some((key, Session { user, created_at: Micros(row.get("created_at")), seen_at, written_at: seen_at }))
}

fn surplus_of(held: &HashMap<SessionKey, Session>, user: UserId) -> Vec<SessionKey> {
    let mut own: Vec<_> = held.iter().filter(|(_, session)| session.user == user).collect();
    own.sort_by_key(|(_, session)| std::cmp::Reverse(session.seen_at));
    own.into_iter().skip(MOST_PER_USER).map(|(key, _)| *key).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn sessions(now: Micros) -> Sessions {
        let pool = sqlx::sqlite::SqlitePoolOptions::new().max_connections(1).connect("sqlite::memory:").await.unwrap();
        sqlx::raw_sql(include_str!("../../migrations/0020_sessions.sql")).execute(&pool).await.unwrap();
        Sessions::open(pool, now).await.unwrap()
    }

    #[tokio::test]
    async fn idle_life_and_logout_end_a_session() {
        let start = Micros(1_800_000_000 * Micros::SECOND);
        let sessions = sessions(start).await;
        let (token, key, _) = sessions.begin(UserId(7), start).await.unwrap();
        assert_eq!(sessions.find(&token, start).await, Some((key, UserId(7))));
        assert_eq!(sessions.find("forged", start).await, None);
        assert_eq!(sessions.find(&token, start.plus(IDLE_US)).await, None);

        let mut now = start;
        while now.since(start) < LIFE_US - IDLE_US {
            now = now.plus(IDLE_US - 1);
            assert!(sessions.find(&token, now).await.is_some());
        }
        assert_eq!(sessions.find(&token, start.plus(LIFE_US)).await, None);

        let (token, key, _) = sessions.begin(UserId(7), now).await.unwrap();
        let again = Sessions::open(sessions.pool.clone(), now).await.unwrap();
        assert!(again.find(&token, now).await.is_some(), "sessions outlive the process");
        again.end(&[key]).await.unwrap();
        assert_eq!(again.find(&token, now).await, None);
    }

    #[tokio::test]
    async fn bound_sessions_per_user() {
        let start = Micros(1_800_000_000 * Micros::SECOND);
        let sessions = sessions(start).await;
        let (first, first_key, _) = sessions.begin(UserId(1), start).await.unwrap();
        for n in 1..MOST_PER_USER as i64 {
            assert!(sessions.begin(UserId(1), start.plus(n)).await.unwrap().2.is_empty());
        }
        let (_, _, ended) = sessions.begin(UserId(1), start.plus(1_000)).await.unwrap();
        assert_eq!(ended, vec![first_key]);
        assert!(sessions.find(&first, start.plus(1_000)).await.is_none());
    }
}
