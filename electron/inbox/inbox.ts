import type { InboxPush } from '#app/state';
import type { ActionRequest, Delta } from '#server/inbox';
import type { Notification } from '#server/notification';
import { ofView } from '#server/rules/filter';
import { createInboxClient, type InboxClient, type Transport } from '../../server/client/client.ts';
import { type Connection, createConnection } from '../connection.ts';
import type { Delivery } from '../delivery/delivery.ts';
import { createPresent, type Present } from '../present.ts';
import { createKnown, type Known, type KnownRow } from './known.ts';
import { createRelay } from './relay.ts';

export type { Known } from './known.ts';

/** All but toast and window follow a change after so long, in milliseconds: a tray item is slow, and a toast would wait. */
const FOLLOW_AFTER = 30;

/** So many of the newest unread ones are in the tray's menu. */
const RECENT = 5;

/** The inbox as main has it, the connection that feeds it, and the views that it feeds. */
export function wireInbox(deps: {
  delivery: Delivery;
  push: (name: 'inbox', payload: InboxPush) => void;
  isWindowVisible: () => boolean;
  refresh: () => void;
  onChange: () => void;
  onDeleted: (rows: readonly KnownRow[]) => void;
  log: (message: string) => void;
}): Readonly<{
  inbox: InboxClient;
  /** The newest unread ones. */
  recent: () => readonly Notification[];
  /** The same backend for the window's inbox: main knows what passes. */
  transport: Transport;
  /** Among all that the window may show. */
  find: Known['find'];
  /** Tells the window all that it does not know, as it is about to be seen. */
  flush: () => void;
  present: Present;
  connection: Connection;
}> {
  const { delivery, refresh, log } = deps;
  let isFollowing = false;
  function follow(): void {
    if (isFollowing) return;
    isFollowing = true;
    setTimeout(() => {
      isFollowing = false;
      fillMenu();
      refresh();
      deps.onChange();
    }, FOLLOW_AFTER);
  }

  const known = createKnown(deps.onDeleted);
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
    act: (request) => connection.client().act(request),
  };
  const client = createInboxClient({
    transport: backend,
    start: delivery.announced(),
    onChange(change) {
      // A toast shows a picture that is known.
      known.see(change.changed);
      present.take(change);
      relay.take(change);
      follow();
    },
    onSyncFailed: () => connection.kick(),
  });
  const relay = createRelay({
    state: client.state,
    isVisible: deps.isWindowVisible,
    push: (payload) => deps.push('inbox', payload),
  });
  const unread = client.rows(ofView('unread'));
  const present = createPresent({ inbox: client, unread, delivery });
  const connection = createConnection({
    onReady: present.begin,
    onDelta: client.receive,
    onGap: client.behind,
    catchUp: present.catchUp,
    onChange: refresh,
    log,
  });

  /** Its rows are read one after the other, and others are below. */
  function fillMenu(): void {
    const list = unread.get();
    // The next change, or the next connection, tries again.
    if (list !== null && list.items.length < RECENT) unread.more().catch(() => {});
  }

  async function act(request: ActionRequest): Promise<Delta> {
    const delta = await client.act(request);
    // What its user did is seen before it is answered.
    if (deps.isWindowVisible()) relay.flush();
    return delta;
  }

  return {
    inbox: { ...client, act },
    recent: () => unread.get()?.items.slice(0, RECENT) ?? [],
    transport: { ...backend, act },
    find: known.find,
    flush: relay.flush,
    ...{ present, connection },
  };
}
