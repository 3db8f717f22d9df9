// On a record that waits: the plan whose trigger its reading made true. The response is started on the incident, once there is one.
import './plan.css';
import { useEntities } from '../link';
import type { FeedRecordView } from '../link/types';
import { useT } from '../shell/i18n';
import { Factors } from './Factors';

export function RecordActivations({ record }: { record: FeedRecordView }) {
  const t = useT();
  const plans = useEntities('plan');
  return (
    <>
      {(record.activations ?? []).map((activation) => {
        const content = plans.get(activation.plan)?.content;
        if (!content) return null;
        const name = t('plan.flag', { short: content.short, level: t(`plan.level.${activation.level}`) });
        return (
          <div key={activation.plan} className="activation" role="group" aria-label={t('plan.proposed', { name })} data-testid="record-activation">
            <div className="row wrap"><strong>{t('plan.proposed', { name })}</strong><span className="chip outlined">{t('plan.advice')}</span></div>
            <Factors factors={activation.factors.filter((factor) => factor.holds)} />
            <p className="muted small">{t('plan.onIncident')}</p>
          </div>
        );
      })}
    </>
  );
}
