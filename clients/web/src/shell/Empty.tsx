import type { ReactNode } from 'react';

/** Why it is empty, and what to press next. */
export function Empty({ title, text, children }: { title: string; text?: string; children?: ReactNode }) {
  return (
    <div className="empty">
      <p className="title">{title}</p>
      {text && <p>{text}</p>}
      {children}
    </div>
  );
}
