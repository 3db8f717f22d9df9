// Words of the archive (归档), English.
export const archive = {
  tab: 'Archived', type: 'Type', town: 'Town', unit: 'Unit', any: 'Any', from: 'Reported from', to: 'Reported until', text: 'Number, title, place', none: 'No such archived incident', noneText: 'Change or clear the choices', clear: 'Clear choices', total: '{{total}} incidents', page: 'Page {{page}} of {{pages}}', newer: 'Previous', older: 'Next', failed: 'The node did not answer', again: 'Ask again', loading: 'Fetching…', readOnly: 'Archived, read only', opening: 'Fetching the incident from the archive…',
};
