//! 标绘 Plot: figures that people draw on the map of an incident, in the symbols of GB/T 35649-2017. A plot always
//! belongs to an incident: whoever sees the incident sees it, and drawing, erasing and restoring leave a line in the
//! timeline. It is never a fence: nothing is triggered by it.

use crate::{
    Decision, Event, State,
    check::{self, done, refuse},
    event::Stamp,
    incident,
};
use fengsui_protocol::{
    IncidentId, Micros, PlotId, Refusal, UnitId, UserId, bounds,
    geo::Wgs84,
    incident::TimelineKind,
    plot::{PlotShape, PlotSymbol, PlotView},
};
use serde::{Deserialize, Serialize};

/// One symbol: code, name, label on the map, shape.
type Symbol = (&'static str, &'static str, &'static str, PlotShape);

/// 标绘符号 in order of code: B hazards, C targets, D resources, E lines, F areas of GB/T 35649-2017. B and C stand for
/// their whole class.
pub const SYMBOLS: &[Symbol] = &[
    ("B", "危险源", "危险源", PlotShape::Point),
    ("C", "防护目标", "目标", PlotShape::Point),
    ("D10100", "现场指挥部", "指挥部", PlotShape::Point),
    ("D20400", "救援队", "救援队", PlotShape::Point),
    ("D30100", "储备库", "储备库", PlotShape::Point),
    ("D40200", "救援车辆", "车辆", PlotShape::Point),
    ("D50100", "医疗", "医疗", PlotShape::Point),
    ("D60100", "避难场所", "避难", PlotShape::Point),
    ("E30200", "灾民撤离线", "撤离线", PlotShape::Arrow),
    ("F10100", "警戒区", "警戒区", PlotShape::Polygon),
    ("F10200", "事故控制区", "控制区", PlotShape::Polygon),
    ("F10300", "蔓延区", "蔓延区", PlotShape::Polygon),
];

/// The catalogue as clients get it.
pub fn symbols() -> Vec<PlotSymbol> {
    let row = |(code, name, label, shape): &Symbol| PlotSymbol {
        code: (*code).to_owned(),
        name: (*name).to_owned(),
        label: (*label).to_owned(),
        shape: *shape,
    };
    SYMBOLS.iter().map(row).collect()
}

/// A figure on the map of an incident.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plot {
    pub incident: IncidentId,
    pub shape: PlotShape,
    pub symbol: Option<String>,
    pub vertices: Vec<Wgs84>,
    pub label: String,
    pub author: UserId,
    pub unit: UnitId,
    pub by: String,
    pub drawn_at: Micros,
    pub revised_at: Micros,
    /// Shown to nobody, kept so that the erasure can be undone.
    pub erased: bool,
    /// Log position of the newest change.
    pub version: u64,
}

impl Plot {
    pub fn view(&self, id: PlotId) -> PlotView {
        PlotView {
            id,
            incident: self.incident,
            shape: self.shape,
            symbol: self.symbol.clone(),
            vertices: self.vertices.clone(),
            label: self.label.clone(),
            author: self.author,
            unit: self.unit.clone(),
            by: self.by.clone(),
            drawn_at: self.drawn_at,
            revised_at: self.revised_at,
            version: self.version,
        }
    }
}

/// What is to be drawn.
pub(crate) struct Figure<'a> {
    pub shape: PlotShape,
    pub symbol: Option<&'a str>,
    pub vertices: &'a [Wgs84],
    pub label: &'a str,
}

// ---- decisions ----

pub(crate) fn draw(state: &State, author: UserId, incident: IncidentId, figure: &Figure) -> Result<Decision, Refusal> {
    incident::live(state, incident, "incident")?;
    room(state, incident)?;
    check_symbol(figure.shape, figure.symbol)?;
    check_vertices(state, figure.shape, figure.vertices)?;
    check_label(figure.shape, figure.label)?;
    let unit = check::known(&state.users, &author, "user", "用户", "user")?.unit.clone();
    done([Event::PlotDrawn {
        id: PlotId(state.last_plot + 1),
        incident,
        shape: figure.shape,
        symbol: figure.symbol.map(str::to_owned),
        vertices: figure.vertices.to_vec(),
        label: figure.label.trim().to_owned(),
        author,
        unit,
        by: state.signature(author),
    }])
}

/// PLOT-3: a revision names the version it was made on.
pub(crate) fn revise(
    state: &State,
    by: String,
    id: PlotId,
    version: u64,
    vertices: Option<&[Wgs84]>,
    label: Option<&str>,
) -> Result<Decision, Refusal> {
    let plot = standing(state, id)?;
    if plot.version != version {
        let refusal = refuse("PLOT-3", "标绘已被他人修改，请核对后重做", "A colleague changed this plot meanwhile");
        return Err(refusal.field("version").accept([plot.version.to_string()]));
    }
    if vertices.is_none() && label.is_none() {
        let refusal = refuse("PLOT-5", "没有要修改的内容", "Nothing to change").field("vertices");
        return Err(refusal.accept(["vertices", "label"]));
    }
    vertices.map_or(Ok(()), |vertices| check_vertices(state, plot.shape, vertices))?;
    label.map_or(Ok(()), |label| check_label(plot.shape, label))?;
    let (vertices, label) = (vertices.map(<[_]>::to_vec), label.map(|label| label.trim().to_owned()));
    done([Event::PlotRevised { id, vertices, label, by }])
}

pub(crate) fn erase(state: &State, by: String, id: PlotId) -> Result<Decision, Refusal> {
    let incident = standing(state, id)?.incident;
    done([Event::PlotErased { id, incident, by }])
}

pub(crate) fn restore(state: &State, by: String, id: PlotId) -> Result<Decision, Refusal> {
    let plot = check::known(&state.plots, &id, "plot", "标绘", "plot")?;
    if !plot.erased {
        return Err(refuse("PLOT-4", "标绘没有被擦除", "This plot stands; nothing to restore").field("plot"));
    }
    incident::live(state, plot.incident, "plot")?;
    room(state, plot.incident)?;
    done([Event::PlotRestored { id, incident: plot.incident, by }])
}

/// PLOT-4: what was erased is restored before it changes again.
fn standing(state: &State, id: PlotId) -> Result<&Plot, Refusal> {
    let plot = check::known(&state.plots, &id, "plot", "标绘", "plot")?;
    if plot.erased {
        let refusal = refuse("PLOT-4", "标绘已被擦除，可先恢复", "This plot was erased; restore it first");
        return Err(refusal.field("plot").accept(["restore_plot"]));
    }
    incident::live(state, plot.incident, "plot")?;
    Ok(plot)
}

fn room(state: &State, incident: IncidentId) -> Result<(), Refusal> {
    if of(state, incident, false).count() < bounds::PLOTS {
        return Ok(());
    }
    let refusal = refuse("BOUND", "图上标绘已满，请先擦除不用的", "The map is full of plots; erase some first");
    Err(refusal.field("incident").accept([format!("≤ {}", bounds::PLOTS)]))
}

/// Plots of an incident that stand, or that were erased, oldest first.
fn of(state: &State, incident: IncidentId, erased: bool) -> impl Iterator<Item = PlotId> {
    let all = state.incidents.get(&incident).map(|incident| &incident.plots).into_iter().flatten();
    all.copied().filter(move |id| state.plots.get(id).is_some_and(|plot| plot.erased == erased))
}

/// PLOT-1: a symbol of the catalogue, in its own shape.
fn check_symbol(shape: PlotShape, symbol: Option<&str>) -> Result<(), Refusal> {
    let Some(code) = symbol else { return Ok(()) };
    let fitting = |row: &&Symbol| row.3 == shape;
    if SYMBOLS.iter().filter(fitting).any(|row| row.0 == code) {
        return Ok(());
    }
    let refusal = refuse("PLOT-1", "没有这个标绘符号，或形状不符", "No such plotting symbol, or it has another shape");
    Err(refusal.field("symbol").accept(SYMBOLS.iter().filter(fitting).map(|row| row.0)))
}

/// PLOT-2: as many different vertices as the shape needs, at most [`bounds::PLOT_VERTICES`], each on earth.
fn check_vertices(state: &State, shape: PlotShape, vertices: &[Wgs84]) -> Result<(), Refusal> {
    let (least, most) = match shape {
        PlotShape::Point | PlotShape::Text => (1, 1),
        PlotShape::Line | PlotShape::Arrow => (2, bounds::PLOT_VERTICES),
        PlotShape::Polygon => (3, bounds::PLOT_VERTICES),
    };
    if vertices.len() > bounds::PLOT_VERTICES {
        let refusal = refuse("BOUND", "顶点过多", "Too many vertices").field("vertices");
        return Err(refusal.accept([format!("≤ {}", bounds::PLOT_VERTICES)]));
    }
    for (index, vertex) in vertices.iter().enumerate() {
        check::position(state, &format!("vertices.{index}"), *vertex)?;
    }
    let different = (0..vertices.len()).filter(|index| !vertices[..*index].contains(&vertices[*index])).count();
    if (least..=most).contains(&vertices.len()) && different >= least {
        return Ok(());
    }
    let refusal = refuse("PLOT-2", "顶点数与形状不符", "The number of vertices does not fit the shape");
    let wanted = if least == most { least.to_string() } else { format!("{least} … {most}") };
    Err(refusal.field("vertices").accept([wanted]))
}

/// A text says something; other figures may go without a label.
fn check_label(shape: PlotShape, label: &str) -> Result<(), Refusal> {
    if shape == PlotShape::Text {
        return check::line("label", label, bounds::PLOT_LABEL_CHARS);
    }
    check::optional_line("label", label, bounds::PLOT_LABEL_CHARS)
}

// ---- application ----

pub(crate) fn apply(state: &mut State, stamp: Stamp, event: &Event) {
    match event {
        Event::PlotDrawn { id, incident, shape, symbol, vertices, label, author, unit, by } => {
            let plot = Plot {
                incident: *incident,
                shape: *shape,
                symbol: symbol.clone(),
                vertices: vertices.clone(),
                label: label.clone(),
                author: *author,
                unit: unit.clone(),
                by: by.clone(),
                drawn_at: stamp.at,
                revised_at: stamp.at,
                erased: false,
                version: stamp.seq,
            };
            let Some(on) = state.incidents.get_mut(incident) else { return };
            on.plots.insert(*id);
            on.line(stamp, by, TimelineKind::Plot, format!("标绘{}", words(&plot)));
            state.last_plot = state.last_plot.max(id.0);
            state.plots.insert(*id, plot);
        }
        Event::PlotRevised { id, vertices, label, .. } => {
            let Some(plot) = state.plots.get_mut(id) else { return };
            crate::account::set(&mut plot.vertices, vertices);
            crate::account::set(&mut plot.label, label);
            (plot.revised_at, plot.version) = (stamp.at, stamp.seq);
        }
        Event::PlotErased { id, incident, by } => {
            set_erased(state, stamp, *id, by, true);
            forget_oldest(state, *incident);
        }
        Event::PlotRestored { id, by, .. } => set_erased(state, stamp, *id, by, false),
        _ => {}
    }
}

fn set_erased(state: &mut State, stamp: Stamp, id: PlotId, by: &str, erased: bool) {
    let Some(plot) = state.plots.get_mut(&id) else { return };
    plot.erased = erased;
    plot.version = stamp.seq;
    let Some(on) = state.incidents.get_mut(&plot.incident) else { return };
    let verb = if erased { "擦除标绘" } else { "恢复标绘" };
    on.line(stamp, by, TimelineKind::Plot, format!("{verb}{}", words(plot)));
}

/// BOUND: of the erased plots the newest [`bounds::PLOTS`] can be restored.
fn forget_oldest(state: &mut State, incident: IncidentId) {
    if of(state, incident, true).count() <= bounds::PLOTS {
        return;
    }
    let oldest = of(state, incident, true).min_by_key(|id| state.plots[id].version);
    if let (Some(id), Some(on)) = (oldest, state.incidents.get_mut(&incident)) {
        on.plots.remove(&id);
        state.plots.remove(&id);
    }
}

/// What a timeline says of a plot: name and code of its symbol, and its label.
fn words(plot: &Plot) -> String {
    let symbol = plot.symbol.as_ref().and_then(|code| SYMBOLS.iter().find(|row| row.0 == code));
    let name = match (symbol, plot.shape) {
        (Some((code, name, ..)), _) => format!("{name} {code}"),
        (None, PlotShape::Point) => "点".to_owned(),
        (None, PlotShape::Line) => "线".to_owned(),
        (None, PlotShape::Arrow) => "箭头".to_owned(),
        (None, PlotShape::Polygon) => "区域".to_owned(),
        (None, PlotShape::Text) => "文字".to_owned(),
    };
    if plot.label.is_empty() { format!("：{name}") } else { format!("：{name}“{}”", plot.label) }
}
