import { expect, test } from 'vitest';
import type { ConferenceView, ScreenView } from '../../link/types';
import { nextFloorStep } from './step';

const conference = { id: 9 } as ConferenceView;
const screen = (floor: object) => ({ floor }) as unknown as ScreenView;

test('the third button goes one step: ask, take back, give back', () => {
  expect(nextFloorStep(conference, undefined).type).toBe('request_floor');
  expect(nextFloorStep(conference, screen({ type: 'idle' })).type).toBe('request_floor');
  expect(nextFloorStep(conference, screen({ type: 'waiting', ahead: 2, since: 0 })).type).toBe('withdraw_floor');
  expect(nextFloorStep(conference, screen({ type: 'holding' })).type).toBe('release_floor');
  expect(nextFloorStep(conference, screen({ type: 'refused', reason: '', at: 0 })).type).toBe('request_floor');
});
