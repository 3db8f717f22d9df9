// Day and night. The choice is this device's, not the account's: a duty room is dark for everyone in it.
import { create } from 'zustand';

export type Theme = 'day' | 'night';
const KEY = 'fengsui.theme';

function initial(): Theme {
  const asked = new URLSearchParams(location.search).get('theme');
  if (asked === 'day' || asked === 'night') return asked;
  const kept = localStorage.getItem(KEY);
  if (kept === 'day' || kept === 'night') return kept;
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'night' : 'day';
}

export const useTheme = create<{ theme: Theme; setTheme: (theme: Theme) => void }>((set) => ({
  theme: typeof window === 'undefined' ? 'day' : initial(),
  setTheme: (theme) => {
    localStorage.setItem(KEY, theme);
    set({ theme });
  },
}));

/** Keeps `<html data-theme>` in step; called once at start. */
export function installTheme(): void {
  const show = (theme: Theme) => document.documentElement.setAttribute('data-theme', theme);
  show(useTheme.getState().theme);
  useTheme.subscribe(({ theme }) => show(theme));
}

/** The value of a CSS variable of tokens.css, for what is drawn on a canvas. */
export function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}
