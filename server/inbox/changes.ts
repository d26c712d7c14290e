import { type Action, type ActionRequest, type Counts, DELTA_ROWS, type Delta } from '#server/inbox';
import type { Notification } from '#server/notification';
import { isBlank } from '#server/rules/shown-text';
import { cleanText } from '#server/rules/text';
import { AppError } from '../errors.ts';
import {
  type Content,
  type NotificationRow,
  newId,
  pageOf,
  type Selection,
  type Storage,
  type UserRow,
} from '../storage/storage.ts';
import { toChange, toNotification } from './serialize.ts';
import { createSourceActions } from './source-actions.ts';

/** What a command changed. `created`: the notification, when it is a new one. */
export type Outcome = Readonly<{ userId: number; delta: Delta; created: Notification | null }>;

export type Arrival = Outcome & Readonly<{ notification: Notification; folded: boolean }>;

/** Changes to an inbox as synchronous steps; call them only inside a unit of work. Each makes one revision. */
export interface Changes {
  /** @throws AppError `not_found` for an unknown user */
  arrive(userId: number, content: Content): Arrival;
  /** @throws AppError `not_found` with the unknown ids; `revision_in_future` */
  act(userId: number, request: ActionRequest): Outcome;
  /**
   * Marks the notification as read and puts the reader's answer into the outbox.
   * @throws AppError `not_found`; `not_supported` where the sender asked for no answer, or nothing could deliver it;
   * `invalid_request` for an answer without visible text
   */
  reply(userId: number, id: string, text: string): Outcome;
  /** What the newest revision changed. @param rows how many rows it changed */
  deltaOf(userId: number, rows: number): Delta;
  /** The inbox's current revision and counts. @throws AppError `not_found` for an unknown user */
  position(userId: number): Readonly<{ epoch: string; revision: number; counts: Counts }>;
}

const unknownUser = (): AppError => new AppError('not_found', 'There is no such user.');

/** Text as SQLite stores it: UTF-8 has no lone surrogates. */
function wellFormed(content: Content): Content {
  const fields = Object.entries(content).map(([name, value]) => [
    name,
    typeof value === 'string' ? value.toWellFormed() : value,
  ]);
  return Object.fromEntries(fields);
}

export function createChanges(deps: {
  storage: Pick<Storage, 'epoch' | 'users' | 'notifications' | 'sources' | 'sourceIds' | 'outbox'>;
  /** Whether something delivers the outbox. */
  hasOutboxWorker: boolean;
  now: () => number;
}): Changes {
  const { epoch, users, notifications } = deps.storage;
  const sourceActions = createSourceActions(deps);

  function userOf(id: number): UserRow {
    const user = users.get(id);
    if (user === undefined) throw unknownUser();
    return user;
  }

  function position(userId: number) {
    const { revision, unread } = userOf(userId);
    return { epoch, revision, counts: { unread, by_source: users.bySource(userId) } };
  }

  function deltaOf(userId: number, rows: number): Delta {
    const at = position(userId);
    if (rows === 0) return { ...at, changed: [] };
    if (rows > DELTA_ROWS) return { ...at, changed: null };
    const found = notifications.changedAt(userId, at.revision);
    const isWhole = pageOf(found, DELTA_ROWS).length === found.length;
    return { ...at, changed: isWhole ? found.map((row) => toChange(row)) : null };
  }

  function create(userId: number, content: Content, revision: number): NotificationRow {
    const now = deps.now();
    const surfaced_at = users.nextPlace(userId, now * 1_000);
    users.countSource(userId, content.source, 1);
    return notifications.insert({
      ...{ ...content, id: newId(), user_id: userId, revision, read_at: null, archived_at: null },
      ...{ occurrences: 1, created_at: now, received_at: now, surfaced_at, updated_at: now },
    });
  }

  function fold(earlier: NotificationRow, content: Content, revision: number): NotificationRow {
    const row = {
      ...{ ...earlier, ...content, occurrences: earlier.occurrences + 1 },
      ...{ revision, sent_revision: revision, updated_at: deps.now() },
    };
    notifications.save(row);
    return row;
  }

  function selectionOf(request: ActionRequest, user: UserRow): Selection {
    if ('ids' in request) {
      const missing = notifications.missing(user.id, request.ids);
      if (missing.length > 0) {
        throw new AppError('not_found', 'Some of these notifications do not exist.', {
          details: { ids: missing },
        });
      }
      return { ids: request.ids };
    }
    if (request.up_to_revision > user.revision) {
      throw new AppError('revision_in_future', 'up_to_revision is newer than the inbox.', {
        details: { revision: user.revision },
      });
    }
    return { view: request.view, upTo: request.up_to_revision };
  }

  /** @returns how many rows it changed; 0 makes no revision */
  function apply(user: UserRow, action: Action, selection: Selection): number {
    const tallies = notifications.tally(user.id, action, selection);
    const sum = (key: 'rows' | 'unread' | 'shown'): number =>
      tallies.reduce((total, tally) => total + tally[key], 0);
    const rows = sum('rows');
    if (rows === 0) return 0;
    users.advance(user.id, { unread: sum('unread'), shown: sum('shown') });
    for (const { source, unread } of tallies) {
      if (unread !== 0) users.countSource(user.id, source, unread);
    }
    const revision = user.revision + 1;
    const sources = tallies.map(({ source }) => source);
    notifications.act(user.id, action, selection, revision, deps.now());
    sourceActions.acted(user.id, action, revision, sources);
    if (action === 'delete') {
      notifications.wipe(user.id, revision, sourceActions.wantsDeletion(user.id, sources));
    }
    return rows;
  }

  return {
    position,
    deltaOf,

    arrive(userId, given) {
      const content = wellFormed(given);
      const { source, dedupe_key } = content;
      const earlier = dedupe_key === null ? undefined : notifications.foldable(userId, source, dedupe_key);
      const by = earlier === undefined ? 1 : 0;
      const user = users.advance(userId, { unread: by, shown: by });
      if (user === undefined) throw unknownUser();
      const { revision, unread } = user;
      const row =
        earlier === undefined ? create(userId, content, revision) : fold(earlier, content, revision);
      const notification = toNotification(row);
      const counts = { unread, by_source: users.bySource(userId) };
      const delta: Delta = { epoch, revision, counts, changed: [notification] };
      const folded = earlier !== undefined;
      return { userId, delta, notification, folded, created: folded ? null : notification };
    },

    act(userId, request) {
      const user = userOf(userId);
      const rows = apply(user, request.action, selectionOf(request, user));
      return { userId, delta: deltaOf(userId, rows), created: null };
    },

    reply(userId, id, given) {
      const text = cleanText(given);
      if (isBlank(text)) {
        throw new AppError('invalid_request', 'Nothing of the answer can be seen.', {
          details: [{ path: '/text', message: 'must have something that can be seen' }],
        });
      }
      const user = userOf(userId);
      const row = notifications.byId(id);
      if (row === undefined || row.user_id !== userId || row.deleted_at !== null) {
        throw new AppError('not_found', 'There is no such notification.');
      }
      if (!sourceActions.takesReply(row)) {
        throw new AppError('not_supported', 'Nobody asked for an answer to this.');
      }
      if (!deps.hasOutboxWorker) {
        throw new AppError(
          'not_supported',
          'Its reader answers where `reply` says; this server sends nothing.',
        );
      }
      const revision = user.revision + 1;
      if (apply(user, 'read', { ids: [id] }) === 0) {
        users.advance(userId, { unread: 0, shown: 0 });
        notifications.save({ ...row, revision, updated_at: deps.now() });
      }
      sourceActions.replied(row, revision, text);
      return { userId, delta: deltaOf(userId, 1), created: null };
    },
  };
}
