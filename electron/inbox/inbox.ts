import type { ListPatch } from '#app/state';
import type { Notification } from '#server/notification';
import { createInbox, type Inbox } from '../../server/client/client.ts';
import { findItem } from '../../server/client/reduce.ts';
import { type Connection, createConnection } from '../connection.ts';
import type { Delivery } from '../delivery/delivery.ts';
import { createPresent, type Present } from '../present.ts';
import { throttle } from '../throttle.ts';
import { createSearch, type Search } from './known.ts';

/** All but toast and list follow a change after so long, in milliseconds: a tray item is slow, and a toast would wait. */
const FOLLOW_AFTER = 30;

/** The lists of a window that is seen follow at most this often, in milliseconds: a frame of a screen. */
const FRAME = 16;

/** The inbox, the connection that feeds it, and the views that it feeds. */
export function wireInbox(deps: {
  delivery: Delivery;
  push: (name: 'list', patch: ListPatch) => void;
  isWindowVisible: () => boolean;
  refresh: () => void;
  onChange: () => void;
  onDeleted: (items: readonly Notification[]) => void;
  log: (message: string) => void;
}): Readonly<{
  inbox: Inbox;
  search: Search['ask'];
  /** Among all that the window may show. */
  find: (wanted: (item: Notification) => boolean) => Notification | undefined;
  present: Present;
  connection: Connection;
}> {
  const { delivery, push, refresh, log } = deps;
  let isFollowing = false;
  function follow(): void {
    if (isFollowing) return;
    isFollowing = true;
    setTimeout(() => {
      isFollowing = false;
      refresh();
      deps.onChange();
    }, FOLLOW_AFTER);
  }
  const lists = throttle(() => inbox.flush(), FRAME);
  const inbox = createInbox({
    client: () => connection.client(),
    start: delivery.announced(),
    onChange(change) {
      present.take(change);
      if (change.deleted.length > 0) deps.onDeleted(change.deleted);
      // One that is hidden is brought level when it is shown.
      if (deps.isWindowVisible()) lists.call();
      follow();
    },
    onPatch: (patch) => push('list', patch),
    onSyncFailed: () => connection.kick(),
  });
  const present = createPresent({ inbox: () => inbox, delivery });
  const connection = createConnection({
    onReady: present.begin,
    onDelta: inbox.receive,
    onGap: () => void inbox.sync('live').catch(() => connection.kick()),
    catchUp: present.catchUp,
    onChange: refresh,
    log,
  });
  const search = createSearch(() => connection.client());
  const find: Search['find'] = (wanted) => findItem(inbox.state(), wanted) ?? search.find(wanted);
  return { inbox, search: search.ask, find, present, connection };
}
