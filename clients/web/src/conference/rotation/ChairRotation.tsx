// 我的轮询: changes the chair's own screen only.
import { useState } from 'react';
import type { ConferenceView, ControlView, SiteView } from '../../link/types';
import { useT } from '../../shell/i18n';
import type { Act } from '../useRoom';
import { Dwell } from './Dwell';
import { RotationRow } from './RotationRow';

export function ChairRotation({ conference, control, own, act }: { conference: ConferenceView; control: ControlView; own: SiteView | undefined; act: Act }) {
  const t = useT();
  const [dwell, setDwell] = useState(10);
  const running = control.rotations.some((each) => each.kind === 'chair');
  if (!own) return null;
  return (
    <div className="operation-row chair-rotation" data-testid="chair-rotation">
      <b className="nowrap">{t('control.myRotation')}</b>
      {running
        ? <RotationRow conference={conference} control={control} kind="chair" act={act} />
        : (
          <>
            <Dwell value={dwell} set={setDwell} />
            <span className="muted small grow one-note">{t('control.myRotationNote')}</span>
            <button className="button small-button" data-testid="rotation-chair-start" onClick={() => act({ type: 'rotation', conference: conference.id, kind: 'chair', step: { type: 'start', sites: [], dwell_s: dwell } })}>{t('control.start')}</button>
          </>
        )}
    </div>
  );
}
