// A password or key, shown once: the node keeps no copy that could be shown again.
import { useEffect, useRef, useState } from 'react';
import { useT } from '../shell/i18n';

export function Secret({ title, secret, close }: { title: string; secret: string; close: () => void }) {
  const t = useT();
  const [copied, setCopied] = useState(false);
  const panel = useRef<HTMLDivElement>(null);
  // It was asked for further down the page, and is shown only now.
  useEffect(() => {
    panel.current?.scrollIntoView({ block: 'nearest' });
    panel.current?.querySelector('button')?.focus({ preventScroll: true });
  }, [secret]);
  return (
    <div ref={panel} className="secret panel" role="alertdialog" aria-label={title} data-testid="secret">
      <p className="strong">{title}</p>
      <p className="mono secret-text" data-testid="secret-text">{secret}</p>
      <p className="soft small">{t('system.once')}</p>
      <div className="row">
        <button className="button primary" onClick={() => void navigator.clipboard?.writeText(secret).then(() => setCopied(true))}>{t(copied ? 'system.copied' : 'system.copy')}</button>
        <button className="button" onClick={close}>{t('system.noted')}</button>
      </div>
    </div>
  );
}
