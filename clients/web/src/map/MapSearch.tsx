// The search box over the map: places by Chinese, pinyin or code, incidents by title or number.
import { Search } from 'lucide-react';
import { useRef, useState } from 'react';
import { useEntities } from '../link';
import type { FoundPlace, IncidentView, Wgs84 } from '../link/types';
import { useT } from '../shell/i18n';
import { parsePair } from './coordinates';
import { usePlaces } from './places';

type Result = { kind: 'incident'; incident: IncidentView } | { kind: 'place'; place: FoundPlace } | { kind: 'pair'; position: Wgs84 };
const MOST_INCIDENTS = 4;

export function MapSearch({ onPlace, onIncident }: { onPlace: (position: Wgs84) => void; onIncident: (id: number) => void }) {
  const t = useT();
  const input = useRef<HTMLInputElement>(null);
  const [query, setQuery] = useState('');
  const [at, setAt] = useState(0);
  const [open, setOpen] = useState(false);
  const incidents = useEntities('incident');
  const search = usePlaces(query);

  const text = query.trim();
  const pair = parsePair(text);
  const found = text === '' ? [] : [...incidents.values()].filter((each) => `${each.number} ${each.facts.title}`.includes(text)).slice(0, MOST_INCIDENTS);
  const results: Result[] = [
    ...(pair ? [{ kind: 'pair' as const, position: pair }] : []),
    ...found.map((incident) => ({ kind: 'incident' as const, incident })),
    ...search.places.map((place) => ({ kind: 'place' as const, place })),
  ];
  const choose = (result: Result | undefined) => {
    if (!result) return;
    setOpen(false);
    if (result.kind === 'incident') onIncident(result.incident.id);
    else onPlace(result.kind === 'place' ? result.place.position : result.position);
  };
  return (
    <div className="map-float map-search">
      <div className="box">
        <Search size={15} aria-hidden="true" />
        <input
          ref={input} data-testid="map-search" role="combobox" aria-expanded={open && results.length > 0} aria-controls="map-results" aria-label={t('map.search')}
          placeholder={t('map.search')} value={query}
          onFocus={() => setOpen(true)}
          onBlur={() => setOpen(false)}
          onChange={(event) => {
            setQuery(event.target.value);
            setAt(0);
            setOpen(true);
          }}
          onKeyDown={(event) => {
            if (event.nativeEvent.isComposing) return;
            if (event.key === 'ArrowDown') setAt(Math.min(at + 1, results.length - 1));
            else if (event.key === 'ArrowUp') setAt(Math.max(at - 1, 0));
            else if (event.key === 'Enter') choose(results[at]);
            else if (event.key === 'Escape') input.current?.blur();
            else return;
            event.preventDefault();
          }}
        />
      </div>
      {open && text !== '' && (
        <div id="map-results" role="listbox" className="place-list" aria-label={t('map.search')}>
          {results.map((result, index) => (
            <div key={index} role="option" aria-selected={index === at} onPointerDown={(event) => event.preventDefault()} onClick={() => choose(result)}>
              {result.kind === 'incident' && <><span className="strong grow">{result.incident.facts.title}</span><span className="muted small">{result.incident.number}</span></>}
              {result.kind === 'place' && <><span className="strong">{result.place.name}</span><span className="muted small grow">{result.place.town} · {t(`map.kind.${result.place.kind}`)}</span>{result.place.sounds_like && <span className="chip">{t('intake.soundsLike')}</span>}</>}
              {result.kind === 'pair' && <><span className="strong">{t('intake.coordinates')}</span><span className="muted small">{result.position.lon}, {result.position.lat} · WGS84</span></>}
            </div>
          ))}
          {results.length === 0 && search.status !== 'looking' && <p className="muted small" style={{ padding: 10 }}>{t('intake.none', { query: text })}</p>}
        </div>
      )}
    </div>
  );
}
