// Words of reports (报告), Chinese.
export const report = {
  reports: '报告', way: '首报 → 续报 → 终报', initial: '首报', follow_up: '续报', followUp: '续报{{ordinal}}', final: '终报', phone: '首报 · 电话', written: '首报 · 书面', before: '{{time}} 前',
  phonedTo: '{{by}} 报 {{to}}', notPhoned: '还没有电话报过', recordCall: '记电话首报', recordCallDo: '记下已电话报告', toWhom: '报给谁：单位、姓名', notDrafted: '由情况自动拼成，可改', draftInitial: '起草首报', toSign: '去签发', look: '看草稿', read: '看全文', signedWord: '签发', sealed: '已盖章（SM2）', confirmedTo: '{{to}} 已电话确认', confirmed: '已确认', confirmCall: '电话确认', confirmDo: '记下已确认',
  onlyNew: '只写新情况', summary: '汇总全过程', whole: '七要素齐，待签发', missing: '缺{{elements}}', draft: '草稿', madeOfFacts: '由事件情况自动拼出，人工改定', madeOfNews: '由上次报告以后的记录自动拼出，人工改定', text: '正文（签发的就是它）', sign: '签发{{name}}', save: '存下修改', fold: '收起', waitsLeader: '由领导签发', lacks: '缺', later: '可后补', digest: 'SM3',
  element: { time: '时间', place: '地点', source: '来源', nature: '性质', loss: '伤亡损失', cause: '原因', measures: '措施' },
};
