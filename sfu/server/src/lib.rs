//! Media shell.
pub mod client_hello;
pub mod dtls;
pub mod ice;
pub mod sdp;
pub mod stun;
