//! Keys of gateways, and what is signed with them: lower-case hex HMAC-SM3 over `gateway\ntime\nSM3hex(body)`, both ways.
//! As with feeds, the log holds the salt of a key only.

use crate::{
    auth::{base64url, random_bytes, secret::NodeSecret},
    log::hex,
};
use fengsui_command_core::Secret;
use fengsui_protocol::GatewayId;
use hmac::{Hmac, KeyInit, Mac};
use sm3::{Digest, Sm3};

/// A gateway's key, shown once, with what is kept of it.
pub struct KeyOf {
    pub key: String,
    pub salt: Secret,
    pub hint: String,
}

impl KeyOf {
    pub fn make(secret: &NodeSecret, gateway: &GatewayId) -> Self {
        let salt = base64url(&random_bytes::<16>());
        let key = derive(secret, gateway, &salt);
        let hint = format!("{}…{}", &key[..4], &key[key.len() - 4..]);
        Self { key, salt: Secret(salt), hint }
    }

    /// The key that belongs to a salt.
    pub fn of(secret: &NodeSecret, gateway: &GatewayId, salt: &Secret) -> String {
        derive(secret, gateway, &salt.0)
    }
}

fn derive(secret: &NodeSecret, gateway: &GatewayId, salt: &str) -> String {
    base64url(&secret.derive(&[b"gateway key", gateway.0.as_bytes(), salt.as_bytes()]))
}

/// What is signed of a request, in either direction. `time` is in microseconds since 1970.
#[derive(Clone, Copy)]
pub struct Signed<'a> {
    pub gateway: &'a str,
    pub time: &'a str,
    pub body: &'a [u8],
}

impl Signed<'_> {
    fn mac(&self, key: &str) -> Hmac<Sm3> {
        let mut mac = Hmac::<Sm3>::new_from_slice(key.as_bytes()).expect("HMAC takes any key");
        mac.update(format!("{}\n{}\n{}", self.gateway, self.time, hex(&Sm3::digest(self.body))).as_bytes());
        mac
    }

    pub fn signature(&self, key: &str) -> String {
        hex(&self.mac(key).finalize().into_bytes())
    }

    /// In constant time.
    pub fn genuine(&self, key: &str, signature: &str) -> bool {
        let fits = signature.len() == 64 && signature.is_ascii();
        let given =
            fits.then(|| (0..64).step_by(2).map(|at| u8::from_str_radix(&signature[at..at + 2], 16).ok()).collect());
        given.flatten().is_some_and(|given: Vec<u8>| self.mac(key).verify_slice(&given).is_ok())
    }
}
