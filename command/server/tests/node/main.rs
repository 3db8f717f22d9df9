//! The command node from outside: a real server on free ports over the real engine and SQLite, spoken to as browsers,
//! departments and strangers speak to it.

mod accounts;
mod attachments;
mod authority;
mod client;
mod control;
mod counties;
mod county;
mod documents;
mod duty;
mod feeds;
mod hostile;
mod issued;
mod live;
mod meeting;
mod search;
mod sharing;
mod slots;
