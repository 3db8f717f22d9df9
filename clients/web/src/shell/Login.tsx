import { type FormEvent, type ReactNode, useState } from 'react';
import { Refused } from '../link';
import { live, useLink } from '../link';
import { Beacon } from './Brand';
import { refusalText, setLanguage, useLanguage, useT } from './i18n';
import { ask, changePassword, login, useSession } from './session';

function Card({ children, testid }: { children: ReactNode; testid: string }) {
  const t = useT();
  const language = useLanguage();
  return (
    <div className="login" data-testid={testid}>
      <div className="card">
        <div className="row">
          <Beacon size={28} />
          <strong style={{ fontSize: 20 }}>{t('brand')}</strong>
          <span className="muted grow">{t('product')}</span>
          <button type="button" className="button plain" onClick={() => setLanguage(language === 'zh' ? 'en' : 'zh')}>{t('nav.language')}</button>
        </div>
        <p className="notice" data-testid="non-secret">{t('nonSecret')}</p>
        {children}
      </div>
    </div>
  );
}

/** What went wrong, in words: the node's own sentence where it gave one. */
function useFailure(): [ReactNode, (error: unknown) => void] {
  const t = useT();
  const language = useLanguage();
  const [error, setError] = useState<unknown>(null);
  if (!error) return [null, setError];
  const text = error instanceof Refused ? refusalText(error.refusal, language) : t('login.unreachable');
  return [
    <p key="failure" role="alert" className="field-error" data-testid="login-error">
      {text}{error instanceof Refused && <span className="muted">{t('refusal.rule', { rule: error.refusal.rule })}</span>}
    </p>,
    setError,
  ];
}

export function Login() {
  const t = useT();
  const language = useLanguage();
  const goodbye = useLink((state) => state.goodbye);
  const [account, setAccount] = useState('');
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useFailure();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setFailure(null);
    await login(account.trim(), password).catch(setFailure);
    setBusy(false);
  };
  return (
    <Card testid="login">
      {goodbye && <p role="status" className="soft">{t('login.again')}：{refusalText(goodbye, language)} {t('login.draftsKept')}</p>}
      <form onSubmit={submit} style={{ display: 'contents' }} data-testid="login-form">
        <label className="field">
          <span className="label">{t('login.account')}</span>
          <input data-testid="login-account" autoFocus autoComplete="username" required value={account} onChange={(event) => setAccount(event.target.value)} maxLength={120} />
        </label>
        <label className="field">
          <span className="label">{t('login.password')}</span>
          <input data-testid="login-password" type="password" autoComplete="current-password" required value={password} onChange={(event) => setPassword(event.target.value)} maxLength={256} />
        </label>
        {failure}
        <button className="button primary large" data-testid="login-submit" disabled={busy}>{busy ? t('login.busy') : t('login.submit')}</button>
      </form>
    </Card>
  );
}

const SHORTEST = 10;

export function PasswordForm({ first, onDone }: { first: boolean; onDone?: () => void }) {
  const t = useT();
  const [old, setOld] = useState('');
  const [fresh, setFresh] = useState('');
  const [repeat, setRepeat] = useState('');
  const [failure, setFailure] = useFailure();
  const missing = SHORTEST - [...fresh].length;
  const problem = missing > 0 ? t('login.short', { count: missing }) : fresh !== repeat ? t('login.mismatch') : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setFailure(null);
    changePassword(old, fresh).then(() => onDone?.(), setFailure);
  };
  return (
    <Card testid="change-password">
      <h1>{t(first ? 'login.changeTitle' : 'login.changeTitleOwn')}</h1>
      <form onSubmit={submit} style={{ display: 'contents' }}>
        <label className="field">
          <span className="label">{t('login.old')}</span>
          <input data-testid="password-old" autoFocus type="password" autoComplete="current-password" required value={old} onChange={(event) => setOld(event.target.value)} />
        </label>
        <label className="field">
          <span className="label">{t('login.fresh')}<span className="hint">{t('login.rule')}</span></span>
          <input data-testid="password-new" type="password" autoComplete="new-password" required value={fresh} onChange={(event) => setFresh(event.target.value)} />
        </label>
        <label className="field">
          <span className="label">{t('login.repeat')}</span>
          <input data-testid="password-repeat" type="password" autoComplete="new-password" required value={repeat} onChange={(event) => setRepeat(event.target.value)} />
        </label>
        {repeat !== '' && problem && <p className="field-error" role="status">{problem}</p>}
        {failure}
        <button className="button primary large" data-testid="password-submit" disabled={problem !== null}>{t('login.change')}</button>
        {!first && <button type="button" className="button" onClick={onDone}>{t('login.cancel')}</button>}
      </form>
    </Card>
  );
}

/** Login, forced password change, or the application. */
export function Gate({ children }: { children: ReactNode }) {
  const t = useT();
  const { status, me } = useSession();
  const loaded = useLink((state) => state.me !== null);
  if (status === 'asking') return null;
  if (status === 'unreachable') {
    return (
      <Card testid="unreachable">
        <p role="alert">{t('login.unreachable')}</p>
        <button className="button primary" onClick={() => void ask()}>{t('link.tryNow')}</button>
      </Card>
    );
  }
  if (status === 'out' || !me) return <Login />;
  if (me.must_change_password) return <PasswordForm first onDone={() => live.start()} />;
  return loaded ? children : null;
}
