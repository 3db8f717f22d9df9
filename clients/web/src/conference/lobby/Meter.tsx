// How loud a microphone is, as bars: the voice is seen before it is heard.
import { useEffect, useRef } from 'react';

const BARS = 24;

export function Meter({ track, label, onVoice }: { track: MediaStreamTrack | null; label: string; onVoice?: () => void }) {
  const bars = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    if (!track) return undefined;
    const context = new AudioContext();
    const analyser = context.createAnalyser();
    analyser.fftSize = 512;
    context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    const timer = setInterval(() => {
      analyser.getFloatTimeDomainData(samples);
      const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
      const decibels = 10 * Math.log10(power + 1e-10);
      const lit = Math.round(Math.min(1, Math.max(0, (decibels + 60) / 50)) * BARS);
      bars.current?.style.setProperty('--lit', `${(100 * lit) / BARS}%`);
      if (decibels > -45) onVoice?.();
    }, 80);
    return () => {
      clearInterval(timer);
      void context.close();
    };
  }, [track, onVoice]);
  return <span className="meter" ref={bars} role="img" aria-label={label} />;
}
