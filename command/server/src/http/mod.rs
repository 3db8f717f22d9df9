//! HTTP: the router, its authority rules, and routes by domain. Decides nothing about incidents or conferences;
//! it checks who asks, bounds what they send, and hands inputs to the engine.

pub mod openapi;
