import type { ActionRequest, Delta } from '#server/inbox';
import type { Content, Storage } from '../storage/storage.ts';
import { type Arrival, type Changes, createChanges, type Outcome } from './changes.ts';
import { type ChannelEvent, toEvent } from './publish.ts';
import { createReads, type Reads } from './reads.ts';
import type { Receipts } from './receipts.ts';

export type { ChannelEvent } from './publish.ts';

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
  /** Where an inbox stands now. @throws AppError `not_found` for an unknown user */
  readonly position: Changes['position'];
}

export function createInbox(deps: {
  storage: Pick<Storage, 'work' | 'epoch' | 'users' | 'notifications'>;
  /** Gets every change after it is on disk, in the order of the commits. */
  publish: (userId: number, event: ChannelEvent) => void;
  receipts: Pick<Receipts, 'read'>;
  now: () => number;
}): Inbox {
  const { storage, publish, receipts, now } = deps;
  const changes = createChanges({ storage, now });
  const reads = createReads({ storage, position: changes.position });

  function announce(outcome: Outcome): void {
    const event = toEvent(outcome);
    if (event !== null) publish(outcome.userId, event);
  }

  return {
    ...reads,
    arrive: changes.arrive,
    position: changes.position,
    announce,
    async apply({ userId, request }) {
      const { outcome } = await storage.work(
        () => {
          const outcome = changes.act(userId, request);
          const isRead = request.action === 'read' && outcome.delta.changed?.length !== 0;
          return { outcome, tellRead: isRead ? receipts.read(userId, outcome.delta.revision) : () => {} };
        },
        ({ outcome, tellRead }) => {
          announce(outcome);
          tellRead();
        },
      );
      return outcome.delta;
    },
  };
}
