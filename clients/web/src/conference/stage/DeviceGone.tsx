// A camera or a microphone was pulled out: said for as long as it is gone.
import { useT } from '../../shell/i18n';
import type { Call } from '../call/call';
import { useCallVersion } from '../useCall';

export function DeviceGone({ call }: { call: Call }) {
  useCallVersion(call);
  const t = useT();
  return call.gone().map((device) => (
    <div key={device} className="banner wait media-banner" role="status" data-testid="device-gone" data-device={device}>
      <span className="grow"><b>{t(`room.deviceGone.${device}`)}</b>{t('room.deviceGone.returns')}</span>
    </div>
  ));
}
