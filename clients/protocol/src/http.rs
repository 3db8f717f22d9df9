//! Bodies of the HTTP routes. Cookie sessions; every state-changing request that a cookie authorises must carry the
//! header `X-Fengsui: 1` (CSRF). Errors are `application/json` [`crate::Refusal`] with a fitting status.
//!
//! | route | who | does |
//! |---|---|---|
//! | `POST /api/login` [`Login`] → [`crate::account::Me`] | anyone, rate-limited | sets the session cookie |
//! | `POST /api/logout`, `GET /api/me`, `POST /api/password` [`ChangePassword`] | logged in | |
//! | `GET /api/live` | logged in | websocket, [`crate::live`] |
//! | `POST /api/inputs` [`PostedInput`] → [`Accepted`] | logged in | one input without a websocket (robots, scripts) |
//! | `POST /api/feeds/{source}` [`crate::feed::Envelope`] or array, or CAP XML → [`crate::feed::FeedAnswer`] | feed key | |
//! | `POST /api/users` [`NewUser`] → [`NewSecret`] ; `POST /api/users/{id}/reset` → [`NewSecret`] | administrator | |
//! | `POST /api/sources/{id}/key` → [`NewSecret`] | administrator | a new key for a feed source |
//! | `GET /api/audit?before=SEQ&limit=N` → [`AuditPage`] | administrator | the log itself, newest first |
//! | `GET /api/places?q=` → [`crate::geo::FoundPlace`] array ; `POST /api/convert` [`Convert`] → [`Converted`] | logged in | |
//! | `GET /api/map/style.json?theme=day|night`, `GET /api/map/{package}/{z}/{x}/{y}.mvt`, `GET /api/map/packages` → [`MapPackageInfo`] array | logged in | |
//! | `POST /api/correlation` [`crate::correlation::AskCorrelation`] → [`crate::correlation::Correlation`] | logged in | what a draft resembles, and the severity its figures suggest; changes nothing |
//! | `GET /api/catalogue` → [`Catalogue`] | logged in | type codes, rule tables |
//! | `POST /api/conferences/{id}/whip`, `/whep` (SDP) → 201 SDP + `Location`; `DELETE` on it | cookie or bearer token | RFC 9725; WHEP draft |
//! | `GET /api/media/ways` → [`MediaWays`] | cookie or bearer token | TURN over the page's own HTTPS port |
//! | `GET /api/recordings/{id}/tracks/{track}` | by visibility | packaged media, byte ranges |
//! | `GET /api/health` → [`Health`] | anyone on loopback, else logged in | |
//! | `GET /trust`, `GET /trust/root.pem` | anyone | the local root certificate, with steps |

use crate::{
    InputId, MapPackageId, Micros, UnitId,
    account::{Mode, Role},
    geo::{Bbox, Crs, GivenPosition, Wgs84},
    input::Input,
    live::EntityKey,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Login {
    pub account: String,
    pub password: String,
}

/// How media can reach the node besides its own addresses.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct MediaWays {
    /// Empty where the page did not come by the node's own HTTPS.
    pub ice_servers: Vec<IceServer>,
}

/// `RTCIceServer` of the WebRTC API: TURN over TLS at the port that the page came by.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct IceServer {
    /// `turns:HOST:PORT?transport=tcp` (RFC 7065)
    pub urls: String,
    pub username: String,
    /// Taken for ten minutes; an allocation made with it stays.
    pub credential: String,
}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct ChangePassword {
    pub old: String,
    /// At least 10 characters.
    pub new: String,
}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct PostedInput {
    pub id: InputId,
    pub input: Input,
}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Accepted {
    pub seq: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub made: Option<EntityKey>,
}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct NewUser {
    pub account: String,
    pub name: String,
    pub unit: UnitId,
    pub role: Role,
}

/// Shown once, never stored in the clear.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct NewSecret {
    pub secret: String,
}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct AuditPage {
    pub entries: Vec<AuditEntry>,
    /// Pass as `before` for the next page; absent at the beginning of the log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<u64>,
}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct AuditEntry {
    pub seq: u64,
    pub at: Micros,
    pub mode: Mode,
    pub actor: String,
    pub kind: String,
    /// One line, without personal data.
    pub summary: String,
    /// SM3 of this record, lower-case hex.
    pub hash: String,
}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Convert {
    pub given: GivenPosition,
}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Converted {
    pub position: Wgs84,
    /// Metres between the given numbers read as WGS84 and the true position.
    pub moved_m: f64,
    /// "像是经纬度写反了" and the like, with what to press.
    pub warnings: Vec<PositionWarning>,
}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct PositionWarning {
    pub rule: String,
    pub message_zh: String,
    pub message_en: String,
    /// The repaired numbers, when there is an evident repair.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repaired: Option<GivenPosition>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct MapPackageInfo {
    pub id: MapPackageId,
    pub name: String,
    pub bbox: Bbox,
    pub active: bool,
    /// Positions or lines in it are generated: 示意数据.
    pub generated: bool,
    pub credits: Vec<String>,
    pub bytes: u64,
    pub imported_at: Micros,
    /// Names of layers and how many features each has.
    pub layers: Vec<MapLayerInfo>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct MapLayerInfo {
    pub name: String,
    pub features: u64,
    pub generated: bool,
}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Catalogue {
    pub type_codes: Vec<TypeCode>,
    /// 标绘符号
    pub plot_symbols: Vec<crate::plot::PlotSymbol>,
}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct TypeCode {
    pub code: String,
    pub name: String,
    /// Two to four characters for the map symbol.
    pub label: String,
    /// 拼音首字.
    pub initials: String,
}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Health {
    pub version: String,
    pub mode: Mode,
    pub seq: u64,
    pub media: bool,
    pub recorder: bool,
    pub live_clients: u64,
    /// Media addresses announced, for the page that cannot connect.
    pub media_addresses: Vec<String>,
    pub crs: Vec<Crs>,
}
