// Runs one administrator's action at a time and keeps its refusal where the form is.
import { useCallback, useState } from 'react';
import { Refused, submit } from '../link';
import type { Input, Refusal } from '../link/types';

const UNREACHABLE: Refusal = { rule: 'LINK-2', message_zh: '节点没有回答，请再试', message_en: 'The node did not answer; try again' };

export function useRun() {
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [busy, setBusy] = useState(false);
  const run = useCallback(async (work: () => Promise<void>): Promise<boolean> => {
    setBusy(true);
    setRefusal(null);
    try {
      await work();
      return true;
    } catch (error) {
      setRefusal(error instanceof Refused ? error.refusal : UNREACHABLE);
      return false;
    } finally {
      setBusy(false);
    }
  }, []);
  const send = useCallback((input: Input) => run(async () => {
    const outcome = await submit(input);
    if (!outcome.ok) throw new Refused(outcome.refusal, 422);
  }), [run]);
  return { refusal, busy, run, send };
}
