// The speaker: a test is played, and only the person can say whether it was heard.
import { Play, Volume2 } from 'lucide-react';
import { useState } from 'react';
import { useT } from '../../shell/i18n';
import { play, unlockSound } from '../../shell/sound';
import { Check } from './Check';

export function SpeakerCheck() {
  const t = useT();
  const [heard, setHeard] = useState<boolean | null>(null);
  const [played, setPlayed] = useState(false);
  const test = () => {
    setHeard(null);
    void unlockSound().then((runs) => {
      play('test');
      setPlayed(true);
      if (!runs) setHeard(false);
    });
  };
  return (
    <Check
      icon={<Volume2 size={18} />} name={t('room.speakerName')} testid="check-speaker" tone={heard === null ? 'open' : heard ? 'good' : 'poor'} word={heard === null ? '' : t(heard ? 'room.heardGood' : 'lobby.notHeard')}
      help={heard === false && <><p className="strong">{t('lobby.speakerEffect')}</p><p className="soft small">{t('lobby.speakerTry')}</p></>}
    >
      <span className="row wrap">
        <button className="button small-button" data-testid="play-test" onClick={test}><Play size={14} aria-hidden="true" />{t('room.playTest')}</button>
        {played && heard === null && <><button className="button small-button" onClick={() => setHeard(true)}>{t('room.heard')}</button><button className="button small-button" onClick={() => setHeard(false)}>{t('room.notHeard')}</button></>}
      </span>
    </Check>
  );
}
