//! Bringing other people's map data in.
