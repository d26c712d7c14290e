import { Ellipsis } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useTranslation } from 'react-i18next';
import type { Notification } from '#server/notification';
import { offered } from '#server/rules/commands';
import { ROW_DEEDS, type RowDeedId, useKeyHint } from '../../commands/commands.ts';
import { useSourceName } from '../../i18n/use-source-name.ts';
import { LineMenu } from '../../lines/lines.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { MenuContent } from '../../ui/menu.tsx';

interface RowMenuProps {
  readonly item: Notification;
  readonly tabIndex: number;
  readonly open: boolean;
  readonly onRun: (id: RowDeedId, item: Notification) => void;
}

const ITEM =
  'flex min-h-8 items-center gap-2.5 rounded-md px-2 text-[13px] outline-none data-highlighted:bg-hover';

/** The lines of the row's sender and of its source. */
function Lines({ item }: Pick<RowMenuProps, 'item'>) {
  const nameOf = useSourceName();
  const { source, sender } = item;
  return (
    <>
      {sender === null || sender === undefined ? null : (
        <>
          <DropdownMenu.Separator className="mx-2 my-1 h-px bg-line" />
          <LineMenu subject={{ source, sender }} name={sender} />
        </>
      )}
      <DropdownMenu.Separator className="mx-2 my-1 h-px bg-line" />
      <LineMenu subject={{ source, sender: null }} name={nameOf(source)} />
    </>
  );
}

/** What is done to a row more rarely. */
export function RowMenu({ item, tabIndex, open, onRun }: RowMenuProps) {
  const { t } = useTranslation('window');
  const keys = useKeyHint('row.menu');
  return (
    <DropdownMenu.Root
      modal={false}
      open={open}
      onOpenChange={(next) => {
        if (next !== open) onRun('row.menu', item);
      }}
    >
      <DropdownMenu.Trigger asChild>
        <IconButton
          icon={Ellipsis}
          small
          label={t('command.row.menu.title')}
          keys={keys}
          tabIndex={tabIndex}
          onClick={() => {}}
        />
      </DropdownMenu.Trigger>
      {/* The rows below would cover it; outside of `main` it would be in no landmark. */}
      {open ? (
        <DropdownMenu.Portal container={document.querySelector('main')}>
          <MenuContent align="end" width="w-64">
            {offered(ROW_DEEDS, 'menu', item).map((id) => (
              <DropdownMenu.Item key={id} className={ITEM} onSelect={() => onRun(id, item)}>
                {t(`command.${id}.title`)}
              </DropdownMenu.Item>
            ))}
            <Lines item={item} />
          </MenuContent>
        </DropdownMenu.Portal>
      ) : null}
    </DropdownMenu.Root>
  );
}
