// Words of meeting management, Chinese; `meeting.en.ts` has the same keys.
export const meeting = {
  call: {
    ringing: '呼叫中 {{span}}', unanswered: '未应答 {{span}}', later: '稍后，{{time}} 再响', times: '第 {{count}} 次', ringAbsent: '呼叫全部未到 {{count}}', ringShort: '补呼 {{count}}', noneAbsent: '没有要呼叫的单位', byGroup: '按单位组呼叫', groupMissing: '{{name}}（未到 {{count}}）', again: '再呼',
    board: '呼叫情况', boardCount: '{{here}} 家到会，{{waiting}} 家未到', here: '{{time}} 到会', declined: '不参加：{{reason}}', noReason: '没说原因', absent: '{{time}} 离开', enter: '进入会商',
    title: '会商呼叫', wants: '{{title}}，请你单位入会', missed: '未接呼叫', missedText: '{{title}}，{{span}} 前呼叫，会议还开着', quiet: '稍后再响', quietText: '{{title}}，{{time}} 再响', accept: '签到并入会', decline: '不参加…', laterDo: '稍后…', minutes: '{{count}} 分钟后', reason: '不参加的理由', reasonHint: '主席会看到', declineDo: '不参加，告诉主席', back: '返回', reasons: { scene: '正在现场处置', other: '正在开另一个会', person: '负责人不在，已报告' },
  },
  consult: { groups: '单位组', group: '{{name}} {{count}} 家', ringInto: '补呼 {{count}} 家', openAlready: '这起事件的会商还开着：按下即向它补呼未到单位。' },
  panel: { title: '会务', tabs: { door: '入会', attendance: '签到', messages: '消息', votes: '表决', captions: '字幕', agenda: '议程' }, close: '收起' },
  door: {
    lock: '锁定会议', unlock: '解锁', locked: '{{time}} 起锁定，新会场进不来；主席呼叫的除外', open: '受邀单位都能进', waitingRoom: '等候室', waitingOn: '来人先在等候室等，由你准许', waitingOff: '来人直接入会', turnOn: '打开', turnOff: '关上', waiting: '等候 {{count}} 人', since: '等了 {{span}}', admit: '准许入会', refuse: '不准许', nobody: '没有人在等',
    password: '入会密码', passwordOn: '已设密码；来人先输密码', passwordOff: '没有设密码', passwordNew: '4–32 个字', passwordSet: '设为入会密码', passwordClear: '取消密码', end: '计划结束', noEnd: '没有定结束时间', left: '余时 {{span}}', over: '超时 {{span}}', endsAt: '{{time}} 结束', prolong: '延长 {{count}} 分',
    knock: '在等候室', knockText: '已告诉主席，准许后自动入会。', knockAsk: '进等候室等', knockStop: '不等了', turnedAway: '主席没有准许，一分钟后可再申请', enter: '输密码并入会', enterPassword: '入会密码',
  },
  attendance: { title: '签到', due: '应到', present: '在会', signed: '签到', units: '{{count}} 家', sign: '签到', signedAt: '{{time}} 签到', unsigned: '未签到', signFor: '代签', signedFor: '代签 {{name}}', absent: '未到', sheet: '导出表格 CSV', page: '打印签到表', stayed: '在会 {{minutes}} 分' },
  caption: { title: '字幕与横幅', text: '字幕', placeholder: '写一行，120 字以内', where: '位置', places: { top: '上', middle: '中', bottom: '下' }, size: '字号', sizes: { small: '小', medium: '中', large: '大（大厅）' }, colour: '底色', colours: { dark: '深底白字', light: '白底深字', alert: '红底白字（险情）' }, how: '显示', until: '直到撤下', seconds: '{{count}} 秒', whom: '给谁看', all: '全部会场', some: '选会场', show: '显示字幕', clear: '撤下', clearAll: '全部撤下', standing: '正在显示', remaining: '还有 {{span}}', toSites: '{{count}} 个会场' },
  message: { title: '消息与文件', none: '还没有消息；写的话和发的文件都随会议留存', write: '写给全场', send: '发给全场', file: '发文件', sending: '正在发…', kinds: 'PDF、图片、Word、Excel、PPT、OFD、文本，单个 20 MB 以内', size: '{{kb}} KB', unread: '{{count}} 条新消息' },
  vote: { title: '举手表决', ask: '问什么', askHint: '如：是否转移车头村群众', open: '请各会场表决', close: '结束表决', closed: '{{time}} 结束', yes: '同意', no: '反对', abstain: '弃权', none: '还没有表决', left: '{{count}} 家未表决', yours: '本会场：{{choice}}', present: '应表决 {{count}}' },
  agenda: { none: '没有议程', minutes: '{{count}} 分' },
  record: { title: '会议记录' },
  schedule: {
    title: '预约会议', add: '预约会议', none: '没有预约', next: '下次', was: '已开 {{opened}} 次', missed: '错过 {{count}} 次', cancelled: '已取消', over: '已开完', calendar: '日历文件', change: '修改', cancel: '取消预约', cancelSure: '取消，以后不再开', keep: '留着', invited: '应到 {{count}} 家', reminder: '会议将开', reminderText: '{{title}}，{{time}} 开始，还有 {{span}}',
    name: '会议名称', date: '日期', time: '时刻', lasts: '时长（分）', remind: '提前提醒（分）', repeat: '重复', repeats: { once: '只开一次', daily: '每天', weekly: '每周', monthly: '每月' }, days: ['一', '二', '三', '四', '五', '六', '日'], onDays: '每周{{days}}', onDay: '每月 {{day}} 日', count: '共开几次', countText: '共 {{count}} 次', agenda: '议程（一行一项，可写“雨情通报 10”表示 10 分）', units: '请哪些单位', waitingRoom: '来人先进等候室', save: '预约', saveChange: '存下修改', now: '现在就开', template: '从模板', templateNone: '不用模板', saveTemplate: '另存为模板', templateName: '模板名称', removeTemplate: '删模板', back: '返回', fromGroup: '按组选',
  },
  groups: { title: '单位组', note: '一键会商与呼叫时按组叫', id: '编码', name: '名称', units: '成员', add: '新建单位组', save: '存下成员', edit: '改成员', remove: '删除', removeSure: '删除这一组', count: '{{count}} 组', members: '{{count}} 家', none: '还没有单位组' },
};
