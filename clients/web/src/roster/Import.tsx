// 导入值班表: the file is checked by the node line by line; nothing is changed before the whole of it is right and sent.
import { useState } from 'react';
import { api, Refused, submit, useEntities } from '../link';
import type { DutyImport, Refusal } from '../link/types';
import { useLanguage, useT } from '../shell/i18n';
import { RefusalNote } from '../shell/RefusalNote';
import { dayText, ms } from '../shell/time';
import { spanOf } from './days';

/** Spreadsheets here write UTF-8 or GBK; what is no UTF-8 is the other. */
async function textOf(file: File): Promise<string> {
  const bytes = await file.arrayBuffer();
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('gbk').decode(bytes);
  }
}

const MOST_BYTES = 200_000;

export function Import({ unit, close }: { unit: string; close: () => void }) {
  const t = useT();
  const language = useLanguage();
  const name = useEntities('unit').get(unit)?.name ?? unit;
  const [read, setRead] = useState<DutyImport | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [failed, setFailed] = useState('');
  const [chosen, setChosen] = useState('');
  const check = async (file: File | undefined) => {
    setRead(null);
    setRefusal(null);
    setFailed('');
    setChosen(file?.name ?? '');
    if (!file) return;
    if (file.size > MOST_BYTES) return setFailed(t('shift.file.large'));
    try {
      setRead(await api.post<DutyImport>('/api/duty/import', { unit, text: await textOf(file) }));
    } catch (error) {
      if (error instanceof Refused) setRefusal(error.refusal);
      else setFailed(t('refusal.unreachable'));
    }
  };
  const take = async () => {
    const outcome = await submit({ type: 'import_duty_shifts', plans: read!.plans });
    if (outcome.ok) close();
    else setRefusal(outcome.refusal);
  };
  const good = read !== null && read.errors.length === 0;
  return (
    <section className="panel" data-testid="roster-file" aria-label={t('shift.import')}>
      <header><h2>{t('shift.import')}</h2><span className="muted small">{name}</span></header>
      <div className="body shift-form">
        <p className="soft small">{t('shift.file.columns')}</p>
        <p className="row wrap">
          <label className="button file-choose">{t('shift.file.choose')}<input className="visually-hidden" type="file" accept=".csv,text/csv" data-testid="roster-file-input" onClick={(event) => { event.currentTarget.value = ''; }} onChange={(event) => void check(event.target.files?.[0])} /></label>
          <span className="soft small">{chosen}</span>
        </p>
        {failed && <p className="field-error" role="alert">{failed}</p>}
        {refusal && <RefusalNote refusal={refusal} />}
        {read && (
          <>
            <p role="status" data-testid="import-counts">{t('shift.file.counts', { added: read.added, replaced: read.replaced, unchanged: read.unchanged })}{!good && <b className="import-wrong"> {t('shift.file.wrong', { count: read.errors.length })}</b>}</p>
            {!good && (
              <ul className="import-errors" data-testid="import-errors">
                {read.errors.map((error, index) => <li key={index}><b>{t('shift.file.line', { line: error.line })}</b> {error.field && <span className="chip outlined">{error.field}</span>} {language === 'zh' ? error.message_zh : error.message_en} <span className="muted small">{error.rule}</span></li>)}
              </ul>
            )}
            {good && (
              <ul className="import-plans">
                {read.plans.map((plan) => <li key={`${plan.unit}/${plan.start}`}><span className="nowrap">{dayText(ms(plan.start))} {spanOf(ms(plan.start), ms(plan.end), t('shift.nextDay'))}</span> <b>{plan.officers.join('、')}</b> <span className="soft">{t('shift.leads')} {plan.leader}</span></li>)}
              </ul>
            )}
          </>
        )}
      </div>
      <footer>
        <button className="button primary" data-testid="import-do" disabled={!good || read.added === 0} onClick={() => void take()}>{t('shift.file.take', { count: read?.added ?? 0 })}</button>
        <button className="button plain" onClick={close}>{t('shift.fold')}</button>
      </footer>
    </section>
  );
}
