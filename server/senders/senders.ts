import type { Notification } from '#server/notification';
import { parseExact } from '#server/rules/exact-json';
import type { SendAnswer, SendRequest } from '#server/send';
import type { Session } from '../accounts/accounts.ts';
import { AppError } from '../errors.ts';
import type { Arrival } from '../inbox/changes.ts';
import { createIdempotency, keyedBy } from '../inbox/idempotency-keys.ts';
import type { Inbox } from '../inbox/inbox.ts';
import type { Receipts } from '../inbox/receipts.ts';
import type { Steps, Storage } from '../storage/storage.ts';
import { toContent } from './content.ts';

/** `created`: a new one. `folded`: into the unread one with its `dedupe_key`. `replayed`: answered before. */
export type Sent = Readonly<{
  outcome: 'created' | 'folded' | 'replayed';
  notification: Notification;
}>;

export interface Senders {
  /**
   * Puts a notification into an inbox, and remembers the answer under `key` in the same transaction.
   * @throws AppError `invalid_request`, `missing_ability`, `not_found` for an unknown user, `idempotency_conflict`,
   * `storage_failed`
   */
  send(sender: Session, request: SendRequest, key: string | null): Promise<Sent>;
}

export function createSenders(deps: {
  storage: Pick<Storage, 'work' | 'idempotency'>;
  inbox: Pick<Inbox, 'arrive' | 'announce'>;
  receipts: Pick<Receipts, 'sent'>;
  now: () => number;
}): Senders {
  const { inbox, receipts } = deps;
  const { work } = deps.storage;
  const idempotency = createIdempotency(deps);

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
      const keyed = keyedBy(sender.tokenId, key, { ...request, to: userId });
      const { sent } = await work(
        [userId],
        function* (): Steps<Readonly<{ arrival: Arrival | null; sent: Sent }>> {
          const earlier = yield* idempotency.claim(keyed);
          if (earlier !== null) {
            const { notification } = parseExact(earlier) as SendAnswer;
            return { arrival: null, sent: { outcome: 'replayed', notification } };
          }
          const arrival = yield* inbox.arrive(userId, content);
          const { notification, folded } = arrival;
          yield* receipts.sent(notification.id, sender);
          yield* idempotency.answer(keyed, () => JSON.stringify({ notification } satisfies SendAnswer));
          return { arrival, sent: { outcome: folded ? 'folded' : 'created', notification } };
        },
        ({ arrival }) => {
          if (arrival !== null) inbox.announce(arrival);
        },
      );
      return sent;
    },
  };
}
