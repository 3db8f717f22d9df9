//! From rows of text to rows of the lists: which column is which, and what its words mean.

use super::sheet::unreadable;
use fengsui_command_core::State;
use fengsui_gis_server::Maps;
use fengsui_protocol::{
    Refusal, UnitId,
    geo::{Crs, GivenPosition, Place},
    resource::{PlacedFacts, RegisterList, RegisterRow, ResourceKind},
};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Column {
    List,
    Id,
    Name,
    Unit,
    Lon,
    Lat,
    Crs,
    Amount,
    Measure,
    Contact,
    Phone,
    Place,
    Note,
}

/// Column, its name in refusals, the words that head it.
const HEADS: &[(Column, &str, &[&str])] = &[
    (Column::List, "类别", &["类别", "类型", "kind"]),
    (Column::Id, "编号", &["编号", "代码", "id"]),
    (Column::Name, "名称", &["名称", "name"]),
    (Column::Unit, "单位", &["单位", "所属单位", "unit"]),
    (Column::Lon, "经度", &["经度", "lon", "lng"]),
    (Column::Lat, "纬度", &["纬度", "lat"]),
    (Column::Crs, "坐标系", &["坐标系", "crs"]),
    (Column::Amount, "数量", &["数量", "人数", "容量", "库存", "amount"]),
    (Column::Measure, "计量单位", &["计量单位", "measure"]),
    (Column::Contact, "联系人", &["联系人", "负责人", "contact"]),
    (Column::Phone, "电话", &["电话", "联系电话", "phone"]),
    (Column::Place, "地址", &["地址", "位置", "place"]),
    (Column::Note, "备注", &["备注", "说明", "note"]),
];
const NEEDED: [Column; 5] = [Column::List, Column::Id, Column::Name, Column::Lon, Column::Lat];

/// Word in the file, list, how it is counted when the file does not say.
const LISTS: &[(&str, RegisterList, &str)] = &[
    ("队伍", RegisterList::Resource(ResourceKind::Team), "人"),
    ("车辆", RegisterList::Resource(ResourceKind::Vehicle), "辆"),
    ("物资", RegisterList::Resource(ResourceKind::Supply), "件"),
    ("避难场所", RegisterList::Resource(ResourceKind::Shelter), "人"),
    ("专家", RegisterList::Resource(ResourceKind::Expert), "人"),
    ("医疗", RegisterList::Resource(ResourceKind::Medical), "组"),
    ("危险源", RegisterList::Hazard, ""),
    ("防护目标", RegisterList::ProtectionTarget, "人"),
];

const SYSTEMS: &[(Crs, &[&str])] = &[
    (Crs::Wgs84, &["WGS84", "WGS-84"]),
    (Crs::Cgcs2000, &["CGCS2000", "国家2000", "2000"]),
    (Crs::Gcj02, &["GCJ-02", "GCJ02", "火星", "高德"]),
    (Crs::Bd09, &["BD-09", "BD09", "百度"]),
];

/// Where each column stands.
pub struct Columns {
    at: [Option<usize>; HEADS.len()],
}

type Line = (u32, Vec<String>);

impl Columns {
    /// The header, and the lines below it.
    pub fn find(rows: &[Line]) -> Result<(Self, &[Line]), Refusal> {
        for (index, (_, cells)) in rows.iter().take(20).enumerate() {
            let columns =
                Self { at: std::array::from_fn(|head| cells.iter().position(|cell| heads(cell, HEADS[head].2))) };
            if columns.place(Column::Name).is_none() || columns.place(Column::List).is_none() {
                continue;
            }
            let missing = NEEDED.iter().filter(|column| columns.place(**column).is_none()).map(|column| word(*column));
            let missing: Vec<_> = missing.collect();
            if !missing.is_empty() {
                let zh = format!("缺少列：{}", missing.join("、"));
                return Err(Refusal::new("RES-8", zh, "Columns are missing").field("file").accept(missing));
            }
            return Ok((columns, &rows[index + 1..]));
        }
        let refusal = unreadable("没有表头（类别、编号、名称、经度、纬度…）", "no header");
        Err(Refusal { accepted: HEADS.iter().map(|(_, word, _)| (*word).to_owned()).collect(), ..refusal })
    }

    fn place(&self, column: Column) -> Option<usize> {
        self.at[HEADS.iter().position(|(head, ..)| *head == column)?]
    }

    fn cell<'a>(&self, cells: &'a [String], column: Column) -> &'a str {
        self.place(column).and_then(|at| cells.get(at)).map_or("", String::as_str)
    }

    /// One line, and how far its position was moved by conversion, metres.
    ///
    /// # Errors
    /// Every fault, its `field` the column.
    pub fn read(
        &self,
        state: &State,
        maps: &Maps,
        cells: &[String],
        crs: Crs,
    ) -> Result<(RegisterRow, Option<f64>), Vec<Refusal>> {
        let mut faults = Vec::new();
        let mut keep = |fault: Refusal| faults.push(fault);
        let text = |column| self.cell(cells, column).to_owned();
        let (list, counted) =
            of_list(self.cell(cells, Column::List)).map_err(&mut keep).unwrap_or((RegisterList::Hazard, ""));
        let unit = of_unit(state, self.cell(cells, Column::Unit)).map_err(&mut keep).unwrap_or_default();
        let amount = of_amount(list, self.cell(cells, Column::Amount)).map_err(&mut keep).unwrap_or_default();
        let located = self.position(maps, cells, crs).map_err(&mut keep).unwrap_or_default();
        if !faults.is_empty() {
            return Err(faults);
        }
        let (position, moved_m) = located;
        let place = Place { text: text(Column::Place), ..position };
        let measure = match self.cell(cells, Column::Measure) {
            "" => counted.to_owned(),
            said => said.to_owned(),
        };
        let facts = PlacedFacts {
            name: text(Column::Name),
            unit,
            place,
            amount,
            measure,
            contact: text(Column::Contact),
            phone: text(Column::Phone),
            note: text(Column::Note),
        };
        Ok((RegisterRow { list, id: text(Column::Id), facts }, moved_m))
    }

    fn position(&self, maps: &Maps, cells: &[String], crs: Crs) -> Result<(Place, Option<f64>), Refusal> {
        let crs = match self.cell(cells, Column::Crs) {
            "" => crs,
            said => of_crs(said)?,
        };
        let (lon, lat) = (self.degrees(cells, Column::Lon)?, self.degrees(cells, Column::Lat)?);
        let given = GivenPosition { crs, lon, lat };
        let converted = maps.convert(given)?;
        if let Some(warning) = converted.warnings.iter().find(|warning| warning.rule == "GEO-1") {
            let refusal = Refusal::new("GEO-1", warning.message_zh.clone(), warning.message_en.clone()).field("经度");
            let repaired = warning.repaired.iter().map(|to| format!("经度 {} 纬度 {}", to.lon, to.lat));
            return Err(refusal.accept(repaired.collect::<Vec<_>>()));
        }
        let moved = matches!(crs, Crs::Gcj02 | Crs::Bd09);
        let place = Place { position: Some(converted.position), given: moved.then_some(given), ..Place::default() };
        Ok((place, moved.then_some(converted.moved_m)))
    }

    fn degrees(&self, cells: &[String], column: Column) -> Result<f64, Refusal> {
        let said = self.cell(cells, column);
        said.trim_end_matches('°').parse::<f64>().ok().filter(|value| value.is_finite()).ok_or_else(|| {
            let zh = format!("{}应为十进制度，收到“{said}”", word(column));
            Refusal::new("RES-1", zh, format!("Decimal degrees are needed, got “{said}”"))
                .field(word(column))
                .accept(["112.37"])
        })
    }
}

/// `容量（人）` is headed by 容量.
fn heads(cell: &str, words: &[&str]) -> bool {
    let bare = cell.split(['（', '(', '/']).next().unwrap_or("").trim().trim_end_matches('*');
    words.iter().any(|word| bare.eq_ignore_ascii_case(word))
}

fn word(column: Column) -> &'static str {
    HEADS.iter().find(|(head, ..)| *head == column).map_or("", |(_, word, _)| word)
}

fn of_list(said: &str) -> Result<(RegisterList, &'static str), Refusal> {
    let found = LISTS.iter().find(|(word, ..)| *word == said);
    found.map(|(_, list, counted)| (*list, *counted)).ok_or_else(|| {
        let zh = format!("没有这个类别“{said}”");
        Refusal::new("RES-1", zh, format!("No such list “{said}”"))
            .field("类别")
            .accept(LISTS.iter().map(|(word, ..)| *word))
    })
}

/// By its id or its whole name; blank is nobody's.
fn of_unit(state: &State, said: &str) -> Result<Option<UnitId>, Refusal> {
    if said.is_empty() {
        return Ok(None);
    }
    let known = state.units.iter().find(|(id, unit)| id.0 == said || unit.name == said);
    known.map(|(id, _)| Some(id.clone())).ok_or_else(|| {
        let refusal = Refusal::new("REF-1", format!("没有这个单位“{said}”"), format!("No such unit “{said}”"));
        refusal.field("单位").accept(state.units.values().take(20).map(|unit| unit.name.clone()))
    })
}

/// Blank is one of a resource, and nothing said of the rest.
fn of_amount(list: RegisterList, said: &str) -> Result<u32, Refusal> {
    if said.is_empty() {
        return Ok(u32::from(matches!(list, RegisterList::Resource(_))));
    }
    said.trim_end_matches(".0").parse().map_err(|_| {
        let zh = format!("数量应为整数，收到“{said}”");
        Refusal::new("RES-1", zh, format!("A whole number is needed, got “{said}”")).field("数量").accept(["1"])
    })
}

fn of_crs(said: &str) -> Result<Crs, Refusal> {
    let found = SYSTEMS.iter().find(|(_, words)| words.iter().any(|word| word.eq_ignore_ascii_case(said)));
    found.map(|(crs, _)| *crs).ok_or_else(|| {
        let refusal = Refusal::new("RES-1", format!("没有这个坐标系“{said}”"), format!("No such datum “{said}”"));
        refusal.field("坐标系").accept(SYSTEMS.iter().map(|(_, words)| words[0]))
    })
}
