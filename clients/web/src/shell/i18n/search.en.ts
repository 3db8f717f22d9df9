// Words of search (搜索), English.
export const search = {
  open: 'Search', label: 'Search everything', hint: 'Incidents, feeds, calls, orders, reports, instructions, documents, warnings, plans, resources, messages', none: 'Nothing found for “{{query}}”', noneText: 'Only what this account may see; part words with blanks', building: 'The index is being made: older things may be missing', failed: 'No search: the node did not answer', more: 'There are more: list them all', keys: '↑↓ choose · Enter open · Esc close', looking: 'Searching…', all: 'Every kind', close: 'Close',
  kind: { incident: 'Incidents', feed_record: 'Feed records', phone_call: 'Phone calls', order: 'Orders', report: 'Reports', instruction: 'Instructions', document: 'Documents', warning: 'Warnings', issued_warning: 'Warnings issued', plan: 'Plans', register: 'Resources, hazards, targets', message: 'Messages' },
};
