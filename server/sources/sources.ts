import type { Delta } from '#server/inbox';
import { SOURCE_KINDS } from '#server/rules/source-kinds';
import { timestamp } from '#server/rules/time';
import type {
  IngestAnswer,
  IngestRequest,
  OutboxEntry,
  OutboxPage,
  OutboxQuery,
  OutboxReport,
  SourceRegistration,
  SourceState,
  SourceUnread,
} from '#server/source';
import { AppError } from '../errors.ts';
import type { Inbox } from '../inbox/inbox.ts';
import { type CountedSource, type OutboxRow, pageOf, type Storage } from '../storage/storage.ts';
import { createBatch } from './batch.ts';
import { createIngest } from './ingest.ts';
import { toItem } from './item.ts';
import { createOutboxReport } from './outbox-report.ts';
import { createRemoval } from './removal.ts';

const OUTBOX_PAGE = 100;

/**
 * The sources of an inbox. Each change is one transaction and one revision, and is then announced. Changes reject with AppError
 * `storage_failed` when nothing could be stored.
 */
export interface Sources {
  register(userId: number, id: string, registration: SourceRegistration): Promise<SourceState>;
  all(userId: number): SourceState[];
  /** @throws AppError `not_found` */
  unread(userId: number, id: string): SourceUnread;
  /** Idempotent. */
  remove(userId: number, id: string): Promise<Delta>;
  /** @throws AppError `not_found` for an unknown source; `invalid_request` for an invalid time */
  ingest(userId: number, request: IngestRequest): Promise<IngestAnswer>;
  outbox(userId: number, query: OutboxQuery): OutboxPage;
  report(userId: number, report: OutboxReport): Promise<Delta>;
}

const toState = ({ cursor, actions: _, ...source }: CountedSource): SourceState => ({
  ...source,
  cursor: cursor === null ? null : JSON.parse(cursor),
});

const toEntry = (row: OutboxRow): OutboxEntry => ({
  id: row.id,
  source: row.source,
  notification_id: row.notification_id,
  external_id: row.external_id,
  action: row.action,
  reply: row.reply === null ? null : JSON.parse(row.reply),
  attempts: row.attempts,
});

export function createSources(deps: {
  storage: Pick<Storage, 'work' | 'users' | 'notifications' | 'sources' | 'sourceIds' | 'outbox'>;
  inbox: Pick<Inbox, 'position' | 'deltaOf' | 'announce'>;
  now: () => number;
  /** A monotonic clock, which times the outbox. */
  monotonic: () => number;
  /** At least 0, below 1. */
  random: () => number;
}): Sources {
  const { storage, inbox } = deps;
  const { work, sources, sourceIds, outbox } = storage;
  const removal = createRemoval({ storage, inbox, now: deps.now });

  function get(userId: number, id: string): CountedSource {
    const source = sources.get(userId, id);
    if (source === undefined) throw new AppError('not_found', `There is no source ${id}.`);
    return source;
  }

  const announced =
    (userId: number) =>
    ({ delta }: { delta: Delta }): void =>
      inbox.announce({ userId, delta, created: null });

  return {
    register: (userId, id, { kind, actions }) =>
      work(() => {
        sources.put(userId, { id, kind, actions: actions.join(' ') });
        return toState(get(userId, id));
      }),

    all: (userId) => sources.all(userId).map(toState),

    unread(userId, id) {
      get(userId, id);
      const items = sourceIds
        .unread(userId, id)
        .map(({ external_id, created_at }) => ({ external_id, created_at: timestamp(created_at) }));
      return { items, expected: sourceIds.expected(userId, id) };
    },

    async remove(userId, id) {
      const { delta } = await work(() => ({ delta: removal(userId, id) }), announced(userId));
      return delta;
    },

    ingest(userId, { source, items, cursor }) {
      const now = deps.now();
      const wanted = items.map((item, index) => toItem(source, item, index, now));
      return work(() => {
        const receipts = get(userId, source).actions.split(' ').includes('delivered');
        const batch = createBatch({ storage, inbox, now }, userId);
        const outcomes = wanted.map(createIngest({ storage, batch, userId, source, receipts, now }));
        if (cursor !== undefined) sources.moveCursor(userId, source, JSON.stringify(cursor));
        return { outcomes, delta: batch.finish() };
      }, announced(userId));
    },

    outbox(userId, { source, limit = OUTBOX_PAGE }) {
      const now = deps.monotonic();
      const kind = sources.get(userId, source)?.kind;
      // A later version may have stored a kind that is not known here.
      const isNewestFirst = kind !== undefined && SOURCE_KINDS[kind]?.outbox === 'newest_first';
      const due = outbox[isNewestFirst ? 'dueNewest' : 'due'](userId, source, now, limit + 1);
      const page = pageOf(due, limit);
      const next = due[page.length]?.next_at ?? outbox.nextAt(userId, source, now);
      return { entries: page.map(toEntry), next_at: next === null ? null : timestamp(next) };
    },

    async report(userId, { results }) {
      const { now, monotonic, random } = deps;
      const { delta } = await work(() => {
        const batch = createBatch({ storage, inbox, now: now() }, userId);
        results.forEach(createOutboxReport({ storage, batch, userId, random, monotonic: monotonic() }));
        return { delta: batch.finish() };
      }, announced(userId));
      return delta;
    },
  };
}
