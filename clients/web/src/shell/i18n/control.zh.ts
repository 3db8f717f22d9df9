// Words of 会控 and of the room's screens, Chinese; `control.en.ts` has the same keys.
export const control = {
  home: '回值班台', help: '快捷键与帮助', incident: '看事件', beingRecorded: '本次会议正在录制', channel: '控制通道', channelMs: '控制通道 {{ms}} ms', chair: '主席', pip: '画中画',
  lossShort: '丢 {{loss}}%', repaired: '已修复', mbit: '{{mbit}} M', self: '本会场', selfSeen: '本会场（对方看到的）',
  links: '链路', linksNote: '较差的三个；系统已自动降档，话音优先', down: '下行', loss: '丢包', delay: '时延', jitter: '抖动', noLines: '还没有可量的线路',
  grade: { 0: '没有数据到达', 1: '线路很差', 2: '线路偏差', 3: '线路尚可', 4: '线路良好' },
  effect: { none: '没有画面和话音', broken: '话音断续，画面会停', lowered: '{{height}}p，话音正常', voice: '只有话音，正常', good: '{{height}}p' },
  allSites: '全场控制', oneAtATime: '同一时间只有一种；换新的，先生效再撤旧的', chooseFirst: '先在左边选会场', allOpen: '话筒全部打开', chooseSite: '点一个会场，在这里对它操作',
  stopBroadcast: '取消广播', view: '我来看', giveChair: '交主席', giveChairSure: '真的把主席交给它', hangUpSure: '真的挂断', remove: '删除', removeSure: '真的从名册删除',
  ownMicrophoneOpen: '我方话筒', ownMicrophoneShut: '话筒已关', noPresentation: '没有辅流', presentingSelf: '本会场正在发辅流', tokenFree: '主讲令牌空着', tokenAt: '主讲令牌在{{name}}', larger: '放大', smaller: '缩小',
  showMap: '看地图', hideMap: '收起地图', showPresentation: '看辅流', showMain: '看主画面', closedByChairOpens: '主席统一静音，点到你会自动打开', cameraSends: '摄像头开着',
  keys: { mute: '关 / 开选中会场的话筒', help: '帮助' },
};
