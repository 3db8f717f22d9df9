//! Media of a robot: loops rendered beforehand, published by WHIP; pictures received by WHEP.

mod peer;
mod publish;
mod receive;
mod scene;

pub use publish::{Published, publish};
pub use receive::{Received, receive};
pub use scene::Scene;
