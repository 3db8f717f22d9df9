// 值班管理: the roster, and what belongs to a shift.
import './roster.css';
import { Link } from 'wouter';
import { useT } from '../shell/i18n';
import { Roster } from './Roster';

const SECTIONS = { shifts: Roster } as const;
type Section = keyof typeof SECTIONS;

/** `section` is what follows /roster/ in the address. */
export default function RosterPages({ section }: { section: string }) {
  const t = useT();
  const current: Section = section in SECTIONS ? (section as Section) : 'shifts';
  const Body = SECTIONS[current];
  const all = Object.keys(SECTIONS) as Section[];
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
