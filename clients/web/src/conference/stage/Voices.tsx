// The voices of the hall: three elements, whichever three sites are loudest.
import { useEffect, useRef, useState } from 'react';
import { useT } from '../../shell/i18n';
import type { Call } from '../call/call';
import { useCallVersion } from '../useCall';

export function Voices({ call, muted }: { call: Call; muted: boolean }) {
  useCallVersion(call);
  const t = useT();
  const [blocked, setBlocked] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const unblock = () => {
    setBlocked(false);
    for (const element of box.current?.querySelectorAll('audio') ?? []) void element.play().catch(() => setBlocked(true));
  };
  return (
    <div ref={box}>
      {call.voices.map((stream) => <Voice key={stream.id} stream={stream} muted={muted} blocked={() => setBlocked(true)} />)}
      {blocked && (
        <div className="banner wait" role="alert" data-testid="voices-blocked">
          <span className="grow"><b>{t('room.voicesBlocked')}</b></span>
          <button className="button primary" onClick={unblock}>{t('room.unblockVoices')}</button>
        </div>
      )}
    </div>
  );
}

function Voice({ stream, muted, blocked }: { stream: MediaStream; muted: boolean; blocked: () => void }) {
  const element = useRef<HTMLAudioElement>(null);
  useEffect(() => {
    const audio = element.current;
    if (!audio) return;
    audio.srcObject = stream;
    void audio.play().catch((error: unknown) => {
      if (error instanceof DOMException && error.name === 'NotAllowedError') blocked();
    });
    // `blocked` is made anew with every drawing and only sets a flag.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [stream]);
  return <audio ref={element} autoPlay muted={muted} data-testid="voice" />;
}
