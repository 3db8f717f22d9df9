// 情况: what is known, edited with the version that was read, so that nobody overwrites a colleague.
import { type FormEvent, useState } from 'react';
import { submitOrLeave } from '../link';
import { typeName, useCatalogue } from '../link/catalogue';
import type { Casualties, IncidentView, Refusal } from '../link/types';
import { CASUALTY_FIELDS } from '../duty/draft';
import { useT } from '../shell/i18n';
import { useNow } from '../shell/marks';
import { RefusalNote } from '../shell/RefusalNote';
import { clockText, momentText, ms, spanText } from '../shell/time';
import { isOpenToChange } from './states';

const NO_CASUALTIES: Casualties = { dead: 0, seriously_hurt: 0, missing: 0, trapped: 0, moved: 0 };
const TEXTS = ['narrative', 'measures', 'informed'] as const;

function FactsForm({ incident, onDone }: { incident: IncidentView; onDone: () => void }) {
  const t = useT();
  const { facts } = incident;
  // What stood there when the form was opened; a later version shows above the form instead of under the hand.
  const [read] = useState(incident);
  const [title, setTitle] = useState(facts.title);
  const [casualties, setCasualties] = useState(facts.casualties ?? NO_CASUALTIES);
  const [texts, setTexts] = useState({ narrative: facts.narrative ?? '', measures: facts.measures ?? '', informed: facts.informed ?? '' });
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const overtaken = incident.version !== read.version;
  const send = async (event: FormEvent) => {
    event.preventDefault();
    const before = read.facts;
    const change = {
      ...(title !== before.title ? { title } : {}),
      ...(CASUALTY_FIELDS.some((field) => casualties[field] !== (before.casualties ?? NO_CASUALTIES)[field]) ? { casualties } : {}),
      ...Object.fromEntries(TEXTS.filter((name) => texts[name] !== (before[name] ?? '')).map((name) => [name, texts[name]])),
    };
    if (Object.keys(change).length === 0) return onDone();
    const outcome = await submitOrLeave({ type: 'update_incident', incident: incident.id, version: read.version, change });
    if (!outcome || outcome.ok) onDone();
    else setRefusal(outcome.refusal);
  };
  return (
    <form className="body" style={{ display: 'flex', flexDirection: 'column', gap: 8 }} onSubmit={(event) => void send(event)} data-testid="facts-form">
      {overtaken && <p className="field-error" role="status">{t('incident.changed')}</p>}
      <label className="field"><span className="label">{t('incident.title')}</span><input required maxLength={120} data-testid="facts-title" value={title} onChange={(event) => setTitle(event.target.value)} /></label>
      <div className="row wrap">
        {CASUALTY_FIELDS.map((field) => (
          <label className="field" style={{ width: 70 }} key={field}><span className="label">{t(`casualties.${field}`)}</span>
            <input inputMode="numeric" data-testid={`facts-${field}`} value={casualties[field]} onChange={(event) => setCasualties({ ...casualties, [field]: Number(event.target.value.replace(/\D/g, '').slice(0, 8)) })} />
          </label>
        ))}
      </div>
      {TEXTS.map((name) => (
        <label className="field" key={name}><span className="label">{t(`incident.${name}`)}</span><textarea rows={name === 'narrative' ? 4 : 2} maxLength={4000} value={texts[name]} onChange={(event) => setTexts({ ...texts, [name]: event.target.value })} /></label>
      ))}
      {refusal && <RefusalNote refusal={refusal} />}
      <div className="row"><button className="button primary" data-testid="facts-save">{t('incident.save')}</button><button type="button" className="button" onClick={onDone}>{t('incident.cancel')}</button></div>
    </form>
  );
}

export function Facts({ incident }: { incident: IncidentView }) {
  const t = useT();
  const now = useNow();
  const codes = useCatalogue();
  const [editing, setEditing] = useState(false);
  const { facts } = incident;
  const { given } = facts.place;
  const rows: [string, string | undefined][] = [
    ['type', `${facts.type_code} ${typeName(codes, facts.type_code)}`],
    ['occurred', momentText(ms(facts.occurred_at), now)],
    ['place', facts.place.text || t('duty.place')],
    ['reporter', [facts.caller?.name, facts.caller?.phone].filter(Boolean).join(' ') || t('incident.withheld')],
    ['call', facts.caller?.call ? `${clockText(ms(facts.caller.call.from))} – ${facts.caller.call.to == null ? '' : `${clockText(ms(facts.caller.call.to))} · ${spanText(ms(facts.caller.call.to - facts.caller.call.from))}`}` : undefined],
    ['source', facts.caller?.source || undefined],
    ['narrative', facts.narrative || undefined],
    ['measures', facts.measures || undefined],
    ['informed', facts.informed || undefined],
  ];
  return (
    <section className="panel" aria-label={t('incident.facts')} data-testid="facts">
      <header><h2>{t('incident.facts')}</h2><span className="muted small grow">{t('incident.version', { version: incident.version })} · {momentText(ms(incident.updated_at), now)}</span>
        {!editing && isOpenToChange(incident.state) && <button className="button" data-testid="facts-edit" onClick={() => setEditing(true)}>{t('incident.edit')}</button>}
      </header>
      {editing ? <FactsForm incident={incident} onDone={() => setEditing(false)} /> : (
        <div className="body">
          <dl className="facts">
            {rows.map(([key, value]) => value && [<dt key={key}>{t(`incident.${key}`)}</dt>, <dd key={`${key}-value`}>{value}</dd>])}
            {facts.place.position && <><dt>WGS84</dt><dd>{facts.place.position.lon.toFixed(5)}, {facts.place.position.lat.toFixed(5)}{facts.place.error_m ? ` · ${t('intake.errorRadius', { metres: Math.round(facts.place.error_m) })}` : ''}{given ? ` · ${t('incident.given', { crs: t(`crs.${given.crs}`), numbers: `${given.lon}, ${given.lat}` })}` : ''}</dd></>}
          </dl>
        </div>
      )}
    </section>
  );
}
