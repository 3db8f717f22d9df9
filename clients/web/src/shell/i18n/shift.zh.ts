// Words of the roster; `shift.en.ts` has the same keys.
export const shift = {
  sections: { shifts: '值班表' },
  on: '值班', leads: '带班', nobody: '本班未排值班', until: '值班电话 {{phone}} · 到 {{time}}', title: '值班表', view: '怎么看', views: { week: '周', month: '月', everywhere: '各单位当班' }, unit: '单位', earlier: '往前', later: '往后', today: '回到今天', todayMark: '今天', export: '导出 CSV', import: '导入…', add: '排一班', addDo: '排上这一班', change: '这一班', save: '存下排班', remove: '删除这一班', fold: '收起',
  month: '{{year}}年{{month}}月', week: '{{year}}年{{month}}月{{day}}日—{{lastMonth}}月{{lastDay}}日', nextDay: '次日 ', current: '当班', me: '本人', empty: '未排', unset: '未排', gap: '{{time}} 后有空班', next: '下一班', start: '上班', end: '下班', officers: '值班员', several: '多人用“、”隔开', leader: '带班领导', phone: '值班电话', running: '已开始：只改人员、电话和下班时间', hint: '点一班可看、可改；本人还没开始的班可以提出换班。', hintRead: '点一班可看；本人还没开始的班可以提出换班。',
  swap: { title: '换班', note: '对方同意才换', with: '与谁的哪一班换', choose: '选一班', why: '事由', propose: '提出换班', nobody: '没有可换的班：对方须有账号，且那一班还没开始。', list: '换班记录', accept: '同意换班', decline: '不同意', withdraw: '收回', states: { proposed: '待对方同意', accepted: '已换', declined: '不同意', withdrawn: '已收回', lapsed: '已失效' } },
  file: { columns: 'CSV 表头：单位（可空）、开始、结束、值班员、带班领导、值班电话。时间如 2026-07-18 08:00。还没开始的旧班遇重叠即被替换。', choose: '选 CSV 文件', large: '文件太大', counts: '新排 {{added}} 班，替换 {{replaced}} 班，不变 {{unchanged}} 班。', wrong: '有 {{count}} 处要改，改好再导入。', line: '第 {{line}} 行', take: '导入 {{count}} 班' },
};
