// Lines between the top bar and the page. They push content down and never cover it.
import { Check, CloudOff, RefreshCw, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { newId, live, useLink, useMe, useOutbox } from '../link';
import { openDraft } from '../duty/desk';
import { draftFromFacts } from '../duty/draft';
import { AwayReport, WaitingList } from '../offline/Away';
import { inputText, inputWords } from '../offline/words';
import { homeOf } from './pages';
import { useLocation } from 'wouter';
import { refusalText, useLanguage, useT } from './i18n';
import { useNow } from './marks';
import { clockText, minuteText } from './time';

export function ModeBar() {
  const t = useT();
  const { mode } = useMe();
  if (mode === 'real') return null;
  return (
    <div className="mode-bar" role="note" data-testid="mode-bar" data-mode={mode}>
      <b>{t(`mode.${mode}`)}</b><span>{t(`mode.${mode}Text`)}</span>
    </div>
  );
}

function Lost() {
  const t = useT();
  const connection = useLink((state) => state.connection);
  const { waiting } = useOutbox();
  const [listed, setListed] = useState(false);
  useNow();
  if (connection.state !== 'reconnecting' && connection.state !== 'offline') return null;
  const attempt = connection.attempt;
  const seconds = connection.retryAt === null ? null : Math.max(0, Math.ceil((connection.retryAt - Date.now()) / 1000));
  const progress = seconds === null ? t('link.trying', { attempt }) : t('link.attempt', { attempt, seconds });
  const still = waiting > 0 ? t('link.still', { count: waiting }) : t('link.stillNone');
  const offline = connection.state === 'offline';
  return (
    <>
    <div className={`banner ${offline ? 'offline' : 'wait'}`} role="status" aria-live="off" data-testid="banner-lost" data-state={connection.state}>
      {offline ? <CloudOff size={16} aria-hidden="true" /> : <RefreshCw size={16} aria-hidden="true" />}
      <span className="grow">
        <b>{offline ? t('link.offline', { time: clockText(connection.since + live.clock.offset) }) : t('link.reconnecting')}</b>
        {offline ? `${t('link.offlineText')} ` : ''}{progress} {still}
      </span>
      {waiting > 0 && <button className="button" data-testid="show-waiting" aria-expanded={listed} onClick={() => setListed(!listed)}>{t(listed ? 'offline.fold' : 'offline.showWaiting')}</button>}
      <button className="button" data-testid="try-now" onClick={() => live.tryNow()}>{t('link.tryNow')}</button>
    </div>
    {listed && waiting > 0 && <WaitingList />}
    </>
  );
}

function Returned() {
  const t = useT();
  const back = useLink((state) => state.back);
  const connected = useLink((state) => state.connection.state === 'live');
  const [open, setOpen] = useState(false);
  if (!back || !connected) return null;
  const at = (time: number) => minuteText(time + live.clock.offset);
  const refused = back.delivered.filter((each) => each.outcome === 'refused').length;
  return (
    <>
    <div className="banner back" role="status" data-testid="banner-back">
      <Check size={16} aria-hidden="true" />
      <span className="grow">
        <b>{t('link.back')}</b>{t('link.backText', { sent: back.sent, received: back.received })} {back.received > 0 && t('link.backSpan', { from: at(back.from), to: at(back.to) })} {refused > 0 && <strong>{t('link.refused', { count: refused })}</strong>}
      </span>
      {(back.sent > 0 || back.received > 0) && <button className="button" data-testid="show-away" aria-expanded={open} onClick={() => setOpen(!open)}>{t(open ? 'offline.fold' : 'offline.showAway')}</button>}
      <button className="button" data-testid="fold-back" onClick={() => live.putBackAway()}>{t('link.putAway')}</button>
    </div>
    {open && <AwayReport back={back} />}
    </>
  );
}

/** What was refused when nobody stood by: which step, why, and what was typed, until somebody has dealt with it. */
function RefusedInputs() {
  const t = useT();
  const language = useLanguage();
  const me = useMe();
  const copy = useLink((state) => state.copy);
  const [, go] = useLocation();
  const { refused } = useOutbox();
  return refused.map((entry) => {
    const text = inputText(entry.input);
    const { input } = entry;
    const redraft = input.type !== 'log_incident' ? null : () => {
      const facts = input.facts;
      openDraft(draftFromFacts(newId(), entry.at, facts, minuteText(facts.occurred_at / 1000), facts.caller?.source ?? ''));
      void live.outbox.putAway(entry.id);
      go(homeOf(me.role));
    };
    return (
      <div className="banner danger" role="alert" key={entry.id} data-testid="banner-refused" data-rule={entry.refused?.rule}>
        <TriangleAlert size={16} aria-hidden="true" />
        <span className="grow">
          <b>{t('refusal.gone')}</b>{t('offline.refusedInput', { time: minuteText(entry.at + live.clock.offset), what: inputWords(input, copy, t) })}{'：'}{entry.refused && refusalText(entry.refused, language)}{' '}
          {t('link.refusedRule', { rule: entry.refused?.rule })} {text !== '' && <span className="soft">{t('offline.saidThen', { text })}</span>}
        </span>
        {redraft && <button className="button" onClick={redraft}>{t('offline.redraft')}</button>}
        <button className="button" data-testid="put-away" onClick={() => void live.outbox.putAway(entry.id)}>{t('link.putAway')}</button>
      </div>
    );
  });
}

function NewVersion() {
  const t = useT();
  const newVersion = useLink((state) => state.newVersion);
  if (!newVersion) return null;
  return (
    <div className="banner plain" role="status">
      <span className="grow"><b>{t('link.newVersion')}</b>{t('link.newVersionText')}</span>
      <button className="button" onClick={() => location.reload()}>{t('link.reload')}</button>
    </div>
  );
}

function NoDisk() {
  const t = useT();
  const { onDisk } = useOutbox();
  if (onDisk) return null;
  return <div className="banner danger" role="status"><span className="grow"><b>{t('link.noDisk')}</b>{t('link.noDiskText')}</span></div>;
}

export function Banners() {
  return (
    <>
      <Lost />
      <Returned />
      <RefusedInputs />
      <NewVersion />
      <NoDisk />
    </>
  );
}
