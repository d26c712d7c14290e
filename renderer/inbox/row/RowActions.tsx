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

/** The buttons of a row, beside its time: shown while the pointer is on the row, or one of them has the focus. */
export function RowActions({ item, tabIndex, menuOpen, onRun }: RowActionsProps) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: it only keeps clicks between the buttons from opening the row.
    // biome-ignore lint/a11y/noStaticElementInteractions: as above.
    <div
      className="absolute end-full top-1/2 me-2 flex -translate-y-1/2 gap-px rounded-lg border border-line bg-canvas p-px opacity-0 shadow-sm @max-[17rem]:end-0 @max-[17rem]:me-0 group-hover:opacity-100 has-focus-visible:opacity-100 has-data-[state=open]:opacity-100"
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
