// Words of leaders' instructions (批示), Chinese.
export const instruction = {
  instruction: '批示', write: '批示…', give: '批示并传达 {{count}} 家', by: '几点前回复', replyBy: '{{time}} 前回复', conveyed: '已传达 {{done}}/{{all}}', replied: '已回复 {{done}}/{{all}}', late: '超时，已回复 {{done}}/{{all}}', who: '看各单位', didReply: '已回复', didSee: '已传达', notYet: '未看到', reply: '落实情况', replyDo: '回复批示',
};
