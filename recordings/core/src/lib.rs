//! 录制, the pure part: the segment file's layout and hash chain, the gap map, the timeline, the seal, retention.
//!
//! Pure: no clock, socket, file, lock, thread or randomness. Bytes, times and salts come in as values; bytes and views
//! go out. Encryption comes in as a [`segment::Cipher`], so that no key is ever held here.

pub mod arrivals;
pub mod order;
pub mod package;
pub mod packaging;
pub mod record;
pub mod retention;
pub mod rtp;
pub mod seal;
pub mod segment;
pub mod timeline;
pub mod track;
