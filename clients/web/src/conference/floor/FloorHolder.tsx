// 发言权: who holds it, and the way to take it back.
import type { ConferenceView } from '../../link/types';
import { useT } from '../../shell/i18n';
import { siteName } from '../sites';
import type { Act } from '../useRoom';

export function FloorHolder({ conference, site, act }: { conference: ConferenceView; site: number; act: Act }) {
  const t = useT();
  return (
    <>
      <p className="grow">{t('control.floorHolder', { name: siteName(conference, site) })}</p>
      <button className="button" data-testid="revoke-floor" onClick={() => act({ type: 'revoke_floor', conference: conference.id })}>{t('control.revokeFloor')}</button>
    </>
  );
}
