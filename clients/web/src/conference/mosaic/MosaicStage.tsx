// 多画面: the first cells as one picture. A cell without a source stays dark; where the site stands itself it sees itself.
import type { ConferenceView, ScreenView, SiteView } from '../../link/types';
import type { Call } from '../call/call';
import type { SlotKey } from '../call/slots';
import { SelfView } from '../stage/SelfView';
import { Tile } from '../stage/Tile';
import { useCallVersion } from '../useCall';

/** Columns of a square-ish grid: 1, 2×2, 3×3, 4×4, 5×5. */
export function columns(cells: number): number {
  return Math.max(1, Math.ceil(Math.sqrt(cells)));
}

interface Props { conference: ConferenceView; call: Call; screen: ScreenView; site: SiteView | undefined; speaking: ReadonlySet<number>; banner: string }

export function MosaicStage({ conference, call, screen, site, speaking, banner }: Props) {
  useCallVersion(call);
  const cells = screen.layout.type === 'mosaic' ? screen.layout.cells : 0;
  const across = columns(cells);
  const down = Math.ceil(cells / across);
  const filled = new Set((screen.cells ?? []).map((row) => (row.slot.type === 'cell' ? row.slot.index : -1)));
  return (
    <div className="stage-main mosaic" data-testid="mosaic" style={{ gridTemplate: `repeat(${down}, minmax(0, 1fr)) / repeat(${across}, minmax(0, 1fr))` }}>
      <p className="tile-banner" data-testid="stage-words" role="status">{banner}</p>
      {Array.from({ length: cells }, (_, index) => {
        if (index === screen.own_cell) return <div key={index} className="mosaic-cell"><SelfView call={call} site={site} /></div>;
        const slot: SlotKey = `cell-${index}`;
        if (!call.slots.includes(slot)) return <div key={index} className="mosaic-cell dark" />;
        return <div key={index} className={`mosaic-cell ${filled.has(index) ? '' : 'dark'}`}><Tile call={call} slot={slot} conference={conference} speaking={speaking} /></div>;
      })}
    </div>
  );
}
