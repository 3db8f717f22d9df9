// What everybody sees now, and why this screen shows what it shows, in words over the picture: nobody has to guess.
import type { ControlView, ConferenceView, ScreenView } from '../../link/types';
import type { Translate } from '../../shell/i18n';
import { siteName } from '../sites';

/** The site that an operation puts on all screens, if it is one site. */
export function onAir(control: ControlView | undefined): number | null {
  const operation = control?.running?.operation;
  switch (operation?.type) {
    case 'broadcast': return operation.source.type === 'site' ? operation.source.site : null;
    case 'roll_call': case 'dialogue': case 'floor': return operation.site;
    case 'voice_switch': case 'rotation': return operation.site ?? null;
    default: return null;
  }
}

function mosaicName(control: ControlView, id: number): string {
  return control.mosaics.find((mosaic) => mosaic.id === id)?.name ?? '';
}

/** For the console. */
export function everyoneSees(conference: ConferenceView, control: ControlView | undefined, t: Translate): string {
  const operation = control?.running?.operation;
  if (control && operation) {
    if (operation.type === 'free_discussion') return t('control.words.freeDiscussion');
    if (operation.type === 'broadcast' && operation.source.type === 'mosaic') return t('control.words.mosaic', { name: mosaicName(control, operation.source.mosaic) });
    const site = onAir(control);
    const name = site === null ? '…' : siteName(conference, site);
    if (operation.type === 'dialogue') return t('control.words.dialogue', { chair: siteName(conference, conference.chair_site), name });
    return t('control.words.all', { operation: t(`control.operation.${operation.type}`), name });
  }
  const applied = control?.mosaics.find((mosaic) => mosaic.applied?.type === 'all' || mosaic.applied?.type === 'branches');
  if (applied) return t('control.words.applied', { name: applied.name });
  if (conference.chair_site) return t('room.seesChairSite', { name: siteName(conference, conference.chair_site) });
  return t('room.freeView');
}

/** For a branch site: why its screen shows this. */
export function iSee(conference: ConferenceView, control: ControlView | undefined, screen: ScreenView | undefined, t: Translate): string {
  if (!screen) return everyoneSees(conference, control, t);
  const { operation, subject, level } = screen.label;
  const name = siteName(conference, subject);
  if (level === 'pin') return t('control.see.pin');
  if (operation) {
    if (subject === screen.site) return t(`control.see.me.${operation}`);
    if (operation === 'free_discussion') return t('control.words.freeDiscussion');
    if (operation === 'broadcast' && subject == null) return t('control.see.mosaic');
    return t(`control.see.${operation}`, { name });
  }
  if (level === 'own_view') return t('control.see.ownView');
  if (screen.layout.type === 'mosaic') return t('control.see.mosaic');
  if (screen.main != null && screen.main === conference.chair_site) return t('control.see.chairSite');
  return t('room.freeView');
}
