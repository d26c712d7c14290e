import { Direction } from 'radix-ui';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { I18nextProvider } from 'react-i18next';
import { directionOf } from '#app/i18n/languages';
import { loadWindow } from '#app/i18n/load';
import { App } from './App.tsx';
import { connectHost } from './host.ts';
import { createI18n } from './i18n/i18n.ts';
import { createWindowState, WindowStateProvider } from './state/state.tsx';
import './app.css';
import { isMac } from './ui/platform.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');

const { lang } = document.documentElement;
const i18n = createI18n(await loadWindow(lang));
if (isMac()) document.documentElement.dataset.platform = 'mac';
createRoot(root).render(
  <StrictMode>
    <I18nextProvider i18n={i18n}>
      <Direction.Provider dir={directionOf(lang)}>
        <WindowStateProvider state={createWindowState(connectHost(), document, sessionStorage)}>
          <App />
        </WindowStateProvider>
      </Direction.Provider>
    </I18nextProvider>
  </StrictMode>,
);
