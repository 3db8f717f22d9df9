// 附图 of a section: a map as it is now, an attachment of the incident, or a file of this computer, each with its words.
import { ImagePlus, MapPinned, X } from 'lucide-react';
import { useRef, useState } from 'react';
import { addressOf } from '../attachment/send';
import { useEntity, useLink } from '../link';
import type { DocumentFigure, Refusal } from '../link/types';
import type { CountyMap } from '../map/CountyMap';
import { MapView } from '../map/MapView';
import { useT } from '../shell/i18n';
import { RefusalNote } from '../shell/RefusalNote';
import { beijing, dayText, minuteText } from '../shell/time';
import { give, pictureAddress } from './picture';

const DRAWN = new Set(['image/jpeg', 'image/png', 'image/webp']);

interface Props { document: number; incident: number | null; figures: readonly DocumentFigure[]; full: boolean; onChange: (figures: DocumentFigure[]) => void }

export function Figures({ document, incident, figures, full, onChange }: Props) {
  const t = useT();
  const view = useEntity('incident', incident ?? -1);
  const connected = useLink((state) => state.connection.state === 'live');
  const [mapping, setMapping] = useState(false);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const photographs = (view?.attachments ?? []).filter((each) => DRAWN.has(each.kind));
  const add = async (source: Blob | HTMLCanvasElement, caption: string, words = '') => {
    setBusy(true);
    const given = await give(document, source, words);
    setBusy(false);
    setRefusal(given.refusal);
    if (given.picture) onChange([...figures, { sm3: given.picture.sm3, caption: caption.slice(0, 120) }]);
  };
  const attach = async (id: number) => {
    const file = photographs.find((each) => each.id === id);
    if (!file || incident === null) return;
    setBusy(true);
    const blob = await fetch(addressOf(incident, file)).then((answer) => (answer.ok ? answer.blob() : null), () => null);
    setBusy(false);
    if (blob) await add(blob, file.name.replace(/\.[^.]+$/, ''));
  };
  const off = busy || full || !connected;
  return (
    <div className="document-figures">
      {figures.map((figure, n) => (
        <figure key={`${figure.sm3}-${n}`} data-testid="document-figure">
          <img src={pictureAddress(document, figure.sm3)} alt={figure.caption} />
          <figcaption className="row">
            <input className="input grow" maxLength={120} value={figure.caption} placeholder={t('document.caption')} aria-label={t('document.caption')} data-testid="figure-caption" onChange={(event) => onChange(figures.map((each, m) => (m === n ? { ...each, caption: event.target.value } : each)))} />
            <button className="button plain" aria-label={t('document.removeFigure')} title={t('document.removeFigure')} data-testid="remove-figure" onClick={() => onChange(figures.filter((_, m) => m !== n))}><X size={14} aria-hidden="true" /></button>
          </figcaption>
        </figure>
      ))}
      <div className="row wrap">
        {incident !== null && <button className="button" disabled={off} aria-expanded={mapping} data-testid="figure-map" onClick={() => setMapping(!mapping)}><MapPinned size={15} aria-hidden="true" />{t('document.figureMap')}</button>}
        <label className={`button ${off ? 'disabled' : ''}`}><ImagePlus size={15} aria-hidden="true" />{t('document.figureFile')}
          <input
            type="file" className="visually-hidden" accept="image/*" disabled={off} data-testid="figure-file"
            onChange={(event) => {
              const file = event.target.files?.[0];
              event.target.value = '';
              if (file) void add(file, file.name.replace(/\.[^.]+$/, ''));
            }}
          />
        </label>
        {photographs.length > 0 && (
          <select className="input" style={{ width: 180 }} disabled={off} value="" aria-label={t('document.figureAttachment')} data-testid="figure-attachment" onChange={(event) => void attach(Number(event.target.value))}>
            <option value="">{t('document.figureAttachment')}</option>{photographs.map((each) => <option key={each.id} value={each.id}>{each.name}</option>)}
          </select>
        )}
        {busy && <span className="small soft" role="status">{t('document.figureBusy')}</span>}
        {full && <span className="small muted">{t('document.figuresFull')}</span>}
      </div>
      {refusal && <RefusalNote refusal={refusal} />}
      {mapping && view && (
        <MapFigure
          incident={view.id}
          onTake={(picture) => {
            setMapping(false);
            const now = Date.now();
            const time = `${beijing(now).year}-${dayText(now)} ${minuteText(now)}`;
            void add(picture, t('document.figureMapCaption', { title: view.facts.title }), t('document.figureMapWords', { time }));
          }}
        />
      )}
    </div>
  );
}

/** The map as everybody has it, arranged by hand before it is taken. */
function MapFigure({ incident, onTake }: { incident: number; onTake: (picture: HTMLCanvasElement) => void }) {
  const t = useT();
  const view = useEntity('incident', incident);
  const map = useRef<CountyMap | null>(null);
  const [ready, setReady] = useState(false);
  const [focus] = useState(() => (view?.facts.place.position ? { position: view.facts.place.position, zoom: 13 } : null));
  return (
    <div className="document-map">
      <div className="document-map-frame">
        <MapView selected={incident} focus={focus} search={false} onMap={(made) => { map.current = made; setReady(made !== null); }} />
      </div>
      <p className="row wrap"><button className="button primary" disabled={!ready} data-testid="figure-take" onClick={() => void map.current?.picture().then(onTake)}>{t('document.figureTake')}</button><span className="small soft">{t('document.figureMapHint')}</span></p>
    </div>
  );
}
