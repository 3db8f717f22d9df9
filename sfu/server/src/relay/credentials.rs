//! Short-lived credentials: the command node makes them for a person who is logged in, this process checks them without
//! asking it ([`fengsui_protocol::link::media::Front::secret`] has the rule).

use aws_lc_rs::hmac;
use std::fmt::Write;

/// Longest user name taken.
const LONGEST: usize = 128;

/// The person whose name a user name carries, if it has not expired. `now`: seconds since the Unix epoch.
pub fn person(username: &str, now: u64) -> Option<&str> {
    let (expires, person) = username.split_once(':')?;
    let holds = username.len() <= LONGEST && !person.is_empty() && expires.parse::<u64>().is_ok_and(|at| at > now);
    holds.then_some(person)
}

/// Its password.
pub fn password(secret: &str, username: &str) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    hmac::sign(&key, username.as_bytes()).as_ref().iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("writing to a string");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_holds_until_it_expires() {
        assert_eq!(person("1000:7", 999), Some("7"));
        assert_eq!(person("1000:7", 1000), None);
        for wrong in
            ["", ":", "1000:", "x:7", "-1:7", "99999999999999999999999:7", &format!("2000:{}", "a".repeat(LONGEST))]
        {
            assert_eq!(person(wrong, 1), None, "{wrong}");
        }
    }

    /// Computed with Python's `hmac`: what other programs would make by the rule.
    #[test]
    fn the_password_is_that_of_the_rule() {
        let made = "7871f61b0528a0d5076c2aae2c61f345b1b2ce47637df809d6e616d3755d6316";
        assert_eq!(password("secret", "1700000000:7"), made);
    }
}
