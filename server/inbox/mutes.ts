import type { ActionOnMutes } from '#server/inbox';
import { readTime } from '#server/rules/content/parts';
import { isRecordKind } from '#server/rules/source-kinds';
import { cleanLine } from '#server/rules/text/text';
import { timestamp } from '#server/rules/time';
import { MUTES_LIMIT, type MutedThing, muteKeyOf } from '#server/rules/verdicts';
import { AppError, refuseMore } from '../errors.ts';
import {
  type BatchRow,
  type MuteChange,
  type MuteRow,
  newId,
  type Step,
  type Steps,
  type Storage,
  steps,
  type UserRow,
} from '../storage/storage.ts';

/** What a request about mutes asks for. */
export type MutePlan = Readonly<{
  /** How its batch names it. */
  action: object;
  /** null: a mute is taken away, which changes nothing that has arrived. */
  covered: MutedThing | null;
  /** By the id of the batch. null: the mute is so already; perhaps not all of its rows are. */
  change: ((batch: string) => MuteChange) | null;
}>;

/** Mutes, as steps of a unit of work. */
export interface Mutes {
  /**
   * @throws AppError `not_found` for an unknown mute or notification; `not_supported` for a source that decides itself;
   * `limit_reached`; `invalid_request`
   */
  plan(user: UserRow, request: ActionOnMutes): Step<MutePlan>;
  /** @returns the new version of the user's decisions */
  carryOut(userId: number, change: MuteChange): Step<string>;
  /** Makes the mute of a batch what it was before, unless something newer has changed it. @returns the new version; null: it has */
  undo(batch: BatchRow): Step<string | null>;
}

const invalid = (path: string, message: string): AppError =>
  new AppError('invalid_request', 'This is nothing that can be muted so.', { details: [{ path, message }] });

export function createMutes(deps: {
  storage: Pick<Storage, 'users' | 'notifications' | 'sources' | 'mutes'>;
  now: () => number;
}): Mutes {
  const { now } = deps;
  const { users, notifications, sources, mutes } = deps.storage;
  type Request<K> = Extract<ActionOnMutes, { action: { kind: K } }>;

  const isOver = ({ until }: MuteRow): boolean => until !== null && until <= now();

  function endOf({ action }: Request<'mute'>): number | null {
    if (action.until === null) return null;
    const until = Date.parse(readTime(action.until) ?? '');
    // NaN is not later than anything.
    if (until > now()) return until;
    throw invalid('/action/until', 'must be a time in the future with its zone, or null');
  }

  function* thingOf(user: UserRow, request: Request<'mute'>): Steps<MutedThing> {
    const { what } = request.action;
    if (!('ids' in request)) {
      // As the text of rows is.
      const [source, key] = [request.action.source, request.action.key ?? ''].map(cleanLine) as [
        string,
        string,
      ];
      if ((key === '') !== (what === 'source')) {
        throw invalid('/action/key', what === 'source' ? 'must be left out' : 'must have a value');
      }
      return { what, source, key };
    }
    const [id = ''] = request.ids;
    const row = yield* notifications.byId(id);
    if (row === undefined || row.user_id !== user.id || row.purged_at !== null) {
      throw new AppError('not_found', 'Some of these notifications do not exist.', {
        details: { ids: [id] },
      });
    }
    const key = muteKeyOf(what, row);
    if (key === null) throw invalid('/action/what', `this notification has no ${what}`);
    return { what, source: row.source, key };
  }

  const mute = steps('mutes.mute', function* (user: UserRow, request: Request<'mute'>): Steps<MutePlan> {
    const until = endOf(request);
    const thing = yield* thingOf(user, request);
    const kind = (yield* sources.get(user.id, thing.source))?.kind;
    if (kind !== undefined && isRecordKind(kind)) {
      throw new AppError('not_supported', 'Notifications of this source are muted at their server.');
    }
    const before = (yield* mutes.of(user.id, thing)) ?? null;
    const isOn = before !== null && !isOver(before);
    if (!isOn) refuseMore((yield* mutes.all(user.id, now())).length, MUTES_LIMIT, 'mutes');
    const { what, source, key } = thing;
    const ends = until === null ? null : timestamp(until);
    return {
      action: { kind: 'mute', what, source, ...(what !== 'source' && { key }), until: ends },
      covered: thing,
      change:
        isOn && before.until === until
          ? null
          : (batch) => ({
              before,
              after: {
                ...thing,
                ...{ id: before?.id ?? newId(), until, changed_by: batch },
                created_at: isOn ? before.created_at : now(),
              },
            }),
    };
  });

  const unmute = steps('mutes.unmute', function* (user: UserRow, id: string): Steps<MutePlan> {
    const before = yield* mutes.get(user.id, id);
    if (before === undefined || isOver(before)) throw new AppError('not_found', 'There is no such mute.');
    const { what, source, key } = before;
    return {
      action: { kind: 'unmute', what, source, ...(what !== 'source' && { key }) },
      covered: null,
      change: (batch) => ({ before, after: { ...before, until: 0, changed_by: batch } }),
    };
  });

  const renew = steps('mutes.renew', function* (userId: number) {
    const version = newId();
    yield* users.decide(userId, version);
    return version;
  });

  return {
    plan: steps('mutes.plan', function* (user, request) {
      const { action } = request;
      // A request without a mute's id mutes something.
      return 'mute' in action
        ? yield* unmute(user, action.mute)
        : yield* mute(user, request as Request<'mute'>);
    }),

    carryOut: steps('mutes.carryOut', function* (userId, { before, after }) {
      yield* before === null ? mutes.insert(userId, after) : mutes.save(userId, after);
      return yield* renew(userId);
    }),

    undo: steps('mutes.undo', function* ({ id: batch, user_id, mute }) {
      if (mute === null) return null;
      const { before, after }: MuteChange = JSON.parse(mute);
      if ((yield* mutes.get(user_id, after.id))?.changed_by !== batch) return null;
      yield* before === null ? mutes.remove(user_id, after.id) : mutes.save(user_id, before);
      return yield* renew(user_id);
    }),
  };
}
