// Words of plotting, English.
export const plot = {
  tools: 'Plotting tools', symbol: 'Symbol', label: 'Label (optional)', words: 'Words to stand on the map', undo: 'Undo plot', finish: 'Finish', rename: 'Relabel', erase: 'Erase',
  tool: { select: 'Select', line: 'Line or arrow', area: 'Area', point: 'Point', text: 'Text' },
  shape: { point: 'Marker', line: 'Line', arrow: 'Arrow', polygon: 'Area', text: 'Text' },
  hintMany: 'Press point by point; double press or Enter ends', hintOne: 'Press on the map', hintText: 'Type first, then press', hintMove: 'Drag a vertex to move it',
};
