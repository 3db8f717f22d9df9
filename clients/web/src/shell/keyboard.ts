// Shortcuts. None fires while an input method composes: Enter there confirms the candidate, and belongs to it alone.
import { useEffect, useRef } from 'react';

export interface KeyPress { key: string; ctrl: boolean; alt: boolean; shift: boolean; composing: boolean; inField: boolean }
/** `F2`, `ctrl+Enter`, `/`, `Escape`. */
export type KeyMap = Record<string, (event: KeyboardEvent) => void | false>;

/** The name under which a key press is bound, or null when no shortcut may fire. Letters and signs act only outside fields. */
export function keyName(press: KeyPress): string | null {
  if (press.composing || press.key === 'Process' || press.alt) return null;
  const plain = press.key.length === 1;
  if (plain && !press.ctrl && press.inField) return null;
  const name = plain ? press.key.toLowerCase() : press.key;
  return `${press.ctrl ? 'ctrl+' : ''}${press.shift && !plain ? 'shift+' : ''}${name}`;
}

export function inField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

export function pressOf(event: KeyboardEvent): KeyPress {
  return {
    key: event.key, ctrl: event.ctrlKey || event.metaKey, alt: event.altKey, shift: event.shiftKey,
    composing: event.isComposing || event.keyCode === 229, inField: inField(event.target),
  };
}

/** Binds shortcuts while the component is on screen. A handler that returns false lets the key through. */
export function useKeys(map: KeyMap, enabled = true): void {
  const current = useRef(map);
  useEffect(() => {
    current.current = map;
  });
  useEffect(() => {
    if (!enabled) return;
    const listen = (event: KeyboardEvent) => {
      if (event.defaultPrevented) return;
      const name = keyName(pressOf(event));
      const handler = name === null ? undefined : current.current[name];
      if (handler && handler(event) !== false) event.preventDefault();
    };
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  }, [enabled]);
}
