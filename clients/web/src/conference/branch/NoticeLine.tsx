// What this site is told about itself: get ready, you are called, you hold the floor. Said at once to screen readers.
import type { ScreenView } from '../../link/types';
import { useT } from '../../shell/i18n';

export function NoticeLine({ screen }: { screen: ScreenView | undefined }) {
  const t = useT();
  const notice = screen?.notice;
  return (
    <div className="notice-line" aria-live="assertive" data-testid="notice" data-notice={notice ?? ''}>
      {notice && <p className={notice === 'prepare' ? 'soon' : 'now-you'}>{t(`control.notice.${notice}`)}</p>}
    </div>
  );
}
