// Lines between the top bar and the page. They push content down and never cover it.
import { Check, CloudOff, RefreshCw, TriangleAlert } from 'lucide-react';
import { live, useLink, useMe, useOutbox } from '../link';
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
  useNow();
  if (connection.state !== 'reconnecting' && connection.state !== 'offline') return null;
  const attempt = connection.attempt;
  const seconds = connection.retryAt === null ? null : Math.max(0, Math.ceil((connection.retryAt - Date.now()) / 1000));
  const progress = seconds === null ? t('link.trying', { attempt }) : t('link.attempt', { attempt, seconds });
  const still = waiting > 0 ? t('link.still', { count: waiting }) : t('link.stillNone');
  const offline = connection.state === 'offline';
  return (
    <div className={`banner ${offline ? 'offline' : 'wait'}`} role="status" aria-live="off" data-testid="banner-lost" data-state={connection.state}>
      {offline ? <CloudOff size={16} aria-hidden="true" /> : <RefreshCw size={16} aria-hidden="true" />}
      <span className="grow">
        <b>{offline ? t('link.offline', { time: clockText(connection.since + live.clock.offset) }) : t('link.reconnecting')}</b>
        {offline ? `${t('link.offlineText')} ` : ''}{progress} {still}
      </span>
      <button className="button" data-testid="try-now" onClick={() => live.tryNow()}>{t('link.tryNow')}</button>
    </div>
  );
}

function Returned() {
  const t = useT();
  const back = useLink((state) => state.back);
  const connected = useLink((state) => state.connection.state === 'live');
  if (!back || !connected) return null;
  const at = (time: number) => minuteText(time + live.clock.offset);
  return (
    <div className="banner back" role="status" data-testid="banner-back">
      <Check size={16} aria-hidden="true" />
      <span className="grow">
        <b>{t('link.back')}</b>{t('link.backText', { sent: back.sent, received: back.received })} {back.received > 0 && t('link.backSpan', { from: at(back.from), to: at(back.to) })}
      </span>
      <button className="button" onClick={() => live.putBackAway()}>{t('link.fold')}</button>
    </div>
  );
}

function RefusedInputs() {
  const t = useT();
  const language = useLanguage();
  const { refused } = useOutbox();
  return refused.map((entry) => (
    <div className="banner danger" role="alert" key={entry.id} data-testid="banner-refused">
      <TriangleAlert size={16} aria-hidden="true" />
      <span className="grow">
        <b>{t('refusal.gone')}</b>{minuteText(entry.at)} {entry.refused && refusalText(entry.refused, language)} {t('link.refusedRule', { rule: entry.refused?.rule })}
      </span>
      <button className="button" onClick={() => void live.outbox.putAway(entry.id)}>{t('link.putAway')}</button>
    </div>
  ));
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
