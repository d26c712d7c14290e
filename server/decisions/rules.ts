import type { Preview, Previewed, Rule, RuleAnswer, RuleInput, Rules } from '#server/decisions';
import type { ActionAnswer } from '#server/inbox';
import { parseFilter, prepareFilter, Subject } from '#server/rules/filter/filter';
import { isOwnType } from '#server/rules/own-rows';
import { UNTOUCHED } from '#server/rules/state';
import { cleanLine } from '#server/rules/text/text';
import { isApplicable, PREVIEWED, PREVIEWED_ITEMS, RULES_LIMIT } from '#server/rules/verdicts';
import { AppError, refuseMore } from '../errors.ts';
import {
  type AppliedRule,
  chosenFilter,
  createIdempotency,
  filterOf,
  type Inbox,
  type KeyedRequest,
  toNotification,
} from '../inbox/inbox.ts';
import {
  filterItemOf,
  type NotificationRow,
  newId,
  type RuleRow,
  type Steps,
  type Storage,
  steps,
} from '../storage/storage.ts';
import type { Versions } from './versions.ts';

/** All reject with AppError `storage_failed` when nothing could be stored. */
export interface RuleService {
  all(userId: number): Promise<Rules>;
  /**
   * Adds one behind all others. Repeating a request with the same key adds none, and answers as before.
   * @throws AppError `limit_reached`; `invalid_request` for a filter with too many terms; `idempotency_conflict`
   */
  add(
    userId: number,
    input: RuleInput,
    request: KeyedRequest | null,
  ): Promise<RuleAnswer & Readonly<{ isReplayed: boolean }>>;
  /** Replaces one in its place. @throws AppError `not_found`; `invalid_request` */
  replace(userId: number, id: string, input: RuleInput): Promise<RuleAnswer>;
  /** Idempotent. @returns the version */
  remove(userId: number, id: string): Promise<string | null>;
  /** @returns the version. @throws AppError `invalid_request` unless `ids` are the ids of all rules */
  order(userId: number, ids: readonly string[]): Promise<string | null>;
  /** @throws AppError `invalid_request` for a filter with too many terms */
  preview(userId: number, filter: string): Promise<Preview>;
  /**
   * Does what a rule does to what it matches now, in one batch and one revision.
   * @throws AppError `not_found`; `not_supported` for a rule that changes no state; `empty_filter` for one that matches everything
   */
  apply(userId: number, id: string, device: string | null): Promise<Required<ActionAnswer>>;
}

const toRule = ({ id, name, filter, does, sound, is_on }: RuleRow): Rule => ({
  ...{ id, name, filter, do: does, sound, on: is_on === 1 },
  remarks: [...parseFilter(filter).remarks],
});

function toPreviewed(row: NotificationRow): Previewed {
  const { id, source, type, title, sender, phrases, created_at, data } = toNotification(row);
  return {
    ...{ id, source, type, title, created_at },
    ...(sender !== undefined && { sender }),
    ...(phrases !== undefined && { phrases }),
    ...(isOwnType(type) && { data }),
  };
}

const unknownRule = (): AppError => new AppError('not_found', 'There is no such rule.');

export function createRules(deps: {
  storage: Pick<Storage, 'read' | 'notifications' | 'rules' | 'idempotency'>;
  inbox: Pick<Inbox, 'applyRule'>;
  versions: Versions;
  now: () => number;
}): RuleService {
  const { inbox, versions } = deps;
  const idempotency = createIdempotency(deps);
  const { read, notifications, rules } = deps.storage;

  /** @throws AppError `invalid_request` */
  function rowOf(input: RuleInput, at: Pick<RuleRow, 'id' | 'position'>): RuleRow {
    filterOf(input.filter);
    const { name, filter, do: does, sound = null, on = true } = input;
    return {
      ...{ ...at, does, is_on: Number(on), name: cleanLine(name), filter: cleanLine(filter) },
      sound: sound === null ? null : cleanLine(sound),
    };
  }

  const get = steps('rules.find', function* (userId: number, id: string): Steps<RuleRow> {
    const rule = yield* rules.get(userId, id);
    if (rule === undefined) throw unknownRule();
    return rule;
  });

  const applied = steps('rules.applied', function* (userId: number, id: string): Steps<AppliedRule> {
    const { name, filter, does } = yield* get(userId, id);
    if (!isApplicable(does)) {
      throw new AppError('not_supported', 'What this rule does is only done to what arrives.');
    }
    const excepted = (yield* versions.excepted(userId)).map((source) => ({
      ...({ kind: 'source', id: source, not: true } as const),
    }));
    return { id, name, does, filter: [...chosenFilter(filter).filter, ...excepted] };
  });

  return {
    all: (userId) =>
      read(function* () {
        return {
          version: yield* versions.of(userId),
          rules: (yield* rules.all(userId)).map(toRule),
          except_sources: yield* versions.excepted(userId),
        };
      }),

    add: (userId, input, request) =>
      versions.change(userId, function* () {
        const earlier = yield* idempotency.claim(request);
        if (earlier !== null) return { rule: JSON.parse(earlier) as Rule, isReplayed: true };
        const all = yield* rules.all(userId);
        refuseMore(all.length, RULES_LIMIT, 'rules');
        const row = rowOf(input, { id: newId(), position: (all.at(-1)?.position ?? -1) + 1 });
        yield* rules.insert(userId, row);
        const rule = toRule(row);
        yield* idempotency.answer(request, () => JSON.stringify(rule));
        return { rule, isReplayed: false };
      }),

    replace: (userId, id, input) =>
      versions.change(userId, function* () {
        const row = rowOf(input, yield* get(userId, id));
        yield* rules.save(userId, row);
        return { rule: toRule(row) };
      }),

    async remove(userId, id) {
      const { version } = await versions.change(userId, function* () {
        return (yield* rules.remove(userId, id)) === 0 ? null : {};
      });
      return version;
    },

    async order(userId, ids) {
      const { version } = await versions.change(userId, function* () {
        const all = (yield* rules.all(userId)).map((rule) => rule.id);
        if (all.length !== ids.length || !all.every((id) => ids.includes(id))) {
          throw new AppError('invalid_request', 'These are not all of the rules.', {
            details: [{ path: '/ids', message: 'must be the ids of all rules' }],
          });
        }
        for (const [position, id] of ids.entries()) yield* rules.move(userId, id, position);
        return {};
      });
      return version;
    },

    preview(userId, text) {
      const { filter, remarks } = filterOf(text);
      const matches = prepareFilter(filter);
      return read(function* () {
        const excepted = yield* versions.excepted(userId);
        const rows = yield* notifications.newest(userId, PREVIEWED);
        const own = rows.filter(({ source }) => !excepted.includes(source));
        const hits = own.filter((row) =>
          matches(new Subject(filterItemOf({ ...row, ...UNTOUCHED })), { now: row.received_at, offset: 0 }),
        );
        const ids = hits.map(({ id }) => id);
        const shown = ids.slice(0, PREVIEWED_ITEMS);
        const whole = new Map((yield* notifications.byIds(shown)).map((row) => [row.id, row]));
        return {
          ids,
          items: shown.flatMap((id) => whole.get(id) ?? []).map(toPreviewed),
          ...{ of: own.length, remarks: [...remarks] },
        };
      });
    },

    apply: (userId, id, device) => inbox.applyRule(userId, () => applied(userId, id), device),
  };
}
