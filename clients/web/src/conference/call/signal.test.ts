import { expect, test } from 'vitest';
import { renewed } from './signal';

test('an answer takes credentials and candidates of a restart, and nothing else of it changes', () => {
  const answer = 'v=0\r\na=ice-lite\r\nm=video 9 X 96\r\na=ice-ufrag:00+old\r\na=ice-pwd:oldpassword\r\na=setup:passive\r\na=candidate:u0 1 udp 1 192.0.2.1 8444 typ host\r\na=end-of-candidates\r\nm=audio 9 X 111\r\na=ice-ufrag:00+old\r\na=ice-pwd:oldpassword\r\n';
  const fragment = 'a=ice-lite\r\na=mid:0\r\na=ice-ufrag:00+new\r\na=ice-pwd:newpassword\r\na=candidate:u0 1 udp 1 192.0.2.2 8444 typ host\r\na=end-of-candidates\r\n';
  expect(renewed(answer, fragment)).toBe(answer.replaceAll('00+old', '00+new').replaceAll('oldpassword', 'newpassword').replace('192.0.2.1', '192.0.2.2'));
});
