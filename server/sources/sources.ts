import type { Delta } from '#server/inbox';
import type { OutboxEntry, OutboxPage, OutboxQuery, OutboxReport } from '#server/outbox';
import { isRecordKind, SOURCE_KINDS } from '#server/rules/source-kinds';
import { timestamp } from '#server/rules/time';
import type {
  IngestAnswer,
  IngestRequest,
  SourceRegistration,
  SourceState,
  SourceUnread,
} from '#server/source';
import { AppError, unknownUser } from '../errors.ts';
import type { Inbox } from '../inbox/inbox.ts';
import {
  type CountedSource,
  type OutboxRow,
  pageOf,
  type Steps,
  type Storage,
  steps,
  type UserRow,
} from '../storage/storage.ts';
import { createIngest } from './ingest.ts';
import { toItem } from './item.ts';
import { loadItems } from './loading.ts';
import { createOutboxReport, loadEntries } from './outbox-report.ts';
import { createRemoval } from './removal.ts';
import { type Loaded, WorkingSet } from './working-set.ts';

const OUTBOX_PAGE = 100;

/**
 * The sources of an inbox. Each change is one transaction and one revision, and is then announced. Changes reject with AppError
 * `storage_failed` when nothing could be stored.
 */
export interface Sources {
  register(userId: number, id: string, registration: SourceRegistration): Promise<SourceState>;
  all(userId: number): Promise<SourceState[]>;
  /** @throws AppError `not_found` */
  unread(userId: number, id: string): Promise<SourceUnread>;
  /** Idempotent. */
  remove(userId: number, id: string): Promise<Delta>;
  /** @throws AppError `not_found` for an unknown source; `invalid_request` for an invalid time */
  ingest(userId: number, request: IngestRequest): Promise<IngestAnswer>;
  outbox(userId: number, query: OutboxQuery): Promise<OutboxPage>;
  report(userId: number, report: OutboxReport): Promise<Delta>;
}

const toState = ({ cursor, actions: _, ...source }: CountedSource): SourceState => ({
  ...source,
  cursor: cursor === null ? null : JSON.parse(cursor),
});

function argsOf({ topic, args }: OutboxRow): Pick<OutboxEntry, 'until' | 'pressed'> {
  if (args === null) return {};
  return topic === 'run' ? { pressed: JSON.parse(args) } : { until: timestamp(JSON.parse(args).until) };
}

const toEntry = (row: OutboxRow): OutboxEntry => ({
  id: row.id,
  source: row.source,
  notification_id: row.notification_id,
  external_id: row.external_id,
  action: row.action,
  ...argsOf(row),
  reply: row.reply === null ? null : JSON.parse(row.reply),
  attempts: row.attempts,
});

/** `version`: the new one of the user's decisions. `dueAt`: when the clock may have to do something. */
type Stored = Readonly<{ delta: Delta; version?: string | null; dueAt?: number | null }>;

export function createSources(deps: {
  storage: Pick<
    Storage,
    'work' | 'read' | 'users' | 'notifications' | 'due' | 'sources' | 'sourceIds' | 'outbox' | 'mutes'
  >;
  inbox: Pick<Inbox, 'positionStep' | 'deltaOf' | 'announce' | 'judgeOf'>;
  now: () => number;
  /** A monotonic clock, which times the outbox. */
  monotonic: () => number;
  /** At least 0, below 1. */
  random: () => number;
}): Sources {
  const { storage, inbox } = deps;
  const { work, read, users, sources, sourceIds, outbox } = storage;
  const removal = createRemoval({ storage, inbox, now: deps.now });

  const get = steps('sources.get', function* (userId: number, id: string): Steps<CountedSource> {
    const source = yield* sources.get(userId, id);
    if (source === undefined) throw new AppError('not_found', `There is no source ${id}.`);
    return source;
  });

  function* userOf(userId: number): Steps<UserRow> {
    const user = yield* users.get(userId);
    if (user === undefined) throw unknownUser();
    return user;
  }

  const workingSet = (user: UserRow, loaded: Loaded, now: number): WorkingSet =>
    new WorkingSet({ userId: user.id, revision: user.revision, place: user.surfaced_at, now }, loaded);

  const announced =
    (userId: number) =>
    ({ delta, version = null, dueAt = null }: Stored): void =>
      inbox.announce({ userId, delta, created: null, version, dueAt });

  return {
    register: (userId, id, { kind, actions }) =>
      work([userId], function* () {
        yield* sources.put(userId, { id, kind, actions: actions?.join(' ') ?? null });
        return toState(yield* get(userId, id));
      }),

    all: async (userId) => (await read(() => sources.all(userId))).map(toState),

    unread: (userId, id) =>
      read(function* () {
        yield* get(userId, id);
        const rows = yield* sourceIds.unread(userId, id);
        const items = rows.map(({ external_id, created_at }) => ({
          external_id,
          created_at: timestamp(created_at),
        }));
        return { items, expected: yield* sourceIds.expected(userId, id) };
      }),

    async remove(userId, id) {
      const { delta } = await work([userId], () => removal(userId, id), announced(userId));
      return delta;
    },

    async ingest(userId, { source, items, cursor }) {
      const now = deps.now();
      const wanted = items.map((item, index) => toItem(source, item, index, now));
      const { outcomes, delta } = await work(
        [userId],
        function* () {
          const { kind, actions } = yield* get(userId, source);
          const user = yield* userOf(userId);
          const isRecord = isRecordKind(kind);
          const judge = isRecord ? null : yield* inbox.judgeOf(userId, user.rules_version);
          const loaded = yield* loadItems(storage, { userId, source, items: wanted, isRecord });
          const set = workingSet(user, loaded, now);
          const { places, snoozed } = loaded;
          const supported = new Set(actions.split(' '));
          const outcomes = wanted.map(
            createIngest({ set, places, snoozed, source, supported, judge, isRecord }),
          );
          if (cursor !== undefined) yield* sources.moveCursor(userId, source, JSON.stringify(cursor));
          return { outcomes, delta: yield* set.store(storage, inbox), dueAt: set.dueAt() };
        },
        announced(userId),
      );
      return { outcomes, delta };
    },

    outbox: (userId, { source, limit = OUTBOX_PAGE }) =>
      read(function* () {
        const now = deps.monotonic();
        const kind = (yield* sources.get(userId, source))?.kind;
        // A later version may have stored a kind that is not known here.
        const isNewestFirst = kind !== undefined && SOURCE_KINDS[kind]?.outbox === 'newest_first';
        const due = yield* outbox[isNewestFirst ? 'dueNewest' : 'due'](userId, source, now, limit + 1);
        const page = pageOf(due, limit);
        const next = due[page.length]?.next_at ?? (yield* outbox.nextAt(userId, source, now));
        return { entries: page.map(toEntry), next_at: next === null ? null : timestamp(next) };
      }),

    async report(userId, { results }) {
      const { now, monotonic, random } = deps;
      const { delta } = await work(
        [userId],
        function* () {
          const loaded = yield* loadEntries(storage, userId, results);
          const set = workingSet(yield* userOf(userId), loaded, now());
          const { reported } = loaded;
          const postponed = results.map(
            createOutboxReport({ set, reported, random, monotonic: monotonic() }),
          );
          for (const entry of postponed) {
            if (entry === null) continue;
            yield* entry.counts
              ? outbox.postpone(userId, entry.id, entry.at)
              : outbox.defer(userId, entry.id, entry.at);
          }
          return { delta: yield* set.store(storage, inbox) };
        },
        announced(userId),
      );
      return delta;
    },
  };
}
