import { createContext, use, useEffect, useEffectEvent } from 'react';
import type { Notification } from '#server/notification';
import { useStore } from '../ui/use-store.ts';
import { createDispatcher, type Dispatcher, type Handlers } from './dispatcher.ts';
import type { Keymap } from './keymap.ts';
import { ariaKey, keyLabel } from './keys.ts';
import type { RowDeedId, WindowCommandId } from './table.ts';

export const DispatcherContext = createContext<Dispatcher>(createDispatcher(new EventTarget()));

export const useDispatcher = (): Dispatcher => use(DispatcherContext);

export const useKeymap = (): Keymap => useStore(useDispatcher().keymap);

/** While the component is shown its keys and the palette have these commands. */
export function useCommands(handlers: Handlers): void {
  const { register } = useDispatcher();
  const run = useEffectEvent((id: WindowCommandId) => handlers[id]?.());
  const ids = Object.entries(handlers)
    .flatMap(([id, act]) => (act === undefined ? [] : [id]))
    .join();
  useEffect(() => {
    const present = ids.split(',').filter(Boolean) as WindowCommandId[];
    return register(Object.fromEntries(present.map((id) => [id, () => run(id)])));
  }, [register, ids]);
}

/** While the component is shown the palette acts on this row. */
export function useActiveRow(
  item: Notification | null,
  act: (id: RowDeedId, item: Notification) => void,
): void {
  const { row } = useDispatcher();
  const run = useEffectEvent(act);
  useEffect(() => {
    row.set(item === null ? null : { item, run: (id) => run(id, item) });
    return () => row.set(null);
  }, [row, item]);
}

interface KeyHint {
  /** For people; undefined: it has no key. */
  readonly label: string | undefined;
  /** For `aria-keyshortcuts`. */
  readonly aria: string | undefined;
}

/** The first key of a command, as its user has chosen it. */
export function useKeyHint(id: WindowCommandId): KeyHint {
  const [keys] = useKeymap().keysOf(id);
  return keys === undefined
    ? { label: undefined, aria: undefined }
    : { label: keyLabel(keys), aria: ariaKey(keys) };
}
