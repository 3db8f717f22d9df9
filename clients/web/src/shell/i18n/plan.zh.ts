// Words of contingency plans (预案) and responses, Chinese.
export const plan = {
  plan: '预案', title: '预案', titleNote: '触发条件成立只提建议，启动由人定', none: '还没有预案', noneText: '点“新建预案”写第一份', add: '新建预案', edit: '修改', remove: '删除', removeSure: '真的删除', save: '存下预案', discard: '不存了', editTitle: '修改预案', newTitle: '新建预案',
  id: '标识', name: '名称', nameHint: '嘉禾县防汛应急预案', short: '简称', shortHint: '防汛', edition: '版本', editionHint: '2025 修订', report: '先报', noReport: '不指定', reportKind: { initial: '首报', follow_up: '续报', final: '终报' },
  types: '适用的事件类型', triggers: '触发条件', triggersNote: '例：水位(测站) ≥ 警戒+0.5 或 雨量(测站, 3小时) ≥ 80；预警(暴雨) ≥ 橙；级别 ≥ 较大；被困 ≥ 1；可用 且、或、非 和括号', stations: '测站：{{names}}', addTrigger: '加一级', expression: '{{level}}响应的条件', expressionHint: '水位(4310240003) ≥ 警戒', removeLine: '去掉这一行',
  groups: '指挥部工作组', units: '单位', noUnits: '未定单位', tasks: '任务模板', tasksNote: '启动时每条拟一份指令，时限从启动起算', addTask: '加一条任务', owner: '谁办', taskTitle: '办什么', minutes: '分钟内办结', from: '级起', within: '{{count}} 分钟内', fromLevel: '{{level}}起', resource: '要用的资源', noResource: '不限', invitees: '会商单位', consult: '预案单位（{{name}}，{{count}} 家）',
  level: { i: '一级', ii: '二级', iii: '三级', iv: '四级' }, levelLabel: '响应级别', flag: '{{short}}{{level}}响应',
  group: { coordination: '综合协调', rescue: '抢险救援', medical: '医疗救治', public_order: '治安交通', relocation: '转移安置', monitoring: '监测预警', logistics: '后勤物资', utilities: '通信电力', publicity: '新闻宣传', aftermath: '善后', investigation: '调查评估', experts: '专家' },
  resourceKind: { team: '队伍', vehicle: '车辆', supply: '物资', shelter: '避难场所', expert: '专家', medical: '医疗' },
  verdict: { holds: '成立', fails: '不成立', unknown: '不知道' }, now: { holds: '按现在的数据：成立', fails: '按现在的数据：不成立', unknown: '写法没有错；按现在的数据还不能判断' },
  proposed: '建议启动{{name}}', when: '条件：{{expression}}', notByItself: '建议，不会自动启动', confirmFirst: '先把事件核实为属实，才能启动响应。', activate: '启动{{level}}响应，拟 {{count}} 项任务', reject: '不启动…', rejectReason: '不启动的理由', rejectDo: '不启动', rejected: '{{time}} {{by}} 不启动{{name}}：{{reason}}', restore: '撤销',
  onIncident: '建成或关联到事件后，在事件页启动。',
  advice: '建议',
  noneActive: '没有启动', noneServes: '没有管这类事件的预案', choose: '启动{{name}}…', ended: '{{short}}响应已于 {{time}} 结束', adjust: '调整响应…', change: '调为{{level}}响应', changeAdding: '调为{{level}}响应，增拟 {{count}} 项任务', end: '结束{{short}}响应', endWord: '结束', since: '{{time}} {{by}} 定为{{level}}：{{basis}}', next: '{{level}}响应条件：{{expression}}',
  nobody: '无可收令单位', phase: { standby: '待命', drafted: '{{count}} 条待下达', acting: '指令 {{count}} 条执行中', late: '{{count}} 家超时', done: '办结' },
};
