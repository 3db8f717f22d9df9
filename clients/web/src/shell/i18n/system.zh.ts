// Words of administration, Chinese.
export const system = {
  sections: '系统管理', sources: '数据来源', users: '用户与角色', units: '单位', groups: '单位组', extranet: '外网线路', maps: '图包', walls: '大屏', gateways: '发布渠道', audit: '审计', fine: '正常', attention: '要处理', disabled: '停用', received: '收到', refused: '退回', troubleFirst: '要处理的在前 · 时间均为北京时间', addSource: '接入新来源',
  unit: '单位', source: '来源', code: '编码', format: '格式', state: '状态', explained: '说明', last: '最后一条', skew: '时钟差', key: '密钥', newKey: '换密钥', enable: '启用', disable: '停用', formats: { envelope: '签名 JSON', cap: 'CAP 1.2' },
  trouble: { silent: '静默', refused: '有退回', skew: '时钟偏', never: '未来过', none: '正常' }, remedy: { silent: '对方多半停了；先打电话，再看对方网线与程序', refused: '看右侧规则与字段，请对方改正后重发', skew: '按收到时刻排，原时刻保留；请对方校时', never: '密钥交给对方后，来第一条即变正常' },
  keyOf: '{{name}} 的新密钥', passwordOf: '{{name}} 的一次性密码', once: '只显示这一次。首次登录须改密码；密钥交给对方后请关上。', copy: '复制', copied: '已复制', noted: '记下了', account: '账号', person: '姓名', role: '角色', lastLogin: '上次登录', mustChange: '待改密码', reset: '重置密码', addUser: '新建用户', userCount: '{{count}} 人', unitCount: '{{count}} 家', kind: '类别', addUnit: '新建单位',
  kinds: { centre: '应急指挥中心', public_security: '公安', civil_air_defence: '人防', fire: '消防', weather: '气象', water: '水利', work_safety: '应急（安全生产）', township: '乡镇', other: '其他' },
  mapActive: '正在用', mapGenerated: '含示意数据', generatedShort: '示意', mapUse: '改用这一份', mapImport: '导入：在节点上执行 fengsui map import 文件 --name 名称', auditNote: '日志本身；改不了，链断了 fengsui verify 会说', fresh: '刷新', older: '更早的', seq: '序号', time: '时间', actor: '谁', what: '何事', summary: '摘要',
};
