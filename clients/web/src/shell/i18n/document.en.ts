// Words of documents (公文), English.
export const document = {
  documents: 'Documents', none: 'No documents yet', noneText: 'Draft one on an incident, or a duty bulletin here: both are made of the log', way: 'Draft → sign → download', search: 'Title, number', all: 'All', drafts: 'Drafts', signedOnes: 'Signed',
  kind: { special_report: 'Special report', supervision_notice: 'Supervision notice', incident_report: 'Incident report', after_action_report: 'After-action report', duty_bulletin: 'Duty bulletin' },
  draftKind: 'Draft a {{kind}}', draftNotice: 'Draft a supervision notice: {{unit}}, {{title}}', more: 'Draft a document', draftBulletin: 'Draft a duty bulletin', afterEnd: 'Once the response has ended',
  state: { draft: 'Draft', signed: 'Signed' }, noNumber: 'Numbered when signed', number: 'Number', title: 'Title', incident: 'Incident', drafted: 'Drafted', signed: 'Signed', open: 'Open', back: 'Back to the incident', toSign: 'To sign', edit: 'Edit',
  issuer: 'Issued by', addressee: 'To', copiesTo: 'Copies to', contact: 'Contact and telephone', urgency: 'Urgency', ordinary: 'None', flash: 'Flash', urgent: 'Urgent', internal: 'Internal use', required: 'Required',
  secrecy: 'Classification', noSecrecy: 'None (not for state secrets)', secret: 'Secret', confidential: 'Confidential', top_secret: 'Top secret',
  body: 'Text', heading: 'Heading', paragraphs: 'Paragraphs, one a line', table: 'Table', cell: 'Row {{row}}, {{column}}', addSection: 'Add a section', removeSection: 'Remove this section', addRow: 'Add a row', removeRow: 'Remove row {{row}}', removeTable: 'Remove the table', up: 'Up', down: 'Down', rows: '{{count}} rows',
  save: 'Save changes', saved: 'Saved', unsaved: 'Changes not saved', sign: 'Sign this {{kind}}', discard: 'Discard the draft', discardSure: 'Discard it', keep: 'Keep it', waitsLeader: 'A leader signs it', changedElsewhere: 'A colleague has just changed this draft', takeTheirs: 'See theirs', keepMine: 'Keep mine, and save over theirs',
  download: 'Download', pdf: 'PDF', docx: 'DOCX', json: 'File to verify', preview: 'PDF proof', copy: 'Copy no.', sealing: 'Being sealed', sealed: 'Sealed (SM2)', digest: 'SM3', verify: 'To verify: fengsui verify-document FILE', signedBy: 'Signed by {{by}}', covers: 'From the log up to record {{seq}}', gone: 'No such document, or this account may not see it', empty: 'This section is empty: write it or remove it before signing',
  marked: 'Drills and demos are marked on every page', printing: 'Printing…',
};
