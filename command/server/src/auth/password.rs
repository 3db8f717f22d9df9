//! Passwords: argon2id in PHC text form.
//!
//! Parameters are m = 19 MiB, t = 2, p = 1 (OWASP Password Storage Cheat Sheet, first choice for argon2id). At most
//! [`AT_ONCE`] computations run together and at most [`WAITING`] wait, so that logins cannot exhaust the memory.

use super::random_bytes;
use argon2::{
    Algorithm, Argon2, Params, PasswordHash, PasswordHasher, PasswordVerifier, Version, password_hash::SaltString,
};
use fengsui_protocol::Refusal;
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};
use tokio::sync::Semaphore;

/// Fewest characters of a password a person chooses.
pub const MIN_CHARS: usize = 10;
/// Most characters; more would only cost time.
pub const MAX_CHARS: usize = 128;
/// Computations at once, 19 MiB each.
pub const AT_ONCE: usize = 2;
/// Logins that may wait for their turn.
pub const WAITING: usize = 64;

const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// Hashes and verifies, a few at a time.
#[derive(Clone)]
pub struct Passwords {
    gate: Arc<Semaphore>,
    waiting: Arc<AtomicUsize>,
    /// Verified against when the account does not exist, so that timing does not tell.
    nobody: Arc<str>,
}

impl Default for Passwords {
    fn default() -> Self {
        let nobody = hash_now("nobody has this password").into();
        Self { gate: Arc::new(Semaphore::new(AT_ONCE)), waiting: Arc::default(), nobody }
    }
}

impl Passwords {
    /// PHC text of `password`, for the log.
    ///
    /// # Errors
    /// `LOGIN-5` when too many wait already.
    pub async fn hash(&self, password: String) -> Result<String, Refusal> {
        self.run(move || hash_now(&password)).await
    }

    /// Whether `password` belongs to `hash`; takes as long when there is no hash (no such account).
    ///
    /// # Errors
    /// `LOGIN-5` when too many wait already.
    pub async fn verify(&self, password: String, hash: Option<String>) -> Result<bool, Refusal> {
        let nobody = self.nobody.clone();
        self.run(move || match hash {
            Some(hash) => verify_now(&password, &hash),
            None => {
                verify_now(&password, &nobody);
                false
            }
        })
        .await
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Refusal> {
        let _place = Place::take(&self.waiting).ok_or_else(refuse_busy)?;
        let _turn = self.gate.acquire().await.map_err(|_| refuse_busy())?;
        tokio::task::spawn_blocking(work).await.map_err(|_| refuse_busy())
    }
}

/// A place among those who wait; given back however the wait ends.
struct Place<'a>(&'a AtomicUsize);

impl<'a> Place<'a> {
    fn take(waiting: &'a AtomicUsize) -> Option<Self> {
        let before = waiting.fetch_add(1, Ordering::Relaxed);
        let place = Self(waiting);
        (before < WAITING).then_some(place)
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

fn argon2() -> Argon2<'static> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).expect("the parameters are within argon2's bounds");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// As [`Passwords::hash`], on this thread; for set-up before the server runs.
pub fn hash_now(password: &str) -> String {
    let salt = SaltString::encode_b64(&random_bytes::<16>()).expect("16 bytes are a salt");
    argon2().hash_password(password.as_bytes(), &salt).expect("argon2 takes any password").to_string()
}

fn verify_now(password: &str, hash: &str) -> bool {
    PasswordHash::new(hash).is_ok_and(|hash| argon2().verify_password(password.as_bytes(), &hash).is_ok())
}

/// Whether a person may choose `new`.
///
/// # Errors
/// `LOGIN-4` with what would be accepted.
pub fn check_choice(new: &str, old: &str, account: &str) -> Result<(), Refusal> {
    let chars = new.chars().count();
    if !(MIN_CHARS..=MAX_CHARS).contains(&chars) {
        return Err(refuse_choice("长度须为 10 到 128 个字符", "10 to 128 characters are needed"));
    }
    if new == old {
        return Err(refuse_choice("须与原密码不同", "it must differ from the old one"));
    }
    if new.to_lowercase().contains(&account.to_lowercase()) {
        return Err(refuse_choice("不能包含账号", "it must not contain the account"));
    }
    if new.chars().collect::<std::collections::BTreeSet<_>>().len() < 4 {
        return Err(refuse_choice("字符过于单一", "it must have at least four different characters"));
    }
    Ok(())
}

fn refuse_choice(zh: &str, en: &str) -> Refusal {
    Refusal::new("LOGIN-4", format!("新密码不合要求：{zh}"), format!("The new password does not fit: {en}"))
        .field("new")
        .accept(["10–128 characters", "different from the old one", "without the account name"])
}

fn refuse_busy() -> Refusal {
    Refusal::new(
        "LOGIN-5",
        "正在处理的登录过多，请几秒后再试",
        "Too many logins at this moment; try again in a few seconds",
    )
    .accept(["retry after 5 s"])
}

/// A password for a new or reset account: 16 characters that cannot be mistaken for one another.
pub fn one_time_password() -> String {
    const ALPHABET: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    random_bytes::<16>().iter().map(|byte| ALPHABET[usize::from(byte & 31)] as char).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn login_4_choices() {
        assert!(check_choice("duty-desk-2026", "old-password", "zhiban1").is_ok());
        for (new, old) in
            [("short", "x"), ("same-password", "same-password"), ("my-zhiban1-pw", "x"), ("aaaaaaaaaaab", "x")]
        {
            assert_eq!(check_choice(new, old, "zhiban1").unwrap_err().rule, "LOGIN-4", "{new}");
        }
        assert!(check_choice(&"长".repeat(129), "x", "a").is_err());
    }

    #[tokio::test]
    async fn right_wrong_and_nobody() {
        let passwords = Passwords::default();
        let hash = passwords.hash("correct horse".into()).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(passwords.verify("correct horse".into(), Some(hash.clone())).await.unwrap());
        assert!(!passwords.verify("wrong horse".into(), Some(hash)).await.unwrap());
        assert!(!passwords.verify("correct horse".into(), None).await.unwrap());
    }

    #[tokio::test]
    async fn login_5_a_crowd_is_turned_away() {
        let passwords = Passwords::default();
        let crowd: Vec<_> = (0..WAITING + 8)
            .map(|_| {
                let passwords = passwords.clone();
                tokio::spawn(async move { passwords.verify("guess".into(), None).await })
            })
            .collect();
        let mut turned_away = 0;
        for one in crowd {
            turned_away += usize::from(one.await.unwrap().is_err_and(|refusal| refusal.rule == "LOGIN-5"));
        }
        assert_eq!(turned_away, 8);
        assert!(passwords.verify("guess".into(), None).await.is_ok(), "places are given back");
    }
}
