import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { AppStatus } from '#app/state';
import { CommandButton, CommandIcon } from '../commands/commands.ts';
import { PauseButton } from '../pause/pause.tsx';
import { PeopleButton } from '../people/people.tsx';
import { useStore, useWindowState } from '../state/state.tsx';
import { Button } from '../ui/Button.tsx';
import { ConnectionMark } from './ConnectionMark.tsx';
import { SettingsButton } from './SettingsButton.tsx';
import { SourcesButton } from './SourcesButton.tsx';
import { SearchField } from './search/search.tsx';

interface ToolbarProps {
  readonly status: AppStatus;
  /** The filter. */
  readonly children: ReactNode;
}

export function Toolbar({ status, children }: ToolbarProps) {
  const { t } = useTranslation('window');
  const { actions, search } = useWindowState();
  const { connection, health } = status;
  const { unread } = status.counts;
  const { open, source } = useStore(search);
  return (
    <header className="border-b border-line">
      <div className="flex min-h-12 flex-wrap items-center justify-end gap-1 ps-4 pe-2.5 max-[480px]:gap-0 max-[280px]:py-1.5">
        <div className={open ? 'sr-only' : 'flex min-w-24 flex-1 items-baseline gap-2.5 overflow-hidden'}>
          <h1 className="shrink-0 text-[17px] font-semibold tracking-tight">{t('toolbar.title')}</h1>
          <ConnectionMark connection={connection} health={health} hidden={open} />
        </div>
        {unread > 0 && !open && source === null ? (
          <Button
            look="quiet"
            title={t('command.inbox.readAll.title')}
            onClick={() => void actions.run('inbox.readAll')}
          >
            <CommandIcon id="inbox.readAll" className="size-4" />
            <span className="max-[480px]:sr-only">{t('command.inbox.readAll.title')}</span>
          </Button>
        ) : null}
        {open ? <SearchField /> : <CommandButton id="search.open" onClick={search.open} />}
        <PauseButton status={status} />
        <PeopleButton />
        <SourcesButton health={health} />
        <SettingsButton />
      </div>
      {children}
    </header>
  );
}
