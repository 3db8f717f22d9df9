// Which keys work in the room. The help and the line at the foot are drawn from this list, so that every hint shown works.
export interface RoomKey { key: string; shown: string; word: string }

export const CHAIR_KEYS: readonly RoomKey[] = [
  { key: 'g', shown: 'G', word: 'control.keys.grant' },
  { key: 'ArrowRight', shown: '→', word: 'control.keys.next' },
  { key: 'm', shown: 'M', word: 'control.keys.mute' },
  { key: '?', shown: '?', word: 'control.keys.help' },
];
export const BRANCH_KEYS: readonly RoomKey[] = [
  { key: ' ', shown: '空格', word: 'control.keys.floor' },
  { key: '?', shown: '?', word: 'control.keys.help' },
];
