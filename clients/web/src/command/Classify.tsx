// 改定级别: a button of its own, apart from the response; it asks for the basis.
import { type FormEvent, useState } from 'react';
import { submitOrLeave } from '../link';
import { useCatalogue } from '../link/catalogue';
import type { IncidentView, Refusal, Severity } from '../link/types';
import { useT } from '../shell/i18n';
import { ROMAN, SeverityChip } from '../shell/marks';
import { RefusalNote } from '../shell/RefusalNote';

const SEVERITIES: readonly Severity[] = ['i', 'ii', 'iii', 'iv'];

export function Classify({ incident, onDone }: { incident: IncidentView; onDone: () => void }) {
  const t = useT();
  const codes = useCatalogue();
  const suggested = incident.suggested_severity;
  const [severity, setSeverity] = useState<Severity | ''>(incident.facts.severity ?? '');
  const [code, setCode] = useState(incident.facts.type_code);
  const [basis, setBasis] = useState('');
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    const outcome = await submitOrLeave({ type: 'classify_incident', incident: incident.id, type_code: code, severity: severity || null, basis: basis.trim() });
    if (!outcome || outcome.ok) onDone();
    else setRefusal(outcome.refusal);
  };
  return (
    <form className="row wrap" style={{ alignItems: 'flex-end' }} onSubmit={(event) => void send(event)} data-testid="classify">
      <label className="field" style={{ width: 220 }}><span className="label">{t('incident.type')}</span>
        <select value={code} onChange={(event) => setCode(event.target.value)}>
          {!codes.some((type) => type.code === code) && <option value={code}>{code}</option>}
          {codes.map((type) => <option key={type.code} value={type.code}>{type.code} {type.name}</option>)}
        </select>
      </label>
      <label className="field" style={{ width: 130 }}><span className="label">{t('severity.label')}</span>
        <select autoFocus data-testid="classify-severity" value={severity} onChange={(event) => setSeverity(event.target.value as Severity | '')}>
          <option value="">{t('severity.none')}</option>
          {SEVERITIES.map((each) => <option key={each} value={each}>{t(`severity.${each}`)} {ROMAN[each]}</option>)}
        </select>
      </label>
      <label className="field grow" style={{ minWidth: 200 }}><span className="label">{t('incident.basis')}</span><input required data-testid="classify-basis" value={basis} maxLength={400} placeholder={t('incident.basisHint')} onChange={(event) => setBasis(event.target.value)} /></label>
      <button className="button primary" data-testid="classify-submit">{t('incident.classifyDo', { severity: t(`severity.${severity || 'none'}`) })}</button>
      <button type="button" className="button" onClick={onDone}>{t('incident.cancel')}</button>
      {suggested && (
        <button type="button" className="button plain" onClick={() => { setSeverity(suggested.severity); setBasis(suggested.basis); }}>
          <SeverityChip severity={suggested.severity} /> <span className="small soft">{suggested.basis}</span>
        </button>
      )}
      {refusal && <RefusalNote refusal={refusal} />}
    </form>
  );
}
