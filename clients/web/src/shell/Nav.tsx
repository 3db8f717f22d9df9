// The pages of this account. Those that do not fit into the bar are behind 更多; on a phone the row scrolls instead.
import { ChevronDown } from 'lucide-react';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { useMe } from '../link';
import { useT } from './i18n';
import { type Page, pagesFor } from './pages';

export type NavCounts = Record<string, { count: number; urgent: boolean }>;

/** How many links stand in the first row; the row is one line high and hides what wraps. */
function inFirstRow(nav: HTMLElement): number {
  const links = [...nav.querySelectorAll<HTMLElement>(':scope > a')];
  const top = links[0]?.offsetTop;
  return links.filter((link) => link.offsetTop === top).length;
}

export function Nav({ counts }: { counts: NavCounts }) {
  const t = useT();
  const me = useMe();
  const pages = pagesFor(me.role);
  const nav = useRef<HTMLElement>(null);
  const [fits, setFits] = useState(pages.length);
  useLayoutEffect(() => {
    const element = nav.current;
    if (!element) return;
    const measure = () => setFits(inFirstRow(element));
    const observer = new ResizeObserver(measure);
    for (const each of [element, ...element.children]) observer.observe(each);
    measure();
    return () => observer.disconnect();
  }, [pages.length]);
  return (
    <>
      <nav ref={nav} aria-label={t('nav.label')}>
        {pages.map((page, index) => <NavLink key={page.id} page={page} counts={counts} hidden={index >= fits} />)}
      </nav>
      {fits < pages.length && <More pages={pages.slice(fits)} counts={counts} />}
    </>
  );
}

function NavLink({ page, counts, hidden = false, press }: { page: Page; counts: NavCounts; hidden?: boolean; press?: () => void }) {
  const t = useT();
  const [path] = useLocation();
  const count = counts[page.id];
  return (
    <Link href={page.path} aria-current={page.owns.test(path) ? 'page' : undefined} aria-hidden={hidden || undefined} tabIndex={hidden ? -1 : undefined} data-testid={hidden ? undefined : `nav-${page.id}`} onClick={press}>
      {t(`nav.${page.id}`)}
      {count && count.count > 0 && <span className={`count ${count.urgent ? 'urgent' : ''}`}>{count.count}</span>}
    </Link>
  );
}

function More({ pages, counts }: { pages: Page[]; counts: NavCounts }) {
  const t = useT();
  const [path] = useLocation();
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!open) return;
    const away = (event: Event) => {
      if (!box.current?.contains(event.target as Node)) setOpen(false);
    };
    const escape = (event: KeyboardEvent) => event.key === 'Escape' && setOpen(false);
    addEventListener('pointerdown', away);
    addEventListener('keydown', escape);
    return () => {
      removeEventListener('pointerdown', away);
      removeEventListener('keydown', escape);
    };
  }, [open]);
  const here = pages.some((page) => page.owns.test(path));
  return (
    <div className="menu nav-more" ref={box}>
      <button className="button plain" aria-expanded={open} aria-haspopup="true" aria-current={here ? 'page' : undefined} data-testid="nav-more" onClick={() => setOpen(!open)}>{t('nav.more')}<ChevronDown size={14} aria-hidden="true" /></button>
      {open && <div className="list">{pages.map((page) => <NavLink key={page.id} page={page} counts={counts} press={() => setOpen(false)} />)}</div>}
    </div>
  );
}
