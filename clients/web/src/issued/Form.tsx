// 拟预警: colour, kind, words, until when, where (towns, or drawn on the map beside it), to whom.
import { type FormEvent, useEffect, useState } from 'react';
import { serverNow, submit, useEntities, useMe } from '../link';
import type { Input, IssuedWarningView, OrderRecipient, Refusal, UnitView, WarningColour } from '../link/types';
import type { CountyMap } from '../map/CountyMap';
import { MapView } from '../map/MapView';
import { figureFeatures } from '../map/plot/figures';
import { DEPARTMENTS } from '../order/recipients';
import { useT } from '../shell/i18n';
import { RefusalNote } from '../shell/RefusalNote';
import { minuteText } from '../shell/time';
import { contentOf, derivedHeadline, draftOf, emptyWarning, firstNeed, HOURS, type WarningDraft, type WarningNeed } from './draft';
import { EVENTS } from './events';

const COLOURS: readonly WarningColour[] = ['red', 'orange', 'yellow', 'blue'];
const toggled = (all: readonly string[], id: string) => (all.includes(id) ? all.filter((each) => each !== id) : [...all, id]);

/** Units that are named one by one here; groups of an older draft are read as they are now. */
function named(units: readonly UnitView[], of: readonly OrderRecipient[]): string[] {
  return of.flatMap((each) => (each.kind === 'unit' ? [each.id] : units.filter((unit) => (each.id === 'townships' ? unit.kind === 'township' : DEPARTMENTS.includes(unit.kind))).map((unit) => unit.id)));
}

function Choices({ label, all, chosen, onChange, testid }: { label: string; all: readonly { id: string; name: string }[]; chosen: readonly string[]; onChange: (chosen: readonly string[]) => void; testid: string }) {
  const t = useT();
  if (all.length === 0) return null;
  const every = all.every(({ id }) => chosen.includes(id));
  return (
    <fieldset className="choices">
      <legend className="label">{label} <button type="button" className="button plain" onClick={() => onChange(every ? [] : all.map(({ id }) => id))}>{t(every ? 'issued.none' : 'issued.every')}</button></legend>
      {all.map(({ id, name }) => (
        <label key={id} className="choice"><input type="checkbox" checked={chosen.includes(id)} data-testid={`${testid}-${id}`} onChange={() => onChange(toggled(chosen, id))} />{name}</label>
      ))}
    </fieldset>
  );
}

/** Draws the ring under the hand on this map. */
function useRing(map: CountyMap | null, area: WarningDraft['area']): void {
  useEffect(() => {
    if (!map) return;
    const shape = area.length < 3 ? 'line' : 'polygon';
    const outline = area.length < 2 ? [] : figureFeatures([{ id: 0, shape, vertices: area, label: '' }], []);
    const handles = area.map((at, vertex) => ({ type: 'Feature' as const, properties: { part: 'handle', vertex }, geometry: { type: 'Point' as const, coordinates: [at.lon, at.lat] } }));
    map.setSketch([...outline, ...handles]);
  }, [map, area]);
}

export function WarningForm({ editing, updates, onDone, onClose }: { editing?: IssuedWarningView; updates?: IssuedWarningView; onDone: (id: number) => void; onClose: () => void }) {
  const t = useT();
  const me = useMe();
  const units = [...useEntities('unit').values()].filter((unit) => !unit.disabled && unit.kind !== 'centre');
  const gateways = [...useEntities('gateway').values()].filter((gateway) => !gateway.disabled);
  const towns = units.filter((unit) => unit.code);
  const [draft, setDraft] = useState<WarningDraft>(() => {
    const from = editing ?? updates;
    return from ? draftOf(from, (content) => named(units, content.units ?? []), serverNow()) : emptyWarning(units.map((unit) => unit.id), gateways.map((gateway) => gateway.id));
  });
  const [drawing, setDrawing] = useState(false);
  const [map, setMap] = useState<CountyMap | null>(null);
  const [need, setNeed] = useState<WarningNeed | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [busy, setBusy] = useState(false);
  useRing(map, draft.area);
  const change = (part: Partial<WarningDraft>) => {
    setNeed(null);
    setDraft((now) => ({ ...now, ...part }));
  };
  const headline = derivedHeadline(draft, me.jurisdiction_name, t(`colour.${draft.colour}Long`));
  const send = async (event: FormEvent) => {
    event.preventDefault();
    const missing = firstNeed(draft);
    setNeed(missing);
    if (missing) return;
    const content = contentOf(draft, headline, serverNow());
    const input: Input = editing ? { type: 'edit_warning', warning: editing.id, version: editing.version, content } : { type: 'draft_warning', content, updates: updates?.id ?? null };
    setBusy(true);
    const outcome = await submit(input);
    setBusy(false);
    if (!outcome.ok) return setRefusal(outcome.refusal);
    onDone(outcome.made?.kind === 'issued_warning' ? outcome.made.id : editing!.id);
  };
  return (
    <form className="issued-form" onSubmit={(event) => void send(event)} data-testid="warning-form">
      <section className="panel">
        <header><h2>{t(updates ? 'issued.update' : editing ? 'issued.edit' : 'issued.draft')}</h2></header>
        <div className="body">
          <div className="row wrap">
            <fieldset className="choices colours"><legend className="label">{t('issued.colour')}</legend>
              {COLOURS.map((colour) => (
                <label key={colour} className="choice"><input type="radio" name="colour" checked={draft.colour === colour} data-testid={`colour-${colour}`} onChange={() => change({ colour })} /><span className={`warning-sign ${colour}`}><span>{t(`colour.${colour}`)}</span></span></label>
              ))}
            </fieldset>
            <label className="field" style={{ width: 130 }}><span className="label">{t('issued.event')}</span>
              <select value={draft.event_code} data-testid="warning-event" onChange={(event) => change({ event_code: event.target.value })}>{EVENTS.map(([code, name]) => <option key={code} value={code}>{name}</option>)}</select>
            </label>
            <label className="field" style={{ width: 150 }}><span className="label">{t('issued.hours')}</span>
              <select value={draft.hours} onChange={(event) => change({ hours: Number(event.target.value) })}>{HOURS.map((hours) => <option key={hours} value={hours}>{t('issued.forHours', { hours, time: minuteText(serverNow() + hours * 3_600_000) })}</option>)}</select>
            </label>
          </div>
          <label className="field"><span className="label">{t('issued.headline')}</span><input value={draft.headline} maxLength={120} placeholder={headline} data-testid="warning-headline" onChange={(event) => change({ headline: event.target.value })} /></label>
          <label className={`field ${need === 'text' ? 'wrong' : ''}`}><span className="label">{t('issued.text')}</span><textarea rows={4} maxLength={4000} value={draft.text} data-testid="warning-text" onChange={(event) => change({ text: event.target.value })} />
            {need === 'text' && <p className="field-error" role="alert">{t('issued.need.text')}</p>}</label>
          <label className="field"><span className="label">{t('issued.instruction')}</span><textarea rows={2} maxLength={4000} value={draft.instruction} data-testid="warning-instruction" onChange={(event) => change({ instruction: event.target.value })} /></label>
          <Choices label={t('issued.towns')} all={towns.map((unit) => ({ id: unit.code!, name: unit.name }))} chosen={draft.towns} onChange={(chosen) => change({ towns: chosen })} testid="town" />
          {need === 'area' && <p className="field-error" role="alert">{t('issued.need.area')}</p>}
          <Choices label={t('issued.units')} all={units.map(({ id, name }) => ({ id, name }))} chosen={draft.units} onChange={(chosen) => change({ units: chosen })} testid="to" />
          <Choices label={t('issued.gateways')} all={gateways.map(({ id, name }) => ({ id, name }))} chosen={draft.gateways} onChange={(chosen) => change({ gateways: chosen })} testid="gateway" />
          {gateways.length === 0 && <p className="small muted">{t('issued.noGateways')}</p>}
          {need === 'to' && <p className="field-error" role="alert">{t('issued.need.to')}</p>}
          {refusal && <RefusalNote refusal={refusal} />}
        </div>
        <footer><button className="button primary large" disabled={busy} data-testid="warning-save">{t('issued.save')}</button><button type="button" className="button large" onClick={onClose}>{t('issued.close')}</button></footer>
      </section>
      <div className="issued-map">
        <MapView picking={drawing} onPick={(at) => drawing && change({ area: [...draft.area, at] })} onMap={setMap} search={false}>
          <div className="map-float issued-draw" role="group" aria-label={t('issued.area')}>
            <button type="button" className="button" aria-pressed={drawing} data-testid="draw-area" onClick={() => setDrawing(!drawing)}>{t(drawing ? 'issued.drawn' : 'issued.draw')}</button>
            {draft.area.length > 0 && <><span className="small">{t('issued.vertices', { count: draft.area.length })}</span>
              <button type="button" className="button" onClick={() => change({ area: draft.area.slice(0, -1) })}>{t('issued.back')}</button><button type="button" className="button" onClick={() => change({ area: [] })}>{t('issued.clear')}</button></>}
          </div>
        </MapView>
      </div>
    </form>
  );
}
