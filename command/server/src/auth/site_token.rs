//! Site tokens: let a terminal that has no account (a meeting-room encoder, a robot, a measuring tool) publish into or
//! receive from one conference as one site, over WHIP and WHEP (`Authorization: Bearer`).
//!
//! Form: `fst1.<payload>.<tag>`, both base64url; the tag is HMAC-SHA256 under a key derived from the node's secret.

use super::{base64url, from_base64url, secret::NodeSecret};
use aws_lc_rs::constant_time::verify_slices_are_equal;
use fengsui_protocol::{ConferenceId, Micros, Refusal};
use serde::{Deserialize, Serialize};

const PREFIX: &str = "fst1";
const MOST_BYTES: usize = 2_048;

/// What a token grants.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteGrant {
    pub conference: ConferenceId,
    /// Name of the site on the roster; it is put on the roster when it is not there yet.
    pub site: String,
    /// May send; receiving is always allowed.
    pub publish: bool,
    pub expires_at: Micros,
}

/// The token's text.
pub fn seal(secret: &NodeSecret, grant: &SiteGrant) -> String {
    let payload = base64url(&serde_json::to_vec(grant).expect("a grant serialises"));
    let tag = base64url(&tag(secret, &payload));
    format!("{PREFIX}.{payload}.{tag}")
}

/// What `token` grants at `now`.
///
/// # Errors
/// `TOKEN-1` when it is not ours or was altered, `TOKEN-2` when it has expired.
pub fn open(secret: &NodeSecret, token: &str, now: Micros) -> Result<SiteGrant, Refusal> {
    let grant = genuine(secret, token).ok_or_else(refuse_forged)?;
    if now >= grant.expires_at {
        return Err(refuse_expired());
    }
    Ok(grant)
}

fn genuine(secret: &NodeSecret, token: &str) -> Option<SiteGrant> {
    if token.len() > MOST_BYTES {
        return None;
    }
    let (payload, given) = token.strip_prefix(PREFIX)?.strip_prefix('.')?.split_once('.')?;
    verify_slices_are_equal(&tag(secret, payload), &from_base64url(given)?).ok()?;
    serde_json::from_slice(&from_base64url(payload)?).ok()
}

fn tag(secret: &NodeSecret, payload: &str) -> [u8; 32] {
    secret.derive(&[b"site token", payload.as_bytes()])
}

fn refuse_forged() -> Refusal {
    Refusal::new("TOKEN-1", "令牌无效", "The token is not valid").accept(["fengsui token --conference ID --site NAME"])
}

fn refuse_expired() -> Refusal {
    Refusal::new("TOKEN-2", "令牌已过期，请重新签发", "The token has expired; have a new one made")
        .accept(["fengsui token --conference ID --site NAME"])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret() -> NodeSecret {
        NodeSecret::open(&std::env::temp_dir().join(format!("fengsui-token-{}", uuid::Uuid::new_v4()))).unwrap()
    }

    #[test]
    fn token_1_and_2() {
        let (secret, other) = (secret(), secret());
        let grant =
            SiteGrant { conference: ConferenceId(3), site: "公安".into(), publish: true, expires_at: Micros(100) };
        let token = seal(&secret, &grant);
        assert_eq!(open(&secret, &token, Micros(99)).unwrap(), grant);
        assert_eq!(open(&secret, &token, Micros(100)).unwrap_err().rule, "TOKEN-2");
        assert_eq!(open(&other, &token, Micros(0)).unwrap_err().rule, "TOKEN-1");
        for end in 0..token.len() {
            assert!(open(&secret, &token[..end], Micros(0)).is_err(), "cut at {end}");
        }
        let elsewhere = seal(&secret, &SiteGrant { conference: ConferenceId(4), ..grant });
        let (_, payload_tag) = token.split_once('.').unwrap();
        let forged =
            format!("{PREFIX}.{}.{}", elsewhere.split('.').nth(1).unwrap(), payload_tag.split('.').nth(1).unwrap());
        assert!(open(&secret, &forged, Micros(0)).is_err());
    }
}
