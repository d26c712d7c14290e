import { readTime } from '#server/rules/content/parts';
import { parseExact } from '#server/rules/json/exact-json';
import { timestamp } from '#server/rules/time';
import { LONGEST_DELAY, type Scheduled, type SendRequest } from '#server/send';
import { AppError, unknownUser } from '../errors.ts';
import type { Arrival, Inbox, Receipts } from '../inbox/inbox.ts';
import { newId, type Step, type Storage, steps } from '../storage/storage.ts';
import { byUser, type DueKind } from '../wakeups/wakeups.ts';
import { toContent } from './content.ts';

/** What is nearer than this, in milliseconds, is sent at once. */
const AT_ONCE_MS = 1_000;
/** How many arrive in one batch: each of them is a revision. */
const BATCH = 100;

/**
 * When a send shall arrive, in milliseconds since 1970; null: at once.
 * @throws AppError `invalid_request` for a time that is none or too far ahead, or two times
 */
export function deliveryTime({ deliver_at, delay }: SendRequest, now: number): number | null {
  if (deliver_at === undefined && delay === undefined) return null;
  const refused = (path: string, message: string) =>
    new AppError('invalid_request', 'It cannot arrive at this time.', { details: [{ path, message }] });
  if (deliver_at !== undefined && delay !== undefined) {
    throw refused('/delay', 'must not stand beside deliver_at');
  }
  const at = deliver_at === undefined ? now + (delay ?? 0) * 1_000 : Date.parse(readTime(deliver_at) ?? '');
  if (Number.isNaN(at)) throw refused('/deliver_at', 'must be a time that exists');
  if (at - now > LONGEST_DELAY * 1_000) throw refused('/deliver_at', 'must be within a year');
  return at - now < AT_ONCE_MS ? null : at;
}

export interface ScheduledSends {
  /**
   * Keeps a send until its time, as a step of a unit that has locked `userId`. The caller tells the wake-ups after COMMIT.
   * @throws AppError `not_found` for an unknown user
   */
  keep(
    send: Readonly<{ userId: number; senderId: number; request: SendRequest; deliverAt: number }>,
  ): Step<Scheduled>;
  /** Lets each arrive at its time, as if it had been sent then. */
  readonly kind: DueKind;
}

export function createScheduledSends(deps: {
  storage: Pick<Storage, 'work' | 'read' | 'users' | 'scheduled'>;
  inbox: Pick<Inbox, 'arrive' | 'announce'>;
  receipts: Pick<Receipts, 'sent'>;
  now: () => number;
}): ScheduledSends {
  const { storage, inbox, receipts, now } = deps;
  const { work, users, scheduled } = storage;

  const deliver = (userId: number, ids: readonly string[], at: number): Promise<readonly Arrival[]> =>
    work(
      [userId],
      function* () {
        const arrivals: Arrival[] = [];
        for (const { id, sender_id, request } of yield* scheduled.claim(userId, ids, at)) {
          const arrival = yield* inbox.arrive(userId, toContent(parseExact(request) as SendRequest), id);
          yield* receipts.sent(arrival.notification.id, sender_id);
          arrivals.push(arrival);
        }
        return arrivals;
      },
      (arrivals) => arrivals.forEach(inbox.announce),
    );

  return {
    keep: steps('scheduled.keep', function* ({ userId, senderId, request, deliverAt }) {
      if ((yield* users.get(userId)) === undefined) throw unknownUser();
      const id = newId();
      yield* scheduled.insert({
        ...{ id, user_id: userId, sender_id: senderId, request: JSON.stringify(request) },
        ...{ deliver_at: deliverAt, created_at: now() },
      });
      return { id, deliver_at: timestamp(deliverAt) };
    }),
    kind: byUser({
      storage,
      name: 'scheduled sends',
      nextAt: scheduled.nextAt,
      due: (at) => scheduled.due(at, BATCH),
      fire: async (userId, ids, at) => (await deliver(userId, ids, at)).length,
    }),
  };
}
