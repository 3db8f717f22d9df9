// 预案与资源: plans, and what the county has to carry them out.
import { Link } from 'wouter';
import { Resources } from '../resource/Resources';
import { useT } from '../shell/i18n';
import { Plans } from './Plans';

export default function PlansPage({ section }: { section: string }) {
  const t = useT();
  const resources = section === 'resources';
  return (
    <div className="page plans-page">
      <nav className="row" aria-label={t('nav.plans')}>
        <Link href="/plans" className="button plain" aria-current={resources ? undefined : 'page'}>{t('plan.plan')}</Link>
        <Link href="/plans/resources" className="button plain" aria-current={resources ? 'page' : undefined} data-testid="section-resources">{t('resource.page')}</Link>
      </nav>
      {resources ? <Resources /> : <Plans />}
    </div>
  );
}
