// 系统: what an administrator looks after. Trouble first.
import './admin.css';
import { Link } from 'wouter';
import { useT } from '../shell/i18n';
import { Audit } from './Audit';
import { Extranet } from './Extranet';
import { Gateways } from './Gateways';
import { Groups } from './Groups';
import { Maps } from './Maps';
import { Sources } from './Sources';
import { Units } from './Units';
import { Users } from './Users';
import { Walls } from './Walls';

const SECTIONS = { sources: Sources, users: Users, units: Units, groups: Groups, extranet: Extranet, maps: Maps, walls: Walls, gateways: Gateways, audit: Audit } as const;
type Section = keyof typeof SECTIONS;

/** Administration; `section` is what follows /admin/ in the address. */
export default function Admin({ section }: { section: string }) {
  const t = useT();
  const current: Section = section in SECTIONS ? (section as Section) : 'sources';
  const Body = SECTIONS[current];
  return (
    <div className="page admin">
      <nav className="admin-nav" aria-label={t('system.sections')}>
        {(Object.keys(SECTIONS) as Section[]).map((each) => (
          <Link key={each} href={`/admin/${each}`} className="button plain" aria-current={each === current ? 'page' : undefined} data-testid={`admin-${each}`}>{t(`system.${each}`)}</Link>
        ))}
      </nav>
      <Body />
    </div>
  );
}
