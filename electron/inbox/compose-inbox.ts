import { ofView } from '#server/rules/list-filter';
import {
  createInboxClient,
  type InboxChange,
  type InboxClient,
  type Position,
  type Rows,
  type Transport,
} from '../../server/client/client.ts';
import { createSignal } from '../system/signal.ts';
import { type Connection, createConnection } from './connection.ts';
import { type FoundEmergencies, findEmergencies } from './find-emergencies.ts';
import { createKnown, type Known, type KnownRow } from './known.ts';
import { type Recent, recentThreads } from './recent.ts';

// Not through `inbox.ts`, whose other parts are loaded with the first connection.
export { createRelay } from './relay.ts';

/** How many threads of unread notifications are in the tray's menu. */
const RECENT = 5;
/** Longer threads are not read to their ends for that. */
const MOST_READ = 200;

export type InboxParts = Readonly<{
  inbox: InboxClient;
  unread: Rows;
  connection: Connection;
  /** Asks the backend for emergencies that nobody has acknowledged, wherever they lie. Rejects as it does. */
  findEmergencies: () => Promise<FoundEmergencies>;
  /** The newest unread ones, of each thread the newest. */
  recent: () => readonly Recent[];
  /** Loads more of them when the list has fewer than the menu shows. */
  fillRecent: () => void;
  /** The same backend for the window's inbox: main knows the rows that pass. */
  transport: Transport;
  /** Searches everything that the window may show. */
  find: Known['find'];
  /** @returns its unsubscribe */
  onChange: (listener: (change: InboxChange) => void) => () => void;
  /** An action or an undo of this computer is in the state, and is not answered yet. @returns its unsubscribe */
  onActed: (listener: () => void) => () => void;
  /** Rows that were known are deleted. @returns its unsubscribe */
  onDeleted: (listener: (rows: readonly KnownRow[]) => void) => () => void;
}>;

/**
 * The inbox as main has it, and the connection to the backend that keeps it.
 * @param deps.start how far this device has announced; null: it never has
 */
export function composeInbox(deps: { start: Position | null; log: (message: string) => void }): InboxParts {
  const changed = createSignal<[InboxChange]>();
  const acted = createSignal();
  const deleted = createSignal<[readonly KnownRow[]]>();
  const connection = createConnection({ log: deps.log });
  const known = createKnown(deleted.emit);
  const backend: Transport = {
    async sync(query) {
      const page = await connection.client().sync(query);
      known.see(page.changed);
      return page;
    },
    async list(query) {
      const page = await connection.client().list(query);
      known.see(page.items);
      return page;
    },
    count: (query) => connection.client().count(query),
    act: (request) => connection.client().act(request),
    undo: (batch) => connection.client().undo(batch),
    batches: () => connection.client().batches(),
  };
  const client = createInboxClient({
    transport: backend,
    start: deps.start,
    onChange(change) {
      // A toast shows a picture that is known.
      known.see(change.changed);
      changed.emit(change);
    },
    onSyncFailed: connection.kick,
  });
  const unread = client.rows(ofView('unread'));

  function recent(): readonly Recent[] {
    const list = unread.get();
    return list === null ? [] : recentThreads(list, RECENT);
  }

  async function seen<T>(answer: Promise<T>): Promise<T> {
    const value = await answer;
    acted.emit();
    return value;
  }
  const acts: Pick<Transport, 'act' | 'undo'> = {
    act: (request) => seen(client.act(request)),
    undo: (batch) => seen(client.undo(batch)),
  };

  return {
    inbox: { ...client, ...acts },
    unread,
    connection,
    findEmergencies: () => findEmergencies(backend.list),
    recent,
    fillRecent() {
      const list = unread.get();
      // The next change, or the next connection, tries again.
      if (list === null || list.items.length >= MOST_READ) return;
      if (recent().length < RECENT) unread.more().catch(() => {});
    },
    transport: { ...backend, ...acts },
    find: known.find,
    onChange: changed.on,
    onActed: acted.on,
    onDeleted: deleted.on,
  };
}
