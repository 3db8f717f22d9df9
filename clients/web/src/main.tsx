import '@fontsource-variable/noto-sans-sc';
import './shell/tokens.css';
import './shell/base.css';
import { createRoot } from 'react-dom/client';
import { installLink } from './link';
import { installOffline } from './offline/register';
import { App } from './shell/App';
import { installLanguage } from './shell/i18n';
import { ask, followLink } from './shell/session';
import { installTheme } from './shell/theme';

async function start() {
  installTheme();
  installLanguage();
  await installLink();
  followLink();
  createRoot(document.getElementById('root')!).render(<App />);
  await ask();
  await installOffline();
}
void start();
