//! Rows of an import: judged one by one for the preview, and again when they are taken.

use crate::{
    State,
    check::{self, refuse},
};
use fengsui_protocol::{
    Refusal, bounds,
    resource::{PlacedFacts, RegisterList, RegisterRow, RowChange},
};

impl State {
    /// What taking this row would change.
    ///
    /// # Errors
    /// Every fault, each with its field: `RES-1`, `RES-2`, `TEXT-…`, `GEO-…`, `REF-1`.
    pub fn judge_row(&self, row: &RegisterRow) -> Result<RowChange, Vec<Refusal>> {
        let faults: Vec<_> = self.row_faults(row).into_iter().filter_map(Result::err).collect();
        if !faults.is_empty() {
            return Err(faults);
        }
        let known = match row.list {
            RegisterList::Resource(kind) => {
                self.resources.all.get(&row.id.as_str().into()).map(|kept| (kept.kind == kind, &kept.facts))
            }
            RegisterList::Hazard => self.resources.hazards.get(&row.id.as_str().into()).map(|kept| (true, &kept.facts)),
            RegisterList::ProtectionTarget => {
                self.resources.targets.get(&row.id.as_str().into()).map(|kept| (true, &kept.facts))
            }
        };
        Ok(match known {
            None => RowChange::New,
            Some((true, facts)) if *facts == row.facts => RowChange::Same,
            Some(_) => RowChange::Changed,
        })
    }

    fn row_faults(&self, row: &RegisterRow) -> [Result<(), Refusal>; 9] {
        let facts = &row.facts;
        [
            id(&row.id),
            check::line("name", &facts.name, bounds::NAME_CHARS),
            facts
                .unit
                .as_ref()
                .map_or(Ok(()), |unit| check::known(&self.units, unit, "unit", "单位", "unit").map(drop)),
            position(self, facts),
            amount(row),
            check::optional_line("measure", &facts.measure, 8),
            check::optional_line("contact", &facts.contact, bounds::NAME_CHARS),
            check::phone("phone", &facts.phone),
            check::optional_line("note", &facts.note, bounds::PLACE_CHARS).and_then(|()| self.still_out(row)),
        ]
    }

    /// RES-2: what is out with incidents is no less than what there is, and stays what it is.
    fn still_out(&self, row: &RegisterRow) -> Result<(), Refusal> {
        let RegisterList::Resource(kind) = row.list else { return Ok(()) };
        let Some(known) = self.resources.all.get(&row.id.as_str().into()) else { return Ok(()) };
        let out = known.out();
        if out == 0 || (row.facts.amount >= out && known.kind == kind) {
            return Ok(());
        }
        let zh = format!("有 {out}{} 正在外调用，数量不能少于它，类别不能改", known.facts.measure);
        let refusal =
            Refusal::new("RES-2", zh, "So much is out with incidents; keep the kind and at least this amount");
        Err(refusal.field("amount").accept([format!("≥ {out}")]))
    }
}

/// RES-1: a number that names it, 1 to 40 letters, digits, - _ .
fn id(id: &str) -> Result<(), Refusal> {
    let fits = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    if !id.is_empty() && id.len() <= 40 && id.chars().all(fits) {
        return Ok(());
    }
    let refusal = refuse("RES-1", "编号是 1–40 个字母、数字、-、_、.", "An id is 1 to 40 letters, digits, - _ .");
    Err(refusal.field("id").accept(["DW-001"]))
}

/// RES-1: everything on the lists has a position: it is sought by distance.
fn position(state: &State, facts: &PlacedFacts) -> Result<(), Refusal> {
    if facts.place.position.is_none() {
        return Err(refuse("RES-1", "须有经纬度", "A position is needed").field("position"));
    }
    check::place(state, "place", &facts.place)
}

/// RES-1: of a resource there is at least one.
fn amount(row: &RegisterRow) -> Result<(), Refusal> {
    let least = u32::from(matches!(row.list, RegisterList::Resource(_)));
    if (least..=bounds::RESOURCE_AMOUNT).contains(&row.facts.amount) {
        return Ok(());
    }
    let refusal = refuse("RES-1", "数量超出范围", "The amount is out of range").field("amount");
    Err(refusal.accept([format!("{least} … {}", bounds::RESOURCE_AMOUNT)]))
}
