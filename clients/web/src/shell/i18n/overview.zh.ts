// Words of the overview; `overview.en.ts` has the same keys.
export const overview = {
  now: '现在', statistics: '统计', happening: '在办事件', asOf: '{{time}} 的情况', calm: '没有在办事件', late: '超时', nothingLate: '没有超时的指令、报告和批示', soon: '接下来到时限', onDuty: '谁在值班', decided: '定了什么', day: '近 24 小时', noDecision: '近 24 小时没有批示、定级和决定', county: '县级', toRoster: '看值班表',
  owed: { order_acknowledge: '应签收', order_reply: '应反馈', order_complete: '应办结', instruction_reply: '应回复批示' },
  period: '统计期', periods: { today: '今天', week: '本周', month: '本月', quarter: '近 90 天', year: '近一年' }, by: { severity: '级别', type_code: '类型', town: '乡镇', unit: '接报单位', day: '日期', week: '按周' }, figures: { total: '事件', open: '在办', dead: '死亡', hurt: '重伤', moved: '转移' }, undo: '不再限于 {{name}}', pressBar: '点一条往下看', ofOpen: '在办 {{count}}', noIncident: '没有事件', noIncidentText: '换一个统计期，或去掉上面的条件', list: '事件清单', listed: '{{count}} / {{total}} 起',
};
