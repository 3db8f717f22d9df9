// Words of resources (资源), hazards and protection targets, Chinese.
export const resource = {
  near: '附近资源', estimate: '按直线距离；到场为估算（绕行 {{detour}} 倍、{{speed}} km/h），非实测路况', kind: '类别', any: '全部', minutes: '约 {{count}} 分', free: '可调 {{free}}/{{all}}', unavailable: '暂不可用', dispatch: '调用', more: '还有 {{count}} 项',
  amount: '调用', of: '/ {{count}}', text: '说明（任务、联系人）', dispatchDo: '调用 {{amount}}', arrive: '到场', return: '归还', returned: '归还', returnDo: '归还 {{amount}}', state: { dispatched: '在途', arrived: '到场', returned: '归还' },
  list: { resources: '资源', hazard: '危险源', protection_target: '防护目标' }, none: '还没有', noneText: '点“导入表格”，用 CSV 或 XLSX', importOpen: '导入表格', import: '导入资源、危险源、防护目标', importNote: '先看逐行结果，再导入', chooseFile: '选文件（CSV 或 XLSX）', crs: '坐标系（表中未写时）',
  columns: '列：类别、编号、名称、单位、经度、纬度、坐标系、数量、计量单位、联系人、电话、地址、备注', counts: '{{encoding}}：新增 {{fresh}} 行，改动 {{changed}} 行，相同 {{same}} 行，有错 {{refused}} 行', importFirst: '先选文件', importDo: '导入 {{count}} 行', importSome: '导入 {{count}} 行（{{refused}} 行有错，不导入）', nothingNew: '与现有的相同，没有要导入的。',
  symbol: { team: '队伍', vehicle: '车辆', supply: '物资', shelter: '避难', expert: '专家', medical: '医疗', hazard: '危险', protection_target: '防护' },
  head: { line: '行', what: '结果', kind: '类别', id: '编号', name: '名称', amount: '数量', position: '位置（WGS84）', where: '单位 · 位置' }, change: { new: '新增', changed: '改动', same: '相同', refused: '有错' },
  makeUnavailable: '停用…', makeUnavailableDo: '停用', makeAvailable: '恢复可用', reason: '原因', page: '资源',
};
