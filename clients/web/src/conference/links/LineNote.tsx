// How the line is: the effect first, the figures after. And, when there is no way through, what to open.
import { useEffect, useState } from 'react';
import { api } from '../../link';
import type { components } from '../../generated/api';
import { refusalText, useLanguage, useT } from '../../shell/i18n';
import { useNow } from '../../shell/marks';
import type { Call } from '../call/call';
import { WORTH_SAYING } from '../call/leg';
import { useCallVersion } from '../useCall';

type Health = components['schemas']['Health'];

/** Seconds without a connection after which the page says which address and port to open. */
const SAY_AFTER = 5_000;

export function LineNote({ call }: { call: Call }) {
  useCallVersion(call);
  const t = useT();
  const report = call.report;
  if (call.receive.broken) return <span className="line bad" data-testid="line">{t('room.line.lost')}</span>;
  if (!report) return <span className="line" data-testid="line">{t('room.line.measuring')}</span>;
  const poor = report.lossPercent >= 3 || (report.rttMs ?? 0) > 400;
  return (
    <span className={`line ${poor ? 'poor' : 'good'}`} data-testid="line">
      {t(poor ? 'room.line.poor' : 'room.line.good')}
      <span className="muted"> {t('room.line.figures', { down: report.downKbps, up: report.upKbps, loss: report.lossPercent.toFixed(1), rtt: report.rttMs ?? '—' })}</span>
    </span>
  );
}

export function MediaBanner({ call }: { call: Call }) {
  useCallVersion(call);
  useNow();
  const t = useT();
  const language = useLanguage();
  const [addresses, setAddresses] = useState<string[]>([]);
  const legs = [call.publish, call.receive];
  const worst = legs.find((leg) => leg.broken);
  const waited = worst ? Date.now() - worst.state.since : 0;
  const refusal = worst?.state.state === 'lost' ? worst.state.refusal : null;
  const say = waited > SAY_AFTER && !refusal;
  useEffect(() => {
    if (say) void api.get<Health>('/api/health').then((health) => setAddresses(health.media_addresses), () => undefined);
  }, [say]);
  if (!worst || waited < WORTH_SAYING) return null;
  const { state } = worst;
  return (
    <div className="banner wait media-banner" role="status" data-testid="media-banner" data-state={state.state}>
      <span className="grow">
        {state.state === 'healing'
          ? <><b>{t('room.media.healing')}</b>{t('room.media.keepsSession')}</>
          : <><b>{t(worst.everConnected ? 'room.media.again' : 'room.media.connecting')}</b>{state.state !== 'connected' && t('room.media.attempt', { attempt: state.attempt })}</>}
        {refusal && ` ${refusalText(refusal, language)} ${t('refusal.rule', { rule: refusal.rule })}`}
        {say && ` ${t('room.media.open', { addresses: addresses.join('、') || '—' })}`}
      </span>
      <button className="button" onClick={() => legs.forEach((leg) => leg.state.state !== 'connected' && leg.restart())}>{t('link.tryNow')}</button>
    </div>
  );
}
