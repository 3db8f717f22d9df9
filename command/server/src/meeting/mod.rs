//! Papers of a conference, made from its view as the asker may see it: attendance as a table and as a page to print, a schedule as a calendar file.
//! Pure: no route and no state of its own.

pub mod attendance;
pub mod calendar;
pub mod paper;
