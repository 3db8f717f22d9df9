// Correlation: words of the proposal card and of the incident page's panel.
export const correlation = {
  minutes: '{{count}} min', hours: '{{count}} h', keys: 'Hard keys', agrees: 'agree', against: 'differ', mixed: 'some agree', noKey: 'none', noKeyNote: 'Nothing to compare', noWords: 'No words in common', akin: 'Other type, but often two names of one thing',
  band: { suggest: 'suggest {{from}}–{{to}}', link: 'link {{from}}–{{to}}' }, came: 'reported {{time}} · {{count}} reports',
  key: { phone: 'telephone', plate: 'plate', device: 'device', unit: 'unit', place: 'place', post: 'km post', building: 'building', thing: 'what it is' },
  title: 'Related incidents', none: 'No related incident', choose: 'Choose an incident', how: 'Relation', relate: 'Relate', undo: 'Undo', by: '{{by}} · {{time}}', related: 'Related: {{text}}', undone: 'Taken back: {{text}}',
  relation: { duplicate_of: 'is a duplicate of', caused_by: 'was caused by', part_of: 'is part of' }, inverse: { duplicate_of: 'is a duplicate of this', caused_by: 'was caused by this', part_of: 'is part of this' },
  merged: '{{number}} was merged into this incident. Nothing was closed; it can be taken back at any time.', mergedInto: 'Merged into {{number}}', openOwn: 'Show the original', openAuthority: 'Show the authority', rejected: 'Remembered: not the same as {{incident}}', suggestions: 'Possibly related', waiting: 'possibly {{incident}}',
};
