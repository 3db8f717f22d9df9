// 可能是同一起: one proposal of the node with its score, band and four factors in words and figures. It never merges
// anything by itself.
import type { IncidentView, KeyFactor, Proposal } from '../link/types';
import { useEntities } from '../link';
import { type Translate, useT } from '../shell/i18n';
import { DepartmentMark } from '../shell/marks';
import { minuteText, ms } from '../shell/time';

function length(metres: number, t: Translate): string {
  return metres < 1000 ? t('metres', { count: Math.round(metres) }) : t('kilometres', { count: Number((metres / 1000).toFixed(2)) });
}
function span(minutes: number, t: Translate): string {
  return minutes < 120 ? t('correlation.minutes', { count: Math.round(minutes) }) : t('correlation.hours', { count: Number((minutes / 60).toFixed(1)) });
}
/** 地名 滨江村, or 楼栋 3栋 ≠ 5栋. */
const keyText = (key: KeyFactor, t: Translate) => `${t(`correlation.key.${key.kind}`)} ${key.value}`;

function Factor({ name, figure, share, note }: { name: string; figure: string; share: number; note: string }) {
  return (
    <div>
      <div className="row"><span className="grow">{name}</span><b>{figure}</b></div>
      <span className="track"><i style={{ width: `${Math.round(share * 100)}%` }} /></span>
      <span className="muted" title={note}>{note}</span>
    </div>
  );
}

function Keys({ proposal }: { proposal: Proposal }) {
  const t = useT();
  const agree = proposal.keys.filter((key) => key.agrees);
  const against = proposal.keys.filter((key) => !key.agrees);
  const verdict = against.length > 0 ? (agree.length > 0 ? 'correlation.mixed' : 'correlation.against') : agree.length > 0 ? 'correlation.agrees' : 'correlation.noKey';
  const note = [...agree, ...against].map((key) => keyText(key, t)).join(' · ');
  return <Factor name={t('correlation.keys')} figure={t(verdict)} share={agree.length === 0 ? 0 : against.length > 0 ? 0.5 : 1} note={note || t('correlation.noKeyNote')} />;
}

interface Props { proposal: Proposal; incident: IncidentView; onLink: () => void; onNotSame: () => void }

export function ProposalCard({ proposal, incident, onLink, onNotSame }: Props) {
  const t = useT();
  const unit = useEntities('unit').get(incident.unit);
  const { distance, time, text } = proposal;
  const band = t(`correlation.band.${proposal.band}`, { from: proposal.band_from.toFixed(2), to: proposal.band_to.toFixed(2) });
  const came = t('correlation.came', { time: minuteText(ms(incident.reported_at)), count: incident.records.length + 1 });
  return (
    <div className="proposal" role="group" aria-label={t('record.possible')} data-testid="proposal" data-incident={incident.id} data-score={proposal.score} data-band={proposal.band}>
      <div className="row wrap">
        <strong className="nowrap">{t('record.possible')}</strong><span className="chip outlined">{t('record.advice')}</span>
        <span className="grow" /><span className="soft">{t('record.score')} <b className="proposal-score">{proposal.score.toFixed(2)}</b></span><span className="muted small">{band}</span>
      </div>
      <div className="row">
        {unit && <DepartmentMark kind={unit.kind} name={unit.name} />}
        <span className="grow proposal-title" title={incident.facts.title}>…{incident.number.slice(-4)} {incident.facts.title}</span>
        <span className="muted small nowrap">{came}</span>
      </div>
      <div className="factors">
        <Factor name={t('record.distance')} figure={distance ? distance.value.toFixed(2) : '—'} share={distance?.value ?? 0} note={distance ? `${length(distance.metres, t)} / σ ${length(distance.sigma_m, t)}` : t('record.unknownDistance')} />
        <Factor name={t('record.time')} figure={time.value.toFixed(2)} share={time.value} note={`${span(time.minutes, t)} / σ ${span(time.sigma_min, t)}`} />
        <Factor name={t('record.text')} figure={text.value.toFixed(2)} share={text.value} note={text.words.length > 0 ? `“${text.words.join(' ')}”` : t('correlation.noWords')} />
        <Keys proposal={proposal} />
      </div>
      <div className="row wrap">
        <button type="button" className="button small-button" data-testid="link-same" onClick={onLink}>{t('record.link')} <kbd>F8</kbd></button>
        <button type="button" className="button small-button" data-testid="not-same" onClick={onNotSame}>{t('record.notSame')} <kbd>F9</kbd></button>
        {proposal.akin && <span className="muted small">{t('correlation.akin')}</span>}
        <span className="grow" /><span className="muted small">{t('record.reversible')}</span>
      </div>
    </div>
  );
}
