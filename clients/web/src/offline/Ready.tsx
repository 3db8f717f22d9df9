// Whether this computer opens the desk without the node; said at the foot of the queue, where the station's state stands.
import { CloudOff } from 'lucide-react';
import { useT } from '../shell/i18n';
import { useOfflineDesk } from './register';

export function OfflineReady() {
  const t = useT();
  const readiness = useOfflineDesk((state) => state.readiness);
  return (
    <span className="small muted" data-testid="offline-ready" data-readiness={readiness}>
      {readiness !== 'ready' && <CloudOff size={13} aria-hidden="true" />} {t(`offline.${readiness}`)} {readiness === 'untrusted' && <a href="/trust">{t('offline.trust')}</a>}
    </span>
  );
}
