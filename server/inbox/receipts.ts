import type { ReceiptEvent, Receipts as ReceiptsAnswer, ReceiptsRequest } from '#server/receipt';
import { timestamp } from '#server/rules/time';
import type { Session } from '../accounts/accounts.ts';
import { AppError } from '../errors.ts';
import {
  type ChoiceRow,
  type NewChoice,
  type NotificationIds,
  type ReceiptRow,
  type Step,
  type Storage,
  steps,
} from '../storage/storage.ts';
import { nullableTimestamp } from './serialize.ts';

/** Receives the receipts that it wants. */
export interface ReceiptListener {
  wants(name: ReceiptEvent['name']): boolean;
  notify(event: ReceiptEvent): void;
}

export interface Receipts {
  /**
   * Stores what a device reports about its owner's inbox. For a notification from a source, the source keeps the receipts, and gets
   * `seen` through the outbox. @throws AppError `storage_failed`
   */
  report(userId: number, request: ReceiptsRequest): Promise<void>;
  /** For the sender and for administrators. @throws AppError `not_found`, also for what others have sent */
  of(session: Session, id: string): Promise<ReceiptsAnswer>;
  /** After COMMIT of a choice: notifies the listener. */
  chosen(userId: number, choice: NewChoice & NotificationIds): void;
  /** A step of the unit of work that stores a send. */
  sent(id: string, senderId: number): Step<number>;
  /** A step of the unit of work that marked notifications as read. @returns notifies the listener; call it after COMMIT */
  read(userId: number, revision: number): Step<() => void>;
}

function emergencyOf({ emergency, insists_until, acknowledged_at }: ReceiptRow): ReceiptsAnswer['emergency'] {
  if (emergency === null) return null;
  if (acknowledged_at !== null) return 'acknowledged';
  return insists_until === null ? 'expired' : 'open';
}
const toChoice = ({ action, event, at }: ChoiceRow) => ({ action, event, at: timestamp(at) });

export function createReceipts(deps: {
  storage: Pick<Storage, 'work' | 'read' | 'receipts' | 'outbox'>;
  listener: ReceiptListener;
  now: () => number;
}): Receipts {
  const { listener, now } = deps;
  const { storage } = deps;
  const { work, receipts, outbox } = storage;

  function notify(
    name: ReceiptEvent['name'],
    userId: number,
    news: readonly NotificationIds[],
    at: number,
    more: Pick<ReceiptEvent, 'action' | 'event'> = {},
  ): void {
    if (!listener.wants(name)) return;
    for (const { id, external_id } of news) {
      listener.notify({
        name,
        notification_id: id,
        ...(external_id !== null && { external_id }),
        user_id: userId,
        at: timestamp(at),
        ...more,
      });
    }
  }

  return {
    async report(userId, { delivered = [], seen = [] }) {
      const at = now();
      await work(
        [userId],
        function* () {
          yield* outbox.noteSeen(userId, seen, at);
          return {
            delivered: yield* receipts.deliver(userId, [...delivered, ...seen], at),
            seen: yield* receipts.see(userId, seen, at),
          };
        },
        (news) => {
          notify('notification_delivered', userId, news.delivered, at);
          notify('notification_seen', userId, news.seen, at);
        },
      );
    },

    async of({ userId, abilities }, id) {
      const row = await storage.read(function* () {
        const mayRead = abilities.has('admin') || (yield* receipts.wasSentBy(id, userId));
        const row = mayRead ? yield* receipts.of(id) : undefined;
        return row && { ...row, choices: yield* receipts.choices(id) };
      });
      if (row === undefined) throw new AppError('not_found', 'You have sent no such notification.');
      return {
        id: row.id,
        user_id: row.user_id,
        delivered_at: nullableTimestamp(row.delivered_at),
        seen_at: nullableTimestamp(row.seen_at),
        read_at: nullableTimestamp(row.read_at),
        emergency: emergencyOf(row),
        acknowledged_at: nullableTimestamp(row.acknowledged_at),
        acknowledged_by: row.acknowledged_by,
        ...(row.choices.length > 0 && { choices: row.choices.map(toChoice) }),
      };
    },

    chosen(userId, { id, external_id, action, event, at }) {
      notify('notification_chosen', userId, [{ id, external_id }], at, { action, event });
    },

    sent: receipts.sentBy,

    read: steps('receipts.read', function* (userId, revision) {
      // Read only on demand: there may be a hundred thousand rows.
      const news = listener.wants('notification_read') ? yield* receipts.readAt(userId, revision) : [];
      const [first] = news;
      return () => {
        if (first !== undefined) notify('notification_read', userId, news, first.read_at);
      };
    }),
  };
}
