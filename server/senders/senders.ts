import type { Notification } from '#server/notification';
import { LOCAL } from '#server/rules/content';
import { parseExact } from '#server/rules/exact-json';
import { isBlank } from '#server/rules/shown-text';
import type { SendAnswer, SendRequest } from '#server/send';
import type { Session } from '../accounts/accounts.ts';
import { AppError } from '../errors.ts';
import type { Arrival, Inbox, Receipts } from '../inbox/inbox.ts';
import { createIdempotency, keyedRequest } from '../inbox/inbox.ts';
import { type Content, type Steps, type Storage, toStored } from '../storage/storage.ts';

/** `created`: a new one. `folded`: added to the unread one with the same `dedupe_key`. `replayed`: the answer to an earlier request. */
export type Sent = Readonly<{
  outcome: 'created' | 'folded' | 'replayed';
  notification: Notification;
}>;

export interface Senders {
  /**
   * Puts a notification into an inbox, and stores the answer under `key` in the same transaction.
   * @throws AppError `invalid_request`, `missing_ability`, `not_found` for an unknown user, `idempotency_conflict`,
   * `storage_failed`
   */
  send(sender: Session, request: SendRequest, key: string | null): Promise<Sent>;
}

/**
 * A send as it is stored, with defaults.
 * @throws AppError `invalid_request` for a title without visible text
 */
export function toContent({ to: _, ...said }: SendRequest): Content {
  const fields = toStored(said);
  if (isBlank(fields.title)) {
    throw new AppError('invalid_request', 'Nothing of the title can be seen.', {
      details: [{ path: '/title', message: 'must have something that can be seen' }],
    });
  }
  return { ...fields, source: LOCAL, external_id: null, envelope: null };
}

/** Not for a source: what it lists may be over. */
function refuseExpired({ expires_at }: Content, now: number): void {
  if (expires_at === null || expires_at > now) return;
  throw new AppError('invalid_request', 'It has expired before it was sent.', {
    details: [{ path: '/expires_at', message: 'must be in the future' }],
  });
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
      const keyed = keyedRequest(sender.tokenId, key, { ...request, to: userId });
      const { sent } = await work(
        [userId],
        function* (): Steps<Readonly<{ arrival: Arrival | null; sent: Sent }>> {
          const earlier = yield* idempotency.claim(keyed);
          if (earlier !== null) {
            const { notification } = parseExact(earlier) as SendAnswer;
            return { arrival: null, sent: { outcome: 'replayed', notification } };
          }
          refuseExpired(content, deps.now());
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
