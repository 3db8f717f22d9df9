//! Inputs of the command core: what people send ([`Input`]), and what the shell makes of a form, a feed body or a
//! report from another process.

use fengsui_protocol::{
    DocumentId, GatewayId, IncidentId, JurisdictionId, ReportId, SourceId, UnitId, UserId,
    account::{Mode, Role},
    analysis::{PlumeInput, PlumeResult},
    attachment::AttachedFile,
    document::DocumentPicture,
    feed::WarningFacts,
    geo::Bbox,
    incident::{IncidentFacts, TimelineKind},
    input::Input,
    issued::ReceiptCounts,
    refusal::Refusal,
    report::ReportSeal,
    station::Observation,
};
use serde::{Deserialize, Serialize};

/// A password hash or a feed key: stored in the (salted) log body and in the state, never in a view, never printed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Secret(pub String);
impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}
impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

/// Which record of a source: the source's own id and number. The same pair is taken once.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Origin {
    pub source: SourceId,
    /// `sourceId` of the envelope, CAP identifier of a warning.
    pub source_id: String,
    /// `seq` of the envelope; 0 for a warning.
    pub number: u64,
    /// Sender's clock minus ours at receipt, microseconds.
    pub clock_skew_us: i64,
}

/// Everything that may be decided here.
#[derive(Clone, Debug, PartialEq)]
pub enum NodeInput {
    /// From a client, as it was sent. Inputs about conferences are refused here (`CORE-1`): the composition gives
    /// them to conference control after [`crate::authority::check`].
    Asked(Input),

    // ---- set-up ----
    /// First input of an empty log; later only to correct name and extent.
    OpenJurisdiction {
        id: JurisdictionId,
        name: String,
        mode: Mode,
        bbox: Option<Bbox>,
    },
    /// The first administrator, while there is none. The unit must exist.
    Bootstrap {
        account: String,
        name: String,
        unit: UnitId,
        password_hash: Secret,
        must_change: bool,
    },

    // ---- accounts ----
    CreateUser {
        account: String,
        name: String,
        unit: UnitId,
        role: Role,
        password_hash: Secret,
        must_change: bool,
    },
    /// By an administrator (reset) or by the person (change); the shell checked the old password.
    SetPassword {
        user: UserId,
        password_hash: Secret,
        must_change: bool,
    },
    /// The shell checked the password.
    LoggedIn {
        user: UserId,
    },

    // ---- departments' input ----
    /// A new key for a source. HMAC keys must be recoverable to verify, so the key itself is kept, opaque to the core:
    /// the shell may seal it with a key of the node before it gives it. `hint` is shown to administrators.
    SetSourceKey {
        source: SourceId,
        key: Secret,
        hint: String,
    },
    /// A dispatch record whose signature the shell has checked.
    RecordReceived {
        origin: Origin,
        facts: Box<IncidentFacts>,
    },
    WarningReceived {
        origin: Origin,
        facts: Box<WarningFacts>,
    },
    ObservationReceived {
        origin: Origin,
        observation: Observation,
    },
    /// The shell or [`crate::decide`] refused a body of a known source whose signature was good; the administrator sees
    /// the last one.
    FeedRefused {
        source: SourceId,
        refusal: Refusal,
        clock_skew_us: Option<i64>,
    },

    // ---- clocks ----
    /// Whatever has come to be late is reminded of and supervised. Sent when [`crate::State::next_due`] has come.
    RaiseDue,

    /// The shell has signed a report's canonical text with the jurisdiction's key.
    SealReport {
        report: ReportId,
        seal: ReportSeal,
    },

    /// A picture for a document's figures: the shell has kept the bytes under their digest and looked at what they are.
    KeepPicture {
        document: DocumentId,
        picture: DocumentPicture,
    },

    /// Likewise a document's.
    SealDocument {
        document: DocumentId,
        seal: ReportSeal,
    },

    // ---- composition ----
    /// Units were asked to confer about this incident: from now on they take part in it.
    InvolveUnits {
        incident: IncidentId,
        units: Vec<UnitId>,
    },
    /// 附件: the shell has kept the bytes under their digest and looked at what they are.
    AttachFile {
        incident: IncidentId,
        file: AttachedFile,
    },
    /// 推演: the shell has run the model.
    RecordAnalysis {
        incident: IncidentId,
        input: Box<PlumeInput>,
        result: Box<PlumeResult>,
    },
    /// A new key of a gateway; what is given is its salt, see [`NodeInput::SetSourceKey`].
    SetGatewayKey {
        gateway: GatewayId,
        key: Secret,
        hint: String,
    },
    /// What came of one attempt to hand a message to a gateway; `last` when trying again would change nothing.
    DispatchAnswered {
        key: String,
        error: Option<String>,
        last: bool,
    },
    /// A gateway, whose signature the shell has checked, says how far a message came.
    ReceiptReceived {
        gateway: GatewayId,
        key: String,
        counts: ReceiptCounts,
    },
    /// A conference or recording of this incident began or ended: a line in its timeline.
    NoteOnIncident {
        incident: IncidentId,
        kind: TimelineKind,
        text: String,
    },
}

impl From<Input> for NodeInput {
    fn from(input: Input) -> Self {
        Self::Asked(input)
    }
}
