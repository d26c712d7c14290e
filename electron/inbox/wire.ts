import type { ListPatch } from '#app/state';
import type { Notification } from '#server/notification';
import { createSignal } from '../system/signal.ts';
import { type Connection, createConnection } from './connection.ts';
import { createInbox, type Inbox, type InboxChange, type Position } from './inbox.ts';
import { findItem } from './reduce.ts';
import { createSearch, type Search } from './search.ts';

export type InboxParts = Readonly<{
  inbox: Inbox;
  connection: Connection;
  search: Search['ask'];
  /** Among all that the window may show. */
  find: (wanted: (item: Notification) => boolean) => Notification | undefined;
  /** @returns its unsubscribe */
  onChange: (listener: (change: InboxChange) => void) => () => void;
  /** The lists of the window follow. @returns its unsubscribe */
  onPatch: (listener: (patch: ListPatch) => void) => () => void;
}>;

/**
 * The inbox, and the way to the backend that has it.
 * @param deps.start how far this device has announced; null: it never has
 */
export function composeInbox(deps: { start: Position | null; log: (message: string) => void }): InboxParts {
  const changes = createSignal<[InboxChange]>();
  const patches = createSignal<[ListPatch]>();
  const connection = createConnection({ log: deps.log });
  const inbox = createInbox({
    client: connection.client,
    start: deps.start,
    onChange: changes.emit,
    onPatch: patches.emit,
    onSyncFailed: connection.kick,
  });
  const search = createSearch(connection.client);
  return {
    inbox,
    connection,
    search: search.ask,
    find: (wanted) => findItem(inbox.state(), wanted) ?? search.find(wanted),
    onChange: changes.on,
    onPatch: patches.on,
  };
}
