// Rings further units into a running conference.
import { useState } from 'react';
import { useEntities } from '../../link';
import type { ConferenceView, Input } from '../../link/types';
import { useT } from '../../shell/i18n';
import { DepartmentMark } from '../../shell/marks';

export function Invite({ conference, close, act }: { conference: ConferenceView; close: () => void; act: (input: Input) => void }) {
  const t = useT();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const here = new Set(conference.sites.map((site) => site.unit));
  const units = [...useEntities('unit').values()].filter((unit) => !unit.disabled && !here.has(unit.id));
  const toggle = (id: string) => {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    setChosen(next);
  };
  return (
    <div className="panel invite" role="dialog" aria-label={t('room.invite')}>
      <header><h2>{t('room.invite')}</h2></header>
      <div className="body invite-units">
        {units.map((unit) => (
          <label key={unit.id} className="row"><input type="checkbox" checked={chosen.has(unit.id)} onChange={() => toggle(unit.id)} /><DepartmentMark kind={unit.kind} />{unit.name}</label>
        ))}
        {units.length === 0 && <p className="muted">{t('room.allInvited')}</p>}
      </div>
      <footer>
        <button
          className="button primary" disabled={chosen.size === 0}
          onClick={() => {
            act({ type: 'invite_units', conference: conference.id, units: [...chosen] });
            close();
          }}
        >
          {t('incident.consultDo', { count: chosen.size })}
        </button>
        <button className="button" onClick={close}>{t('room.back')}</button>
      </footer>
    </div>
  );
}
