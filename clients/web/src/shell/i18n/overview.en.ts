// Words of the overview, English.
export const overview = {
  now: 'Now', statistics: 'Statistics', happening: 'Open incidents', asOf: 'as of {{time}}', calm: 'No open incident', late: 'Late', nothingLate: 'No order, report or instruction is late', soon: 'Next deadlines', onDuty: 'On duty', decided: 'Decided', day: 'last 24 hours', noDecision: 'No instruction, grading or decision in 24 hours', county: 'County', toRoster: 'See the roster',
  owed: { order_acknowledge: 'owes acknowledgement', order_reply: 'owes a reply', order_complete: 'owes completion', instruction_reply: 'owes an answer' },
  period: 'Period', periods: { today: 'Today', week: 'This week', month: 'This month', quarter: '90 days', year: 'One year' }, by: { severity: 'Severity', type_code: 'Type', town: 'Town', unit: 'Unit', day: 'Day', week: 'By week' }, figures: { total: 'Incidents', open: 'open', dead: 'dead', hurt: 'hurt', moved: 'moved' }, undo: 'No longer only {{name}}', pressBar: 'press a bar to go down', ofOpen: '{{count}} open', noIncident: 'No incidents', noIncidentText: 'Choose another period, or take a condition away', list: 'Incidents', listed: '{{count}} of {{total}}',
};
