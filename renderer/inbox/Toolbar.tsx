import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Connection, Health } from '#app/state';
import { CommandButton, CommandIcon } from '../commands/commands.ts';
import { PeopleButton } from '../people/people.tsx';
import { useStore, useWindowState } from '../state/state.tsx';
import { Button } from '../ui/Button.tsx';
import { ConnectionMark } from './ConnectionMark.tsx';
import { SearchField } from './SearchField.tsx';
import { SettingsButton } from './SettingsButton.tsx';
import { SourcesButton } from './SourcesButton.tsx';
import { troubledSources } from './source-words.ts';

interface ToolbarProps {
  readonly connection: Connection;
  readonly health: Health;
  /** The backend's number. */
  readonly unread: number;
  /** The filter. */
  readonly children: ReactNode;
}

export function Toolbar({ connection, health, unread, children }: ToolbarProps) {
  const { t } = useTranslation('window');
  const { actions, search, presence } = useWindowState();
  const isCrowded = useStore(presence).length > 0 || troubledSources(health).length > 0;
  const { open, source } = useStore(search);
  return (
    <header className="border-b border-line">
      <div className="flex h-12 items-center gap-1 ps-4 pe-2.5">
        <div className={open ? 'sr-only' : 'flex min-w-0 flex-1 items-baseline gap-2.5'}>
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
            <span className={isCrowded ? 'max-[480px]:sr-only' : 'max-[420px]:sr-only'}>
              {t('command.inbox.readAll.title')}
            </span>
          </Button>
        ) : null}
        {open ? <SearchField /> : <CommandButton id="search.open" onClick={search.open} />}
        <PeopleButton />
        <SourcesButton health={health} />
        <SettingsButton />
      </div>
      {children}
    </header>
  );
}
