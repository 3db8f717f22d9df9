// 多画面 made on the console: automatic, or each cell by hand with its list of sites; kept, or kept and applied.
import { Grid2x2, Plus, Trash2, X } from 'lucide-react';
import { useState } from 'react';
import type { ConferenceView, ControlView } from '../../link/types';
import { useT } from '../../shell/i18n';
import { useKeys } from '../../shell/keyboard';
import { RefusedHere } from '../RefusedHere';
import { present, siteName } from '../sites';
import type { Actions } from '../useRoom';
import { columns } from './MosaicStage';

type Mosaic = ControlView['mosaics'][number];
type Plan = Mosaic['plan'];
type Cell = Extract<Plan, { type: 'by_hand' }>['cells'][number];
type Audience = NonNullable<Mosaic['applied']>;
const SIZES = [1, 4, 6, 9, 16, 20, 25] as const;
const WHOM = ['all', 'branches', 'chair_site'] as const;

interface Props { conference: ConferenceView; control: ControlView; actions: Actions; close: () => void }

export function MosaicEditor({ conference, control, actions, close }: Props) {
  const t = useT();
  const [chosen, setChosen] = useState<number | null>(control.mosaics[0]?.id ?? null);
  useKeys({ Escape: close });
  const mosaic = control.mosaics.find((each) => each.id === chosen);
  return (
    <div className="popover mosaic-editor panel" role="dialog" aria-label={t('control.mosaic')} data-testid="mosaic-editor">
      <header><h2>{t('control.mosaic')}</h2><span className="muted small grow">{t('control.mosaicNote')}</span><button className="button small-button" onClick={close}>{t('map.close')} <kbd>Esc</kbd></button></header>
      <RefusedHere actions={actions} place="own" />
      <div className="mosaic-list row wrap" role="group" aria-label={t('control.savedMosaics')}>
        {control.mosaics.map((each) => <button key={each.id} className="button small-button" aria-pressed={each.id === chosen} data-testid="mosaic-saved" onClick={() => setChosen(each.id)}><Grid2x2 size={13} aria-hidden="true" />{each.name}{each.applied && <span className="chip acting">{t('control.applied')}</span>}</button>)}
        <button className="button small-button" aria-pressed={chosen === null} data-testid="mosaic-new" onClick={() => setChosen(null)}><Plus size={13} aria-hidden="true" />{t('control.newMosaic')}</button>
      </div>
      <Form key={chosen ?? 'new'} {...{ conference, mosaic, actions }} done={() => undefined} />
    </div>
  );
}

function startPlan(conference: ConferenceView): Plan {
  return { type: 'automatic', most: Math.min(9, Math.max(4, present(conference).length)) };
}

function Form({ conference, mosaic, actions }: { conference: ConferenceView; mosaic: Mosaic | undefined; actions: Actions; done: () => void }) {
  const t = useT();
  const [name, setName] = useState(mosaic?.name ?? t('control.mosaicName'));
  const [plan, setPlan] = useState<Plan>(mosaic?.plan ?? startPlan(conference));
  const [whom, setWhom] = useState<(typeof WHOM)[number]>(mosaic?.applied && mosaic.applied.type !== 'sites' ? mosaic.applied.type : 'all');
  const [cell, setCell] = useState(0);
  const id = conference.id;
  const save = (apply: Audience | undefined) => actions.act({ type: 'save_mosaic', conference: id, ...(mosaic ? { mosaic: mosaic.id } : {}), name, plan, ...(apply ? { apply } : {}) });
  const cells = plan.type === 'by_hand' ? plan.cells : null;
  const setCells = (fresh: Cell[]) => setPlan({ type: 'by_hand', cells: fresh });
  return (
    <>
      <div className="body mosaic-form">
        <div className="row wrap">
          <label className="row grow">{t('control.name')}<input className="input" value={name} maxLength={60} onChange={(event) => setName(event.target.value)} data-testid="mosaic-name" /></label>
          <span className="segmented" role="group" aria-label={t('control.howFilled')}>
            <button aria-pressed={cells === null} onClick={() => setPlan(startPlan(conference))} data-testid="mosaic-automatic">{t('control.automatic')}</button>
            <button aria-pressed={cells !== null} onClick={() => cells === null && setCells(fill(conference, plan.type === 'automatic' ? plan.most : 4))} data-testid="mosaic-by-hand">{t('control.byHand')}</button>
          </span>
          <label className="row nowrap">{t('control.cells')}
            <select className="input dwell" data-testid="mosaic-size" value={cells ? cells.length : plan.type === 'automatic' ? plan.most : 4} onChange={(event) => (cells ? setCells(resized(cells, Number(event.target.value))) : setPlan({ type: 'automatic', most: Number(event.target.value) }))}>
              {[...new Set([...SIZES, cells ? cells.length : plan.type === 'automatic' ? plan.most : 4])].sort((a, b) => a - b).map((size) => <option key={size} value={size}>{size}</option>)}
            </select>
          </label>
        </div>
        {cells && (
          <div className="mosaic-cells">
            <div className="mosaic-grid" style={{ gridTemplateColumns: `repeat(${columns(cells.length)}, minmax(0, 1fr))` }}>
              {cells.map((each, index) => (
                <button key={index} className="mosaic-pick" aria-pressed={index === cell} data-testid={`mosaic-cell-${index}`} onClick={() => setCell(index)}>
                  <b>{index + 1}</b>{each.sites.length === 0 ? t('control.emptyCell') : each.sites.map((site) => siteName(conference, site)).join('、')}{each.content === 'presentation' && ` · ${t('room.presentation')}`}
                </button>
              ))}
            </div>
            {cells[cell] && <CellForm conference={conference} cell={cells[cell]} index={cell} set={(fresh) => setCells(cells.map((each, index) => (index === cell ? fresh : each)))} />}
          </div>
        )}
      </div>
      <footer className="wrap">
        <label className="row nowrap">{t('control.for')}
          <select className="input dwell" value={whom} onChange={(event) => setWhom(event.target.value as (typeof WHOM)[number])} data-testid="mosaic-whom">{WHOM.map((each) => <option key={each} value={each}>{t(`control.whom.${each}`)}</option>)}</select>
        </label>
        <button className="button primary" data-testid="mosaic-apply" disabled={name.trim() === ''} onClick={() => save({ type: whom })}>{t('control.saveApply')}</button>
        <button className="button" data-testid="mosaic-save" disabled={name.trim() === ''} onClick={() => save(undefined)}>{t('control.save')}</button>
        {mosaic && (
          <>
            <button className="button" data-testid="mosaic-broadcast" onClick={() => actions.act({ type: 'broadcast_mosaic', conference: id, mosaic: mosaic.id })}>{t('control.broadcastMosaic')}</button>
            {mosaic.applied && <button className="button" data-testid="mosaic-unapply" onClick={() => actions.act({ type: 'apply_mosaic', conference: id, mosaic: mosaic.id, audience: null })}>{t('control.unapply')}</button>}
            {mosaic.plan.type === 'by_hand' && mosaic.plan.cells.some((each) => each.sites.length > 1) && <button className="button" data-testid="mosaic-rotate" onClick={() => actions.act({ type: 'rotation', conference: id, kind: 'mosaic', step: { type: 'start', sites: [], mosaic: mosaic.id } })}>{t('control.rotateCells')}</button>}
            <button className="button danger" data-testid="mosaic-delete" aria-label={t('control.deleteMosaic')} title={t('control.deleteMosaic')} onClick={() => actions.act({ type: 'delete_mosaic', conference: id, mosaic: mosaic.id })}><Trash2 size={14} /></button>
          </>
        )}
      </footer>
    </>
  );
}

function CellForm({ conference, cell, index, set }: { conference: ConferenceView; cell: Cell; index: number; set: (cell: Cell) => void }) {
  const t = useT();
  const free = present(conference).filter((site) => !cell.sites.includes(site.id));
  return (
    <div className="cell-form">
      <b>{t('control.cell', { number: index + 1 })}</b>
      <ul>{cell.sites.map((site) => <li key={site} className="chip">{siteName(conference, site)}<button className="chip-x" aria-label={t('control.takeOut', { name: siteName(conference, site) })} onClick={() => set({ ...cell, sites: cell.sites.filter((each) => each !== site) })}><X size={12} /></button></li>)}</ul>
      <select className="input" value="" aria-label={t('control.putIn')} data-testid="mosaic-put" onChange={(event) => set({ ...cell, sites: [...cell.sites, Number(event.target.value)] })}>
        <option value="" disabled>{t('control.putIn')}</option>
        {free.map((site) => <option key={site.id} value={site.id}>{site.name}</option>)}
      </select>
      <label className="row"><input type="checkbox" checked={cell.content === 'presentation'} onChange={(event) => set({ ...cell, content: event.target.checked ? 'presentation' : 'main' })} />{t('control.cellPresentation')}</label>
      {cell.sites.length > 1 && <p className="muted small">{t('control.cellRotates')}</p>}
    </div>
  );
}

/** Begins with who is here, one in each cell. */
function fill(conference: ConferenceView, size: number): Cell[] {
  const here = present(conference).sort((a, b) => a.id - b.id);
  return Array.from({ length: size }, (_, index) => ({ sites: here[index] ? [here[index].id] : [], content: 'main' as const }));
}

function resized(cells: readonly Cell[], size: number): Cell[] {
  return Array.from({ length: size }, (_, index) => cells[index] ?? { sites: [], content: 'main' as const });
}
