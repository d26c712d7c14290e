import { CREATED_EVENT } from '#server/channel';
import { userIdOf } from '#server/rules/channels';
import type { RealtimeApp } from '../../apps/apps.ts';
import type { Inbox } from '../../inbox/inbox.ts';
import type { Content, Storage } from '../../storage/storage.ts';
import { sourceOf, toContent } from './from-laravel.ts';

/** One event on one channel, as the HTTP API received it. `data` is the text as sent. */
export type PublishedEvent = Readonly<{ channel: string; name: string; data: string }>;

/**
 * `ignored`: not for an inbox. `stored`: it is on disk. Both are relayed to subscribers. `known`: it was stored, and therefore
 * relayed, before; relaying it again would notify twice.
 */
export type StoreOutcome = 'ignored' | 'stored' | 'known';

/** @throws AppError `storage_failed`; then nothing is relayed, and the sender retries */
export type StoreNotification = (app: RealtimeApp, event: PublishedEvent) => Promise<StoreOutcome>;

/**
 * Stores a Laravel app's notification in its user's inbox before it is relayed. When an answer is lost, Laravel's queue sends the
 * notification again; its id identifies it, even after the user has deleted it.
 *
 * Calls within one turn of the event loop share one transaction: store all events of a request at once, then relay them.
 */
export function createNotificationStore(deps: {
  storage: Pick<Storage, 'work' | 'users' | 'notifications'>;
  inbox: Pick<Inbox, 'arrive' | 'announce'>;
}): StoreNotification {
  const { storage, inbox } = deps;

  async function store(userId: number, content: Content): Promise<StoreOutcome> {
    const { external_id, source } = content;
    const outcome = await storage.work(
      [userId],
      function* () {
        if ((yield* storage.users.get(userId)) === undefined) return 'ignored';
        if (external_id !== null && (yield* storage.notifications.hasExternal(userId, source, external_id)))
          return 'known';
        return yield* inbox.arrive(userId, content);
      },
      (stored) => {
        // Announced as a Delta, because the relay brings stock clients the created event itself.
        if (typeof stored !== 'string') inbox.announce({ ...stored, created: null });
      },
    );
    return typeof outcome === 'string' ? outcome : 'stored';
  }

  return async (app, { channel, name, data }) => {
    if (!app.keepNotifications || name !== CREATED_EVENT) return 'ignored';
    const userId = userIdOf(channel);
    const content = userId === null ? null : toContent(sourceOf(app), data);
    return userId === null || content === null ? 'ignored' : store(userId, content);
  };
}
