// Words of the extranet's lines, English.
export const extranet = {
  count: '{{count}} nodes', note: 'sites behind one line share it by class', add: 'Add node', none: 'No nodes yet: first the centre, then what hangs on it', node: 'Node', down: 'Down: used / capacity', up: 'Up: used / capacity', units: 'Units', edit: 'Change', remove: 'Remove', removeSure: 'Remove this node', save: 'Save node',
  id: 'Code', name: 'Name', to: 'Hangs on', downKbps: 'Down, kbit/s', upKbps: 'Up, kbit/s', reserved: 'Reserved, %', lowered: '{{count}} lowered', way: 'Lines to the centre',
  kinds: { centre: 'Centre', aggregation: 'Aggregation', department: 'Department', township: 'Township' },
  services: { audio: 'Voice', presentation: 'Presentation', lead: 'Main picture', other: 'Other pictures', data: 'Data' },
};
