// Words of warnings issued here; `issued.en.ts` has the same keys.
export const issued = {
  title: '预警发布', draft: '拟预警', edit: '改稿', update: '更新预警', save: '存稿送批', close: '返回', colour: '预警级别', event: '种类', hours: '有效', forHours: '{{hours}} 小时，至 {{time}}', headline: '标题', text: '正文', instruction: '防御指引', area: '范围', towns: '乡镇', units: '发给单位', gateways: '对外渠道', noGateways: '没有对外渠道。系统管理员在“系统 → 发布渠道”里配置短信、村村响。',
  every: '全选', none: '全不选', draw: '在图上画范围', drawn: '画完了', vertices: '{{count}} 个顶点', back: '退一点', clear: '清除', drawnArea: '图上所画 {{count}} 个顶点的范围',
  need: { text: '写明正文', area: '选乡镇，或在图上画至少三个顶点', to: '至少发给一个单位或一个渠道' },
  approve: '批准', waitsForLeader: '红色、橙色预警待领导批准', issue: '发布给 {{units}} 家', issueBoth: '发布给 {{units}} 家、{{gateways}} 个渠道', cancel: '解除…', reason: '解除原因', cancelDo: '解除，通知 {{units}} 家', cancelBoth: '解除，通知 {{units}} 家、{{gateways}} 个渠道',
  withheld: '{{mode}}：只到参加单位的屏幕，短信、村村响一律不外发。', until: '失效', untilShort: '至 {{time}}', identifier: '标识',
  step: { drafted: '拟稿', approved: '批准', issued: '发布', cancelled: '解除' }, states: { draft: '待批准', approved: '待发布', issued: '在效', updated: '已更新', cancelled: '已解除' },
  gateway: '渠道', message: '内容', state: '状态', sent: '已发', delivered: '送达', failed: '失败', at: '时间', dispatchKind: { alert: '发布', update: '更新', cancel: '解除' }, dispatch: { waiting: '正在送', accepted: '渠道已收', failed: '没送成', withheld: '不外发' }, attempts: '试了 {{count}} 次',
  unit: '单位', shown: '送达', acknowledged: '签收', notShown: '还没打开', notYet: '未签收', counts: '{{all}} 家，{{acknowledged}} 家已签收', empty: '还没有发布过预警。按“拟预警”开始。', emptyTitle: '还没有预警', choose: '选一条看送达情况，或拟一条新的',
  fresh: '新预警', acknowledge: '签收预警',
  channels: '发布渠道', addChannel: '加渠道', kind: '类别', kinds: { sms: '手机短信', loudspeaker: '村村响' }, address: '地址', channelHint: '请求带 HMAC-SM3 签名和幂等键；回执送到 /api/gateways/编码/receipts。演练、演示不外发。', noChannels: '还没有发布渠道',
};
