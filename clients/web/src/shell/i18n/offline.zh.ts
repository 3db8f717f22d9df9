// Words of the desk while it is cut off, and after; `offline.en.ts` has the same keys.
export const offline = {
  waiting: '待发', showWaiting: '看待发', showAway: '看变化', fold: '收起', sent: '补发', changed: '变化', nothingChanged: '别处没有变化',
  outcome: { waiting: '等回执', accepted: '已收', refused: '退回 · 规则 {{rule}}' },
  input: {
    log_incident: '接报', log_call: '电话记录', update_incident: '改情况', add_note: '记事', transition_incident: '改状态', classify_incident: '定级', locate_incident: '定位', link_record: '关联来报', dismiss_record: '来报不采用', link_call: '关联电话', record_decision: '会议决定', other: '一步操作',
  },
  about: '{{what}} · {{about}}', refusedInput: '{{time}} 记的“{{what}}”没有生效', saidThen: '当时所填：{{text}}', redraft: '改后重报', kept: '已存本机，连上自动发',
  kind: {
    incident: '事件', feed_record: '来报', phone_call: '电话', warning: '预警', station: '测站', conference: '会议', order: '指令', report: '报告', instruction: '批示', plot: '标绘', other: '其他',
  },
  count: '{{kind}} {{count}}', more: '另有 {{count}} 条',
  ready: '断网也能开本页', getting: '正在存离线页', untrusted: '断网打不开本页：浏览器不信任节点证书', failed: '离线页没存下', trust: '装根证书',
};
