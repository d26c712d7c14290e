import type { Notification } from '#server/notification';
import type { IdAt, KeyPlace } from '#server/rules/commands';
import { createStore, type Readable } from '../../server/client/client.ts';
import { createKeymap, type Keymap } from './keymap.ts';
import { isModifier, type KeyEvent, type Stroke, strokeOf } from './keys.ts';
import { createSequences } from './sequences.ts';
import type { MoveId, RowDeedId, ShownRow, TABLE, WindowCommandId } from './table.ts';

/** What commands of the window do now; undefined: there is nothing to do. */
export type Handlers = { readonly [Id in WindowCommandId]?: (() => void) | undefined };
/** A row, and what is done with it. */
export type ActiveRow = Readonly<{ item: Notification; run: (id: RowDeedId) => void }>;
type Registered = ReadonlyMap<WindowCommandId, () => void>;

export interface Dispatcher {
  readonly keymap: Readable<Keymap>;
  /** The keys that a sequence has begun with; null: none has. */
  readonly begun: Readable<string | null>;
  /** What can be done now, except to a row. */
  readonly handlers: Readable<Registered>;
  /** The row that keys act on; null: there is none. */
  readonly row: Readable<ActiveRow | null> & { set(row: ActiveRow | null): void };
  /** The keys of these commands do this from now on. @returns its unsubscribe */
  register(handlers: Handlers): () => void;
  /** The command of a key in that place; null: none. */
  commandOf<P extends KeyPlace>(place: P, event: KeyEvent): IdAt<typeof TABLE, P> | null;
  /** The move of a key on the list. */
  moveOf(event: KeyEvent): MoveId | null;
  /** The command of a key on this row. */
  deedOf(event: KeyEvent, row: ShownRow): RowDeedId | null;
}

/** Elements that use typed letters; a menu goes to the item that begins with them. */
export const TYPING = 'input:not([type="radio"]), textarea, select, [contenteditable], [role^="menu"]';
/** What lies over the rest of the window, or records keys, uses them itself. */
const MODAL = 'dialog[open], [data-takes-keys]';

const isElement = (target: EventTarget | null): target is Element => target !== null && 'closest' in target;

/** With Ctrl or Cmd they edit what is typed. */
const EDITS = /^[acvxyz]$/i;

/** Whether the key belongs to the element that has the focus. */
function isTaken({ target, key, ctrlKey, metaKey }: KeyboardEvent): boolean {
  if (!isElement(target)) return false;
  return (
    (key.length === 1 && ((!ctrlKey && !metaKey) || EDITS.test(key)) && target.matches(TYPING)) ||
    target.closest(MODAL) !== null
  );
}

function stop(event: Event): void {
  event.preventDefault();
  event.stopImmediatePropagation();
}

/**
 * Turns keys into commands. It sees each key first: those after it get a sequence as a whole, and nothing of one that is broken off.
 * @param target receives all keys: the window
 */
export function createDispatcher(
  target: EventTarget,
  keymap: Readable<Keymap> = createStore(createKeymap()),
): Dispatcher {
  const handlers = createStore<Registered>(new Map());
  const sequences = createSequences(keymap);
  let last: Readonly<{ event: KeyEvent; stroke: Stroke | null }> | null = null;

  function onKeyDown(event: KeyboardEvent): void {
    if (isModifier(event)) return;
    const stroke = isTaken(event) ? null : sequences.take(strokeOf(event));
    last = { event, stroke: stroke === 'part' ? null : stroke };
    const id = stroke === 'part' ? null : keymap.get().among([...handlers.get().keys()], stroke);
    if (stroke === 'part' || id !== null) stop(event);
    if (id !== null) handlers.get().get(id)?.();
  }
  target.addEventListener('keydown', (event) => onKeyDown(event as KeyboardEvent), { capture: true });

  const read = (event: KeyEvent): Stroke | null => (last?.event === event ? last.stroke : strokeOf(event));

  return {
    keymap,
    begun: sequences.begun,
    handlers,
    row: createStore<ActiveRow | null>(null),
    register(added) {
      const entries = Object.entries(added) as [WindowCommandId, (() => void) | undefined][];
      const present = entries.flatMap(([id, act]) => (act === undefined ? [] : [[id, act] as const]));
      handlers.set(new Map([...handlers.get(), ...present]));
      return () => handlers.set(new Map([...handlers.get()].filter(([id, act]) => added[id] !== act)));
    },
    commandOf: (place, event) => keymap.get().commandOf(place, read(event)),
    moveOf: (event) => keymap.get().moveOf(read(event)),
    deedOf: (event, row) => keymap.get().deedOf(read(event), row),
  };
}
