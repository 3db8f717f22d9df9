// One check: what it is, what was found, a verdict in a word; and where it is bad, what that means and what to try.
import { CircleAlert, CircleCheck, CircleX, LoaderCircle } from 'lucide-react';
import type { ReactNode } from 'react';

export type Tone = 'good' | 'poor' | 'bad' | 'busy' | 'open';
const SIGNS: Record<Tone, ReactNode> = {
  good: <CircleCheck size={15} />, poor: <CircleAlert size={15} />, bad: <CircleX size={15} />, busy: <LoaderCircle size={15} />, open: null,
};

interface Props { icon: ReactNode; name: string; tone: Tone; word: string; testid: string; children?: ReactNode; help?: ReactNode }

export function Check({ icon, name, tone, word, testid, children, help }: Props) {
  return (
    <div className="check" data-testid={testid} data-tone={tone}>
      <span className="check-icon" aria-hidden="true">{icon}</span>
      <b>{name}</b>
      <div className="check-found">{children}</div>
      <span className={`verdict ${tone}`} role="status"><span aria-hidden="true">{SIGNS[tone]}</span>{word}</span>
      {help && <div className="check-help">{help}</div>}
    </div>
  );
}
