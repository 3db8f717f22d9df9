// Words of orders (指令), Chinese.
export const order = {
  orders: '指令', count: '{{count}} 条', countSupervised: '{{count}} 督办', countDone: '{{count}} 办结', none: '还没有指令。按“下达指令”拟稿。', noneToUnit: '没有发给本单位的指令。',
  step: { issue: '下达', deliver: '送达', acknowledge: '签收', reply: '反馈', complete: '办结' }, phase: { past: '已过', now: '当前', ahead: '未到', late: '超时' }, times: '{{count}} 次',
  rowState: { issued: '下达', delivered: '送达', acknowledged: '执行中', replied: '执行中', completed: '办结', returned: '已退回', withdrawn: '已撤销' },
  limit: '时限', every: '每 {{count}} 分', noDeadline: '无时限', minutes: '{{count}} 分', undelivered: '未送达', unacknowledged: '已送达未签收', unreplied: '签收后未反馈', uncompleted: '超时未办结', remind: '催办', supervise: '督办', reminding: '催办中', supervising: '督办中', late: '超时',
  returned: '退回', withdrawn: '撤销', waiting: '等待送达', seenBy: '{{name}} 已看到', proof: '送达与办理记录', numbered: '令 {{number}}', chaseHint: '催办的话，或撤销的原因', withdrawHint: '先写原因', withdrawDo: '撤销 {{count}} 家',
  fromDecision: '拟为指令', carriesOut: '令 {{number}} · {{state}}', state: { draft: '草稿', submitted: '待审批', approved: '已批', issued: '已下达', withdrawn: '已撤销' },
  open: '下达指令', draft: '拟指令', editTitle: '改指令', what: '做什么', whatHint: '一句话：带什么、去哪、做什么', text: '说明', textHint: '联系人、路况、注意事项', urgency: '紧急程度', urgencies: { flash: '特急 · 5 分内签收', urgent: '加急 · 10 分内签收', routine: '平件 · 30 分内签收' }, by: '几点前办结', everyLabel: '每几分反馈一次',
  issue: '下达 {{count}} 家', submitCount: '送审（{{count}} 家）', submit: '送审', issueUrgentlyAsk: '来不及送审…', issueUrgently: '紧急下达 {{count}} 家', basis: '紧急依据', basisHint: '为什么来不及送审；事后由领导补批', save: '存为草稿', edit: '修改', discard: '不发了…', discardDo: '撤下这份稿', reason: '原因', approve: '批准', approveAfter: '补批', sendBack: '退改…', sendBackDo: '退回修改',
  waits: { draft: '草稿', submitted: '待审批', approved: '已批，待下达' }, waitsApprovalAfter: '紧急下达，待补批',
  tasks: '我的任务', fresh: '新指令', within: '{{count}} 分内签收', dueAt: '{{time}} 前{{what}}', required: '要求', doneBy: '{{time}} 前办结', issuedAt: '{{time}} 下达 · 令 {{number}}', acknowledge: '签收，马上去', returnAsk: '去不了，退回', replyAsk: '反馈进展', completeAsk: '办完了',
  ask: { return: '为什么去不了', reply: '现在到哪一步', complete: '办得怎么样' }, do: { return: '退回', reply: '发出反馈', complete: '办结' }, more: '另有 {{count}} 条', look: '查看', noTasks: '没有待办的指令', noTasksText: '新指令会响铃，并显示在每一页顶上', doneTasks: '已了结', callCentre: '打给指挥', todo: '本班待办', attach: '附照片、文件', detach: '不附 {{name}}',
};
