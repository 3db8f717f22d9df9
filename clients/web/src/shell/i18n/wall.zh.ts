// Words of the wall; `wall.en.ts` has the same keys.
export const wall = {
  centre: '{{name}}应急指挥中心', date: '{{month}}月{{day}}日', stopped: '连接断开，画面停在 {{time}}', none: '还没有大屏。请系统管理员新建', unknown: '没有这块大屏：{{id}}',
  panes: { figures: '预警与要数', incident: '事件', map: '地图', conference: '会议' }, layouts: { main: '主画面与各会场', mosaic: '多画面', single: '只要主画面' }, maps: { county: '全县', incident: '所选事件', leader: '跟随同图主讲', fixed: '固定视角' },
  from: '{{time}} 起', until: '至 {{time}}', noWarning: '没有生效的预警', over: '{{name}} 超警戒', below: '{{name}} 距警戒', metres: '米', limit: '警戒 {{limit}} · 现 {{level}}', stale: '旧值 · {{minutes}} 分前', source: '{{time}} {{source}}', byIncident: '事件 {{number}}', byAll: '在办 {{count}} 起合计', noIncident: '没有在办事件', moved: '转移群众', people: '人', open: '在办事件', smallSource: '伤亡：{{source}} · 在办：{{time}}',
  mapNote: 'CGCS2000', sites: '{{here}} / {{all}} 会场', recording: '录制 {{minutes}} 分', ended: '会议已于 {{time}} 结束', noConference: '没有选会议', noChosen: '没有选事件',
  arrange: '大屏', arrangeTitle: '安排大屏', which: '哪块屏', preset: '预设', noPreset: '自己搭配', shown: '放哪几栏', layout: '会议画面', map: '地图看', conference: '放哪场会议', incident: '放哪起事件', nothing: '不放', apply: '放到大屏', applied: '大屏正在放这些', by: '{{by}} {{time}} 安排', notArranged: '还没有人安排过', open_: '在新页看这块屏', keepView: '用现在的视角', close: '关闭',
  walls: '大屏', addWall: '新建大屏', wallId: '标识', wallName: '名称', address: '地址', removeWall: '删除', presets: '大屏预设', addPreset: '存为预设', presetName: '预设名', hint: '大屏机器用“大屏”角色的账号登录，打开地址即可；它只看，不能操作。',
};
