// Words of the lobby's checks, Chinese; `lobby.en.ts` has the same keys.
export const lobby = {
  since: '{{time}} 开始，已开 {{span}}', chairSite: '主会场 {{name}}', picture: '{{width}}×{{height}} · {{rate}} 帧', enter: '入会', ownPhone: '本单位 {{phone}}', blur: '背景虚化', whichCamera: '用哪个摄像头', whichMicrophone: '用哪个话筒', cameraOff: '不开摄像头',
  network: '到县中心', figures: '往返 {{rtt}} ms · 下行 {{down}} Mbit/s', byHttps: '按网页通道（HTTPS）量', again: '再测一次', voiceOnly: '只用话音入会',
  media: '音视频线路', wayFigures: '{{transport}} · 往返 {{rtt}} ms', way: { udp: 'UDP 通', tcp: '只通 TCP', https: '仅 HTTPS {{door}}', none: '不通' },
  wayEffect: { tcp: '能开会：线路差时画面停顿会比 UDP 多。', https: '能开会：声音和画面都走网页的端口；线路差时画面停顿会比 UDP 多。', none: '入会后可能看不到、听不到。' },
  wayTry: { tcp: '请网管放行到县中心的 UDP {{port}}。', https: '想更流畅，请网管放行到县中心的 UDP {{port}}。', none: '请网管放行到县中心的 UDP 与 TCP {{port}}；可以照常入会试。' },
  verdict: { good: '线路正常', fair: '偏差', poor: '很差', unreachable: '量不到' },
  effect: { fair: '能开会：话音不受影响，画面会降到 360p 或更低。', poor: '能开会：话音优先，画面会很小或停住。', unreachable: '量不到到节点的往返；可以照常入会试。' },
  try: { fair: '常见原因：单位里有人在用同一条线下载。可先停掉，或改用网线。', poor: '先停掉下载；改用网线；还不行就只用话音入会。', unreachable: '查网线与 Wi-Fi，再测一次；电脑刚唤醒时等几秒。' },
  trouble: { denied: '浏览器不让用', missing: '没有设备', busy: '被占用', insecure: '网址不安全' },
  remedy: { denied: '点地址栏左边的图标，把权限改成“允许”，再刷新。', missing: '插上设备，再刷新本页。', busy: '关掉正在用它的程序（别的会议、相机），再刷新。', insecure: '请用 https:// 开头的网址打开。' },
  advanced: '高级', codec: '画面编码', codecs: { vp8: 'VP8（都能看）', vp9: 'VP9（省线路）', av1: 'AV1（最省线路，费机器）' }, codecNote: '各会场的浏览器都能解这种编码才能选；录像时自动改用 VP8。',
  cameraEffect: '能开会：对方看不到你，你看得到、听得到。', microphoneEffect: '能开会：你听得到，对方听不到你。', notHeard: '没有声音', speakerEffect: '能开会：先把声音弄好，不然听不到会议。', speakerTry: '查电视或音箱是否开着、音量、输出设备，再放一次试音。',
};
