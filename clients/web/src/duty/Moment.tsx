// When a call began or ended, as a clock time.
import { useState } from 'react';
import { serverNow } from '../link';
import { useT } from '../shell/i18n';
import { clockText } from '../shell/time';
import { clockMoment } from './timephrase';

/** A moment of a call as a clock time; what is typed counts once it is one. */
export function Moment({ name, field, at, wrong, onChange }: { name: 'from' | 'to'; field: string; at: number | null; wrong: boolean; onChange: (at: number | null) => void }) {
  const t = useT();
  const [typed, setTyped] = useState<string | null>(null);
  const type = (text: string) => {
    setTyped(text);
    if (text.trim() === '') onChange(null);
    else {
      const moment = clockMoment(text, serverNow());
      if (moment !== null) onChange(moment);
    }
  };
  return (
    <input
      className={`input moment ${wrong || (typed !== null && typed.trim() !== '' && clockMoment(typed, serverNow()) === null) ? 'wrong' : ''}`} data-testid={`${field}-${name}`} data-field={field}
      aria-label={t(`line.${name}`)} placeholder={t(`line.${name}`)} maxLength={8} inputMode="numeric"
      value={typed ?? (at === null ? '' : clockText(at))} onChange={(event) => type(event.target.value)} onBlur={() => setTyped(null)}
    />
  );
}
