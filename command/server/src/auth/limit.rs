//! Login limits: after a few failures an account, and an address, must wait longer and longer. Pure: time comes in.

use fengsui_protocol::{Micros, Refusal};
use std::{
    collections::HashMap,
    net::{IpAddr, Ipv6Addr},
};

/// Failures without consequence.
const FREE: Failures = Failures { account: 5, address: 30 };
/// First wait; it doubles with every further failure.
const FIRST_WAIT_US: i64 = 5 * Micros::SECOND;
const LONGEST_WAIT_US: i64 = 15 * Micros::MINUTE;
/// Failures are forgotten after this long without a further one.
const FORGET_US: i64 = 30 * Micros::MINUTE;
/// Keys remembered; past it the oldest are forgotten.
const MOST_KEYS: usize = 10_000;

struct Failures {
    account: u32,
    address: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Key {
    Account(String),
    Address(IpAddr),
}

#[derive(Clone, Copy, Debug)]
struct Record {
    failures: u32,
    last: Micros,
}

/// Who failed how often.
#[derive(Debug, Default)]
pub struct LoginLimits {
    records: HashMap<Key, Record>,
}

impl LoginLimits {
    /// Whether a login may be tried now.
    ///
    /// # Errors
    /// Seconds to wait.
    pub fn check(&self, account: &str, address: IpAddr, now: Micros) -> Result<(), u64> {
        let waits = keys(account, address).map(|key| self.wait_us(&key, now));
        match waits.into_iter().max() {
            Some(wait) if wait > 0 => Err((wait as u64).div_ceil(Micros::SECOND as u64)),
            _ => Ok(()),
        }
    }

    /// A wrong password, or an account that does not exist.
    pub fn failed(&mut self, account: &str, address: IpAddr, now: Micros) {
        for key in keys(account, address) {
            self.make_room(now);
            let record = self.records.entry(key).or_insert(Record { failures: 0, last: now });
            if now.since(record.last) > FORGET_US {
                record.failures = 0;
            }
            *record = Record { failures: record.failures.saturating_add(1), last: now };
        }
    }

    /// The right password: the account starts afresh; the address keeps its count, for it may be guessing others.
    pub fn succeeded(&mut self, account: &str) {
        self.records.remove(&Key::Account(folded(account)));
    }

    fn wait_us(&self, key: &Key, now: Micros) -> i64 {
        let Some(record) = self.records.get(key) else { return 0 };
        let free = match key {
            Key::Account(_) => FREE.account,
            Key::Address(_) => FREE.address,
        };
        if record.failures < free || now.since(record.last) > FORGET_US {
            return 0;
        }
        let doublings = (record.failures - free).min(20);
        let wait = (FIRST_WAIT_US << doublings).min(LONGEST_WAIT_US);
        record.last.plus(wait).since(now)
    }

    fn make_room(&mut self, now: Micros) {
        if self.records.len() < MOST_KEYS {
            return;
        }
        self.records.retain(|_, record| now.since(record.last) <= FORGET_US);
        if self.records.len() >= MOST_KEYS {
            let oldest = self.records.iter().min_by_key(|(_, record)| record.last).map(|(key, _)| key.clone());
            oldest.map(|key| self.records.remove(&key));
        }
    }
}

fn keys(account: &str, address: IpAddr) -> [Key; 2] {
    [Key::Account(folded(account)), Key::Address(network(address))]
}

fn folded(account: &str) -> String {
    account.chars().take(fengsui_protocol::bounds::NAME_CHARS).flat_map(char::to_lowercase).collect()
}

/// One IPv6 customer has a /64 and could take a new address for every guess.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from(u128::from(v6) >> 64 << 64)),
        v4 => v4,
    }
}

/// The refusal that goes with the wait.
pub fn refuse_too_often(seconds: u64) -> Refusal {
    Refusal::new(
        "LOGIN-3",
        format!("登录失败次数过多，请 {seconds} 秒后再试"),
        format!("Too many failed logins; try again in {seconds} s"),
    )
    .accept([format!("retry after {seconds} s")])
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOME: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1));
    fn at(seconds: i64) -> Micros {
        Micros(1_800_000_000 * Micros::SECOND).plus(seconds * Micros::SECOND)
    }

    #[test]
    fn login_3_account_waits_longer_and_longer() {
        let mut limits = LoginLimits::default();
        for n in 0..5 {
            assert!(limits.check("zhiban1", HOME, at(n)).is_ok());
            limits.failed("zhiban1", HOME, at(n));
        }
        assert_eq!(limits.check("ZHIBAN1", HOME, at(4)), Err(5));
        assert_eq!(limits.check("zhiban1", HOME, at(9)), Ok(()));
        limits.failed("zhiban1", HOME, at(9));
        assert_eq!(limits.check("zhiban1", HOME, at(9)), Err(10));
        assert!(limits.check("zhiban2", HOME, at(9)).is_ok(), "a colleague behind the same address may log in");
        limits.succeeded("zhiban1");
        assert!(limits.check("zhiban1", HOME, at(9)).is_ok());
    }

    #[test]
    fn login_3_address_guessing_many_accounts_waits() {
        let mut limits = LoginLimits::default();
        for n in 0..30 {
            limits.failed(&format!("user{n}"), HOME, at(0));
        }
        assert_eq!(limits.check("someone", HOME, at(0)), Err(5));
        assert!(limits.check("someone", "192.0.2.2".parse().unwrap(), at(0)).is_ok());
        assert!(limits.check("someone", HOME, at(3_600)).is_ok());
    }

    #[test]
    fn bound_keys_stay_few() {
        let mut limits = LoginLimits::default();
        for n in 0..MOST_KEYS + 50 {
            limits.failed(&format!("user{n}"), HOME, at(0));
        }
        assert!(limits.records.len() <= MOST_KEYS);
    }

    #[test]
    fn one_ipv6_network_is_one_address() {
        assert_eq!(network("2001:db8::1".parse().unwrap()), network("2001:db8::ffff".parse().unwrap()));
        assert_eq!(network("::ffff:192.0.2.1".parse().unwrap()), HOME);
    }
}
