import { expect, test } from 'vitest';
import { needsHttps, remember, wayOf } from './ways';

function stats(local: object, remote: object) {
  return new Map<string, object>([
    ['dead', { type: 'candidate-pair', nominated: false, state: 'failed', localCandidateId: 'l', remoteCandidateId: 'r' }],
    ['pair', { type: 'candidate-pair', nominated: true, state: 'succeeded', localCandidateId: 'l', remoteCandidateId: 'r', currentRoundTripTime: 0.0234 }],
    ['l', local],
    ['r', remote],
  ]) as unknown as RTCStatsReport;
}

test('the pair in use says which way media take', () => {
  const way = (local: object, remote: object) => wayOf(stats(local, remote), 443).way;
  expect(way({ candidateType: 'host' }, { protocol: 'udp', port: 8444 })).toBe('udp');
  expect(way({ candidateType: 'host' }, { protocol: 'tcp', port: 8444 })).toBe('tcp');
  expect(way({ candidateType: 'host' }, { protocol: 'tcp', port: 443 })).toBe('https');
  expect(way({ candidateType: 'relay', relayProtocol: 'tls' }, { protocol: 'udp', port: 8444 })).toBe('https');
  expect(wayOf(stats({}, { protocol: 'udp' }), 443).rttMs).toBe(23);
  expect(wayOf(new Map() as unknown as RTCStatsReport, 443)).toEqual({ way: 'none', rttMs: null });
});

test('the way by HTTPS is offered where nothing else is known to pass', () => {
  expect([needsHttps(1), needsHttps(2)]).toEqual([false, true]);
  remember('https');
  expect(needsHttps(1)).toBe(true);
  remember('udp');
  expect(needsHttps(1)).toBe(false);
});
