import { Info } from 'lucide-react';
import type { ReactNode } from 'react';
import { useT } from './i18n';

/** The foot of every page: the keys that work here, and what this system may not be used for. */
export function KeyBar({ children }: { children?: ReactNode }) {
  const t = useT();
  return (
    <footer className="keybar">
      {children}
      <span className="grow" />
      {children && <span className="keys muted"><Info size={13} aria-hidden="true" />{t('keys.ime')}</span>}
      <span className="strong" data-testid="non-secret">{t('nonSecret')}</span>
    </footer>
  );
}

export function Key({ names, children }: { names: readonly string[]; children: ReactNode }) {
  return <span className="keys">{names.map((name) => <kbd key={name}>{name}</kbd>)} {children}</span>;
}
