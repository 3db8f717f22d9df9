import { expect, test } from 'vitest';
import { renewed } from './signal';

const fragment = 'a=ice-lite\r\na=mid:0\r\na=ice-ufrag:00+new\r\na=ice-pwd:newpassword\r\na=candidate:u0 1 udp 1 192.0.2.2 8444 typ host\r\na=end-of-candidates\r\n';
const media = (credentials: string, candidates: string) =>
  `v=0\r\na=ice-lite\r\nm=video 9 X 96\r\n${credentials}${candidates}a=setup:passive\r\nm=audio 9 X 111\r\n${credentials}`;

// As the node writes an answer, and as Chromium gives it back: there nothing marks the end of candidates.
test.each(['a=end-of-candidates\r\n', ''])('an answer takes credentials and candidates of a restart, and nothing else of it changes (%j)', (end) => {
  const answer = media('a=ice-ufrag:00+old\r\na=ice-pwd:oldpassword\r\n', `a=candidate:u0 1 udp 1 192.0.2.1 8444 typ host\r\n${end}`);
  const expected = media('a=ice-ufrag:00+new\r\na=ice-pwd:newpassword\r\n', 'a=candidate:u0 1 udp 1 192.0.2.2 8444 typ host\r\na=end-of-candidates\r\n');
  expect(renewed(answer, fragment)).toBe(expected);
});
