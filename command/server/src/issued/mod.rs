//! 预警发布, the shell's part: the CAP document of an issued warning, and its messages on their way to telephones and
//! loudspeakers. The core says what is to be sent and to whom; this sends it, says what came of it, and never decides.

pub mod cap;
mod gateway;
mod outbox;

pub use gateway::{KeyOf, Signed};
pub use outbox::run;
