// 呼叫全部未到: one press rings who is absent; by group it also invites the group's members that are not on the roster.
import { Phone } from 'lucide-react';
import { useState } from 'react';
import { useEntities } from '../../link';
import type { ConferenceView, Input } from '../../link/types';
import { useT } from '../../shell/i18n';
import { useNow } from '../../shell/marks';
import { absentees } from './call';
import './calls.css';

export function RingAbsent({ conference, act, short }: { conference: ConferenceView; act: (input: Input) => void; short?: boolean }) {
  const t = useT();
  const now = useNow();
  const [open, setOpen] = useState(false);
  const groups = [...useEntities('unit_group').values()];
  const absent = absentees(conference, now).length;
  const here = new Set(conference.sites.filter((site) => site.presence.type === 'present').map((site) => site.unit));
  const ring = (group: string | null) => {
    act({ type: 'ring_absent', conference: conference.id, group });
    setOpen(false);
  };
  return (
    <span className="menu ring-absent">
      <button className={`button ${short ? 'small-button' : ''}`} data-testid="ring-absent" disabled={absent === 0} title={t('meeting.call.ringAbsent', { count: absent })} onClick={() => ring(null)}>
        <Phone size={14} aria-hidden="true" />{short ? t('meeting.call.ringShort', { count: absent }) : absent === 0 ? t('meeting.call.noneAbsent') : t('meeting.call.ringAbsent', { count: absent })}
      </button>
      {groups.length > 0 && (
        <button className={`button ${short ? 'small-button' : ''}`} aria-haspopup="menu" aria-expanded={open} aria-label={t('meeting.call.byGroup')} title={t('meeting.call.byGroup')} data-testid="ring-group" onClick={() => setOpen(!open)}>▾</button>
      )}
      {open && (
        <div className="list" role="menu" onKeyDown={(event) => event.key === 'Escape' && setOpen(false)}>
          {groups.map((group) => (
            <button key={group.id} role="menuitem" className="button plain" data-testid={`ring-group-${group.id}`} onClick={() => ring(group.id)}>
              {t('meeting.call.groupMissing', { name: group.name, count: group.units.filter((unit) => !here.has(unit)).length })}
            </button>
          ))}
        </div>
      )}
    </span>
  );
}
