// 轮询 of one kind: where it is, how long each stays, on, pause, skip, stop.
import { Pause, Play, SkipForward, Square } from 'lucide-react';
import type { ConferenceView, ControlView } from '../../link/types';
import { useT } from '../../shell/i18n';
import { useNow } from '../../shell/marks';
import { ms } from '../../shell/time';
import { siteName } from '../sites';
import type { Act } from '../useRoom';
import { Dwell } from './Dwell';

type Kind = ControlView['rotations'][number]['kind'];

export function RotationRow({ conference, control, kind, act }: { conference: ConferenceView; control: ControlView; kind: Kind; act: Act }) {
  const t = useT();
  const now = useNow();
  const rotation = control.rotations.find((each) => each.kind === kind);
  if (!rotation) return null;
  const id = conference.id;
  const step = (type: 'pause' | 'resume' | 'skip' | 'stop') => act({ type: 'rotation', conference: id, kind, step: { type } });
  const left = rotation.next_at == null ? null : Math.max(0, Math.ceil((ms(rotation.next_at) - now) / 1000));
  return (
    <>
      <Dwell value={rotation.dwell_s} set={(dwell) => act({ type: 'rotation', conference: id, kind, step: { type: 'set_dwell', dwell_s: dwell } })} />
      <span className="soft grow" data-testid={`rotation-${kind}`} data-paused={rotation.paused}>
        {rotation.current != null && t(rotation.paused ? 'control.stoppedAt' : 'control.rotationAt', { name: siteName(conference, rotation.current) })}
        {left !== null && ` · ${t('control.nextIn', { seconds: left })}`}
      </span>
      <button className="button small-button" data-testid={`rotation-${kind}-skip`} onClick={() => step('skip')}><SkipForward size={14} aria-hidden="true" />{t('control.skip')}</button>
      <button className="button small-button" data-testid={`rotation-${kind}-pause`} aria-pressed={rotation.paused} onClick={() => step(rotation.paused ? 'resume' : 'pause')}>{rotation.paused ? <Play size={14} aria-hidden="true" /> : <Pause size={14} aria-hidden="true" />}{t(rotation.paused ? 'control.goOn' : 'control.pause')}</button>
      {kind !== 'broadcast' && <button className="button small-button" data-testid={`rotation-${kind}-stop`} onClick={() => step('stop')}><Square size={13} aria-hidden="true" />{t('control.stop')}</button>}
    </>
  );
}
