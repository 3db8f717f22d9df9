//! Command shell: event log, live protocol, HTTP, accounts, feeds, certificates.

pub mod admin_socket;
pub mod auth;
pub mod backup;
pub mod bridge;
pub mod clock;
pub mod demo;
pub mod document;
pub mod domain;
pub mod due;
pub mod engine;
pub mod feeds;
pub mod files;
pub mod http;
pub mod issued;
pub mod live;
pub mod log;
pub mod meeting;
pub mod register;
pub mod seal;
pub mod search;
pub mod service;
pub mod snapshots;
pub mod tls;
pub mod verify;
pub mod web;
