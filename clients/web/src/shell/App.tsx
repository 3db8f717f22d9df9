import { lazy, Suspense, useEffect } from 'react';
import { Redirect, Route, Switch, useLocation } from 'wouter';
import { useMe } from '../link';
import type { Role } from '../link/types';
import { AntTheme } from './antd';
import { Banners, ModeBar } from './Banners';
import { Empty } from './Empty';
import { ErrorBoundary } from './ErrorBoundary';
import { useT } from './i18n';
import { KeyBar } from './KeyBar';
import { useImmersive } from './immersive';
import { Gate, PasswordForm } from './Login';
import { homeOf, pagesFor, PAGES } from './pages';
import { TopBar } from './TopBar';
import { DutyBar } from '../duty/DutyBar';
import { CallBar } from '../conference/CallBar';
import { OrderBar } from '../order/OrderBar';
import { HandoverBar } from '../roster/HandoverBar';
import { IssuedBar } from '../issued/IssuedBar';

const Duty = lazy(() => import('../duty'));
const Tasks = lazy(() => import('../order/Tasks'));
const Incidents = lazy(() => import('../command/Incidents'));
const Incident = lazy(() => import('../command/Incident'));
const Conference = lazy(() => import('../conference'));
const IssuedWarnings = lazy(() => import('../issued'));
const Recordings = lazy(() => import('../recordings'));
const Overview = lazy(() => import('../overview'));
const Roster = lazy(() => import('../roster'));
const Documents = lazy(() => import('../document/List'));
const Document = lazy(() => import('../document'));
const Plans = lazy(() => import('../plan'));
const Admin = lazy(() => import('../admin'));
const Wall = lazy(() => import('../wall'));

function useDocumentTitle() {
  const t = useT();
  const { mode } = useMe();
  const [path] = useLocation();
  const page = PAGES.find((each) => each.owns.test(path));
  const prefix = mode === 'real' ? '' : `${t(`mode.${mode}`)} · `;
  const name = page ? `${t(`nav.${page.id}`)} · ` : '';
  useEffect(() => {
    document.title = `${prefix}${name}${t('brand')}`;
  }, [prefix, name, t]);
}

function Pages() {
  const t = useT();
  const me = useMe();
  const [path, go] = useLocation();
  const home = homeOf(me.role);
  const page = PAGES.find((each) => each.owns.test(path));
  if (page && !pagesFor(me.role).includes(page)) return <Empty title={t('error.notAllowed')} />;
  return (
    <Suspense fallback={null}>
      <Switch>
        <Route path="/"><Redirect to={home} replace /></Route>
        <Route path="/duty"><Duty /></Route>
        <Route path="/tasks"><Tasks /></Route>
        <Route path="/incidents"><Incidents /></Route>
        <Route path="/incident/:id">{({ id }) => <Incident id={Number(id)} />}</Route>
        <Route path="/conferences"><Conference /></Route>
        <Route path="/conference/:id/*?">{({ id }) => <Conference id={Number(id)} />}</Route>
        <Route path="/warnings/:id?">{({ id }) => <IssuedWarnings key={id ?? ''} chosen={id === undefined ? null : Number(id)} />}</Route>
        <Route path="/recordings"><Recordings /></Route>
        <Route path="/recording/:id">{({ id }) => <Recordings id={Number(id)} />}</Route>
        <Route path="/overview/*?">{(match) => <Overview section={match['*'] ?? ''} />}</Route>
        <Route path="/roster/*?">{(match) => <Roster section={match['*'] ?? ''} />}</Route>
        <Route path="/documents"><Documents /></Route>
        <Route path="/document/:id">{({ id }) => <Document id={Number(id)} />}</Route>
        <Route path="/plans/*?">{(match) => <Plans section={match['*'] ?? ''} />}</Route>
        <Route path="/admin/*?">{(match) => <Admin section={match['*'] ?? ''} />}</Route>
        <Route path="/password"><PasswordForm first={false} onDone={() => go(home)} /></Route>
        <Route><Empty title={t('error.notFound')}><button className="button" onClick={() => go(home)}>{t('error.home')}</button></Empty></Route>
      </Switch>
    </Suspense>
  );
}

/** The wall of an address; a wall's account sees walls only. */
function wallOf(path: string, role: Role): string | null | undefined {
  const id = /^\/wall\/([^/]+)/.exec(path)?.[1];
  if (id !== undefined) return decodeURIComponent(id);
  return role === 'wall' ? null : undefined;
}

function Shell() {
  const [path] = useLocation();
  const wall = wallOf(path, useMe().role);
  if (wall !== undefined) return <ErrorBoundary name="wall"><Suspense fallback={null}><Wall id={wall} /></Suspense></ErrorBoundary>;
  return <Desk path={path} />;
}

function Desk({ path }: { path: string }) {
  const immersive = useImmersive((state) => state.immersive);
  useDocumentTitle();
  return (
    <div className="shell">
      <ModeBar />
      {!immersive && <TopBar />}
      <ErrorBoundary name="banners">
        <Banners />
        <CallBar />
        <IssuedBar />
        <OrderBar />
        <DutyBar />
        <HandoverBar />
      </ErrorBoundary>
      <main id="main" tabIndex={-1}>
        <ErrorBoundary key={path} name={path}><Pages /></ErrorBoundary>
      </main>
      {!path.startsWith('/duty') && !immersive && <KeyBar />}
    </div>
  );
}

export function App() {
  return (
    <AntTheme>
      <Gate><Shell /></Gate>
    </AntTheme>
  );
}
