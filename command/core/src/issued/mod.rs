//! 预警发布: warnings issued here, from draft to cancellation, and what became of each message on its way out. Pure. It
//! sends nothing: it says what is to be sent, and in a drill that nothing is.

mod apply;
mod decide;
mod outbox;

pub(crate) use apply::apply;
pub(crate) use decide::{answered, decide, receipt, set_gateway, set_key};
pub use outbox::{Outgoing, next_at, outgoing};

use crate::input::Secret;
use fengsui_protocol::{
    Class, GatewayId, IssuedWarningId, Micros, UnitId,
    issued::{
        DispatchKind, DispatchState, DispatchView, GatewayKind, GatewayView, IssuedWarningState, IssuedWarningView,
        ReceiptCounts, WarningContent, WarningRow,
    },
    order::{OrderMark, OrderShown},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct IssuedWarning {
    pub state: IssuedWarningState,
    pub content: WarningContent,
    pub identifier: Option<String>,
    /// CAP identifier of the message that ended it.
    pub cancel_identifier: Option<String>,
    pub updates: Option<IssuedWarningId>,
    pub updated_by: Option<IssuedWarningId>,
    pub drafted: OrderMark,
    pub approved: Option<OrderMark>,
    pub issued: Option<OrderMark>,
    pub cancelled: Option<OrderMark>,
    pub rows: BTreeMap<UnitId, Row>,
    /// By idempotency key, in the order of sending.
    pub dispatches: BTreeMap<String, Dispatch>,
    pub version: u64,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Row {
    pub shown: Vec<OrderShown>,
    pub acknowledged: Option<OrderMark>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Dispatch {
    pub gateway: GatewayId,
    pub kind: DispatchKind,
    pub state: DispatchState,
    pub attempts: u32,
    pub at: Micros,
    pub error: Option<String>,
    pub receipt: Option<ReceiptCounts>,
    pub receipt_at: Option<Micros>,
}

/// A way out: where, and the salt of the key its messages are signed with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Gateway {
    pub name: String,
    pub kind: GatewayKind,
    pub url: String,
    pub disabled: bool,
    pub key: Option<Secret>,
    pub key_hint: Option<String>,
    pub version: u64,
}

/// All warnings that were issued or drafted here, and the ways out.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct IssuedWarnings {
    pub all: BTreeMap<IssuedWarningId, IssuedWarning>,
    pub gateways: BTreeMap<GatewayId, Gateway>,
    pub(crate) last: u64,
}

impl IssuedWarnings {
    pub(crate) fn is_empty(&self) -> bool {
        self.last == 0 && self.gateways.is_empty()
    }

    /// Under which warning a message with this key stands.
    pub fn of_key(&self, key: &str) -> Option<(IssuedWarningId, &Dispatch)> {
        self.all.iter().find_map(|(id, warning)| Some((*id, warning.dispatches.get(key)?)))
    }
}

impl IssuedWarning {
    pub(crate) fn view(&self, id: IssuedWarningId, class: &Class) -> Option<IssuedWarningView> {
        let county = *class == Class::County;
        let rows: Vec<(&UnitId, &Row)> = match class {
            Class::County => self.rows.iter().collect(),
            Class::Operator | Class::Administrator => return None,
            Class::Department(unit) | Class::Township(unit) | Class::Field(unit) => {
                vec![self.rows.get_key_value(unit)?]
            }
        };
        let rows = rows.into_iter().map(|(unit, row)| WarningRow {
            unit: unit.clone(),
            shown: row.shown.clone(),
            acknowledged: row.acknowledged.clone(),
        });
        let dispatches = self.dispatches.iter().filter(|_| county).map(|(key, dispatch)| dispatch.view(key));
        Some(IssuedWarningView {
            id,
            identifier: self.identifier.clone(),
            state: self.state,
            content: self.content.clone(),
            updates: self.updates,
            updated_by: self.updated_by,
            drafted: self.drafted.clone(),
            approved: self.approved.clone(),
            issued: self.issued.clone(),
            cancelled: self.cancelled.clone(),
            rows: rows.collect(),
            dispatches: dispatches.collect(),
            version: self.version,
        })
    }
}

impl Dispatch {
    fn view(&self, key: &str) -> DispatchView {
        DispatchView {
            key: key.to_owned(),
            gateway: self.gateway.clone(),
            kind: self.kind,
            state: self.state,
            attempts: self.attempts,
            at: self.at,
            error: self.error.clone(),
            receipt: self.receipt,
            receipt_at: self.receipt_at,
        }
    }
}

impl Gateway {
    /// Its address is for administrators; the county needs to know that it is there.
    pub(crate) fn view(&self, id: &GatewayId, class: &Class) -> Option<GatewayView> {
        let administers = match class {
            Class::Administrator => true,
            Class::County => false,
            Class::Operator | Class::Department(_) | Class::Township(_) | Class::Field(_) => return None,
        };
        Some(GatewayView {
            id: id.clone(),
            name: self.name.clone(),
            kind: self.kind,
            url: administers.then(|| self.url.clone()),
            disabled: self.disabled,
            key_hint: self.key_hint.clone(),
            version: self.version,
        })
    }
}

/// GB/T 35965 event codes that a county issues, with the event's name.
pub const EVENTS: [(&str, &str); 15] = [
    ("11B01", "台风"),
    ("11B03", "暴雨"),
    ("11B04", "暴雪"),
    ("11B05", "寒潮"),
    ("11B06", "大风"),
    ("11B07", "沙尘暴"),
    ("11B09", "高温"),
    ("11B14", "雷电"),
    ("11B15", "冰雹"),
    ("11B16", "霜冻"),
    ("11B17", "大雾"),
    ("11B19", "霾"),
    ("11B20", "雷暴大风"),
    ("11B21", "道路结冰"),
    ("11B22", "干旱"),
];

/// Name of an event code.
pub fn event_name(code: &str) -> Option<&'static str> {
    EVENTS.iter().find(|(known, _)| *known == code).map(|(_, name)| *name)
}
