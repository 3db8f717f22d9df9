// A button that states the present: what is, and what a press does.
import type { ReactNode } from 'react';

export interface BigProps { icon: ReactNode; word: string; note?: string; on?: boolean; primary?: boolean; waiting?: boolean; danger?: boolean; disabled?: boolean; testid: string; press: () => void }

export function Big({ icon, word, note, on, primary, waiting, danger, disabled, testid, press }: BigProps) {
  return (
    <button className={`big ${on ? 'on' : ''} ${primary ? 'primary' : ''} ${waiting ? 'waiting' : ''} ${danger ? 'danger' : ''}`} aria-pressed={on} disabled={disabled} data-testid={testid} onClick={press}>
      <span className="icon" aria-hidden="true">{icon}</span>
      <b>{word}</b>
      {note && <span className="note">{note}</span>}
    </button>
  );
}
