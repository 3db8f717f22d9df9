// 安排大屏, at the desk: which wall, by which preset, with which conference, incident and map view. The wall obeys the log.
import './arrange.css';
import { ExternalLink, MonitorUp, X } from 'lucide-react';
import { useState } from 'react';
import { submit, useEntities, useMe } from '../link';
import type { Refusal, WallPane, WallScene, WallView } from '../link/types';
import { OPEN_STATES } from '../command/states';
import { useT } from '../shell/i18n';
import { useNow } from '../shell/marks';
import { RefusalNote } from '../shell/RefusalNote';
import { momentText, ms } from '../shell/time';

export const PANES: readonly WallPane[] = ['figures', 'incident', 'map', 'conference'];
export const LAYOUTS = ['main', 'mosaic', 'single'] as const;
export const MAPS = ['county', 'incident', 'leader'] as const;
const ARRANGERS: ReadonlySet<string> = new Set(['leader', 'duty_officer', 'operator']);

/** The button of the top bar, and the panel that it opens. */
export function ArrangeWalls() {
  const t = useT();
  const me = useMe();
  const walls = useEntities('wall');
  const [open, setOpen] = useState(false);
  if (!ARRANGERS.has(me.role) || walls.size === 0) return null;
  return (
    <span className="menu">
      <button className="button plain" aria-expanded={open} data-testid="arrange-walls" onClick={() => setOpen(!open)}><MonitorUp size={15} aria-hidden="true" />{t('wall.arrange')}</button>
      {open && <Panel walls={[...walls.values()]} onClose={() => setOpen(false)} />}
    </span>
  );
}

function Panel({ walls, onClose }: { walls: WallView[]; onClose: () => void }) {
  const t = useT();
  const [id, setId] = useState(walls[0]!.id);
  const wall = walls.find((each) => each.id === id) ?? walls[0]!;
  return (
    <div className="list arrange" role="dialog" aria-label={t('wall.arrangeTitle')} data-testid="arrange-panel" onKeyDown={(event) => event.key === 'Escape' && onClose()}>
      <div className="row"><h2 className="grow">{t('wall.arrangeTitle')}</h2><button className="button plain" aria-label={t('wall.close')} onClick={onClose}><X size={15} /></button></div>
      {walls.length > 1 && (
        <label className="field"><span className="label">{t('wall.which')}</span><select className="input" value={wall.id} onChange={(event) => setId(event.target.value)}>{walls.map((each) => <option key={each.id} value={each.id}>{each.name}</option>)}</select></label>
      )}
      <Arrange key={`${wall.id}/${wall.version}`} wall={wall} />
    </div>
  );
}

function Arrange({ wall }: { wall: WallView }) {
  const t = useT();
  const now = useNow();
  const presets = [...useEntities('wall_preset').values()];
  const conferences = [...useEntities('conference').values()].filter((each) => !each.ended_at);
  const incidents = [...useEntities('incident').values()].filter((each) => OPEN_STATES.has(each.state) || each.id === wall.scene.incident);
  const [scene, setScene] = useState<WallScene>(wall.scene);
  const [preset, setPreset] = useState<string | null>(wall.preset ?? null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const change = (part: Partial<WallScene>) => {
    setScene({ ...scene, ...part });
    if ('panes' in part || 'layout' in part || 'map' in part) setPreset(null);
  };
  const choose = (chosen: string) => {
    const found = presets.find((each) => each.id === chosen);
    setPreset(found ? found.id : null);
    if (found) setScene({ ...scene, panes: found.panes, layout: found.layout, map: found.map });
  };
  const toggle = (pane: WallPane) => change({ panes: PANES.filter((each) => (each === pane ? !scene.panes.includes(pane) : scene.panes.includes(each))) });
  const apply = async () => {
    const outcome = await submit({ type: 'arrange_wall', wall: wall.id, preset: preset ?? undefined, scene });
    setRefusal(outcome.ok ? null : outcome.refusal);
  };
  const same = JSON.stringify(scene) === JSON.stringify(wall.scene) && preset === (wall.preset ?? null);
  const number = (value: string) => (value === '' ? undefined : Number(value));
  return (
    <>
      <label className="field"><span className="label">{t('wall.preset')}</span>
        <select className="input" data-testid="wall-preset" value={preset ?? ''} onChange={(event) => choose(event.target.value)}><option value="">{t('wall.noPreset')}</option>{presets.map((each) => <option key={each.id} value={each.id}>{each.name}</option>)}</select>
      </label>
      <fieldset className="field"><legend className="label">{t('wall.shown')}</legend>
        <span className="segmented" role="group">{PANES.map((pane) => <button key={pane} type="button" aria-pressed={scene.panes.includes(pane)} data-testid={`wall-pane-${pane}`} onClick={() => toggle(pane)}>{t(`wall.panes.${pane}`)}</button>)}</span>
      </fieldset>
      <label className="field"><span className="label">{t('wall.conference')}</span>
        <select className="input" data-testid="wall-conference-choice" value={scene.conference ?? ''} onChange={(event) => change({ conference: number(event.target.value) })}><option value="">{t('wall.nothing')}</option>{conferences.map((each) => <option key={each.id} value={each.id}>{each.title}</option>)}</select>
      </label>
      <label className="field"><span className="label">{t('wall.layout')}</span>
        <select className="input" value={scene.layout} onChange={(event) => change({ layout: event.target.value as WallScene['layout'] })}>{LAYOUTS.map((each) => <option key={each} value={each}>{t(`wall.layouts.${each}`)}</option>)}</select>
      </label>
      <label className="field"><span className="label">{t('wall.incident')}</span>
        <select className="input" data-testid="wall-incident-choice" value={scene.incident ?? ''} onChange={(event) => change({ incident: number(event.target.value) })}><option value="">{t('wall.nothing')}</option>{incidents.map((each) => <option key={each.id} value={each.id}>{each.facts.title}</option>)}</select>
      </label>
      <label className="field"><span className="label">{t('wall.map')}</span>
        <select className="input" data-testid="wall-map-choice" value={scene.map?.type ?? 'county'} onChange={(event) => change({ map: { type: event.target.value as (typeof MAPS)[number] } })}>
          {MAPS.map((each) => <option key={each} value={each}>{t(`wall.maps.${each}`)}</option>)}{scene.map?.type === 'fixed' && <option value="fixed">{t('wall.maps.fixed')}</option>}
        </select>
      </label>
      {refusal && <RefusalNote refusal={refusal} />}
      <div className="row"><button className="button primary" data-testid="wall-apply" disabled={same} onClick={() => void apply()}>{t(same ? 'wall.applied' : 'wall.apply')}</button><a className="button plain" href={`/wall/${wall.id}`} target="_blank" rel="noreferrer"><ExternalLink size={14} aria-hidden="true" />{t('wall.open_')}</a></div>
      <p className="muted small" style={{ padding: 0 }}>{wall.by === '' ? t('wall.notArranged') : t('wall.by', { by: wall.by, time: momentText(ms(wall.arranged_at), now) })}</p>
    </>
  );
}
