import { CREATED_EVENT } from '#server/channel';
import { userIdOf } from '#server/rules/channels';
import type { RealtimeApp } from '../../apps/apps.ts';
import type { Inbox } from '../../inbox/inbox.ts';
import type { Content, Storage } from '../../storage/storage.ts';
import { sourceOf, toContent } from './from-laravel.ts';

/** One event for one channel, as the HTTP API received it; `data` as it travels. */
export type PublishedEvent = Readonly<{ channel: string; name: string; data: string }>;

/**
 * What becomes of it. `passed`: nothing to keep. `kept`: it is on disk. Both are relayed. `known`: it was kept before, so
 * that it was relayed before; relaying it again would ring twice.
 */
export type StoreOutcome = 'ignored' | 'stored' | 'known';

/** @throws AppError `storage_failed`: then nothing is relayed, and the sender tries again */
export type StoreNotification = (app: RealtimeApp, event: PublishedEvent) => Promise<StoreOutcome>;

/**
 * Puts a Laravel app's notification into its user's inbox before it is relayed. Laravel's queue sends one again whose
 * answer got lost: its id makes it the same one, also when its user has deleted it since.
 *
 * Several calls of one turn of the event loop share one transaction: keep all events of a request at once, then relay.
 */
export function createNotificationStore(deps: {
  storage: Pick<Storage, 'work' | 'users' | 'notifications'>;
  inbox: Pick<Inbox, 'arrive' | 'announce'>;
}): StoreNotification {
  const { storage, inbox } = deps;

  async function store(userId: number, content: Content): Promise<StoreOutcome> {
    const { external_id, source } = content;
    const outcome = await storage.work(
      () => {
        if (storage.users.get(userId) === undefined) return 'ignored';
        if (external_id !== null && storage.notifications.hasExternal(userId, source, external_id))
          return 'known';
        return inbox.arrive(userId, content);
      },
      (stored) => {
        // As a Delta: stock clients get the created event itself, from the relay.
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
