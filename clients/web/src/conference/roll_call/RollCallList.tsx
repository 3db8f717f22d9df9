// Making the 点名单: who is called, in which order; then the first is called.
import { useState } from 'react';
import type { ConferenceView, ControlView } from '../../link/types';
import { useT } from '../../shell/i18n';
import { useKeys } from '../../shell/keyboard';
import { present } from '../sites';
import type { Act } from '../useRoom';

export function RollCallList({ conference, control, act, close }: { conference: ConferenceView; control: ControlView; act: Act; close: () => void }) {
  const t = useT();
  const here = present(conference).filter((site) => site.id !== conference.chair_site).sort((a, b) => a.id - b.id);
  const before = control.roll_call?.list.filter((site) => here.some((each) => each.id === site)) ?? [];
  const [chosen, setChosen] = useState<number[]>(before.length > 0 ? before : here.map((site) => site.id));
  useKeys({ Escape: close });
  const toggle = (site: number) => setChosen((list) => (list.includes(site) ? list.filter((each) => each !== site) : [...list, site]));
  return (
    <div className="popover panel" role="dialog" aria-label={t('control.rollCallList')} data-testid="roll-call-list">
      <header><h2 className="grow">{t('control.rollCallList')}</h2><span className="muted small">{t('control.rollCallOrder')}</span></header>
      <div className="body invite-units">
        {here.map((site) => (
          <label key={site.id} className="row"><input type="checkbox" data-testid={`roll-${site.id}`} checked={chosen.includes(site.id)} onChange={() => toggle(site.id)} /><span className="grow">{site.name}</span>{chosen.includes(site.id) && <span className="chip">{chosen.indexOf(site.id) + 1}</span>}</label>
        ))}
        {here.length === 0 && <p className="muted">{t('control.nobodyToCall')}</p>}
      </div>
      <footer>
        <button
          className="button primary" disabled={chosen.length === 0} data-testid="roll-start"
          onClick={() => {
            act({ type: 'roll_call', conference: conference.id, step: { type: 'start', sites: chosen } });
            close();
          }}
        >
          {t('control.startRollCall', { count: chosen.length })}
        </button>
        <button className="button" onClick={close}>{t('room.back')}</button>
      </footer>
    </div>
  );
}
