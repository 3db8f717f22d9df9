// Words of attachments; `attachment.zh.ts` has the same keys.
export const attachment = {
  title: 'Attachments', count: '{{count}} files', add: 'Attach', none: 'No attachments yet. Drop photographs, video and documents here, 200 MB each at most.', sending: 'Sending {{name}}',
  offline: 'Nothing can be attached while cut off; the file stays here, send it once connected.', says: 'The photograph names {{lon}}, {{lat}}', same: 'agrees with the incident', locate: 'Locate here', taken: 'taken {{time}}',
};
