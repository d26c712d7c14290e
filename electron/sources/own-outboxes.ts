import type { Delta } from '#server/inbox';
import type { OutboxEntry } from '#server/outbox';
import { LOCAL } from '#server/rules/content';
import { REQUESTS } from '#server/rules/runs';
import { type BackendClient, BackendError } from '../backend/backend.ts';
import { createOutboxWorker, type OutboxWorker } from './outbox-worker.ts';
import type { UpstreamResult } from './upstream-result.ts';

type Deliver = (entries: readonly OutboxEntry[]) => Promise<readonly UpstreamResult[]>;

/** Delivers what no source takes: replies to what was sent to this computer itself, and the requests of all actions. */
export function createOwnOutboxes(deps: {
  client: () => BackendClient;
  /** Delivers replies to notifications that were sent to this computer itself. */
  deliverLocal: Deliver;
  /** Sends the requests of actions, whatever the source of their notifications. */
  deliverRequests: Deliver;
  /** Replies have been delivered. */
  onDelivered: () => void;
  onDelta: (delta: Delta) => void;
  now: () => Date;
  log: (message: string) => void;
}): OutboxWorker {
  const { client, now, log } = deps;
  const workers = [
    createOutboxWorker({
      ...{ source: LOCAL, deliver: deps.deliverLocal, onDelivered: deps.onDelivered, client, now, log },
    }),
    createOutboxWorker({
      ...{ source: REQUESTS, deliver: deps.deliverRequests, client, now, log },
      onDelivered: (done) => void markRead(done.map(({ notification_id }) => notification_id)),
    }),
  ];

  /** A row whose request is done counts as read. If this fails, the row stays unread, and says that it was done. */
  async function markRead(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    try {
      deps.onDelta((await client().act({ action: 'read', ids: [...new Set(ids)] })).delta);
    } catch (error) {
      if (!(error instanceof BackendError)) throw error;
      log(`what was done is not marked as read: ${error.code}`);
    }
  }

  return {
    wake() {
      for (const worker of workers) worker.wake();
    },
    dispose() {
      for (const worker of workers) worker.dispose();
    },
  };
}
