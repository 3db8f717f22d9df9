// 大屏与预设: which walls there are, and the arrangements that a desk can choose.
import { useState } from 'react';
import { useEntities } from '../link';
import type { WallLayout, WallPane } from '../link/types';
import { useT } from '../shell/i18n';
import { RefusalNote } from '../shell/RefusalNote';
import { LAYOUTS, MAPS, PANES } from '../wall/ArrangeWalls';
import { useRun } from './useRun';

type MapKind = (typeof MAPS)[number];
const FRESH = { id: '', name: '', panes: ['figures', 'map', 'conference'] as WallPane[], layout: 'main' as WallLayout, map: 'incident' as MapKind };

export function Walls() {
  const t = useT();
  const walls = [...useEntities('wall').values()];
  const presets = [...useEntities('wall_preset').values()];
  const { refusal, busy, send } = useRun();
  const [wall, setWall] = useState({ id: '', name: '' });
  const [preset, setPreset] = useState(FRESH);
  const toggle = (pane: WallPane) => setPreset({ ...preset, panes: PANES.filter((each) => (each === pane ? !preset.panes.includes(pane) : preset.panes.includes(each))) });
  return (
    <>
      {refusal && <RefusalNote refusal={refusal} />}
      <section className="panel">
        <header><h2>{t('wall.walls')}</h2><span className="muted small">{t('wall.hint')}</span></header>
        <form className="admin-form" onSubmit={(event) => {
          event.preventDefault();
          void send({ type: 'set_wall', ...wall }).then((ok) => ok && setWall({ id: '', name: '' }));
        }}>
          <label className="field"><span className="label">{t('wall.wallId')}</span><input required data-testid="wall-id" value={wall.id} placeholder="hall" onChange={(event) => setWall({ ...wall, id: event.target.value })} /></label>
          <label className="field"><span className="label">{t('wall.wallName')}</span><input required data-testid="wall-name" value={wall.name} onChange={(event) => setWall({ ...wall, name: event.target.value })} /></label>
          <button className="button primary" data-testid="wall-add" disabled={busy}>{t('wall.addWall')}</button>
        </form>
        <table className="table"><tbody>
          {walls.map((each) => <tr key={each.id}><td>{each.name}</td><td className="mono">/wall/{each.id}</td><td className="number"><button className="button" disabled={busy} onClick={() => void send({ type: 'remove_wall', id: each.id })}>{t('wall.removeWall')}</button></td></tr>)}
        </tbody></table>
      </section>
      <section className="panel">
        <header><h2>{t('wall.presets')}</h2></header>
        <form className="admin-form" onSubmit={(event) => {
          event.preventDefault();
          void send({ type: 'save_wall_preset', id: preset.id, name: preset.name, panes: preset.panes, layout: preset.layout, map: { type: preset.map } }).then((ok) => ok && setPreset(FRESH));
        }}>
          <label className="field"><span className="label">{t('wall.wallId')}</span><input required value={preset.id} placeholder="flood" onChange={(event) => setPreset({ ...preset, id: event.target.value })} /></label>
          <label className="field"><span className="label">{t('wall.presetName')}</span><input required value={preset.name} onChange={(event) => setPreset({ ...preset, name: event.target.value })} /></label>
          <span className="segmented" role="group" aria-label={t('wall.shown')}>{PANES.map((pane) => <button key={pane} type="button" aria-pressed={preset.panes.includes(pane)} onClick={() => toggle(pane)}>{t(`wall.panes.${pane}`)}</button>)}</span>
          <label className="field"><span className="label">{t('wall.layout')}</span><select value={preset.layout} onChange={(event) => setPreset({ ...preset, layout: event.target.value as WallLayout })}>{LAYOUTS.map((each) => <option key={each} value={each}>{t(`wall.layouts.${each}`)}</option>)}</select></label>
          <label className="field"><span className="label">{t('wall.map')}</span><select value={preset.map} onChange={(event) => setPreset({ ...preset, map: event.target.value as MapKind })}>{MAPS.map((each) => <option key={each} value={each}>{t(`wall.maps.${each}`)}</option>)}</select></label>
          <button className="button primary" disabled={busy}>{t('wall.addPreset')}</button>
        </form>
        <table className="table"><tbody>
          {presets.map((each) => <tr key={each.id}><td>{each.name}</td><td className="mono">{each.id}</td><td>{each.panes.map((pane) => t(`wall.panes.${pane}`)).join(' · ')}</td><td>{t(`wall.layouts.${each.layout}`)}</td><td>{t(`wall.maps.${each.map.type}`)}</td><td className="number"><button className="button" disabled={busy} onClick={() => void send({ type: 'remove_wall_preset', id: each.id })}>{t('wall.removeWall')}</button></td></tr>)}
        </tbody></table>
      </section>
    </>
  );
}
