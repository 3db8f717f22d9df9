// One report: the seven elements, the text that is signed, and the records that it was made from.
import { useState } from 'react';
import { submit, useMe } from '../link';
import type { Input, Refusal, ReportElement, ReportView } from '../link/types';
import { useT } from '../shell/i18n';
import { useNow } from '../shell/marks';
import { RefusalNote } from '../shell/RefusalNote';
import { momentText, ms } from '../shell/time';
import { useReportName } from './Panel';

const ELEMENTS: readonly ReportElement[] = ['time', 'place', 'source', 'nature', 'loss', 'cause', 'measures'];

function Signed({ report }: { report: ReportView }) {
  const t = useT();
  const { signature } = report;
  return (
    <div className="report-draft" data-testid="report-text">
      <p style={{ whiteSpace: 'pre-wrap' }}>{report.text}</p>
      {signature && <p className="muted small report-digest">{t('report.digest')} {signature.digest}</p>}
    </div>
  );
}

/** `closed`: its incident is archived, and the draft with it (INC-5). */
export function Draft({ report, closed, onDone }: { report: ReportView; closed: boolean; onDone: () => void }) {
  const t = useT();
  const me = useMe();
  const now = useNow();
  const name = useReportName();
  const [elements, setElements] = useState(report.elements);
  const [text, setText] = useState(report.text);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [busy, setBusy] = useState(false);
  if (report.signature || closed) return <Signed report={report} />;
  const changed = text !== report.text || ELEMENTS.some((each) => elements[each] !== report.elements[each]);
  const send = async (input: Input) => {
    setBusy(true);
    const outcome = await submit(input);
    setBusy(false);
    setRefusal(outcome.ok ? null : outcome.refusal);
  };
  const whole = report.kind !== 'follow_up';
  return (
    <div className="report-draft" data-testid="report-draft">
      <p className="row wrap"><span className="strong">{name(report)} {t('report.draft')}</span><span className="muted small">{t(whole ? 'report.madeOfFacts' : 'report.madeOfNews')}</span></p>
      {whole && (
        <div className="report-elements">
          {ELEMENTS.map((each) => (
            <label className={`field ${elements[each].trim() === '' ? 'missing' : ''}`} key={each}><span className="label">{t(`report.element.${each}`)}{elements[each].trim() === '' && <span className="missing-word">{t(each === 'cause' ? 'report.later' : 'report.lacks')}</span>}</span>
              <input data-testid={`element-${each}`} maxLength={400} value={elements[each]} onChange={(event) => setElements({ ...elements, [each]: event.target.value })} />
            </label>
          ))}
        </div>
      )}
      <label className="field"><span className="label">{t('report.text')}</span><textarea rows={4} maxLength={4000} data-testid="report-body" value={text} onChange={(event) => setText(event.target.value)} /></label>
      {report.sources.length > 0 && <p className="row wrap report-sources">{report.sources.slice(-6).map((source) => <span className="chip outlined" key={source.seq} title={source.text}>{momentText(ms(source.at), now)} {source.text.slice(0, 14)}{source.text.length > 14 ? '…' : ''}</span>)}</p>}
      {refusal && <RefusalNote refusal={refusal} />}
      <div className="row wrap">
        {me.role === 'leader' && !changed && <button className="button primary" disabled={busy} data-testid="sign-report" onClick={() => void send({ type: 'sign_report', report: report.id, version: report.version })}>{t('report.sign', { name: name(report) })}</button>}
        {(me.role !== 'leader' || changed) && <button className={`button ${changed ? 'primary' : ''}`} disabled={busy || !changed} data-testid="save-report" onClick={() => void send({ type: 'edit_report', report: report.id, version: report.version, elements, text })}>{t('report.save')}</button>}
        <button className="button" onClick={onDone}>{t('report.fold')}</button>
        {me.role !== 'leader' && !changed && <span className="muted small">{t('report.waitsLeader')}</span>}
      </div>
    </div>
  );
}
