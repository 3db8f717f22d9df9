// 总览: one screen for those who lead, and the counts behind it.
import './overview.css';
import { Link } from 'wouter';
import { useT } from '../shell/i18n';
import { Now } from './Now';
import { Statistics } from './Statistics';

/** `section` is what follows /overview/ in the address. */
export default function Overview({ section }: { section: string }) {
  const t = useT();
  const counts = section === 'statistics';
  return (
    <div className="page overview">
      <nav className="roster-nav" aria-label={t('nav.overview')}>
        <Link href="/overview" className="button plain" aria-current={counts ? undefined : 'page'} data-testid="overview-now">{t('overview.now')}</Link>
        <Link href="/overview/statistics" className="button plain" aria-current={counts ? 'page' : undefined} data-testid="overview-statistics">{t('overview.statistics')}</Link>
      </nav>
      {counts ? <Statistics /> : <Now />}
    </div>
  );
}
