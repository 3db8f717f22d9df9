//! The state of one jurisdiction, in one mode.

use crate::{
    account::{Source, Unit, User},
    correlation::propose::Compared,
    document::Documents,
    duty::Duty,
    event::{Event, Stamp},
    extranet::ExtranetNode,
    feed::{FeedRecord, Known, Station, Warning},
    incident::Incident,
    input::Secret,
    instruction::Instructions,
    issued::IssuedWarnings,
    order::Orders,
    phone::PhoneCall,
    plan::Plans,
    plot::Plot,
    report::Reports,
    resource::Resources,
    shared::Shared,
    unit_group::UnitGroup,
    wall::{Wall, WallPreset},
};
use fengsui_protocol::{
    ExtranetNodeId, FeedRecordId, IncidentId, JurisdictionId, MapPackageId, Micros, PhoneCallId, PlotId, SourceId,
    StationId, UnitGroupId, UnitId, UserId, WallId, WallPresetId, WarningId,
    account::{Me, Mode},
    geo::Bbox,
    visibility::Class,
};
use serde::{Deserialize, Serialize};
use sm3::{Digest, Sm3};
use std::collections::{BTreeMap, BTreeSet};

/// Whose state it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Jurisdiction {
    pub id: JurisdictionId,
    pub name: String,
    pub mode: Mode,
    /// Extent of the county with a margin, for telling swapped coordinates; degrees.
    pub bbox: Option<Bbox>,
}

/// Everything the core knows; a function of the log alone.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct State {
    /// `None` until the log is opened by its first event.
    pub jurisdiction: Option<Jurisdiction>,
    /// Log position of the newest event applied.
    pub seq: u64,
    pub units: BTreeMap<UnitId, Unit>,
    /// Not written while empty: snapshots and golden digests of logs that know no groups stay as they were.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub unit_groups: BTreeMap<UnitGroupId, UnitGroup>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub extranet: BTreeMap<ExtranetNodeId, ExtranetNode>,
    pub users: BTreeMap<UserId, User>,
    pub sources: BTreeMap<SourceId, Source>,
    pub stations: BTreeMap<StationId, Station>,
    pub records: BTreeMap<FeedRecordId, FeedRecord>,
    pub warnings: BTreeMap<WarningId, Warning>,
    pub incidents: BTreeMap<IncidentId, Shared<Incident>>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub calls: BTreeMap<PhoneCallId, PhoneCall>,
    pub packages: BTreeMap<MapPackageId, bool>,
    #[serde(default, skip_serializing_if = "Orders::is_empty")]
    pub orders: Orders,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub plots: BTreeMap<PlotId, Plot>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub walls: BTreeMap<WallId, Wall>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub wall_presets: BTreeMap<WallPresetId, WallPreset>,
    #[serde(default, skip_serializing_if = "Reports::is_empty")]
    pub reports: Reports,
    #[serde(default, skip_serializing_if = "Instructions::is_empty")]
    pub instructions: Instructions,
    #[serde(default, skip_serializing_if = "Duty::is_empty")]
    pub duty: Duty,
    #[serde(default, skip_serializing_if = "Documents::is_empty")]
    pub documents: Documents,
    #[serde(default, skip_serializing_if = "Plans::is_empty")]
    pub plans: Plans,
    #[serde(default, skip_serializing_if = "IssuedWarnings::is_empty")]
    pub issued: IssuedWarnings,
    #[serde(default, skip_serializing_if = "Resources::is_empty")]
    pub resources: Resources,
    pub(crate) accounts: BTreeMap<String, UserId>,
    /// What each source delivered: source → its id → its number.
    pub(crate) known: BTreeMap<SourceId, BTreeMap<String, BTreeMap<u64, Known>>>,
    /// Log positions of known observations per source, oldest first, for forgetting.
    pub(crate) known_observations: BTreeMap<SourceId, BTreeMap<u64, (String, u64)>>,
    /// Records waiting for a person, per source.
    pub(crate) pending: BTreeMap<SourceId, BTreeSet<FeedRecordId>>,
    /// Incidents logged per Beijing day (`yyyyMMdd`).
    pub(crate) numbers: BTreeMap<String, u64>,
    pub(crate) last_incident: u64,
    pub(crate) last_record: u64,
    #[serde(default, skip_serializing_if = "crate::phone::none_yet")]
    pub(crate) last_call: u64,
    pub(crate) last_warning: u64,
    pub(crate) last_user: u64,
    #[serde(default, skip_serializing_if = "none_yet")]
    pub(crate) last_plot: u64,
    #[serde(default, skip_serializing_if = "none_yet")]
    pub(crate) last_wall: u64,
    /// Open reports, ready to be compared; made from the rest, see [`State::reindex`].
    #[serde(skip)]
    pub(crate) compared: Compared,
}

/// Counters that an older log does not move are not written, so that its digest stays what it was.
fn none_yet(count: &u64) -> bool {
    *count == 0
}

impl State {
    /// An opened state, as after [`Event::JurisdictionOpened`] at position 0.
    pub fn new(jurisdiction: Jurisdiction) -> Self {
        Self { jurisdiction: Some(jurisdiction), ..Self::default() }
    }

    pub fn mode(&self) -> Option<Mode> {
        self.jurisdiction.as_ref().map(|jurisdiction| jurisdiction.mode)
    }

    /// Takes the next event of the log in. Total: what `decide` would never make is ignored.
    pub fn apply(&mut self, seq: u64, at: Micros, event: &Event) {
        self.seq = seq;
        let stamp = Stamp { seq, at };
        match event {
            Event::JurisdictionOpened { id, name, mode, bbox } => {
                let (id, name) = (id.clone(), name.clone());
                self.jurisdiction = Some(Jurisdiction { id, name, mode: *mode, bbox: *bbox });
            }
            Event::MapPackageSet { id, active } => {
                self.packages.insert(id.clone(), *active);
            }
            Event::UnitCreated { .. }
            | Event::UnitUpdated { .. }
            | Event::UserCreated { .. }
            | Event::UserUpdated { .. }
            | Event::PasswordSet { .. }
            | Event::LoggedIn { .. } => crate::account::apply(self, stamp, event),
            Event::UnitGroupSet { .. } | Event::UnitGroupRemoved { .. } => {
                crate::unit_group::apply(self, stamp, event);
            }
            Event::ExtranetNodeSet { .. } | Event::ExtranetNodeRemoved { .. } => {
                crate::extranet::apply(self, stamp, event);
            }
            Event::FeedSourceCreated { .. }
            | Event::FeedSourceUpdated { .. }
            | Event::SourceKeySet { .. }
            | Event::FeedRefused { .. }
            | Event::StationSet { .. }
            | Event::RecordReceived { .. }
            | Event::WarningReceived { .. }
            | Event::RecordDismissed { .. }
            | Event::RecordRestored { .. } => crate::feed::apply(self, stamp, event),
            Event::ObservationTaken { .. } => {
                crate::feed::apply(self, stamp, event);
                crate::plan::apply(self, stamp, event);
            }
            Event::PlanSaved { .. }
            | Event::PlanRemoved { .. }
            | Event::ActivationProposed { .. }
            | Event::ActivationRejected { .. }
            | Event::ActivationRestored { .. }
            | Event::PlanActivated { .. }
            | Event::ResponseChanged { .. }
            | Event::ResponseEnded { .. } => crate::plan::apply(self, stamp, event),
            Event::RegisterImported { .. }
            | Event::ResourceStatusSet { .. }
            | Event::ResourceDispatched { .. }
            | Event::ResourceArrived { .. }
            | Event::ResourceReturned { .. } => crate::resource::apply(self, stamp, event),
            Event::RecordLinked { .. } | Event::RecordUnlinked { .. } => {
                crate::feed::apply(self, stamp, event);
                crate::incident::apply(self, stamp, event);
            }
            Event::CallLogged { .. } | Event::CallLinked { .. } | Event::CallUnlinked { .. } => {
                crate::phone::apply(self, stamp, event);
            }
            Event::IncidentLogged { .. }
            | Event::IncidentClassified { .. }
            | Event::IncidentLocated { .. }
            | Event::IncidentUpdated { .. }
            | Event::IncidentNoted { .. }
            | Event::IncidentAttached { .. }
            | Event::AnalysisRecorded { .. }
            | Event::AnalysisRetracted { .. }
            | Event::UnitsInvolved { .. }
            | Event::IncidentMoved { .. } => crate::incident::apply(self, stamp, event),
            Event::InstructionGiven { .. }
            | Event::InstructionConveyed { .. }
            | Event::InstructionReplied { .. }
            | Event::InstructionReminded { .. } => crate::instruction::apply(self, stamp, event),
            Event::DutyShiftSet { .. }
            | Event::DutyShiftRemoved { .. }
            | Event::DutySwapProposed { .. }
            | Event::DutySwapAnswered { .. }
            | Event::DutySwapWithdrawn { .. }
            | Event::DutyEntryAdded { .. }
            | Event::HandoverGiven { .. }
            | Event::HandoverConfirmed { .. }
            | Event::HandoverWithdrawn { .. } => crate::duty::apply(self, stamp, event),
            Event::DocumentDrafted { .. }
            | Event::DocumentEdited { .. }
            | Event::DocumentPictureKept { .. }
            | Event::DocumentSigned { .. }
            | Event::DocumentSealed { .. }
            | Event::DocumentDiscarded { .. } => crate::document::apply(self, stamp, event),
            Event::WarningDrafted { .. }
            | Event::WarningEdited { .. }
            | Event::WarningApproved { .. }
            | Event::WarningIssued { .. }
            | Event::WarningCancelled { .. }
            | Event::IssuedWarningShown { .. }
            | Event::IssuedWarningAcknowledged { .. }
            | Event::GatewaySet { .. }
            | Event::GatewayKeySet { .. }
            | Event::DispatchAnswered { .. }
            | Event::ReceiptTaken { .. } => crate::issued::apply(self, stamp, event),
            Event::ReportDrafted { .. }
            | Event::ReportEdited { .. }
            | Event::ReportSigned { .. }
            | Event::ReportSealed { .. }
            | Event::ReportConfirmed { .. }
            | Event::ReportPhoned { .. }
            | Event::ReportEscalated { .. } => crate::report::apply(self, stamp, event),
            Event::OrderDrafted { .. }
            | Event::OrderEdited { .. }
            | Event::OrderSubmitted { .. }
            | Event::OrderSentBack { .. }
            | Event::OrderApproved { .. }
            | Event::OrderIssued { .. }
            | Event::OrderWithdrawn { .. }
            | Event::OrderShown { .. }
            | Event::OrderAcknowledged { .. }
            | Event::OrderReturned { .. }
            | Event::OrderReplied { .. }
            | Event::OrderCompleted { .. }
            | Event::OrderReminded { .. }
            | Event::OrderSupervised { .. } => crate::order::apply(self, stamp, event),
            Event::PlotDrawn { .. }
            | Event::PlotRevised { .. }
            | Event::PlotErased { .. }
            | Event::PlotRestored { .. } => crate::plot::apply(self, stamp, event),
            Event::WallSet { .. }
            | Event::WallRemoved { .. }
            | Event::WallArranged { .. }
            | Event::WallPresetSaved { .. }
            | Event::WallPresetRemoved { .. } => crate::wall::apply(self, stamp, event),
            Event::IncidentRelated { .. } | Event::IncidentUnrelated { .. } => {
                crate::incident::relation::apply(self, stamp, event);
            }
            Event::CorrelationProposed { .. } | Event::ProposalRejected { .. } | Event::ProposalRestored { .. } => {
                crate::correlation::propose::apply(self, stamp, event);
            }
        }
        crate::correlation::propose::follow(self, event);
    }

    /// SM3 over the canonical JSON of the whole state, lower-case hex. Two nodes that applied the same log agree.
    pub fn digest(&self) -> String {
        let json = serde_json::to_vec(self).expect("state serialises");
        Sm3::digest(json).iter().map(|byte| format!("{byte:02x}")).collect()
    }

    // ---- for the shell ----

    /// When [`crate::NodeInput::RaiseDue`] will next have something to log. Changes only with the log.
    pub fn next_due(&self) -> Option<Micros> {
        crate::order::due::next_at(self)
            .into_iter()
            .chain(crate::report::clocks::next_at(self))
            .chain(crate::instruction::next_at(self))
            .min()
    }

    /// The account typed at login, whatever its case; disabled ones too.
    pub fn user_by_account(&self, account: &str) -> Option<(UserId, &User)> {
        let id = *self.accounts.get(&account.trim().to_lowercase())?;
        Some((id, self.users.get(&id)?))
    }

    /// A person who may act: the account exists and neither it nor its unit is disabled.
    pub fn active_user(&self, id: UserId) -> Option<&User> {
        let user = self.users.get(&id)?;
        let unit = self.units.get(&user.unit)?;
        (!user.disabled && !unit.disabled).then_some(user)
    }

    /// The visibility class of a person who may act.
    pub fn class(&self, id: UserId) -> Option<Class> {
        self.active_user(id).map(|user| Class::of(user.role, &user.unit))
    }

    /// Who I am, for a person who may act.
    pub fn me(&self, id: UserId) -> Option<Me> {
        let (user, jurisdiction) = (self.active_user(id)?, self.jurisdiction.as_ref()?);
        Some(Me {
            id,
            account: user.account.clone(),
            name: user.name.clone(),
            unit: user.unit.clone(),
            unit_name: self.units.get(&user.unit)?.name.clone(),
            role: user.role,
            must_change_password: user.must_change_password,
            jurisdiction: jurisdiction.id.clone(),
            jurisdiction_name: jurisdiction.name.clone(),
            mode: jurisdiction.mode,
        })
    }

    /// What [`crate::input::NodeInput::SetSourceKey`] gave, for verifying signatures; `None` while the source has no
    /// key or is disabled.
    pub fn source_key(&self, id: &SourceId) -> Option<&Secret> {
        self.sources.get(id).filter(|source| !source.disabled)?.key.as_ref()
    }
}
