import { Tooltip } from 'radix-ui';
import { useEffect, useLayoutEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AppStatus, Page } from '#app/state';
import { Banners } from './Banners.tsx';
import { SequenceHint, useCommands, useDispatcher } from './commands/commands.ts';
import { InboxPage, Skeleton } from './inbox/inbox.tsx';
import { KeyboardPage } from './keyboard/keyboard.tsx';
import { NotificationsPage } from './notifications/notifications.tsx';
import { Panels } from './Panels.tsx';
import { RulesPage } from './rules/rules.tsx';
import { SettingsPage } from './settings/settings.tsx';
import { SourcesPage } from './sources/sources.tsx';
import { useStore, useWindowState } from './state/state.tsx';
import { Button } from './ui/Button.tsx';
import { useFocusHome } from './ui/focus-home.ts';
import { KeepAlive } from './ui/KeepAlive.tsx';
import { NoticeBar } from './ui/NoticeBar.tsx';
import { useSinglePresses } from './ui/single-presses.ts';
import { escapeOwners } from './ui/use-escape.ts';
import { RegionContext } from './ui/use-formats.ts';

const TOOLTIP_DELAY = 500;

/** Keys that work everywhere in the window. */
function useWindowKeys(): void {
  const { actions, navigation } = useWindowState();
  const { commandOf } = useDispatcher();
  useCommands({
    'settings.open': () => navigation.go('settings'),
    'text.larger': () => void actions.run('text.larger'),
    'text.smaller': () => void actions.run('text.smaller'),
    'text.reset': () => void actions.run('text.reset'),
  });
  useEffect(() => {
    function onKey(event: KeyboardEvent): void {
      // Before anything else sees it: a tooltip would handle it. What must close first is marked as such.
      if (commandOf('window', event) === 'window.hide' && escapeOwners().length === 0) actions.hideWindow();
    }
    window.addEventListener('keydown', onKey, { capture: true });
    return () => window.removeEventListener('keydown', onKey, { capture: true });
  }, [actions, commandOf]);
}

/** The pages shown since the window was loaded, including this one. */
function useVisited(page: Page): ReadonlySet<Page> {
  const [visited, setVisited] = useState<ReadonlySet<Page>>(new Set());
  if (!visited.has(page)) setVisited(new Set([...visited, page]));
  return visited;
}

/** A click on a toast may turn to another page at any moment: each keeps its place, its focus and what is typed there. */
function Pages({ status }: { readonly status: AppStatus }) {
  const { page } = useStore(useWindowState().navigation);
  const visited = useVisited(page);
  return (
    <>
      {visited.has('inbox') ? (
        <KeepAlive shown={page === 'inbox'}>
          <InboxPage status={status} />
        </KeepAlive>
      ) : null}
      {visited.has('sources') ? (
        <KeepAlive shown={page === 'sources'}>
          <SourcesPage status={status} />
        </KeepAlive>
      ) : null}
      {visited.has('rules') ? (
        <KeepAlive shown={page === 'rules'}>
          <RulesPage />
        </KeepAlive>
      ) : null}
      {visited.has('notifications') ? (
        <KeepAlive shown={page === 'notifications'}>
          <NotificationsPage status={status} />
        </KeepAlive>
      ) : null}
      {visited.has('keyboard') ? (
        <KeepAlive shown={page === 'keyboard'}>
          <KeyboardPage status={status} />
        </KeepAlive>
      ) : null}
      {visited.has('settings') ? (
        <KeepAlive shown={page === 'settings'}>
          <SettingsPage status={status} />
        </KeepAlive>
      ) : null}
    </>
  );
}

export function App() {
  const { t } = useTranslation('window');
  const { status: state, region } = useWindowState();
  const { status, error } = useStore(state);
  const times = useStore(region);
  const theme = status?.settings.theme ?? 'system';
  const density = status?.settings.density ?? 'comfortable';
  useLayoutEffect(() => {
    Object.assign(document.documentElement.dataset, { theme, density });
  }, [theme, density]);
  useWindowKeys();
  useSinglePresses();
  useFocusHome();

  const content = () => {
    if (status !== null) return <Pages status={status} />;
    if (error === null) return <Skeleton />;
    return (
      <div role="alert" className="m-auto flex flex-col items-center gap-3 p-8 text-center">
        <p className="font-medium">{t('app.failed')}</p>
        <p className="text-[13px] text-muted">{t(`failure.${error.code}`)}</p>
        <Button onClick={() => void state.load()}>{t('common.retry')}</Button>
      </div>
    );
  };

  return (
    <Tooltip.Provider delayDuration={TOOLTIP_DELAY} disableHoverableContent>
      <main className="relative flex h-full flex-col">
        <RegionContext value={times}>
          {status === null ? null : <Banners status={status} />}
          {content()}
        </RegionContext>
        <NoticeBar />
        <SequenceHint />
        {status === null ? null : <Panels status={status} />}
      </main>
    </Tooltip.Provider>
  );
}
