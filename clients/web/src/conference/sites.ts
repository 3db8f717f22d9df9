// Reading a conference view: who is here, who I am in it, and what I may do. The node decides; this spares dead buttons.
import type { ConferenceView, Me, SiteView } from '../link/types';

export function present(conference: ConferenceView): SiteView[] {
  return conference.sites.filter((site) => site.presence.type === 'present');
}

export function mySite(conference: ConferenceView, me: Me): SiteView | undefined {
  return conference.sites.find((site) => site.user === me.id);
}

export function iAmHere(conference: ConferenceView, me: Me): boolean {
  return mySite(conference, me)?.presence.type === 'present';
}

/** Chair or operator. */
export function iControl(conference: ConferenceView, me: Me): boolean {
  return conference.chair === me.id || me.role === 'operator';
}

export function siteName(conference: ConferenceView, id: number | null | undefined): string {
  return conference.sites.find((site) => site.id === id)?.name ?? '';
}
