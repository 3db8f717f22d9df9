// Words of search (搜索), Chinese.
export const search = {
  open: '搜索', label: '搜索全部内容', hint: '事件、来报、电话、指令、报告、批示、公文、预警、预案、资源、会议消息', none: '没有搜到“{{query}}”', noneText: '只搜得到本账号看得见的内容；多个词用空格隔开', building: '索引正在建立，较早的内容可能还搜不到', failed: '搜不了：节点没有回答', more: '还有更多，点此全部列出', keys: '↑↓ 选 · Enter 打开 · Esc 关', looking: '正在搜…', all: '全部种类', close: '关上',
  kind: { incident: '事件', feed_record: '外部来报', phone_call: '电话记录', order: '指令', report: '报告', instruction: '批示', document: '公文', warning: '预警', issued_warning: '预警发布', plan: '预案', register: '资源、危险源、防护目标', message: '会议消息' },
};
