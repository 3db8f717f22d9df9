import { expect, test } from 'vitest';
import { portOf } from './trial';

test('the port is that of the first candidate', () => {
  const sdp = 'v=0\r\na=ice-lite\r\na=candidate:1 1 udp 2130706431 10.1.2.3 8444 typ host\r\na=candidate:2 1 tcp 1 10.1.2.3 8445 typ host tcptype passive\r\n';
  expect(portOf(sdp)).toBe(8444);
  expect(portOf('v=0\r\n')).toBe(null);
});
