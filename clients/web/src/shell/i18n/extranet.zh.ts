// Words of the extranet's lines, Chinese.
export const extranet = {
  count: '{{count}} 个节点', note: '同一条线路后的会场按类分用带宽', add: '新建节点', none: '还没有节点：先建网络中心，再把汇聚与接入节点挂上去', node: '节点', down: '下行 已用 / 带宽', up: '上行 已用 / 带宽', units: '单位', edit: '修改', remove: '删除', removeSure: '删除这个节点', save: '存下节点',
  id: '编码', name: '名称', to: '上联到', downKbps: '下行 kbit/s', upKbps: '上行 kbit/s', reserved: '预留 %', lowered: '{{count}} 路降档', way: '到中心的线路',
  kinds: { centre: '网络中心', aggregation: '汇聚节点', department: '部门接入', township: '乡镇接入' },
  services: { audio: '话音', presentation: '辅流', lead: '主画面', other: '其他画面', data: '数据' },
};
