// 值班管理: the roster, and what belongs to a shift.
import './roster.css';
import { Link } from 'wouter';
import { useMe } from '../link';
import type { Role } from '../link/types';
import { useT } from '../shell/i18n';
import { BulletinPage } from './BulletinPage';
import { Handover } from './Handover';
import { Log } from './Log';
import { Roster } from './Roster';

const SECTIONS = { shifts: Roster, log: Log, handover: Handover, bulletin: BulletinPage } as const;
type Section = keyof typeof SECTIONS;

/** Who keeps a log and hands over; the bulletin is the county's command's. */
const ROLES: Record<Section, readonly Role[] | null> = {
  shifts: null,
  log: ['leader', 'duty_officer', 'department_officer', 'township_officer'],
  handover: ['leader', 'duty_officer', 'department_officer', 'township_officer'],
  bulletin: ['leader', 'duty_officer'],
};

/** `section` is what follows /roster/ in the address. */
export default function RosterPages({ section }: { section: string }) {
  const t = useT();
  const me = useMe();
  const all = (Object.keys(SECTIONS) as Section[]).filter((each) => ROLES[each]?.includes(me.role) ?? true);
  const current = all.find((each) => each === section) ?? 'shifts';
  const Body = SECTIONS[current];
  return (
    <div className="page roster">
      {all.length > 1 && (
        <nav className="roster-nav" aria-label={t('nav.roster')}>
          {all.map((each) => (
            <Link key={each} href={`/roster/${each}`} className="button plain" aria-current={each === current ? 'page' : undefined} data-testid={`roster-${each}`}>{t(`shift.sections.${each}`)}</Link>
          ))}
        </nav>
      )}
      <Body />
    </div>
  );
}
