import { Info } from 'lucide-react';
import type { ReactNode } from 'react';
import { useT } from './i18n';

/** The foot of every page: the keys that work here, and what this system may not be used for. */
export function KeyBar({ children }: { children?: ReactNode }) {
  const t = useT();
  return (
    <footer className="keybar">
      <div className="keys-all">{children}</div>
      {children && <span className="keys ime muted"><Info size={13} aria-hidden="true" />{t('keys.ime')}</span>}
      <span className="strong notice" data-testid="non-secret">{t('nonSecret')}</span>
    </footer>
  );
}

export function Key({ names, children }: { names: readonly string[]; children: ReactNode }) {
  return <span className="keys">{names.map((name) => <kbd key={name}>{name}</kbd>)} {children}</span>;
}
