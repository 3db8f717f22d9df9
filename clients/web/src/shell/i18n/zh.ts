// Every word on the screen, Chinese. `en.ts` has the same keys; a test says so.
import { analysis } from './analysis.zh';
import { attachment } from './attachment.zh';
import { control } from './control.zh';
import { correlation } from './correlation.zh';
import { document } from './document.zh';
import { extranet } from './extranet.zh';
import { instruction } from './instruction.zh';
import { issued } from './issued.zh';
import { lobby } from './lobby.zh';
import { meeting } from './meeting.zh';
import { offline } from './offline.zh';
import { order } from './order.zh';
import { overview } from './overview.zh';
import { resource } from './resource.zh';
import { plan } from './plan.zh';
import { playback } from './playback.zh';
import { plot } from './plot.zh';
import { report } from './report.zh';
import { room } from './room.zh';
import { archive } from './archive.zh';
import { search } from './search.zh';
import { shared } from './shared.zh';
import { shift } from './shift.zh';
import { system } from './system.zh';
import { wall } from './wall.zh';

export const zh = {
  brand: '烽燧',
  product: '应急指挥',
  nonSecret: '本系统非涉密，严禁处理、传输国家秘密',
  nav: {
    duty: '值班台', tasks: '我的任务', incidents: '事件', conferences: '会议', recordings: '录像', warnings: '预警发布', overview: '总览', roster: '值班管理', documents: '公文', plans: '预案与资源', admin: '系统', label: '主导航', more: '更多',
    day: '日间配色', night: '夜间配色', language: 'English', password: '改密码', logout: '退出登录', account: '本机与账号',
    skip: '跳到正文',
  },
  role: {
    leader: '领导', duty_officer: '值班员', department_officer: '部门人员', township_officer: '乡镇人员', field_officer: '现场人员',
    operator: '会议管理员', administrator: '系统管理员', wall: '大屏',
  },
  login: {
    title: '登录', account: '账号', password: '密码', submit: '登录', busy: '正在登录…', unreachable: '连不上节点。网线、Wi-Fi 或节点可能断了；不必重填，稍后再按一次。',
    again: '请重新登录', changeTitle: '首次登录，请先改密码', changeTitleOwn: '改密码', old: '现在的密码', fresh: '新密码', repeat: '再输一遍新密码', rule: '至少 10 个字符',
    mismatch: '两遍不一样', short: '还差 {{count}} 个字符', change: '改密码并进入', changed: '密码已改', cancel: '不改了',
    draftsKept: '未提交的草稿还在这台电脑上，登录后继续。',
  },
  mode: {
    demo: '演示', exercise: '演练', demoText: '演示县数据，人名、号码均为虚构 · 不拨电话、不发短信、不拉警报',
    exerciseText: '只通知参演人员 · 不发真实短信、不拉警报', prefix: '（演练）',
  },
  link: {
    live: '数据实时', connecting: '正在连接', reconnecting: '正在重连', attempt: '第 {{attempt}} 次，{{seconds}} 秒后再试。', trying: '第 {{attempt}} 次，正在试。',
    still: '接报、记录照常，{{count}} 条待发。', stillNone: '接报、记录照常。', tryNow: '现在试', offlineShort: '离线', offline: '离线 {{time}} 起', offlineText: '画面停在那一刻。新记录存本机，连上自动补，时间按记录时。',
    back: '已连上', backText: '补发 {{sent}} 条，补收 {{received}} 条。', backSpan: '{{from}}–{{to}} 的变化已标出。', see: '看变化', fold: '收起',
    newVersion: '系统已更新', newVersionText: '重新载入后用新版；草稿不丢。', reload: '重新载入', noDisk: '本机不能存盘', noDiskText: '浏览器不让本页存数据，关掉页面会丢未发的记录。请换普通窗口。',
    refused: '有 {{count}} 条记录被退回', refusedRule: '规则 {{rule}}', putAway: '知道了', waitingShort: '{{count}} 条待发',
  },
  error: {
    title: '这一块出错了', text: '其余部分照常。重新打开这一块；再出错请把下面一行告诉信息中心。', again: '重新打开', notFound: '没有这一页', home: '回值班台', notAllowed: '这个账号没有这一页',
  },
  refusal: { rule: '规则 {{rule}}', accepted: '可以：{{values}}', unreachable: '没送到：节点没有回答。', gone: '退回' },
  severity: { i: '特别重大', ii: '重大', iii: '较大', iv: '一般', none: '待定级', label: '事件级别' },
  colour: { red: '红', orange: '橙', yellow: '黄', blue: '蓝', none: '无', redLong: '红色预警', orangeLong: '橙色预警', yellowLong: '黄色预警', blueLong: '蓝色预警' },
  state: {
    reported: '接报', verifying: '核实中', false_alarm: '误报', duplicate: '重复并案', confirmed: '属实', assessing: '研判', responding: '启动响应',
    handling: '处置中', ended: '终止', aftermath: '善后', reviewing: '总结评估', archived: '归档', verifyingShort: '核实', handlingShort: '处置',
  },
  due: { verify: '核实', initial_phone: '电话首报', initial_report: '首报', follow_up: '续报', final_report: '终报', late: '超时', none: '无时限', days: '{{count}} 天' },
  department: {
    centre: '指', public_security: '警', civil_air_defence: '防', fire: '消', weather: '气', water: '水', work_safety: '安', township: '镇', other: '单',
  },
  casualties: { dead: '死亡', seriously_hurt: '重伤', missing: '失联', trapped: '被困', moved: '转移' },
  duty: {
    queue: '事件队列', byDue: '按最近时限', open: '在办', all: '全部', records: '外部来报', pending: '待人确认', newWaiting: '新来 {{count}} 条，点此排入', noOpen: '没有在办事件',
    noOpenText: '来报自动进这里', noRecords: '没有待确认的来报', place: '地点未定', start: '开始值守', stop: '结束值守', onDuty: '值守中', startText: '按一次：开声音并试响、屏幕常亮、开系统通知。',
    soundBlocked: '浏览器没有开声音', soundBlockedText: '本席值守中却不会响。点一下右边就恢复；节点已记为“不能响铃”。', unblock: '开声音并试响', silentDesks: '有 {{count}} 席值守但不能响铃', silentSince: '{{time}} 起',
    wakeLock: '屏幕常亮', noWakeLock: '这台机器不支持屏幕常亮', notificationsOn: '系统通知已开', notificationsOff: '系统通知未开',
    regions: '切换', newIncident: '新事件：{{title}}', newRecord: '新来报：{{title}}', handover: '本班概况', tabIntake: '接报', tabCalls: '电话记录', tabQueue: '队列', tabMap: '地图', tabForm: '接报',
  },
  keys: {
    intake: '接报', call: '电话记录', cycle: '队列 / 地图 / 表单', search: '搜索', link: '关联', notSame: '不是同一起', submit: '提交', undo: '撤销', fold: '收起（草稿保留）', ime: '输入法打字时快捷键不触发',
  },
  intake: {
    title: '接报', draft: '草稿', saved: '已存 {{time}}', autosave: '每次按键即存，断电不丢', type: '类型', typeHint: '拼音首字 hl', typeSearch: '拼音首字、名称或编码', occurred: '发生时间', occurredHint: '“十分钟前”也可', place: '地点',
    placeHint: '村镇 · 拼音 · 区划码 · 坐标；↑↓ 选，Enter 定', placeCount: '{{count}} 处', caller: '报告人', callerHint: '姓名 单位 职务', phone: '回拨电话', source: '来源', sourcePublic: '群众电话',
    headline: '标题', headlineHint: '留空则用“地点＋类型”', narrative: '经过 · 原因 · 趋势', measures: '已采取措施', informed: '已告知谁', suggested: '建议定级（可改）', noSuggestion: '按伤亡建议；你来定', basis: '依据：{{basis}}',
    submit: '建事件并起首报', linkSubmit: '关联并记入', abandon: '放弃…', abandonSure: '真的放弃这份草稿', keep: '留着', elements: '首报要素', time: '时间', placeElement: '地点', sourceElement: '来源', nature: '性质', loss: '伤亡', measure: '措施',
    cause: '原因（可后补）', errorRadius: '误差 ±{{metres}} m', generated: '示意', soundsLike: '读音相近', none: '没有“{{query}}”。', orClick: '还可以：在图上点一下，或输坐标。', looking: '正在找…', offlineSearch: '离线，查不了地名；先写文字，地点可后补。',
    fromMap: '图上点选', coordinates: '坐标', datum: '坐标系', converted: '已由 {{crs}} 换算，移动 {{metres}} m', swap: '换过来', gcj: '来自高德，按 GCJ-02 换算', bd: '来自百度，按 BD-09 换算', timeWrong: '看不懂这个时间。可以写：02:50、十分钟前、昨晚 9 点半、7月17日 23:20',
    about: '约 ', unknownPlace: '只有文字，未定位', locate: '在图上点', created: '已建事件 {{number}}', waiting: '已存本机，待发', fromRecord: '来自{{source}}', drafts: '{{count}} 份草稿', more: '另开一份', clearPlace: '重定位',
    need: { type: '先选类型', occurred: '先写发生时间', place: '先写地点', narrative: '写一句经过' }, refusedTitle: '没有收下', repairType: '去选类型', today: '今天',
  },
  record: {
    title: '外部来报', link: '关联为同一起', create: '建成新事件', dismiss: '不采用…', dismissReason: '不采用的理由', dismissDo: '不采用', back: '返回', received: '收到', occurred: '发生', number: '来文号', skew: '对方时钟差 {{seconds}} 秒，按收到时刻排', crossing: '{{quantity}} {{value}}，阈值 {{threshold}}',
    level: '水位', rain: '一小时雨量', possible: '可能是同一起', advice: '建议，不会自动合并', score: '综合', distance: '距离', time: '时间', text: '文字', notSame: '不是', noCandidate: '没有相近的在办事件。', pick: '关联到别的事件', linked: '{{record}} 已关联到 {{incident}}',
    dismissed: '{{record}} 已不采用', undo: '撤销', undone: '已撤销', reversible: '关联不关闭任何一方，随时可撤', unknownDistance: '未定位',
  },
  line: {
    title: '来电', noNumber: '号码未填', goesOn: '通话 {{span}}', lasted: '通话共 {{span}}', begin: '开始通话', end: '结束通话', from: '开始', to: '结束',
    before: '此号码来过 {{count}} 次，最近 {{last}}',
  },
  calls: {
    title: '电话记录', note: '与首报同列；记下即入日志', time: '时间', who: '对方', whoHint: '单位 职务 姓名', phone: '电话', course: '经过', informed: '已告知', recorder: '记录', result: '结果', became: '转事件 {{number}}', noted: '记入 {{number}}', alone: '未关联', none: '还没有电话记录', entry: '记一通电话', about: '关于哪起事件', aboutNone: '还不知道', submit: '记下这通电话', incoming: '来电', outgoing: '去电', direction: '来去', link: '关联到 {{incident}}', linked: '电话已关联到 {{incident}}', report: '转接报', only: '只记电话', onlyHint: '不建事件，记入电话记录；以后可关联', logged: '已记入电话记录',
  },
  map: {
    label: '县域地图', search: '搜地点、事件', zoomIn: '放大', zoomOut: '缩小', home: '回到全县', list: '图上清单', layers: '图层', incidents: '事件', plots: '标绘', resources: '资源', analyses: '推演', stations: '雨水情', warnings: '预警', note: 'CGCS2000 · 水系道路村点位为示意', notePlain: 'CGCS2000', pick: '在图上点一下定位',
    failed: '底图没有载入', failedText: '事件与站点照常显示。', again: '再试', cluster: '{{count}} 起', over: '超警', nothing: '图上没有东西', close: '关上', stale: '旧值 · {{minutes}} 分前', level: '水位', rain: '1 h 雨量', noReading: '没有读数', source: '来源 {{source}}', modelled: '推演 · 非实测', webgl: '这台机器画不了地图（没有 WebGL）。清单照常可用。',
    kind: { county: '县', town: '乡镇', village: '村（社区）' },
  },
  incident: {
    list: '事件', number: '编号', title: '事件', place: '地点', stateColumn: '状态', severity: '级别', due: '时限', reported: '接报', updated: '更新', none: '还没有事件', noneText: '值班台按 F2 接报', filterAll: '未归档', filterOpen: '在办', filterClosed: '待归档', search: '编号、标题、地点', gone: '没有这起事件，或这个账号看不到它',
    timeline: '时间线', important: '要事', everything: '全部', note: '记一笔', noteAction: '记入时间线', facts: '情况', edit: '改情况', save: '存下改动', cancel: '不改了', changed: '有人刚改过，请看新内容再改', type: '类型', occurred: '发生', reporter: '报告人', source: '来源', narrative: '经过 · 原因 · 趋势', measures: '已采取措施', informed: '已告知', version: '第 {{version}} 版', call: '通话', count: '{{count}} 条',
    records: '关联来报', noRecords: '没有关联的来报', unlink: '取消关联', classify: '改定级别', basis: '依据', basisHint: '谁定的，凭什么', classifyDo: '定为{{severity}}', suggestion: '建议 {{severity}}', locate: '定位', locateDo: '定在这里', locateHint: '在图上点新位置', to: '转为{{state}}', move: '状态', moveHint: '下一步可以', closed: '已结，不再有下一步', given: '原给 {{crs}} {{numbers}}',
    consult: '一键会商', consultTitle: '请哪些单位会商', consultDo: '呼叫 {{count}} 家', consultNone: '先选单位', meeting: '会商', enter: '进入会商', inMeeting: '{{present}}/{{all}} 会场', recordings: '录像', play: '回放', departments: '六部门', townships: '乡镇', others: '其他', selectAll: '全选', selectNone: '全不选', withheld: '未提供或不可见', conferenceTitle: '{{title}} 会商',
    kind: { logged: '接报', classified: '定级', located: '定位', updated: '改情况', note: '记事', call: '电话', transition: '状态', linked: '关联来报', unlinked: '取消关联', conference: '会商', recording: '录像', order: '指令', reminder: '催办', supervision: '督办', plot: '标绘', decision: '会议决定', report: '报告', instruction: '批示', attachment: '附件', document: '公文', response: '响应', resource: '资源', analysis: '推演' },
  },
  conference: { none: '没有会议', noneText: '在事件页按“一键会商”发起', open: '进行中', ended: '已结束', calling: '{{title}} 请你入会', join: '签到并入会', decline: '不参加', title: '会议', since: '{{time}} 起', ringing: '会商呼叫' },
  control,
  document,
  extranet,
  instruction,
  lobby,
  meeting,
  order,
  overview,
  plan,
  analysis,
  resource,
  playback,
    plot,
    report,
  correlation,
  room,
  attachment,
  issued,
  offline,
  archive,
  search,
  shared,
  shift,
  wall,
  system,
  crs: { wgs84: 'WGS84', cgcs2000: 'CGCS2000', gcj02: 'GCJ-02', bd09: 'BD-09' },
  weekday: ['星期日', '星期一', '星期二', '星期三', '星期四', '星期五', '星期六'],
  date: '{{year}}年{{month}}月{{day}}日',
  minutesAgo: '{{count}} 分钟前',
  metres: '{{count}} m',
  kilometres: '{{count}} km',
};

type Words<T> = { [K in keyof T]: T[K] extends string ? string : T[K] extends string[] ? string[] : Words<T[K]> };
export type Messages = Words<typeof zh>;
