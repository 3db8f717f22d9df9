// 点名单 while it runs: who was heard, who is on, who was told to get ready; and the next.
import { Check } from 'lucide-react';
import type { ConferenceView, ControlView } from '../../link/types';
import { useT } from '../../shell/i18n';
import { useNow } from '../../shell/marks';
import { ms, spanText } from '../../shell/time';
import { siteName } from '../sites';
import type { Act } from '../useRoom';

export function RollCallRow({ conference, control, act }: { conference: ConferenceView; control: ControlView; act: Act }) {
  const t = useT();
  const now = useNow();
  const list = control.roll_call;
  const started = control.running?.started_at;
  if (!list) return null;
  const id = conference.id;
  return (
    <>
      <b className="nowrap">{t('control.rollCallList')}</b>
      <div className="roll-list" tabIndex={0} role="list" aria-label={t('control.rollCallList')}>
        {list.list.map((site) => {
          const heard = list.heard.includes(site) && site !== list.current;
          return (
            <span role="listitem" key={site}>
              <button
                className={`roll-name ${site === list.current ? 'current' : heard ? 'heard' : ''} ${site === list.next ? 'next' : ''}`} data-testid="roll-name" data-state={site === list.current ? 'current' : heard ? 'heard' : site === list.next ? 'next' : 'waiting'}
                title={t('control.callNow')} onClick={() => act({ type: 'roll_call', conference: id, step: { type: 'call', site } })}
              >
                {siteName(conference, site)}{heard && <Check size={13} aria-label={t('control.heardAlready')} />}
              </button>
            </span>
          );
        })}
      </div>
      {started != null && <span className="soft nowrap">{t('control.spoken', { span: spanText(now - ms(started)) })}</span>}
      {list.previous != null && <button className="button small-button" data-testid="roll-previous" onClick={() => act({ type: 'roll_call', conference: id, step: { type: 'previous' } })}>{t('control.previous')}</button>}
      {list.next != null
        ? <button className="button primary" data-testid="roll-next" onClick={() => act({ type: 'roll_call', conference: id, step: { type: 'next' } })}>{t('control.next', { name: siteName(conference, list.next) })} <kbd>→</kbd></button>
        : <span className="muted nowrap">{t('control.lastOne')}</span>}
    </>
  );
}
