// 可能是同一起: score, band and the four factors with their σ. It never merges anything by itself.
import { useState } from 'react';
import { useT } from '../shell/i18n';
import type { Likeness } from './similar';

function distanceText(metres: number, t: ReturnType<typeof useT>): string {
  return metres < 1000 ? t('metres', { count: Math.round(metres) }) : t('kilometres', { count: (metres / 1000).toFixed(2) });
}

function Factor({ name, value, note }: { name: string; value: number | null; note: string }) {
  return (
    <div>
      <div className="row"><span className="grow">{name}</span><b>{value === null ? '—' : value.toFixed(2)}</b></div>
      <span className="track"><i style={{ width: `${Math.round((value ?? 0) * 100)}%` }} /></span>
      <span className="muted">{note}</span>
    </div>
  );
}

interface Props { likeness: Likeness; onLink: () => void; onNotSame: () => void; detailed?: boolean }

export function LikenessCard({ likeness, onLink, onNotSame, detailed = false }: Props) {
  const t = useT();
  const [why, setWhy] = useState(detailed);
  const { incident, factors, sigma } = likeness;
  return (
    <div className="likeness" role="group" aria-label={t('record.possible')} data-testid="likeness" data-incident={incident.id}>
      <div className="row">
        <strong className="nowrap">{t('record.possible')}</strong> <b>{likeness.score.toFixed(2)}</b>
        <span className="grow likeness-title" title={incident.facts.title}>…{incident.number.slice(-4)} {incident.facts.title}</span>
        <button type="button" className="button plain small-button" aria-expanded={why} onClick={() => setWhy(!why)}>{t('record.why')}</button>
        <button type="button" className="button small-button" data-testid="link-same" title={t('record.link')} onClick={onLink}>{t('keys.link')} <kbd>F8</kbd></button>
        <button type="button" className="button small-button" data-testid="not-same" onClick={onNotSame}>{t('record.notSame')} <kbd>F9</kbd></button>
      </div>
      {why && (
        <>
          <div className="factors">
            <Factor name={t('record.distance')} value={factors.distance} note={likeness.metres === null ? t('record.unknownDistance') : `${distanceText(likeness.metres, t)} / σ ${distanceText(sigma.metres, t)}`} />
            <Factor name={t('record.time')} value={factors.time} note={`${Math.round(likeness.minutes)} min / σ ${sigma.minutes} min`} />
            <Factor name={t('record.text')} value={factors.text} note={t('record.band')} />
            <Factor name={t('intake.phone')} value={factors.phone ? 1 : 0} note={t('record.advice')} />
          </div>
          <p className="small muted">{t('record.reversible')}</p>
        </>
      )}
    </div>
  );
}
