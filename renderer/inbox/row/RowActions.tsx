import type { Notification } from '#server/notification';
import { offered } from '#server/rules/commands';
import { CommandButton, ROW_DEEDS, type RowDeedId, TABLE } from '../../commands/commands.ts';
import { RowMenu } from './RowMenu.tsx';

interface RowActionsProps {
  readonly item: Notification;
  readonly tabIndex: number;
  readonly menuOpen: boolean;
  readonly onRun: (id: RowDeedId, item: Notification) => void;
}

/** The buttons of a row, shown while it is hovered or focused. */
export function RowActions({ item, tabIndex, menuOpen, onRun }: RowActionsProps) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: it only keeps clicks between the buttons from opening the row.
    // biome-ignore lint/a11y/noStaticElementInteractions: as above.
    <div
      className="absolute end-[calc(0.875rem-var(--scrollbar))] top-2 flex gap-px rounded-lg border border-line bg-canvas p-px opacity-0 shadow-sm group-hover:opacity-100 group-has-focus-visible:opacity-100 group-focus-visible:opacity-100 has-data-[state=open]:opacity-100"
      onClick={(event) => event.stopPropagation()}
    >
      {offered(ROW_DEEDS, 'row', item).map((id) =>
        id === 'row.menu' ? (
          <RowMenu key={id} item={item} tabIndex={tabIndex} open={menuOpen} onRun={onRun} />
        ) : (
          // React's key is the shortcut: the command that reverts another takes over its button, and so its focus.
          <CommandButton
            key={TABLE[id].keys[0]}
            id={id}
            small
            tabIndex={tabIndex}
            onClick={() => onRun(id, item)}
          />
        ),
      )}
    </div>
  );
}
