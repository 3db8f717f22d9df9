// 锁定视频源: what the chair fixes for one site's screen.
import { Pin } from 'lucide-react';
import type { ConferenceView, ControlView, SiteView } from '../../link/types';
import { useT } from '../../shell/i18n';
import { present } from '../sites';
import type { Act } from '../useRoom';

export function PinSelect({ conference, control, viewer, act }: { conference: ConferenceView; control: ControlView; viewer: SiteView; act: Act }) {
  const t = useT();
  const pinned = control.pins.find((pin) => pin.viewer === viewer.id)?.source;
  const value = pinned === undefined ? '' : pinned.type === 'site' ? `site-${pinned.site}` : `mosaic-${pinned.mosaic}`;
  const choose = (chosen: string) => {
    const [kind, number] = chosen.split('-');
    const source = kind === 'site' ? { type: 'site' as const, site: Number(number) } : kind === 'mosaic' ? { type: 'mosaic' as const, mosaic: Number(number) } : null;
    act({ type: 'pin_site', conference: conference.id, viewer: viewer.id, source });
  };
  return (
    <label className="row small pin"><Pin size={13} aria-hidden="true" />
      <select className="input" aria-label={t('control.pinOf', { name: viewer.name })} data-testid="site-pin" value={value} onChange={(event) => choose(event.target.value)}>
        <option value="">{t('control.notPinned')}</option>
        {present(conference).filter((site) => site.id !== viewer.id).map((site) => <option key={site.id} value={`site-${site.id}`}>{t('control.pinTo', { name: site.name })}</option>)}
        {control.mosaics.map((mosaic) => <option key={`m${mosaic.id}`} value={`mosaic-${mosaic.id}`}>{t('control.pinTo', { name: mosaic.name })}</option>)}
      </select>
    </label>
  );
}
