// 值守: this desk stands ready. Remembered across a reload; sound must then be unlocked again by a press.
import { create } from 'zustand';
import { live } from '../link';
import { play, unlockSound, useSound } from '../shell/sound';

const KEY = 'fengsui.on-duty';

interface Station {
  onDuty: boolean;
  wakeLock: 'none' | 'held' | 'unsupported';
  notifications: NotificationPermission | 'unsupported';
}

export const useStation = create<Station>(() => ({
  onDuty: typeof localStorage !== 'undefined' && localStorage.getItem(KEY) !== null,
  wakeLock: 'none',
  notifications: typeof Notification === 'undefined' ? 'unsupported' : Notification.permission,
}));

let lock: WakeLockSentinel | null = null;

async function holdAwake(): Promise<void> {
  if (!('wakeLock' in navigator)) return useStation.setState({ wakeLock: 'unsupported' });
  lock = await navigator.wakeLock.request('screen').catch(() => null);
  lock?.addEventListener('release', () => useStation.setState({ wakeLock: 'none' }));
  useStation.setState({ wakeLock: lock ? 'held' : 'none' });
}

async function askNotifications(): Promise<void> {
  if (typeof Notification === 'undefined') return;
  const answer = Notification.permission === 'default' ? await Notification.requestPermission().catch(() => 'default' as const) : Notification.permission;
  useStation.setState({ notifications: answer });
}

function tellNode(): void {
  live.setDesk(useStation.getState().onDuty, useSound.getState().state === 'running');
}

/** 开始值守; also the press that unlocks sound after a reload. */
export async function goOnDuty(user: number): Promise<void> {
  if (await unlockSound()) play('test');
  localStorage.setItem(KEY, String(user));
  useStation.setState({ onDuty: true });
  tellNode();
  await holdAwake();
  await askNotifications();
}

export async function goOffDuty(): Promise<void> {
  localStorage.removeItem(KEY);
  useStation.setState({ onDuty: false });
  tellNode();
  await lock?.release().catch(() => undefined);
}

/** Called while the shell is on screen: tries sound at once after a reload, keeps the node told, takes the wake lock back. */
export function keepStation(user: number): () => void {
  if (localStorage.getItem(KEY) !== String(user)) useStation.setState({ onDuty: false });
  if (useStation.getState().onDuty) {
    void unlockSound().then(tellNode);
    void holdAwake();
  }
  const stop = useSound.subscribe((now, before) => {
    if (now.state !== before.state) tellNode();
  });
  const visible = () => {
    if (document.visibilityState === 'visible' && useStation.getState().onDuty) void holdAwake();
  };
  document.addEventListener('visibilitychange', visible);
  return () => {
    stop();
    document.removeEventListener('visibilitychange', visible);
  };
}

/** The visible twin outside the page, while it is in the background. */
export function notify(title: string, body: string): void {
  const { onDuty, notifications } = useStation.getState();
  if (!onDuty || notifications !== 'granted' || document.visibilityState === 'visible') return;
  new Notification(title, { body, tag: title });
}
