// Words of the archive (归档), Chinese.
export const archive = {
  tab: '归档', type: '类型', town: '乡镇', unit: '单位', any: '不限', from: '接报自', to: '接报至', text: '编号、标题、地点', none: '没有这样的归档事件', noneText: '换个条件，或清空条件', clear: '清空条件', total: '共 {{total}} 起', page: '第 {{page}} / {{pages}} 页', newer: '上一页', older: '下一页', failed: '没有取到归档事件：节点没有回答', again: '再取一次', loading: '正在取…', readOnly: '已归档，只读', opening: '正在从归档取事件…',
};
