//! Map packages: a county's base map, places and outline in a folder, made by [`demo`] or brought in by [`import`],
//! and served to the web client without any network.
//!
//! The HTTP service mounts this crate; it knows no web framework itself. In short:
//!
//! ```no_run
//! # async fn example(given: fengsui_protocol::geo::GivenPosition) -> anyhow::Result<()> {
//! use fengsui_gis_server::{Maps, Theme, demo};
//! use fengsui_protocol::Micros;
//! let dir = std::path::Path::new("data/maps");
//! demo::write_package(dir, demo::SEED, Micros(0))?;      // only in a demo node; does nothing when it is there
//! let maps = Maps::open(dir)?;                           // share it behind an Arc; all calls below take &self
//! maps.packages();                                       // GET /api/map/packages
//! maps.style(Theme::Day, "");                            // GET /api/map/style.json?theme=day
//! maps.resource("demo/roads.geojson", true).await?;      // GET /api/map/{*rest}: layers and tiles alike
//! let found = maps.search("binj", 10);                   // GET /api/places?q= ; Err is a Refusal
//! let converted = maps.convert(given);                   // POST /api/convert ; Err is a Refusal
//! # Ok(()) }
//! ```
//!
//! [`Maps::resource`] answers `{package}/{layer}.geojson`, `{package}/{layer}/{z}/{x}/{y}.{mvt|png|…}` and
//! `{package}/{z}/{x}/{y}.mvt` (the package's first tiled layer). A [`Resource`] says its content type, encoding, `ETag` and
//! `Cache-Control`: addresses in a style carry a digest, so that they never change.
//!
//! A package is a folder `maps/{id}/` with [`package::FILE`] and one file per layer; the file of the active package's
//! id is `maps/active`. Nothing here writes into a package once it is there.

pub mod demo;
pub mod import;
mod maps;
pub mod package;
mod resource;
mod style;

pub use maps::Maps;
pub use resource::Resource;
pub use style::Theme;
