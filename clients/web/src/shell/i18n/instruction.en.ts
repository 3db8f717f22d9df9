// Words of leaders' instructions (批示), English.
export const instruction = {
  instruction: 'Instruction', write: 'Instruct…', give: 'Instruct and convey to {{count}} units', by: 'Reply by', replyBy: 'reply by {{time}}', conveyed: 'Conveyed {{done}}/{{all}}', replied: 'Replied {{done}}/{{all}}', late: 'Late, replied {{done}}/{{all}}', who: 'By unit', didReply: 'Replied', didSee: 'Conveyed', notYet: 'Not seen', reply: 'What was done', replyDo: 'Reply',
};
