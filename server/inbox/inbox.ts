import type { ActionRequest, Delta, ListPage, ListQuery } from '#server/inbox';
import { AppError } from '../errors.ts';
import type { Content, Storage } from '../storage/storage.ts';
import { type ChannelEvent, toEvent } from './announcement.ts';
import { type Arrival, type Changes, createChanges, type Outcome } from './changes.ts';
import { createIdempotency, type KeyedRequest } from './idempotency-keys.ts';
import { createReads, type Reads } from './reads.ts';
import type { Receipts } from './receipts.ts';
import { createIndexer } from './search-index.ts';

export type { ChannelEvent } from './announcement.ts';
export { createIdempotency, type KeyedRequest, keyedRequest, REMEMBERED_FOR } from './idempotency-keys.ts';
export { createReceipts, type Receipts } from './receipts.ts';
export { toNotification } from './serialize.ts';

export type Command = Readonly<{ userId: number; request: ActionRequest }>;

export interface Inbox extends Reads {
  /**
   * Changes the inbox: one transaction, one revision, then the announcement. A command that changes nothing answers
   * `changed: []` and leaves the revision as it is.
   * @throws AppError `not_found`, `revision_in_future`, `storage_failed`
   */
  apply(command: Command): Promise<Delta>;
  /**
   * A step of the caller's own unit of work, which announces it after COMMIT.
   * @throws AppError `not_found` for an unknown user
   */
  arrive(userId: number, content: Content): Arrival;
  announce(outcome: Outcome): void;
  /** `list`, after the words of what came last are taken in; if they cannot be, of all that came before. */
  search(userId: number, query: ListQuery): Promise<ListPage>;
  /**
   * Once for a key: repeated, it changes nothing.
   * @throws AppError `not_found`; `not_supported` where nobody asked for an answer or would tell it; `idempotency_conflict`;
   * `storage_failed`
   */
  reply(userId: number, id: string, text: string, request: KeyedRequest | null): Promise<Delta>;
  /** What the newest revision changed, within the unit of work that changed it; `rows`: how many. */
  readonly deltaOf: Changes['deltaOf'];
  /** Where an inbox stands now. @throws AppError `not_found` for an unknown user */
  readonly position: Changes['position'];
}

export function createInbox(deps: {
  storage: Pick<
    Storage,
    | 'work'
    | 'epoch'
    | 'users'
    | 'notifications'
    | 'sources'
    | 'sourceIds'
    | 'outbox'
    | 'search'
    | 'idempotency'
  >;
  /** Gets every change after it is on disk, in the order of the commits. */
  publish: (userId: number, event: ChannelEvent) => void;
  receipts: Pick<Receipts, 'read'>;
  /**
   * Whether somebody tells what is in the outbox: the process that embeds the server does. A server alone never does. What
   * its senders wrote would choose where it posts to, inside of its own network.
   */
  hasOutboxWorker: boolean;
  now: () => number;
}): Inbox {
  const { storage, publish, receipts, hasOutboxWorker, now } = deps;
  const changes = createChanges({ storage, hasOutboxWorker, now });
  const reads = createReads({ storage, position: changes.position });
  const index = createIndexer(storage);
  const idempotency = createIdempotency({ storage, now });

  function announce(outcome: Outcome): void {
    const event = toEvent(outcome);
    if (event !== null) publish(outcome.userId, event);
  }

  return {
    ...reads,
    arrive: changes.arrive,
    position: changes.position,
    deltaOf: changes.deltaOf,
    announce,
    async search(userId, query) {
      // The disk is full, or read-only: that is in the log by now, and reading goes on.
      await index().catch((error: unknown) => {
        if (!(error instanceof AppError)) throw error;
      });
      return reads.list(userId, query);
    },
    async reply(userId, id, text, request) {
      const { delta } = await storage.work((): Outcome => {
        if (idempotency.answered(request) !== null) {
          return { userId, delta: changes.deltaOf(userId, 0), created: null };
        }
        idempotency.remember(request, () => '{}');
        return changes.reply(userId, id, text);
      }, announce);
      return delta;
    },
    async apply({ userId, request }) {
      const { outcome } = await storage.work(
        () => {
          const outcome = changes.act(userId, request);
          const isRead = request.action === 'read' && outcome.delta.changed?.length !== 0;
          return { outcome, notifyRead: isRead ? receipts.read(userId, outcome.delta.revision) : () => {} };
        },
        ({ outcome, notifyRead }) => {
          announce(outcome);
          notifyRead();
        },
      );
      return outcome.delta;
    },
  };
}
