import { createHash } from 'node:crypto';
import type { Notification } from '#server/notification';
import type { SendAnswer, SendRequest } from '#server/send';
import type { Session } from '../accounts/accounts.ts';
import { AppError } from '../errors.ts';
import type { Inbox } from '../inbox/inbox.ts';
import type { Receipts } from '../inbox/receipts.ts';
import type { Storage } from '../storage/storage.ts';
import { toContent } from './content.ts';

/** How long an `Idempotency-Key` is remembered, in milliseconds. */
export const REMEMBERED_FOR = 24 * 60 * 60 * 1_000;

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

/** A request that is answered once; `hash` tells it from another one with the same key. */
type Keyed = Readonly<{ key: string; hash: string }>;

const hashOf = (request: SendRequest, userId: number): string =>
  createHash('sha256')
    .update(JSON.stringify({ ...request, to: userId }))
    .digest('hex');

export function createSenders(deps: {
  storage: Pick<Storage, 'work' | 'idempotency'>;
  inbox: Pick<Inbox, 'arrive' | 'announce'>;
  receipts: Pick<Receipts, 'sent'>;
  now: () => number;
}): Senders {
  const { inbox, receipts, now } = deps;
  const { work, idempotency } = deps.storage;

  function recipient(sender: Session, request: SendRequest): number {
    const userId = request.to === undefined ? sender.userId : Number(request.to);
    if (userId !== sender.userId && !sender.abilities.has('admin')) {
      throw new AppError('missing_ability', 'Only a token with the ability `admin` may send to other users.');
    }
    return userId;
  }

  function answered(sender: Session, { key, hash }: Keyed): Notification | null {
    const earlier = idempotency.find(sender.tokenId, key, now() - REMEMBERED_FOR);
    if (earlier === undefined) return null;
    if (earlier.request_hash !== hash) {
      throw new AppError('idempotency_conflict', 'This Idempotency-Key was used for another request.');
    }
    const answer: SendAnswer = JSON.parse(earlier.answer);
    return answer.notification;
  }

  return {
    async send(sender, request, key) {
      const userId = recipient(sender, request);
      const content = toContent(request);
      const keyed = key === null ? null : { key, hash: hashOf(request, userId) };
      const { sent } = await work(
        () => {
          const replayed = keyed === null ? null : answered(sender, keyed);
          if (replayed !== null) {
            return { arrival: null, sent: { outcome: 'replayed', notification: replayed } as const };
          }
          const arrival = inbox.arrive(userId, content);
          const { notification, folded } = arrival;
          receipts.sent(notification.id, sender);
          if (keyed !== null) {
            const answer = JSON.stringify({ notification } satisfies SendAnswer);
            idempotency.remember(sender.tokenId, keyed.key, { request_hash: keyed.hash, answer }, now());
          }
          return { arrival, sent: { outcome: folded ? 'folded' : 'created', notification } as const };
        },
        ({ arrival }) => {
          if (arrival !== null) inbox.announce(arrival);
        },
      );
      return sent;
    },
  };
}
