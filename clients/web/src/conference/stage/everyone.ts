// What everybody sees now, in words: written over the picture, so that the chair never has to guess.
import type { ConferenceView } from '../../link/types';
import type { Translate } from '../../shell/i18n';
import { siteName } from '../sites';

export function everyoneSees(conference: ConferenceView, broadcast: number | null, t: Translate): string {
  if (broadcast !== null) return t('room.allSee', { name: siteName(conference, broadcast) });
  if (conference.chair_site) return t('room.seesChairSite', { name: siteName(conference, conference.chair_site) });
  return t('room.freeView');
}
