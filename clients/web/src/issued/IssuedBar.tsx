// A warning issued to the own unit: a line on every page until somebody of the unit acknowledges it; showing it is delivery.
import { Megaphone } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { submit, useEntities, useLink, useMe } from '../link';
import type { IssuedWarningView, Refusal } from '../link/types';
import { notify } from '../duty/station';
import { onShown } from '../order/mine';
import { screenName } from '../order/screen';
import { useT } from '../shell/i18n';
import { useNow } from '../shell/marks';
import { RefusalNote } from '../shell/RefusalNote';
import { momentText, ms } from '../shell/time';
import { Sign } from './Sign';

function Line({ warning }: { warning: IssuedWarningView }) {
  const t = useT();
  const me = useMe();
  const now = useNow();
  const live = useLink((state) => state.connection.state === 'live');
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const box = useRef<HTMLDivElement>(null);
  const row = warning.rows.find((each) => each.unit === me.unit);
  const seen = row?.shown.some((each) => each.user === me.id && each.screen === screenName()) ?? true;
  useEffect(() => {
    if (!box.current || !live || seen) return;
    return onShown(box.current, `warning-${warning.id}`, () => submit({ type: 'show_warning', warning: warning.id, screen: screenName() }));
  }, [warning.id, live, seen]);
  useEffect(() => notify(t('issued.fresh'), warning.content.headline), [warning.id, warning.content.headline, t]);
  const acknowledge = async () => {
    const outcome = await submit({ type: 'acknowledge_warning', warning: warning.id, screen: screenName() });
    setRefusal(outcome.ok ? null : outcome.refusal);
  };
  return (
    <div ref={box} className="banner plain" data-testid="issued-bar" data-warning={warning.id}>
      <Megaphone size={16} aria-hidden="true" /><Sign content={warning.content} />
      <span className="grow" role="alert"><b>{me.mode === 'real' ? '' : t('mode.prefix')}{warning.content.headline}</b>{warning.content.text}{warning.content.instruction ? ` ${warning.content.instruction}` : ''} <span className="muted">{t('issued.untilShort', { time: momentText(ms(warning.content.expires_at), now) })}</span></span>
      <button className="button primary" data-testid="issued-acknowledge" onClick={() => void acknowledge()}>{t('issued.acknowledge')}</button>
      {refusal && <RefusalNote refusal={refusal} />}
    </div>
  );
}

export function IssuedBar() {
  const me = useMe();
  const now = useNow();
  const mine = [...useEntities('issued_warning').values()].filter((warning) => {
    const row = warning.rows.find((each) => each.unit === me.unit);
    return warning.state === 'issued' && row && !row.acknowledged && ms(warning.content.expires_at) > now;
  });
  return mine.sort((a, b) => b.id - a.id).slice(0, 3).map((warning) => <Line key={warning.id} warning={warning} />);
}
