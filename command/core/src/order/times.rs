//! The rule table of times: how long a recipient has, by urgency. Data: what an issued order goes by is written into the
//! log with it, so that another table later changes no order that is out.

use fengsui_protocol::order::{OrderTimes, OrderUrgency};

/// Defaults, minutes. Samples: the county's own rule replaces them.
pub const DEFAULTS: &[(OrderUrgency, OrderTimes)] = &[
    (OrderUrgency::Flash, OrderTimes { acknowledge: 5, reply: 20, supervise: 5 }),
    (OrderUrgency::Urgent, OrderTimes { acknowledge: 10, reply: 30, supervise: 5 }),
    (OrderUrgency::Routine, OrderTimes { acknowledge: 30, reply: 240, supervise: 30 }),
];

/// The row of the table.
pub fn of(urgency: OrderUrgency) -> OrderTimes {
    let row = DEFAULTS.iter().find(|(of, _)| *of == urgency);
    row.map_or(DEFAULTS[0].1, |(_, times)| *times)
}
