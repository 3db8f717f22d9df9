// Words of the map in the meeting; `shared.en.ts` has the same keys.
export const shared = {
  title: '同图会商', watching: '{{count}} 个会场同看', nobodyLeads: '没有人主讲', youLead: '您在主讲', leads: '{{name}} 主讲', view: '视角', follow: '跟随主讲', lookAround: '自由查看', takeLead: '我来主讲', releaseLead: '交还主讲',
  drawing: '{{name}} 标绘中', record: '时间线', decision: '写下会议决定', recordDecision: '记为会议决定',
};
