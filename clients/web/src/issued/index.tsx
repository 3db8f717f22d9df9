// 预警发布: what is in force, what waits for approval, what is over; one of them, or the form, beside it.
import './issued.css';
import { Megaphone } from 'lucide-react';
import { useState } from 'react';
import { useEntities } from '../link';
import type { IssuedWarningView } from '../link/types';
import { Empty } from '../shell/Empty';
import { useT } from '../shell/i18n';
import { useNow } from '../shell/marks';
import { momentText, ms } from '../shell/time';
import { WarningDetail } from './Detail';
import { WarningForm } from './Form';
import { Sign } from './Sign';

type Open = { what: 'none' } | { what: 'draft' } | { what: 'one' | 'edit' | 'update'; id: number };

/** What waits first, then what is in force, then what is over. */
const ORDER: Record<IssuedWarningView['state'], number> = { draft: 0, approved: 0, issued: 1, updated: 2, cancelled: 2 };

export default function IssuedWarnings({ chosen }: { chosen: number | null }) {
  const t = useT();
  const now = useNow();
  const warnings = useEntities('issued_warning');
  const [open, setOpen] = useState<Open>(chosen === null ? { what: 'none' } : { what: 'one', id: chosen });
  const all = [...warnings.values()].sort((a, b) => ORDER[a.state] - ORDER[b.state] || b.id - a.id);
  const one = 'id' in open ? warnings.get(open.id) : undefined;
  const show = (id: number) => setOpen({ what: 'one', id });
  const close = () => setOpen('id' in open ? { what: 'one', id: open.id } : { what: 'none' });
  return (
    <div className="page issued" data-testid="issued-page">
      <section className="panel issued-list" aria-label={t('issued.title')}>
        <header><Megaphone size={15} aria-hidden="true" /><h2 className="grow">{t('issued.title')}</h2><button className="button primary" data-testid="new-warning" onClick={() => setOpen({ what: 'draft' })}>{t('issued.draft')}</button></header>
        {all.length === 0 ? <p className="muted" style={{ padding: 12 }}>{t('issued.empty')}</p> : (
          <ul>
            {all.map((warning) => (
              <li key={warning.id}>
                <button className="issued-row" aria-current={one?.id === warning.id} data-testid="issued-row" data-state={warning.state} onClick={() => show(warning.id)}>
                  <span className="row"><Sign content={warning.content} /><span className="grow" /><span className="chip">{t(`issued.states.${warning.state}`)}</span></span>
                  <span className="strong">{warning.content.headline}</span>
                  <span className="small muted">{momentText(ms((warning.cancelled ?? warning.issued ?? warning.approved ?? warning.drafted).at), now)} · {t('issued.untilShort', { time: momentText(ms(warning.content.expires_at), now) })}</span>
                </button>
              </li>
            ))}
          </ul>
        )}
      </section>
      {open.what === 'draft' && <WarningForm key="draft" onDone={show} onClose={close} />}
      {open.what === 'edit' && one && <WarningForm key={`edit-${one.id}`} editing={one} onDone={show} onClose={close} />}
      {open.what === 'update' && one && <WarningForm key={`update-${one.id}`} updates={one} onDone={show} onClose={close} />}
      {open.what === 'one' && one && <WarningDetail warning={one} onEdit={() => setOpen({ what: 'edit', id: one.id })} onUpdate={() => setOpen({ what: 'update', id: one.id })} />}
      {(open.what === 'none' || ('id' in open && !one)) && <Empty title={t(all.length === 0 ? 'issued.emptyTitle' : 'issued.choose')} />}
    </div>
  );
}
