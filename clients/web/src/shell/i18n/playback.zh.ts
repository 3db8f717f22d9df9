// Words of recordings and playback, Chinese.
export const playback = {
  none: '没有录像', noneText: '会议中按“开始录制”后出现在这里', title: '录像', gone: '没有这份录像，或本单位不在会中', toList: '回录像列表', sealed: '已封存 SM3 {{seal}}…', notThen: '此时未入会', noPictures: '没有画面，只有话音',
  columns: { began: '开始', title: '会议', length: '时长', sites: '会场', state: '状态', seal: '封存' }, state: { recording: '录制中', packaging: '正在封装', ready: '可回放', failed: '封装失败' },
  wait: { recording: '还在录制', packaging: '正在封装', failed: '没能封装成可播放的文件' }, waitText: { recording: '停止后几秒即可回放', packaging: '一般几秒；此页会自己变', failed: '原始分段都在，请信息中心处理' },
  play: '播放', pause: '暂停', back: '退 10 秒', forward: '进 10 秒', speed: '倍速', position: '播放位置', lanes: '各路', stream: { camera: '画面', microphone: '话音', presentation: '辅流' }, gaps: '缺 {{count}} 处，{{lost}} 包', whole: '完整',
  why: { loss: '网络丢失 {{count}} 包', restart: '进程重启', closed: '会场或主席关闭' },
};
