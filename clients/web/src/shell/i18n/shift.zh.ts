// Words of the roster; `shift.en.ts` has the same keys.
export const shift = {
  sections: { shifts: '值班表', log: '值班日志', handover: '交接班', bulletin: '值班快报' },
  on: '值班', leads: '带班', nobody: '本班未排值班', until: '值班电话 {{phone}} · 到 {{time}}', title: '值班表', view: '怎么看', views: { week: '周', month: '月', everywhere: '各单位当班' }, unit: '单位', earlier: '往前', later: '往后', today: '回到今天', todayMark: '今天', export: '导出 CSV', import: '导入…', add: '排一班', addDo: '排上这一班', change: '这一班', save: '存下排班', remove: '删除这一班', fold: '收起',
  month: '{{year}}年{{month}}月', week: '{{year}}年{{month}}月{{day}}日—{{lastMonth}}月{{lastDay}}日', nextDay: '次日 ', current: '当班', me: '本人', empty: '未排', unset: '未排', gap: '{{time}} 后有空班', next: '下一班', start: '上班', end: '下班', officers: '值班员', several: '多人用“、”隔开', leader: '带班领导', phone: '值班电话', running: '已开始：只改人员、电话和下班时间', hint: '点一班可看、可改；本人还没开始的班可以提出换班。', hintRead: '点一班可看；本人还没开始的班可以提出换班。',
  swap: { title: '换班', note: '对方同意才换', with: '与谁的哪一班换', choose: '选一班', why: '事由', propose: '提出换班', nobody: '没有可换的班：对方须有账号，且那一班还没开始。', list: '换班记录', accept: '同意换班', decline: '不同意', withdraw: '收回', states: { proposed: '待对方同意', accepted: '已换', declined: '不同意', withdrawn: '已收回', lapsed: '已失效' } },
  file: { columns: 'CSV 表头：单位（可空）、开始、结束、值班员、带班领导、值班电话。时间如 2026-07-18 08:00。还没开始的旧班遇重叠即被替换。', choose: '选 CSV 文件', large: '文件太大', counts: '新排 {{added}} 班，替换 {{replaced}} 班，不变 {{unchanged}} 班。', wrong: '有 {{count}} 处要改，改好再导入。', line: '第 {{line}} 行', take: '导入 {{count}} 班' },
  beyond: '还有 {{count}} 条没有列出', print: '打印',
  log: { title: '值班日志', kinds: { all: '全部', entry: '记事', other: '自动汇集' }, dayBefore: '前一天', dayAfter: '后一天', note: '记事只添不改；其余由日志自动汇集', none: '这一天还没有记录', noneText: '在上面写一条，按 Enter 记入', write: '写一条值班记事', add: '记入日志', open: '看事件', of: { entry: '记事', incident: '事件', call: '电话', warning: '预警', swap: '换班', handover: '交接班' } },
  handover: {
    title: '交接班', earlier: '交接记录', now: '现在交班', nowText: '列出此刻的待办，写上说明', asOf: '{{time}} 的情况，随时更新；交出时定格', next: '下一班 {{time}} {{names}}', remark: '交班说明', remarkOn: '{{title}} 的交班说明', text: '总的交代（可不写）', give: '交班，共 {{count}} 项', giveNote: '交出后内容定格，由接班人确认', sheet: '{{jurisdiction}}值班交接单', giver: '交班', taker: '接班', nobodyYet: '还没有人接', said: '交代', answered: '接班人说', waits: '{{time}} 交出，等接班人确认', withdraw: '收回重交', answer: '接班人说明（可不写）', confirm: '确认接班', confirmNote: '确认即接过以下全部事项', nothing: '没有要交接的事项', late: '{{time}} 已超时', by: '{{time}} 前', lastHeard: '最后数据 {{time}}',
    states: { given: '待接班', confirmed: '已交接', withdrawn: '已收回' }, of: { open_incident: '在办事件', unacknowledged_order: '未签收指令', due_report: '待报报告', equipment_fault: '设备异常', pending_instruction: '待办批示' },
    bar: '交接班待你确认', barText: '{{name}} {{time}} 交班，共 {{count}} 项', see: '去接班',
  },
  bulletin: { periods: { shift: '自上次交接', today: '今天', yesterday: '昨天', week: '近七天' }, note: '由日志生成，不含报告人姓名电话', print: '打印快报' },
};
