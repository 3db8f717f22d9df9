// What everybody sees now, in words: written over the picture, so that the chair never has to guess.
import type { ConferenceView } from '../../link/types';
import type { Translate } from '../../shell/i18n';
import { siteName } from '../sites';

export function everyoneSees(conference: ConferenceView, t: Translate): string {
  if (conference.broadcast) return t('room.allSee', { name: siteName(conference, conference.broadcast) });
  if (conference.chair_site) return t('room.seesChairSite', { name: siteName(conference, conference.chair_site) });
  return t('room.freeView');
}
