// Words of attachments; `attachment.en.ts` has the same keys.
export const attachment = {
  title: '附件', count: '{{count}} 件', add: '加附件', none: '还没有附件。照片、视频、文档可拖到这里，每件不超过 200 MB。', sending: '正在传 {{name}}',
  offline: '断网时不能传附件；文件留在本机，连上后再传。', says: '照片所写位置 {{lon}}, {{lat}}', same: '与事件位置相符', locate: '按此定位', taken: '拍于 {{time}}',
};
