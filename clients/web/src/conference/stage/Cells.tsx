// 各会场: the other sites' pictures in an order that never changes. Who sends none comes last, and its tile says why.
import { useMe } from '../../link';
import type { ConferenceView, ControlView } from '../../link/types';
import { useT } from '../../shell/i18n';
import type { Call } from '../call/call';
import { present } from '../sites';
import { useCallVersion } from '../useCall';
import { SilentTile, Tile } from './Tile';

interface Props { call: Call; conference: ConferenceView; control: ControlView | undefined; speaking: ReadonlySet<number>; look: (site: number) => void }

export function Cells({ call, conference, control, speaking, look }: Props) {
  const t = useT();
  const me = useMe();
  useCallVersion(call);
  const cells = call.slots.filter((slot) => slot.startsWith('cell-'));
  const shown = new Set(cells.map((slot) => call.shown(slot).source));
  const unseen = present(conference).filter((site) => site.user !== me.id && !site.publishing.camera && !shown.has(site.id));
  return (
    <div className="cells" role="group" aria-label={t('room.cells')} tabIndex={0}>
      {cells.map((slot) => <Tile key={slot} call={call} slot={slot} conference={conference} control={control} speaking={speaking} onPress={look} />)}
      {unseen.map((site) => <SilentTile key={site.id} site={site} control={control} />)}
    </div>
  );
}
