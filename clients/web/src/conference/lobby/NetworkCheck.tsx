// The check of the way to the node: runs by itself, again at a press; says the effect and what to try, and forbids nothing.
import { Cable } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useT } from '../../shell/i18n';
import { Check, type Tone } from './Check';
import { measure, verdict, type Network, type Verdict } from './network';

const TONES: Record<Verdict, Tone> = { good: 'good', fair: 'poor', poor: 'poor', unreachable: 'bad' };

export function NetworkCheck({ voiceOnly }: { voiceOnly: () => void }) {
  const t = useT();
  const [run, setRun] = useState(0);
  const [found, setFound] = useState<{ run: number; network: Network | null } | null>(null);
  useEffect(() => {
    const abort = new AbortController();
    void measure(abort.signal).then((network) => !abort.signal.aborted && setFound({ run, network }));
    return () => abort.abort();
  }, [run]);
  const done = found?.run === run;
  const result = done ? verdict(found.network) : null;
  const figures = done && found.network ? t('lobby.figures', { rtt: found.network.rttMs, down: found.network.downKbps === null ? '—' : (found.network.downKbps / 1000).toFixed(1) }) : '';
  return (
    <Check icon={<Cable size={18} />} name={t('lobby.network')} testid="check-network" tone={result ? TONES[result] : 'busy'} word={t(result ? `lobby.verdict.${result}` : 'room.checking')} help={result && result !== 'good' ? (
      <>
        <p className="strong">{t(`lobby.effect.${result}`)}</p>
        <p className="soft small">{t(`lobby.try.${result}`)}</p>
        <div className="row wrap">
          <button className="button small-button" onClick={() => setRun(run + 1)}>{t('lobby.again')}</button>
          {result !== 'unreachable' && <button className="button small-button" data-testid="voice-only" onClick={voiceOnly}>{t('lobby.voiceOnly')}</button>}
        </div>
      </>
    ) : null}
    >
      <span>{figures}</span>
      <span className="muted small">{t('lobby.byHttps')}</span>
    </Check>
  );
}
