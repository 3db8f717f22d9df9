// 听: whether a site hears the conference. Apart from its microphone.
import { Volume2, VolumeX } from 'lucide-react';
import type { ConferenceView, ControlView, SiteView } from '../../link/types';
import { useT } from '../../shell/i18n';
import type { Act } from '../useRoom';

export function SpeakerButton({ conference, control, site, act }: { conference: ConferenceView; control: ControlView; site: SiteView; act: Act }) {
  const t = useT();
  const closed = control.closed_speakers.includes(site.id);
  const word = t(closed ? 'control.openSpeaker' : 'control.closeSpeaker');
  return (
    <button className="icon-button" aria-pressed={closed} data-testid="row-speaker" title={word} aria-label={`${site.name} ${word}`} onClick={() => act({ type: 'set_speaker', conference: conference.id, site: site.id, open: closed })}>
      {closed ? <VolumeX size={15} /> : <Volume2 size={15} />}
    </button>
  );
}
