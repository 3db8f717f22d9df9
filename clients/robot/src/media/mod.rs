//! Media of a robot: loops rendered beforehand, published by WHIP.

mod publish;
mod scene;

pub use publish::publish;
pub use scene::Scene;
