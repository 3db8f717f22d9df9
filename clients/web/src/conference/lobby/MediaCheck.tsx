// The check of the way that media take: by UDP, by TCP, by the page's own port only, or not at all; it forbids nothing.
import { Radio } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useT } from '../../shell/i18n';
import { Check, type Tone } from './Check';
import { pagePort, type Way } from '../call/ways';
import { type Trial, tryMedia } from './trial';

const TONES: Record<Way, Tone> = { udp: 'good', tcp: 'poor', https: 'poor', none: 'bad' };

export function MediaCheck() {
  const t = useT();
  const [run, setRun] = useState(0);
  const [found, setFound] = useState<{ run: number; trial: Trial } | null>(null);
  useEffect(() => {
    const abort = new AbortController();
    void tryMedia(abort.signal).then((trial) => !abort.signal.aborted && setFound({ run, trial }));
    return () => abort.abort();
  }, [run]);
  const trial = found?.run === run ? found.trial : null;
  return (
    <Check icon={<Radio size={18} />} name={t('lobby.media')} testid="check-media" tone={trial ? TONES[trial.way] : 'busy'} word={trial ? t(`lobby.way.${trial.way}`, { door: pagePort() }) : t('room.checking')} help={trial && trial.way !== 'udp' ? (
      <>
        <p className="strong">{t(`lobby.wayEffect.${trial.way}`)}</p>
        <p className="soft small">{t(`lobby.wayTry.${trial.way}`, { port: trial.port ?? '—' })}</p>
        <div className="row wrap"><button className="button small-button" onClick={() => setRun(run + 1)}>{t('lobby.again')}</button></div>
      </>
    ) : null}
    >
      <span>{trial && trial.way !== 'none' ? t('lobby.wayFigures', { transport: trial.way.toUpperCase(), rtt: trial.rttMs ?? '—' }) : ''}</span>
    </Check>
  );
}
