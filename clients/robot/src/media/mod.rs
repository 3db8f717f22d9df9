//! Media of a robot: loops rendered beforehand, published by WHIP; pictures received by WHEP.

mod count;
mod peer;
mod publish;
mod receive;
mod requests;
mod scene;

pub use count::{Counted, Counts, count};
pub use publish::{Keyframes, Published, publish};
pub use receive::{Picture, Received, receive};
pub use scene::Scene;
