import type { Notification } from '#server/notification';
import { parseExact } from '#server/rules/json/exact-json';
import { UNTOUCHED } from '#server/rules/state';
import type { ScheduledAnswer, SendAnswer, SendRequest } from '#server/send';
import type { Session } from '../accounts/accounts.ts';
import { AppError } from '../errors.ts';
import type { Arrival, Inbox, Receipts } from '../inbox/inbox.ts';
import { createIdempotency, keyedRequest } from '../inbox/inbox.ts';
import type { Content, Steps, Storage } from '../storage/storage.ts';
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

  function recipient(sender: Session, request: SendRequest): number {
    const userId = request.to === undefined ? sender.userId : Number(request.to);
    if (userId !== sender.userId && !sender.abilities.has('admin')) {
      throw new AppError('missing_ability', 'Only a token with the ability `admin` may send to other users.');
    }
    return userId;
  }

  return {
    async send(sender, request, key) {
      const userId = recipient(sender, request);
      const content = toContent(request);
      const deliverAt = deliveryTime(request, now());
      const keyed = keyedRequest(sender.tokenId, key, { ...request, to: userId });
      const { sent } = await work(
        [userId],
        function* (): Steps<Readonly<{ arrival: Arrival | null; sent: Sent }>> {
          const earlier = yield* idempotency.claim(keyed);
          if (earlier !== null) {
            const answer = parseExact(earlier) as SendAnswer | ScheduledAnswer;
            return { arrival: null, sent: { outcome: 'replayed', answer } };
          }
          refuseExpired(content, deliverAt ?? now());
          if (deliverAt !== null) {
            const scheduled = yield* later.keep({ userId, senderId: sender.userId, request, deliverAt });
            yield* idempotency.answer(keyed, () => JSON.stringify({ scheduled } satisfies ScheduledAnswer));
            return { arrival: null, sent: { outcome: 'scheduled', answer: { scheduled } } };
          }
          const arrival = yield* inbox.arrive(userId, content);
          const { folded } = arrival;
          const notification = asSent(arrival.notification);
          yield* receipts.sent(notification.id, sender.userId);
          yield* idempotency.answer(keyed, () => JSON.stringify({ notification } satisfies SendAnswer));
          return { arrival, sent: { outcome: folded ? 'folded' : 'created', answer: { notification } } };
        },
        ({ arrival, sent }) => {
          if (arrival !== null) inbox.announce(arrival);
          if (sent.outcome === 'scheduled' && deliverAt !== null) wakeAt(deliverAt);
        },
      );
      return sent;
    },
    scheduled: later.kind,
  };
}
