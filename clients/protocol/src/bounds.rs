//! Every size that a stranger chooses, with its bound. Past a bound the answer is a [`crate::Refusal`] with rule `BOUND`.

/// Characters in a title or a name.
pub const NAME_CHARS: usize = 120;
/// Characters in a place description.
pub const PLACE_CHARS: usize = 200;
/// Characters in a narrative (经过), measures or note.
pub const TEXT_CHARS: usize = 4_000;
/// Characters in a telephone number.
pub const PHONE_CHARS: usize = 32;
/// Relations of one incident to others.
pub const RELATIONS: usize = 64;
/// Proposals that were said not to be the same, of one incident or record.
pub const REJECTIONS: usize = 200;
/// Bytes in one websocket message from a client.
pub const LIVE_MESSAGE_BYTES: usize = 64 * 1024;
/// Bytes in one feed body (JSON envelope or CAP document).
pub const FEED_BODY_BYTES: usize = 1024 * 1024;
/// Bytes in any other HTTP body.
pub const HTTP_BODY_BYTES: usize = 256 * 1024;
/// Depth of elements in an XML document from outside.
pub const XML_DEPTH: usize = 32;
/// Records waiting for a person's confirmation, per source; the oldest pending is refused admission past this.
pub const PENDING_RECORDS: usize = 2_000;
/// Telephone calls kept at hand; older ones stay in the log only.
pub const PHONE_CALLS: usize = 5_000;
/// Vertices of one plot.
pub const PLOT_VERTICES: usize = 200;
/// Characters in a plot's label.
pub const PLOT_LABEL_CHARS: usize = 40;
/// Plots standing on one incident; of the erased ones as many are kept for undoing.
pub const PLOTS: usize = 200;
/// 预案 ContingencyPlans.
pub const PLANS: usize = 64;
/// Characters of a trigger expression.
pub const EXPRESSION_CHARS: usize = 600;
/// How deep a trigger expression may be nested.
pub const EXPRESSION_DEPTH: usize = 8;
/// Conditions in one trigger expression.
pub const EXPRESSION_CONDITIONS: usize = 24;
/// Hours over which a trigger may add up rain.
pub const RAIN_HOURS: u32 = 24;
/// Task templates of one plan.
pub const PLAN_TASKS: usize = 40;
/// Units of one group of a plan, and units invited by it.
pub const PLAN_UNITS: usize = 100;
/// Minutes within which a task is to be completed.
pub const TASK_MINUTES: std::ops::RangeInclusive<u32> = 5..=7 * 24 * 60;
/// Lines of one import.
pub const IMPORT_ROWS: usize = 1_000;
/// Bytes of one file to import.
pub const IMPORT_BYTES: usize = 2 * 1024 * 1024;
/// Resources, hazards and protection targets together.
pub const REGISTER_ENTRIES: usize = 20_000;
/// How much there may be of one.
pub const RESOURCE_AMOUNT: u32 = 10_000_000;
/// Dispatches of one resource.
pub const RESOURCE_DISPATCHES: usize = 2_000;
/// Walls of one jurisdiction.
pub const WALLS: usize = 16;
/// Arrangements of walls kept by name.
pub const WALL_PRESETS: usize = 32;
/// Sites in one conference.
pub const CONFERENCE_SITES: usize = 500;
/// Conferences open at once.
pub const OPEN_CONFERENCES: usize = 64;
/// Video slots one receiving session may ask for.
pub const VIDEO_SLOTS: usize = 27;
/// Mosaics saved in one conference.
pub const MOSAICS: usize = 32;
/// Cells of one mosaic.
pub const MOSAIC_CELLS: usize = 25;
/// 外网节点 Nodes of the extranet.
pub const EXTRANET_NODES: usize = 128;
/// Lines between a node of the extranet and its centre.
pub const EXTRANET_DEPTH: usize = 5;
/// kbit/s of one line, each way.
pub const LINE_KBPS: std::ops::RangeInclusive<u32> = 64..=10_000_000;
/// Percent of a line that may be reserved, all services together.
pub const LINE_RESERVED: u32 = 90;
/// 单位组 Unit groups.
pub const UNIT_GROUPS: usize = 64;
/// Minutes for which a call may be put off (稍后).
pub const POSTPONED_MINUTES: u16 = 30;
/// Characters in a conference's password.
pub const PASSWORD_CHARS: usize = 32;
/// Minutes by which a conference may be prolonged at once.
pub const PROLONGED_MINUTES: std::ops::RangeInclusive<u16> = 5..=240;
/// Microseconds from now to the latest planned end.
pub const PLANNED_AHEAD_US: i64 = 24 * 3_600 * 1_000_000;
/// Captions shown at once in one conference.
pub const CAPTIONS: usize = 6;
/// Characters in a caption.
pub const CAPTION_CHARS: usize = 120;
/// Seconds for which a caption may stand.
pub const CAPTION_SECONDS: std::ops::RangeInclusive<u16> = 3..=3_600;
/// 议程 items of one plan.
pub const AGENDA_ITEMS: usize = 40;
/// Schedules that still have a time ahead.
pub const SCHEDULES: usize = 200;
/// Days from the first to the last time of a schedule, and from now to the first.
pub const SCHEDULE_DAYS: i64 = 731;
/// Times of one schedule.
pub const OCCURRENCES: usize = 400;
/// 会议模板 Templates.
pub const TEMPLATES: usize = 100;
/// Messages of one conference, files among them.
pub const MESSAGES: usize = 2_000;
/// Characters in a message.
pub const MESSAGE_CHARS: usize = 1_000;
/// Characters in a file's name.
pub const FILE_NAME_CHARS: usize = 120;
/// Towns named by one issued warning.
pub const WARNING_TOWNS: usize = 100;
/// 发布渠道 Gateways.
pub const GATEWAYS: usize = 32;
/// Characters in an address that the node calls.
pub const URL_CHARS: usize = 400;
/// Bytes in one attachment of an incident.
pub const ATTACHMENT_BYTES: u64 = 200 * 1024 * 1024;
/// Attachments of one incident, and the bytes of all of them.
pub const ATTACHMENTS: usize = 100;
/// Analyses of one incident.
pub const INCIDENT_ANALYSES: usize = 20;
/// Attachments that one reply to an order names.
pub const REPLY_ATTACHMENTS: usize = 12;
pub const INCIDENT_ATTACHMENT_BYTES: u64 = 2 * 1024 * 1024 * 1024;
/// Bytes in one file given out in a conference.
pub const FILE_BYTES: usize = 20 * 1024 * 1024;
/// Bytes of all files of one conference.
pub const CONFERENCE_FILE_BYTES: u64 = 200 * 1024 * 1024;
/// Votes of one conference.
pub const VOTES: usize = 100;
/// Voices one receiving session may ask for.
pub const VOICES: usize = 3;
/// Bytes in one frame on a node link.
pub const LINK_FRAME_BYTES: usize = 4 * 1024 * 1024;
/// Bytes in an SDP offer. Chromium writes about 5 kB per video line, so [`VIDEO_SLOTS`] lines are about 130 kB.
pub const SDP_BYTES: usize = 192 * 1024;
/// Bytes waiting for one live client before it is cut back to a snapshot.
pub const LIVE_QUEUE_BYTES: usize = 1024 * 1024;
/// People killed, hurt, missing, trapped or moved that one report may claim.
pub const CASUALTIES: u32 = 10_000_000;
/// Recipients that one order may name.
pub const ORDER_RECIPIENTS: usize = 200;
/// Orders of one incident.
pub const INCIDENT_ORDERS: usize = 500;
/// Replies, reminders or supervisions of one recipient, each; and screens on which its people saw an order.
pub const ORDER_MARKS: usize = 300;
/// Minutes between replies that an order may ask for.
pub const REPLY_MINUTES: u32 = 7 * 24 * 60;
/// 班次 Shifts kept of one unit; when a new one needs room, the oldest that is over stands in the log only.
pub const DUTY_SHIFTS: usize = 400;
/// 值班员 of one shift.
pub const DUTY_OFFICERS: usize = 6;
/// Hours of one shift.
pub const DUTY_HOURS: i64 = 48;
/// Days ahead and back of a shift that is set.
pub const DUTY_AHEAD_DAYS: i64 = 366;
/// 换班 kept of one unit, and those that wait for an answer.
pub const DUTY_SWAPS: usize = 100;
/// Lines of a roster's file.
pub const DUTY_IMPORT: usize = 200;
/// Documents of one incident, drafts among them.
pub const INCIDENT_DOCUMENTS: usize = 200;
/// Drafts that are about no incident.
pub const DOCUMENT_DRAFTS: usize = 20;
/// Sections of one document.
pub const DOCUMENT_SECTIONS: usize = 40;
/// Paragraphs of one section.
pub const DOCUMENT_PARAGRAPHS: usize = 60;
/// Columns of a document's table.
pub const DOCUMENT_COLUMNS: usize = 8;
/// Rows of a document's table.
pub const DOCUMENT_ROWS: usize = 300;
/// Characters in one cell of a document's table.
pub const DOCUMENT_CELL_CHARS: usize = 400;
/// Characters in a whole document, so that it fits into one [`LIVE_MESSAGE_BYTES`].
pub const DOCUMENT_CHARS: usize = 16_000;
/// Figures of one document, and pictures taken in for it.
pub const DOCUMENT_FIGURES: usize = 6;
pub const DOCUMENT_PICTURES: usize = 30;
/// Bytes of one picture, and pixels of its longer side.
pub const PICTURE_BYTES: usize = 3 * 1024 * 1024;
pub const PICTURE_PIXELS: u32 = 4_096;
/// 份号 has six digits.
pub const DOCUMENT_COPIES: u32 = 999_999;
/// Characters of a search.
pub const QUERY_CHARS: usize = 60;
/// 值班日志 entries kept of one unit; older ones stand in the log only.
pub const DUTY_ENTRIES: usize = 1_000;
/// Lines of 值班日志 given at once.
pub const DUTY_LINES: usize = 500;
/// 交接班 kept of one unit.
pub const HANDOVERS: usize = 200;
/// Items of each kind in one handover.
pub const HANDOVER_ITEMS: usize = 100;
/// Rows of one table of a 值班快报.
pub const BULLETIN_ROWS: usize = 200;
/// Days that may be counted at once.
pub const STATISTICS_DAYS: i64 = 366;
/// Lines of each list that goes with counts.
pub const STATISTICS_LIST: usize = 200;
/// Incidents on one page of the list.
pub const INCIDENTS_PER_PAGE: usize = 50;
