// An operator is no site and is sent no pictures: in their place stands, in words, what every site sees and who speaks.
import type { ConferenceView, ControlView } from '../../link/types';
import { useT } from '../../shell/i18n';
import { everyoneSees } from '../stage/everyone';

export function WithoutPicture({ conference, control, speaking }: { conference: ConferenceView; control: ControlView; speaking: ReadonlySet<number> }) {
  const t = useT();
  const names = conference.sites.filter((site) => speaking.has(site.id)).map((site) => site.name);
  return (
    <div className="without panel">
      <p className="soft">{t('room.operatorNote')}</p>
      <p className="without-words" role="status" data-testid="stage-words">{everyoneSees(conference, control, t)}</p>
      <p className="soft">{names.length > 0 ? t('room.speakingNow', { names: names.join('、') }) : t('room.quiet')}</p>
    </div>
  );
}
