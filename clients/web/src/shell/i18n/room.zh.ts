// Words of lobby and meeting room, Chinese; `room.en.ts` has the same keys.
export const room = {
  began: '{{time}} 开始', invited: '应到 {{all}}，已到 {{here}}', seenAs: '这是对方将看到的画面', siteName: '会场名称', checkedIn: '签到人（记入会议名册）', checks: '入会前检查', checksAuto: '自动进行，不用等',
  cameraName: '摄像头', microphoneName: '话筒', speakerName: '扬声器', checking: '正在查…', useCamera: '打开摄像头入会', quality: '发送画质', qualities: { low: '省流量 180p', standard: '标准 360p', high: '高清 720p' },
  camera: { good: '画面正常', off: '摄像头关着', denied: '浏览器不让用摄像头；可只看只听', missing: '没有摄像头；可只看只听', busy: '摄像头被别的程序占着', insecure: '网址不安全，浏览器不给用摄像头' },
  microphone: { good: '听得到你', quiet: '说句话试试', denied: '浏览器不让用话筒；可只看只听', missing: '没有话筒；可只看只听', busy: '话筒被别的程序占着', insecure: '网址不安全，浏览器不给用话筒' },
  level: '话筒音量', playTest: '放一段试音', heard: '听到了', notHeard: '没听到', heardGood: '声音正常', heardBad: '查音量和输出设备', recordedNow: '本次会议正在录制。入会时话筒默认关闭', mutedOnJoin: '入会时话筒默认关闭，主席除外', watchOnly: '只看只听入会', clock: '北京时间 {{time}}',
  sites: '会场', presentCount: '{{here}}/{{all}} 在会', groups: { chair: '主会场', departments: '县直部门 {{count}}', townships: '乡镇 {{count}}', others: '其他 {{count}}' }, muteAll: '全场静音', openAll: '自由讨论', oneSite: '选中的会场',
  broadcasting: '广播中', broadcast: '广播会场', presentation: '辅流', speaking: '在讲', open: '打开话筒', mute: '关闭话筒', hasPicture: '有画面', noPicture: '无画面', hangUp: '挂断', ring: '呼叫', remove: '从名册删除', declined: '未接受：{{reason}}', noReason: '没说原因',
  away: { never_joined: '未入会', left: '{{time}} 离开', dropped: '{{time}} 掉线', hung_up: '{{time}} 挂断' },
  connecting: '正在连接', stage: '画面', cells: '各会场画面', frozen: '重连中，停在最后一帧', nobody: '还没有别的会场', audioOnly: '只有话音', paused: '本端网络太窄，画面暂停，话音照常', sharedLine: '链路带宽不足，画面暂停，话音照常', watching: '只看只听', microphoneClosed: '话筒关着', voicesBlocked: '浏览器没有放出声音', unblockVoices: '放出声音',
  allSee: '广播会场 · 全场正在看 {{name}}', seesChairSite: '各会场看主会场 {{name}}', freeView: '各会场自选画面', siteTitle: '{{name}} 会场', recording: '录制中 {{span}}', recordingShort: '录制中', told: '已告知全部会场', due: '应到 {{all}}', here: '在会 {{here}}', running: '已开 {{span}}', sharedBy: '辅流 · {{name}}',
  now: '现在', hearing: '听得到会议', notHearing: '正在重连，暂时听不到', speakingNow: '正在讲：{{names}}', quiet: '没有人在讲', microphoneIsClosed: '话筒关着', microphoneIsOpen: '话筒开着', closedByChair: '主席统一静音，由主席打开', closedByYou: '按下面“话筒已关”打开', allHear: '全场听得到你', cameraSeen: '对方看得到你', cameraNotSeen: '对方看不到你', joinedWithout: '入会时没有带摄像头',
  controls: '会议操作', microphoneOpen: '话筒开着', microphoneShut: '话筒已关', cameraOpen: '摄像头开着', cameraShut: '摄像头已关', byChair: '主席统一静音', noDevice: '没有设备', pressToClose: '按一下关闭', pressToOpen: '按一下打开', speakerOn: '扬声器开着', speakerOff: '扬声器已关', share: '共享屏幕', stopSharing: '停止共享', map: '地图', stopBroadcast: '取消广播，回主会场画面',
  takeChair: '申请主席', takeBack: '收回辅流令牌', invite: '请会场', allInvited: '各单位都已在名册', startRecording: '开始录制', stopRecording: '停止录制', leave: '离开会议', end: '结束会议', endSure: '结束会议，{{count}} 个会场都断开', keep: '继续开', back: '返回',
  line: { lost: '媒体断开', measuring: '正在量线路', good: '线路正常', poor: '网络偏差，话音优先', figures: '下 {{down}} · 上 {{up}} kbit/s · 丢 {{loss}}% · {{rtt}} ms' },
  media: { connecting: '正在连接媒体', attempt: '第 {{attempt}} 次。', open: '连不上会场媒体。请网管放行：{{addresses}}' },
  columns: { began: '开始', title: '会议', sites: '会场', state: '状态' }, gone: '没有这个会议，或本单位不在其中', toList: '回会议列表', returning: '正在回到会议', over: '{{title}} 已结束', operatorNote: '会议管理员：不占会场，替主席操作',
};
