import type { Notification } from '#server/notification';
import { parseExact } from '#server/rules/json/exact-json';
import { UNTOUCHED } from '#server/rules/state';
import type { ScheduledAnswer, SendAnswer, SendRequest } from '#server/send';
import type { Session } from '../accounts/accounts.ts';
import { AppError } from '../errors.ts';
import type { Arrival, Inbox, Receipts } from '../inbox/inbox.ts';
import { createIdempotency, keyedRequest } from '../inbox/inbox.ts';
import { type Content, newId, type Steps, type Storage } from '../storage/storage.ts';
import type { DueKind, Wakeups } from '../wakeups/wakeups.ts';
import { toContent } from './content.ts';
import { createScheduledSends, deliveryTime } from './scheduled.ts';

export { toContent } from './content.ts';

/** `created`: a new one. `folded`: added to the unread one with the same `dedupe_key`. `scheduled`: it arrives later. */
export type Sent =
  | Readonly<{ outcome: 'created' | 'folded'; answer: SendAnswer }>
  | Readonly<{ outcome: 'scheduled'; answer: ScheduledAnswer }>
  /** The answer to an earlier request. */
  | Readonly<{ outcome: 'replayed'; answer: SendAnswer | ScheduledAnswer }>;

export interface Senders {
  /**
   * Puts a notification into an inbox, now or at its time, and stores the answer under `key` in the same transaction.
   * @throws AppError `invalid_request`, `missing_ability`, `not_found` for an unknown user, `idempotency_conflict`,
   * `storage_failed`
   */
  send(sender: Session, request: SendRequest, key: string | null): Promise<Sent>;
  /** Those that arrive later. */
  readonly scheduled: DueKind;
}

/** Not for a source: what it lists may be over. */
function refuseExpired({ expires_at }: Content, now: number): void {
  if (expires_at === null || expires_at > now) return;
  throw new AppError('invalid_request', 'It has expired before it arrives.', {
    details: [{ path: '/expires_at', message: 'must be after it arrives' }],
  });
}

/** What a sender may see of it: nothing of what its reader, or the reader's rules and mutes, have made of it. */
function asSent(notification: Notification): Notification {
  const { verdict, muted_at, saved_at, ended, ...rest } = notification;
  return { ...rest, ...UNTOUCHED };
}

/**
 * What the rows of several users have in common whose emergency the first of them ends for all; null: each has his own.
 * @throws AppError `invalid_request` where there is nothing to acknowledge
 */
function commonOf(userIds: readonly number[], { ack, emergency }: SendRequest): string | null {
  if (emergency !== undefined) return userIds.length > 1 && ack !== 'each' ? newId() : null;
  if (ack === undefined) return null;
  throw new AppError('invalid_request', 'Nobody acknowledges what is no emergency.', {
    details: [{ path: '/ack', message: 'must stand beside emergency' }],
  });
}

/** Each would arrive by itself, so that not all may get it. */
function refuseLaterToSeveral(userIds: readonly number[], deliverAt: number | null): void {
  if (deliverAt === null || userIds.length === 1) return;
  throw new AppError('not_supported', 'A send to several users arrives at once.');
}

function answerOf(arrivals: readonly Arrival[]): SendAnswer {
  const [first, ...others] = arrivals.map(({ notification }) => notification);
  if (first === undefined) throw new Error('A send has a recipient.');
  const notification = asSent(first);
  if (others.length === 0) return { notification };
  const recipients = arrivals.map(({ userId, notification: { id } }) => ({ user_id: userId, id }));
  return { notification, recipients };
}

export function createSenders(deps: {
  storage: Pick<Storage, 'work' | 'read' | 'idempotency' | 'users' | 'scheduled'>;
  inbox: Pick<Inbox, 'arrive' | 'announce'>;
  receipts: Pick<Receipts, 'sent'>;
  /** Told of each time at which something arrives. */
  wakeAt: Wakeups['wakeAt'];
  now: () => number;
}): Senders {
  const { inbox, receipts, wakeAt, now } = deps;
  const { work } = deps.storage;
  const idempotency = createIdempotency(deps);
  const later = createScheduledSends(deps);

  /** In the order of their ids, in which they are locked. */
  function recipientsOf(
    sender: Session,
    { to = sender.userId }: SendRequest,
  ): readonly [number, ...number[]] {
    const [first = sender.userId, ...others] = [...new Set([to].flat().map(Number))].sort((a, b) => a - b);
    const isOwn = others.length === 0 && first === sender.userId;
    if (!isOwn && !sender.abilities.has('admin')) {
      throw new AppError('missing_ability', 'Only a token with the ability `admin` may send to other users.');
    }
    return [first, ...others];
  }

  return {
    async send(sender, request, key) {
      const userIds = recipientsOf(sender, request);
      const [userId] = userIds;
      const content = { ...toContent(request), sent_as: commonOf(userIds, request) };
      const deliverAt = deliveryTime(request, now());
      refuseLaterToSeveral(userIds, deliverAt);
      const keyed = keyedRequest(sender.tokenId, key, {
        ...request,
        to: userIds.length === 1 ? userId : userIds,
      });
      const { sent } = await work(
        userIds,
        function* (): Steps<Readonly<{ arrivals: readonly Arrival[]; sent: Sent }>> {
          const earlier = yield* idempotency.claim(keyed);
          if (earlier !== null) {
            const answer = parseExact(earlier) as SendAnswer | ScheduledAnswer;
            return { arrivals: [], sent: { outcome: 'replayed', answer } };
          }
          refuseExpired(content, deliverAt ?? now());
          if (deliverAt !== null) {
            const scheduled = yield* later.keep({ userId, senderId: sender.userId, request, deliverAt });
            yield* idempotency.answer(keyed, () => JSON.stringify({ scheduled } satisfies ScheduledAnswer));
            return { arrivals: [], sent: { outcome: 'scheduled', answer: { scheduled } } };
          }
          const arrivals: Arrival[] = [];
          for (const id of userIds) {
            const arrival = yield* inbox.arrive(id, content);
            yield* receipts.sent(arrival.notification.id, sender.userId);
            arrivals.push(arrival);
          }
          const answer = answerOf(arrivals);
          yield* idempotency.answer(keyed, () => JSON.stringify(answer satisfies SendAnswer));
          const outcome = arrivals.every(({ folded }) => folded) ? 'folded' : 'created';
          return { arrivals, sent: { outcome, answer } };
        },
        ({ arrivals, sent }) => {
          arrivals.forEach(inbox.announce);
          if (sent.outcome === 'scheduled' && deliverAt !== null) wakeAt(deliverAt);
        },
      );
      return sent;
    },
    scheduled: later.kind,
  };
}
