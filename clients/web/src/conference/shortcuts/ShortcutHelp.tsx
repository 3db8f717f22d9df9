// 快捷键: what the keys do, on one card.
import { useEffect, useRef } from 'react';
import { useT } from '../../shell/i18n';
import { useKeys } from '../../shell/keyboard';
import { BRANCH_KEYS, CHAIR_KEYS } from './keys';

export function ShortcutHelp({ chair, close }: { chair?: boolean; close: () => void }) {
  const t = useT();
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => button.current?.focus(), []);
  useKeys({ Escape: close });
  return (
    <div className="help panel" role="dialog" aria-modal="false" aria-label={t('control.help')} data-testid="shortcut-help">
      <header><h2 className="grow">{t('control.help')}</h2><button ref={button} className="button small-button" onClick={close}>{t('map.close')} <kbd>Esc</kbd></button></header>
      <dl>
        {(chair ? CHAIR_KEYS : BRANCH_KEYS).map((each) => <div key={each.key}><dt><kbd>{each.shown}</kbd></dt><dd>{t(each.word)}</dd></div>)}
      </dl>
      <p className="muted small">{t('keys.ime')}</p>
    </div>
  );
}
