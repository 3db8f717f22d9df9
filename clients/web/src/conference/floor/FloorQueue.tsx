// 申请发言: who asks, since when, for what; first come first.
import type { ConferenceView, ControlView } from '../../link/types';
import { useT } from '../../shell/i18n';
import { useNow } from '../../shell/marks';
import { ms, spanText } from '../../shell/time';
import { RefusedHere } from '../RefusedHere';
import { siteName } from '../sites';
import type { Actions } from '../useRoom';

export function FloorQueue({ conference, control, actions }: { conference: ConferenceView; control: ControlView; actions: Actions }) {
  const t = useT();
  const now = useNow();
  const id = conference.id;
  const act: Actions['act'] = (input) => actions.act(input, 'floor');
  return (
    <section className="floor" aria-label={t('control.floor')} data-testid="floor-queue">
      <header><h2>{t('control.floor')}</h2><span className="muted small">{t('control.floorNote')}</span></header>
      <div className="floor-refused"><RefusedHere actions={actions} place="floor" /></div>
      <ol aria-live="polite">
        {control.floor_queue.map((request, index) => (
          <li key={request.site} data-testid="floor-request" data-site={request.site}>
            <span className="place">{index + 1}</span>
            <span className="grow"><b>{siteName(conference, request.site)}</b>{request.reason && <span className="soft small reason">{request.reason}</span>}</span>
            <span className="soft small nowrap">{t('control.waits', { span: spanText(now - ms(request.at)) })}</span>
            <button className={`button small-button ${index === 0 ? 'primary' : ''}`} data-testid="floor-grant" onClick={() => act({ type: 'grant_floor', conference: id, site: request.site })}>{t('control.grant')}{index === 0 && <kbd>G</kbd>}</button>
            <button className="button small-button" data-testid="floor-postpone" onClick={() => act({ type: 'postpone_floor', conference: id, site: request.site })}>{t('control.later')}</button>
            <button className="button small-button" data-testid="floor-refuse" onClick={() => act({ type: 'refuse_floor', conference: id, site: request.site, reason: '' })}>{t('control.refuse')}</button>
          </li>
        ))}
      </ol>
      {control.floor_queue.length === 0 && <p className="muted note">{t('control.nobodyAsks')}</p>}
    </section>
  );
}
