// 地点: village, town, pinyin, code or coordinates. Answers carry letters that match pins on the map.
import { MapPin } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { Refused } from '../link';
import type { Converted, Crs, FoundPlace, GivenPosition, Place, Refusal } from '../link/types';
import { convert, DATUMS, parsePair } from '../map/coordinates';
import { usePlaces } from '../map/places';
import { refusalText, useLanguage, useT } from '../shell/i18n';
import { useDesk } from './desk';

const LETTERS = 'ABCDEFGH';
/** A pasted pair is as good as its decimals; this is what a phone gives. */
const PASTED_ERROR_M = 20;
const NO_PLACES: readonly FoundPlace[] = [];

type Reading = { status: 'none' } | { status: 'read'; given: GivenPosition; converted: Converted } | { status: 'refused'; refusal: Refusal } | { status: 'failed' };

/** Asks the node what a pasted pair means in the chosen datum. */
function useReading(pair: { lon: number; lat: number } | null, crs: Crs): Reading {
  const [reading, setReading] = useState<Reading>({ status: 'none' });
  const key = pair ? `${pair.lon},${pair.lat}` : '';
  useEffect(() => {
    if (key === '') return setReading((old) => (old.status === 'none' ? old : { status: 'none' }));
    let current = true;
    const [lon, lat] = key.split(',').map(Number) as [number, number];
    const given = { crs, lon, lat };
    convert(given).then(
      (converted) => current && setReading({ status: 'read', given, converted }),
      (error: unknown) => current && setReading(error instanceof Refused ? { status: 'refused', refusal: error.refusal } : { status: 'failed' }),
    );
    return () => {
      current = false;
    };
  }, [key, crs]);
  return reading;
}

interface Props { place: Place; onChange: (place: Place) => void; wrong: boolean; children?: React.ReactNode }

export function PlaceField({ place, onChange, wrong, children }: Props) {
  const t = useT();
  const language = useLanguage();
  const picking = useDesk((state) => state.picking);
  const [typing, setTyping] = useState(false);
  const [at, setAt] = useState(0);
  const [crs, setCrs] = useState<Crs>('wgs84');
  const pair = parsePair(place.text);
  const located = place.position != null;
  const searching = typing && !located && !pair;
  const search = usePlaces(searching ? place.text : '');
  const places = searching ? search.places : NO_PLACES;
  // Numbers that are not taken yet keep their warning when the caret has gone on.
  const reading = useReading(located ? null : pair, crs);

  const pins = useMemo(() => {
    if (located) return [{ letter: '•', position: place.position!, active: true }];
    // Numbers that are evidently wrong may lie on no map at all.
    if (reading.status === 'read') return reading.converted.warnings.some((warning) => warning.repaired) ? [] : [{ letter: '•', position: reading.converted.position, active: true }];
    return places.map((each, index) => ({ letter: LETTERS[index]!, position: each.position, active: index === at }));
  }, [located, place.position, reading, places, at]);
  useEffect(() => {
    if (pins.length === 0 && useDesk.getState().pins.length === 0) return;
    useDesk.setState({ pins, ...(pins[0] ? { focus: { position: (pins.find((pin) => pin.active) ?? pins[0]).position } } : {}) });
  }, [pins]);
  useEffect(() => () => useDesk.setState({ pins: [], picking: false }), []);

  const again = () => {
    onChange({ text: place.text });
    setTyping(true);
    useDesk.setState({ picking: true });
  };
  const done = () => {
    setTyping(false);
    setAt(0);
    useDesk.setState({ picking: false });
  };
  const take = (found: FoundPlace | undefined) => {
    if (!found) return;
    const text = found.kind === 'village' ? `${found.town}${found.name}` : found.name;
    onChange({ text, position: found.position, error_m: found.error_m, town: found.code.slice(0, 9) });
    done();
  };
  const takeReading = () => {
    if (reading.status !== 'read') return;
    onChange({ text: place.text, position: reading.converted.position, error_m: PASTED_ERROR_M, ...(crs === 'wgs84' ? {} : { given: reading.given }) });
    done();
  };
  const repair = reading.status === 'read' ? reading.converted.warnings.find((warning) => warning.repaired) : undefined;
  const swap = () => {
    const repaired = repair?.repaired;
    if (!repaired) return;
    setCrs(repaired.crs);
    onChange({ text: `${repaired.lon}, ${repaired.lat}` });
  };
  const enter = () => (pair ? (repair ? swap() : takeReading()) : take(places[at]));

  return (
    <div className={`field ${wrong ? 'wrong' : ''}`} data-testid="place-field">
      <label className="label" htmlFor="intake-place"><span>{t('intake.place')} <span className="required">*</span></span>{located ? (
        <span className="hint" data-testid="located">
          {place.position!.lon.toFixed(5)}, {place.position!.lat.toFixed(5)} WGS84{place.error_m ? ` · ${t('intake.errorRadius', { metres: Math.round(place.error_m) })}` : ''}
          {place.given ? ` · ${t('incident.given', { crs: t(`crs.${place.given.crs}`), numbers: `${place.given.lon}, ${place.given.lat}` })}` : ''}
        </span>
      ) : <span className="hint">{t('intake.placeHint')}</span>}</label>
      <div className="combo">
        <input
          id="intake-place" data-testid="intake-place" data-field="place" data-located={located} autoComplete="off" role="combobox" aria-expanded={places.length > 0} aria-controls="intake-place-list" maxLength={200}
          value={place.text}
          onFocus={() => {
            setTyping(true);
            useDesk.setState({ picking: true });
          }}
          onBlur={() => setTyping(false)}
          onChange={(event) => {
            setAt(0);
            setTyping(true);
            useDesk.setState({ picking: true });
            onChange({ text: event.target.value });
          }}
          onKeyDown={(event) => {
            if (event.nativeEvent.isComposing || event.ctrlKey) return;
            if (event.key === 'ArrowDown' && places.length > 0) setAt(Math.min(at + 1, places.length - 1));
            else if (event.key === 'ArrowUp' && places.length > 0) setAt(Math.max(at - 1, 0));
            else if (event.key === 'Enter') enter();
            else return;
            event.preventDefault();
          }}
        />
        <button type="button" tabIndex={-1} className={`button chosen ${picking ? '' : 'plain'}`} style={{ minHeight: 24, padding: '0 6px' }} data-testid="pick-on-map" aria-pressed={picking} onPointerDown={(event) => event.preventDefault()} onClick={() => (located ? again() : useDesk.setState({ picking: !picking }))}>
          <MapPin size={14} aria-hidden="true" /> {located ? t('intake.clearPlace') : search.status === 'looking' ? t('intake.looking') : places.length > 0 ? t('intake.placeCount', { count: places.length }) : t('intake.locate')}
        </button>
      </div>
      {searching && places.length > 0 && (
        <div id="intake-place-list" role="listbox" aria-label={t('intake.place')} className="place-list place-answers" data-testid="place-answers">
          {places.map((found, index) => (
            <div key={found.code} role="option" aria-selected={index === at} data-code={found.code} onPointerDown={(event) => event.preventDefault()} onClick={() => take(found)}>
              <span className="letter">{LETTERS[index]}</span><span className="strong">{found.name}</span>
              <span className="small soft grow">{found.town} · {t(`map.kind.${found.kind}`)}{found.sounds_like ? ` · ${t('intake.soundsLike')}` : ''}{found.generated ? ` · ${t('intake.generated')}` : ''}</span>
              <span className="small muted nowrap">{t('intake.errorRadius', { metres: Math.round(found.error_m) })}</span>
            </div>
          ))}
        </div>
      )}
      {searching && search.status === 'found' && places.length === 0 && search.query !== '' && <p className="small soft">{t('intake.none', { query: search.query })}{t('intake.orClick')}</p>}
      {searching && search.status === 'failed' && <p className="small soft">{t('intake.offlineSearch')}</p>}
      {pair && !located && (
        <div className="row wrap" data-testid="coordinates" onPointerDown={(event) => event.preventDefault()}>
          <span className="segmented" role="group" aria-label={t('intake.datum')}>
            {DATUMS.map((each) => <button type="button" key={each} data-testid={`datum-${each}`} aria-pressed={crs === each} onClick={() => setCrs(each)}>{t(`crs.${each}`)}</button>)}
          </span>
          {reading.status === 'read' && !repair && <button type="button" className="button" data-testid="take-coordinates" onClick={takeReading}>{reading.converted.position.lon.toFixed(6)}, {reading.converted.position.lat.toFixed(6)} WGS84 <kbd>Enter</kbd></button>}
          {reading.status === 'read' && reading.converted.moved_m >= 1 && <span className="small soft" data-testid="converted">{t('intake.converted', { crs: t(`crs.${crs}`), metres: Math.round(reading.converted.moved_m) })}</span>}
          {reading.status === 'read' && reading.converted.warnings.map((warning) => (
            <p className="field-error" role="alert" key={warning.rule} data-testid="position-warning">
              {language === 'zh' ? warning.message_zh : warning.message_en} <span className="muted">{t('refusal.rule', { rule: warning.rule })}</span>
              {warning.repaired && <button type="button" className="button" data-testid="swap" onClick={swap}>{t('intake.swap')} <kbd>Enter</kbd></button>}
            </p>
          ))}
          {reading.status === 'refused' && <p className="field-error" role="alert">{refusalText(reading.refusal, language)} {t('refusal.rule', { rule: reading.refusal.rule })}</p>}
          {reading.status === 'failed' && <p className="field-error">{t('refusal.unreachable')}</p>}
        </div>
      )}
      {children}
    </div>
  );
}

