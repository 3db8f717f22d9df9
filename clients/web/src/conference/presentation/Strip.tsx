// 辅流 on the console: a small picture, whose it is, and the way to take the token back.
import { Lock, LockOpen, ScreenShare } from 'lucide-react';
import type { ReactNode } from 'react';
import type { ConferenceView, ControlView, SiteView } from '../../link/types';
import { useT } from '../../shell/i18n';
import type { Call } from '../call/call';
import { RefusedHere } from '../RefusedHere';
import { siteName } from '../sites';
import type { Actions } from '../useRoom';

interface Props { conference: ConferenceView; control: ControlView; call: Call | null; own: SiteView | undefined; actions: Actions; large: boolean; setLarge: (large: boolean) => void; picture: ReactNode }

export function Strip({ conference, control, call, own, actions, large, setLarge, picture }: Props) {
  const t = useT();
  const presenter = conference.presenter ?? null;
  const mine = presenter !== null && presenter === own?.id;
  return (
    <section className="presentation-strip" aria-label={t('room.presentation')} data-testid="presentation-strip">
      <RefusedHere actions={actions} place="presentation" />
      <div className="strip-picture">{picture ?? <ScreenShare size={22} aria-hidden="true" />}</div>
      <div className="grow">
        <p className="strong">{presenter === null ? t('control.noPresentation') : mine ? t('control.presentingSelf') : t('room.sharedBy', { name: siteName(conference, presenter) })}</p>
        <p className="soft small">{presenter === null ? t(control.presentation_locked ? 'control.tokenLocked' : 'control.tokenFree') : <Holder call={mine ? null : call} name={siteName(conference, presenter)} />}</p>
      </div>
      {presenter !== null && !mine && call && <button className="button" aria-pressed={large} data-testid="presentation-large" onClick={() => setLarge(!large)}>{t(large ? 'control.smaller' : 'control.larger')}</button>}
      <button className="button" aria-pressed={control.presentation_locked} data-testid="lock-presentation" onClick={() => actions.act({ type: 'lock_presentation', conference: conference.id, locked: !control.presentation_locked }, 'presentation')}>{control.presentation_locked ? <LockOpen size={14} aria-hidden="true" /> : <Lock size={14} aria-hidden="true" />}{t(control.presentation_locked ? 'control.unlockPresentation' : 'control.lockPresentation')}</button>
      {presenter !== null && <button className="button" data-testid="take-back" onClick={() => actions.act({ type: 'stop_presentation', conference: conference.id }, 'presentation')}>{t(mine ? 'room.stopSharing' : 'room.takeBack')}</button>}
    </section>
  );
}

function Holder({ call, name }: { call: Call | null; name: string }) {
  const t = useT();
  const report = call?.slotReports.get('presentation');
  return <>{t('control.tokenAt', { name })}{report?.height ? ` · ${report.height}p` : ''}</>;
}
