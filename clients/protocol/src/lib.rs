//! The wire vocabulary: every type that crosses a process, a socket or a browser, in one place.
//!
//! This crate holds values and their bounds, never behaviour: no clock, no I/O, no domain rule. The cores, the
//! servers, the robots and (through the generated OpenAPI document and TypeScript) the web client all use these
//! words and no others. `docs/GLOSSARY.md` gives the Chinese word for each.

pub mod account;
pub mod actor;
pub mod analysis;
pub mod archive;
pub mod attachment;
pub mod bounds;
pub mod conference;
pub mod control;
pub mod correlation;
pub mod demo;
pub mod document;
pub mod duty;
pub mod extranet;
pub mod feed;
pub mod geo;
pub mod http;
pub mod ids;
pub mod incident;
pub mod input;
pub mod instruction;
pub mod issued;
pub mod link;
pub mod live;
pub mod meeting;
pub mod order;
pub mod phone;
pub mod plan;
pub mod plot;
pub mod recording;
pub mod refusal;
pub mod report;
pub mod resource;
pub mod search;
pub mod shared_map;
pub mod station;
pub mod statistics;
pub mod time;
pub mod visibility;
pub mod wall;

pub use actor::Actor;
pub use ids::*;
pub use refusal::Refusal;
pub use time::Micros;
pub use visibility::Class;
