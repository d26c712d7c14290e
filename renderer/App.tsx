import { Tooltip } from 'radix-ui';
import { useEffect, useLayoutEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Banners } from './inbox/Banners.tsx';
import { InboxPage } from './inbox/InboxPage.tsx';
import { Skeleton } from './inbox/Skeleton.tsx';
import { SettingsPage } from './settings/SettingsPage.tsx';
import { SourcesPage } from './sources/SourcesPage.tsx';
import { useStore } from './state/store.ts';
import { useWindowState } from './state/window.tsx';
import { Button } from './ui/Button.tsx';
import { NoticeBar } from './ui/NoticeBar.tsx';

const TOOLTIP_DELAY = 500;

/** Keys that work everywhere in the window. */
function useWindowKeys(): void {
  const { actions, navigation } = useWindowState();
  useEffect(() => {
    function onKey(event: KeyboardEvent): void {
      if (event.key === ',' && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey) {
        event.preventDefault();
        navigation.go('settings');
      }
      // Before anything else sees it: a tooltip would take it for itself. Whatever is to be closed first says so.
      if (event.key === 'Escape' && !event.isComposing && !document.querySelector('[data-owns-escape]')) {
        actions.hideWindow();
      }
    }
    window.addEventListener('keydown', onKey, { capture: true });
    return () => window.removeEventListener('keydown', onKey, { capture: true });
  }, [actions, navigation]);
}

export function App() {
  const { t } = useTranslation('window');
  const { status: state, navigation } = useWindowState();
  const { status, error } = useStore(state);
  const { page } = useStore(navigation);
  const theme = status?.settings.theme ?? 'system';
  useLayoutEffect(() => {
    document.documentElement.dataset.theme = theme;
  }, [theme]);
  useWindowKeys();

  const content = () => {
    if (status !== null) {
      switch (page) {
        case 'inbox':
          return <InboxPage status={status} />;
        case 'sources':
          return <SourcesPage status={status} />;
        case 'settings':
          return <SettingsPage status={status} />;
        default:
          return page satisfies never;
      }
    }
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
        {status === null ? null : <Banners status={status} />}
        {content()}
        <NoticeBar />
      </main>
    </Tooltip.Provider>
  );
}
