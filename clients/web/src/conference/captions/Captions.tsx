// 字幕/横幅 over a picture: lay it into any positioned box. It takes no press and moves nothing.
import type { CaptionView, ConferenceView } from '../../link/types';
import { useNow } from '../../shell/marks';
import { ms } from '../../shell/time';
import '../meeting.css';

const PLACES = ['top', 'middle', 'bottom'] as const;

/** What stands on the screen of `site` now; a screen that is no site (the wall) shows what is meant for all. */
export function standing(conference: ConferenceView, site: number | null, now: number): CaptionView[] {
  const meant = (caption: CaptionView) => caption.caption.sites.length === 0 || (site !== null && caption.caption.sites.includes(site));
  return conference.meeting.captions.filter((caption) => meant(caption) && (caption.until == null || now < ms(caption.until)));
}

export function Captions({ conference, site }: { conference: ConferenceView; site: number | null }) {
  const now = useNow();
  const captions = standing(conference, site, now);
  if (captions.length === 0) return null;
  return (
    <div className="captions" aria-live="polite" data-testid="captions">
      {PLACES.map((place) => (
        <div key={place} className={`captions-${place}`}>
          {captions.filter((each) => each.caption.place === place).map((each) => (
            <p key={each.id} className={`caption ${each.caption.size} ${each.caption.colour}`} data-testid="caption">{each.caption.text}</p>
          ))}
        </div>
      ))}
    </div>
  );
}
