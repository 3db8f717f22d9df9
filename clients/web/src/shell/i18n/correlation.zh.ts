// 关联: words of the proposal card and of the incident page's 关联 panel.
export const correlation = {
  minutes: '{{count}} 分', hours: '{{count}} 小时', keys: '硬键', agrees: '相符', against: '不符', mixed: '有符有不符', noKey: '无', noKeyNote: '没有可比的硬键', noWords: '没有共同的词', akin: '类型不同，但常是同一起的两种叫法',
  band: { suggest: '建议区间 {{from}}–{{to}}', link: '关联区间 {{from}}–{{to}}' }, came: '{{time}} 接报 · {{count}} 条来报',
  key: { phone: '来电', plate: '车牌', device: '设备', unit: '单位', place: '地名', post: '公里桩', building: '楼栋门牌', thing: '对象' },
  title: '关联事件', none: '没有关联的事件', choose: '选事件', how: '关系', relate: '关联', undo: '撤销', by: '{{by}} · {{time}}', related: '已关联：{{text}}', undone: '已撤销：{{text}}',
  relation: { duplicate_of: '并入', caused_by: '起因于', part_of: '属于' }, inverse: { duplicate_of: '并入本事件', caused_by: '由本事件引起', part_of: '属于本事件' },
  merged: '{{number}} 已并入本事件。并入不关闭任何一方，随时可撤。', mergedInto: '本件已并入 {{number}}', openOwn: '看原件', openAuthority: '看主件', rejected: '已记住：与 {{incident}} 不是同一起', suggestions: '可能相关', waiting: '可能是 {{incident}}',
};
