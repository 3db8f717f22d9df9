import type { Messages } from './zh';

import { analysis } from './analysis.en';
import { attachment } from './attachment.en';
import { control } from './control.en';
import { correlation } from './correlation.en';
import { document } from './document.en';
import { extranet } from './extranet.en';
import { instruction } from './instruction.en';
import { issued } from './issued.en';
import { lobby } from './lobby.en';
import { meeting } from './meeting.en';
import { offline } from './offline.en';
import { order } from './order.en';
import { overview } from './overview.en';
import { resource } from './resource.en';
import { plan } from './plan.en';
import { playback } from './playback.en';
import { plot } from './plot.en';
import { report } from './report.en';
import { room } from './room.en';
import { archive } from './archive.en';
import { search } from './search.en';
import { shared } from './shared.en';
import { shift } from './shift.en';
import { system } from './system.en';
import { wall } from './wall.en';

export const en: Messages = {
  brand: 'Fengsui',
  product: 'Emergency command',
  nonSecret: 'Not for state secrets: handling or sending classified material here is strictly forbidden',
  nav: {
    duty: 'Duty desk', tasks: 'My tasks', incidents: 'Incidents', conferences: 'Conferences', recordings: 'Recordings', warnings: 'Warnings', overview: 'Overview', roster: 'Duty', documents: 'Documents', plans: 'Plans, resources', admin: 'System', label: 'Main navigation', more: 'More',
    day: 'Day colours', night: 'Night colours', language: '中文', password: 'Change password', logout: 'Log out', account: 'This computer and account',
    skip: 'Skip to content',
  },
  role: {
    leader: 'Leader', duty_officer: 'Duty officer', department_officer: 'Department officer', township_officer: 'Township officer', field_officer: 'Field officer',
    operator: 'Conference operator', administrator: 'Administrator', wall: 'Wall',
  },
  login: {
    title: 'Log in', account: 'Account', password: 'Password', submit: 'Log in', busy: 'Logging in…', unreachable: 'The node cannot be reached: cable, Wi-Fi or the node itself may be down. Nothing needs retyping; press again in a moment.',
    again: 'Please log in again', changeTitle: 'First login: change the password', changeTitleOwn: 'Change password', old: 'Present password', fresh: 'New password', repeat: 'New password again', rule: 'At least 10 characters',
    mismatch: 'The two differ', short: '{{count}} more characters', change: 'Change password and enter', changed: 'Password changed', cancel: 'Leave it',
    draftsKept: 'Unsent drafts are still on this computer; log in to go on.',
  },
  mode: {
    demo: 'DEMO', exercise: 'EXERCISE', demoText: 'Demonstration data; people and numbers are fictitious · no telephone, text message or siren is reached',
    exerciseText: 'Only participants are notified · no real text messages, no sirens', prefix: '(Exercise) ',
  },
  link: {
    live: 'Live', connecting: 'Connecting', reconnecting: 'Reconnecting', attempt: 'Attempt {{attempt}}, next in {{seconds}} s.', trying: 'Attempt {{attempt}}, trying now.',
    still: 'Reports and notes still work, {{count}} waiting to be sent.', stillNone: 'Reports and notes still work.', tryNow: 'Try now', offlineShort: 'Offline', offline: 'Offline since {{time}}', offlineText: 'The picture stopped then. New records are kept here and sent when back, with the time they were made.',
    back: 'Back', backText: '{{sent}} sent, {{received}} received.', backSpan: 'What changed {{from}}–{{to}} is marked.', see: 'Show changes', fold: 'Fold away',
    newVersion: 'The system was updated', newVersionText: 'Reload to use the new version; drafts are kept.', reload: 'Reload', noDisk: 'Nothing can be stored here', noDiskText: 'The browser denies storage; closing the page loses what was not sent. Use an ordinary window.',
    refused: '{{count}} records were refused', refusedRule: 'Rule {{rule}}', putAway: 'Seen', waitingShort: '{{count}} waiting',
  },
  error: {
    title: 'This part failed', text: 'The rest goes on. Reopen it; if it fails again, give the line below to the IT office.', again: 'Reopen', notFound: 'No such page', home: 'To the duty desk', notAllowed: 'This account has no such page',
  },
  refusal: { rule: 'Rule {{rule}}', accepted: 'Accepted: {{values}}', unreachable: 'Not delivered: the node did not answer.', gone: 'Refused' },
  severity: { i: 'Extremely serious', ii: 'Serious', iii: 'Major', iv: 'Ordinary', none: 'Not graded', label: 'Severity' },
  colour: { red: 'R', orange: 'O', yellow: 'Y', blue: 'B', none: '–', redLong: 'red warning', orangeLong: 'orange warning', yellowLong: 'yellow warning', blueLong: 'blue warning' },
  state: {
    reported: 'Reported', verifying: 'Verifying', false_alarm: 'False alarm', duplicate: 'Duplicate', confirmed: 'Confirmed', assessing: 'Assessing', responding: 'Responding',
    handling: 'Handling', ended: 'Ended', aftermath: 'Aftermath', reviewing: 'Reviewing', archived: 'Archived', verifyingShort: 'Verify', handlingShort: 'Handle',
  },
  due: { verify: 'Verify', initial_phone: 'Phone report', initial_report: 'Initial report', follow_up: 'Follow-up', final_report: 'Final report', late: 'late', none: 'No deadline', days: '{{count}} d' },
  department: {
    centre: '指', public_security: '警', civil_air_defence: '防', fire: '消', weather: '气', water: '水', work_safety: '安', township: '镇', other: '单',
  },
  casualties: { dead: 'Dead', seriously_hurt: 'Badly hurt', missing: 'Missing', trapped: 'Trapped', moved: 'Moved' },
  duty: {
    queue: 'Incidents', byDue: 'next deadline first', open: 'Open', all: 'All', records: 'From departments', pending: 'awaiting confirmation', newWaiting: '{{count}} new, press to sort in', noOpen: 'No open incident',
    noOpenText: 'Reports appear here by themselves', noRecords: 'No record waits for confirmation', place: 'Place unknown', start: 'Go on duty', stop: 'Go off duty', onDuty: 'On duty', startText: 'One press: sound on and tested, screen kept awake, notifications on.',
    soundBlocked: 'The browser blocks sound', soundBlockedText: 'This desk is on duty and cannot ring. One press on the right restores it; the node lists this desk as silent.', unblock: 'Sound on, test it', silentDesks: '{{count}} desks on duty cannot ring', silentSince: 'since {{time}}',
    wakeLock: 'Screen kept awake', noWakeLock: 'This computer cannot keep its screen awake', notificationsOn: 'Notifications on', notificationsOff: 'Notifications off',
    regions: 'Region', newIncident: 'New incident: {{title}}', newRecord: 'New record: {{title}}', handover: 'This shift', tabIntake: 'Report', tabCalls: 'Calls', tabQueue: 'Queue', tabMap: 'Map', tabForm: 'Report',
  },
  keys: {
    intake: 'Take report', call: 'Phone log', cycle: 'queue / map / form', search: 'Search', link: 'Link', notSame: 'Not the same', submit: 'Submit', undo: 'Undo', fold: 'Fold away (draft kept)', ime: 'Shortcuts rest during input-method composition',
  },
  intake: {
    title: 'Take report', draft: 'Draft', saved: 'Saved {{time}}', autosave: 'Every keystroke is kept', type: 'Type', typeHint: 'pinyin initials', typeSearch: 'Initials, name or code', occurred: 'Occurred', occurredHint: '“十分钟前” works', place: 'Place',
    placeHint: 'village · pinyin · code · coordinates; ↑↓ choose, Enter set', placeCount: '{{count}} found', caller: 'Caller', callerHint: 'name, unit, post', phone: 'Call back', source: 'Source', sourcePublic: 'Public telephone',
    headline: 'Title', headlineHint: 'Empty: place and type', narrative: 'Course · cause · trend', measures: 'Measures taken', informed: 'Already told', suggested: 'Suggested severity (yours to change)', noSuggestion: 'Suggested from casualties; you decide', basis: 'Basis: {{basis}}',
    submit: 'Create incident, start initial report', linkSubmit: 'Link and note', abandon: 'Discard…', abandonSure: 'Really discard this draft', keep: 'Keep', elements: 'Elements', time: 'Time', placeElement: 'Place', sourceElement: 'Source', nature: 'Nature', loss: 'Casualties', measure: 'Measures',
    cause: 'Cause (may follow)', errorRadius: 'error ±{{metres}} m', generated: 'illustrative', soundsLike: 'sounds like', none: 'No “{{query}}”.', orClick: 'Or click the map, or type coordinates.', looking: 'Looking…', offlineSearch: 'Offline: place names cannot be looked up; write words, locate later.',
    fromMap: 'Picked on the map', coordinates: 'Coordinates', datum: 'Datum', converted: 'Converted from {{crs}}, moved {{metres}} m', swap: 'Swap', gcj: 'From AMap, convert GCJ-02', bd: 'From Baidu, convert BD-09', timeWrong: 'Time not understood. Try 02:50, 10 min ago, 07-17 23:20',
    about: 'about ', unknownPlace: 'Words only, not located', locate: 'Click the map', created: 'Created incident {{number}}', waiting: 'Kept here, waiting to be sent', fromRecord: 'From {{source}}', drafts: '{{count}} drafts', more: 'Another', clearPlace: 'Locate again',
    need: { type: 'Choose a type first', occurred: 'Say when first', place: 'Say where first', narrative: 'Write one sentence' }, refusedTitle: 'Not taken', repairType: 'Choose type', today: 'today',
  },
  record: {
    title: 'Department record', link: 'Link as same', create: 'Create incident', dismiss: 'Dismiss…', dismissReason: 'Reason', dismissDo: 'Dismiss', back: 'Back', received: 'Received', occurred: 'Occurred', number: 'Their number', skew: 'Their clock is off by {{seconds}} s; ordered by receipt', crossing: '{{quantity}} {{value}}, threshold {{threshold}}',
    level: 'Level', rain: 'Rain in one hour', possible: 'Possibly the same', advice: 'A suggestion; nothing is merged', score: 'score', distance: 'Distance', time: 'Time', text: 'Words', notSame: 'Not the same', noCandidate: 'No open incident resembles it.', pick: 'Link to another', linked: '{{record}} linked to {{incident}}',
    dismissed: '{{record}} dismissed', undo: 'Undo', undone: 'Undone', reversible: 'A link closes neither and can be undone', unknownDistance: 'not located',
  },
  line: {
    title: 'Call', noNumber: 'No number yet', goesOn: 'on the line {{span}}', lasted: 'call of {{span}}', begin: 'Begin call', end: 'End call', from: 'began', to: 'ended',
    before: 'Called {{count}} times before, last {{last}}',
  },
  calls: {
    title: 'Phone log', note: 'With first reports; written to the log at once', time: 'Time', who: 'Party', whoHint: 'unit, post, name', phone: 'Telephone', course: 'Course', informed: 'Told', recorder: 'Recorder', result: 'Result', became: 'incident {{number}}', noted: 'noted in {{number}}', alone: 'not linked', none: 'No calls yet', entry: 'Log a call', about: 'About which incident', aboutNone: 'Not known yet', submit: 'Log this call', incoming: 'Incoming', outgoing: 'Outgoing', direction: 'Way', link: 'Link to {{incident}}', linked: 'Call linked to {{incident}}', report: 'Take as report', only: 'Phone log only', onlyHint: 'No incident is made; the call may be linked later', logged: 'Logged in the phone log',
  },
  map: {
    label: 'County map', search: 'Search places, incidents', zoomIn: 'Zoom in', zoomOut: 'Zoom out', home: 'Whole county', list: 'List of what is on the map', layers: 'Layers', incidents: 'Incidents', plots: 'Plots', resources: 'Resources', analyses: 'Analyses', stations: 'Gauges', warnings: 'Warnings', note: 'CGCS2000 · rivers, roads and village points are illustrative', notePlain: 'CGCS2000', pick: 'Click the map to locate',
    failed: 'The base map did not load', failedText: 'Incidents and gauges are shown all the same.', again: 'Try again', cluster: '{{count}}', over: 'over', nothing: 'Nothing on the map', close: 'Close', stale: 'Stale, {{minutes}} min ago', level: 'Level', rain: 'Rain 1 h', noReading: 'No reading', source: 'source {{source}}', modelled: 'Modelled, not measured', webgl: 'This computer cannot draw maps (no WebGL). The list works.',
    kind: { county: 'county', town: 'town', village: 'village' },
  },
  incident: {
    list: 'Incidents', number: 'Number', title: 'Incident', place: 'Place', stateColumn: 'State', severity: 'Severity', due: 'Due', reported: 'Reported', updated: 'Updated', none: 'No incidents yet', noneText: 'Press F2 on the duty desk', filterAll: 'Not archived', filterOpen: 'Open', filterClosed: 'To be archived', search: 'Number, title, place', gone: 'No such incident, or this account may not see it',
    timeline: 'Timeline', important: 'Main', everything: 'All', note: 'Write a note', noteAction: 'Add to timeline', facts: 'Facts', edit: 'Edit facts', save: 'Save changes', cancel: 'Leave it', changed: 'Someone has just changed it; read the new text first', type: 'Type', occurred: 'Occurred', reporter: 'Caller', source: 'Source', narrative: 'Course · cause · trend', measures: 'Measures taken', informed: 'Told', version: 'Version {{version}}', call: 'Call', count: '{{count}}',
    records: 'Linked records', noRecords: 'No linked records', unlink: 'Unlink', classify: 'Change severity', basis: 'Basis', basisHint: 'Who decided, on what', classifyDo: 'Grade as {{severity}}', suggestion: 'Suggested {{severity}}', locate: 'Locate', locateDo: 'Locate here', locateHint: 'Click the new position', to: 'Move to {{state}}', move: 'State', moveHint: 'May come next', closed: 'Closed: nothing comes next', given: 'Given as {{crs}} {{numbers}}',
    consult: 'Start consultation', consultTitle: 'Which units to call', consultDo: 'Call {{count}} units', consultNone: 'Choose units', meeting: 'Consultation', enter: 'Enter', inMeeting: '{{present}}/{{all}} sites', recordings: 'Recordings', play: 'Play', departments: 'Departments', townships: 'Towns', others: 'Others', selectAll: 'All', selectNone: 'None', withheld: 'not given or withheld', conferenceTitle: '{{title}} consultation',
    kind: { logged: 'Reported', classified: 'Graded', located: 'Located', updated: 'Facts', note: 'Note', call: 'Phone call', transition: 'State', linked: 'Linked', unlinked: 'Unlinked', conference: 'Consultation', recording: 'Recording', order: 'Order', reminder: 'Reminder', supervision: 'Supervision', plot: 'Plot', decision: 'Decision', report: 'Report', instruction: 'Instruction', attachment: 'Attachment', document: 'Document', response: 'Response', resource: 'Resource', analysis: 'Analysis' },
  },
  conference: { none: 'No conferences', noneText: 'Start one from an incident', open: 'Running', ended: 'Ended', calling: '{{title}} calls you', join: 'Check in and join', decline: 'Decline', title: 'Conferences', since: 'since {{time}}', ringing: 'Conference call' },
  control,
  document,
  extranet,
  instruction,
  lobby,
  meeting,
  order,
  overview,
  plan,
  analysis,
  resource,
  playback,
    plot,
    report,
  correlation,
  room,
  attachment,
  issued,
  offline,
  archive,
  search,
  shared,
  shift,
  wall,
  system,
  crs: { wgs84: 'WGS84', cgcs2000: 'CGCS2000', gcj02: 'GCJ-02', bd09: 'BD-09' },
  weekday: ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'],
  date: '{{year}}-{{month}}-{{day}}',
  minutesAgo: '{{count}} min ago',
  metres: '{{count}} m',
  kilometres: '{{count}} km',
};
