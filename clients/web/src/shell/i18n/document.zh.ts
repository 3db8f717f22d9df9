// Words of documents (公文), Chinese.
export const document = {
  documents: '公文', none: '还没有公文', noneText: '在事件页“公文”里起草，或在这里拟值班快报；都由日志拼成', way: '拟稿 → 签发 → 下载', search: '标题、文号', all: '全部', drafts: '草稿', signedOnes: '已签发',
  kind: { special_report: '应急信息专报', supervision_notice: '督办通知', incident_report: '情况报告', after_action_report: '总结评估报告', duty_bulletin: '值班快报' },
  draftKind: '拟{{kind}}', draftNotice: '拟督办通知：{{unit}}“{{title}}”', more: '拟公文', draftBulletin: '拟值班快报', afterEnd: '响应终止后可拟',
  state: { draft: '草稿', signed: '已签发' }, noNumber: '签发时编号', number: '文号', title: '标题', incident: '事件', drafted: '拟稿', signed: '签发', open: '打开', back: '返回事件', toSign: '去签发', edit: '修改',
  issuer: '发文机关', addressee: '主送机关', copiesTo: '抄送机关', contact: '联系人及电话', urgency: '紧急程度', ordinary: '无', flash: '特急', urgent: '加急', internal: '内部使用', required: '必填',
  secrecy: '密级', noSecrecy: '无（本系统非涉密）', secret: '秘密', confidential: '机密', top_secret: '绝密',
  body: '正文', heading: '小节标题', paragraphs: '段落，一行一段', table: '表格', cell: '第 {{row}} 行 {{column}}', addSection: '加一节', removeSection: '删去这一节', addRow: '加一行', removeRow: '删去第 {{row}} 行', removeTable: '删去表格', up: '上移', down: '下移', rows: '{{count}} 行',
  save: '存下修改', saved: '已存', unsaved: '有未存的修改', sign: '签发这份{{kind}}', discard: '废弃草稿', discardSure: '真的废弃', keep: '留着', waitsLeader: '由领导签发', changedElsewhere: '同事刚改过这份草稿', takeTheirs: '看同事的版本', keepMine: '保留我的，以其为准再存',
  download: '下载', pdf: 'PDF', docx: 'DOCX', json: '验签文件', preview: '看 PDF 草样', copy: '份号', sealing: '正在盖章', sealed: '已盖章（SM2）', digest: 'SM3', verify: '核验：fengsui verify-document 文件', signedBy: '{{by}} 签发', covers: '据日志至第 {{seq}} 条', gone: '没有这份公文，或这个账号看不到它', empty: '这一节还空着，写上或删去才能签发',
  marked: '演练、演示的公文每页标明', printing: '正在排版…',
  caption: '图注', removeFigure: '去掉这幅图', figureMap: '插入态势图', figureFile: '插入图片', figureAttachment: '从事件附件选', figureBusy: '正在放入…', figuresFull: '附图已满 6 幅', figureTake: '截取为附图', figureMapHint: '拖动、缩放到要印的样子；标绘、资源、水情一并入图', figureMapCaption: '{{title}}态势图', figureMapWords: '截至 {{time}} · CGCS2000 · 水系道路村点位为示意',
};
