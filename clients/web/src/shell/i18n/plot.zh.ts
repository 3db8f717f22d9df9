// Words of plotting; `plot.en.ts` has the same keys.
export const plot = {
  tools: '标绘工具', symbol: '符号', label: '说明（可不填）', words: '要写在图上的文字', undo: '撤销标绘', finish: '画好', rename: '改说明', erase: '擦除',
  tool: { select: '选择', line: '线与箭头', area: '区域', point: '标记点', text: '文字' },
  shape: { point: '标记', line: '线', arrow: '箭头', polygon: '区域', text: '文字' },
  hintMany: '逐点按，双击或回车画好', hintOne: '在图上按一下', hintText: '先写字，再按位置', hintMove: '拖动顶点可移动',
};
