import Type, { type Static } from 'typebox';
import { Nullable } from './content.ts';
import { ActionOnMutes } from './decisions.ts';
import { Change, Notification, NotificationId, Revision, Timestamp } from './notification.ts';
import { FILTER_LENGTH, REMARKS } from './rules/filter/filter.ts';
import { LONGEST_PAGE } from './rules/list-filter.ts';
import { OLD_ACTIONS, OLD_VIEW, PLAIN_ACTIONS, VIEWS } from './rules/state.ts';

export const Counts = Type.Object({
  unread: Type.Integer({ minimum: 0 }),
  by_source: Type.Record(Type.String(), Type.Integer({ minimum: 0 })),
});
export type Counts = Readonly<Static<typeof Counts>>;

/** An inbox's position. `epoch` is random per database: a different one means that the database was replaced. */
const Position = { epoch: Type.String(), revision: Revision, counts: Counts };

/**
 * More rows than this in one change, larger than a page, or more than 8 KB on the channel, and `changed` is null: sync instead. Few of so many would fit
 * on the channel, whose listeners then ask for them anyway: in an answer they would travel twice.
 */
export const DELTA_ROWS = 50;

/** One change of an inbox, or what an answer reports of it. */
export const Delta = Type.Object({ ...Position, changed: Nullable(Type.Array(Change)) });
export type Delta = Readonly<Static<typeof Delta>>;

export type { PlainAction as Action, View } from './rules/state.ts';

/** `archived` is what older clients call `done`. */
const ViewName = Type.Enum([...VIEWS, OLD_VIEW]);

export const SyncQuery = Type.Object(
  {
    epoch: Type.Optional(Type.String({ maxLength: 64 })),
    since: Type.Optional(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })),
    /** `next` of the previous page. */
    after: Type.Optional(Type.String({ maxLength: 128 })),
  },
  { additionalProperties: false },
);
export type SyncQuery = Readonly<Static<typeof SyncQuery>>;

/**
 * One page of changes after `since`, oldest change first. The reader moves its revision to `revision` after the
 * page whose `next` is null. With `reset` the reader forgets what it has: `changed` is the newest page of the
 * `inbox` view, and `next` is null.
 */
export const SyncPage = Type.Object({
  ...Position,
  reset: Type.Boolean(),
  changed: Type.Array(Change),
  next: Nullable(Type.String()),
});
export type SyncPage = Readonly<Static<typeof SyncPage>>;

export { PAGE_SIZE } from './rules/list-filter.ts';

/** A page ends before its row limit when the rows reach this size, in bytes; `next` continues from there. */
export const PAGE_BYTES = 4 * 1024 * 1024;

const SourceName = Type.Optional(Type.String({ minLength: 1, maxLength: 64 }));
const ThreadKey = Type.String({ minLength: 1, maxLength: 200 });
const FilterText = Type.String({ minLength: 1, maxLength: FILTER_LENGTH });
/** Of the reader's zone, in minutes (east of UTC is positive): where the days in a filter begin. Without one: UTC. */
const UtcOffset = Type.Integer({ minimum: -14 * 60, maximum: 14 * 60 });

export const ListQuery = Type.Object(
  {
    /** Without one: the inbox; with `q`: everything but the Bin, or the Bin if `q` has `is:deleted`. */
    view: Type.Optional(ViewName),
    /** Only rows of this source. */
    source: SourceName,
    /** Only rows of this thread of `source`. */
    group_key: Type.Optional(ThreadKey),
    /** A filter (`rules/filter`): words and operators. */
    q: Type.Optional(FilterText),
    utc_offset: Type.Optional(UtcOffset),
    /** One entry for each thread: the newest of its rows that are listed. */
    threads: Type.Optional(Type.Literal('folded')),
    /** `next` of the previous page; or the id of a row, for the rows below it. */
    cursor: Type.Optional(Type.String({ maxLength: 128 })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: LONGEST_PAGE })),
  },
  { additionalProperties: false },
);
export type ListQuery = Readonly<Static<typeof ListQuery>>;

/** The rows that a list with the same query has. */
export const CountQuery = Type.Object(
  {
    view: Type.Optional(ViewName),
    source: SourceName,
    q: Type.Optional(FilterText),
    utc_offset: Type.Optional(UtcOffset),
  },
  { additionalProperties: false },
);
export type CountQuery = Readonly<Static<typeof CountQuery>>;

/** How many rows there are at this revision, and how many of them are unread. `more`: there are more, which are not counted. */
export const CountAnswer = Type.Object({
  epoch: Type.String(),
  revision: Revision,
  rows: Type.Integer({ minimum: 0 }),
  unread: Type.Integer({ minimum: 0 }),
  more: Type.Boolean(),
});
export type CountAnswer = Readonly<Static<typeof CountAnswer>>;

/** A row of a list. `thread`: it stands for its thread, which has so many rows in this view, and so many unread of these. */
const Listed = Type.Object({
  ...Notification.properties,
  thread: Type.Optional(
    Type.Object({ rows: Type.Integer({ minimum: 1 }), unread: Type.Integer({ minimum: 0 }) }),
  ),
});

export type Listed = Readonly<Static<typeof Listed>>;

/** What was not understood in a filter, as it was written. Unknown operators and values are searched as words. */
const Remark = Type.Object({ code: Type.Enum([...REMARKS]), text: Type.String() });

/** One page of a view, newest first. `next` is the cursor of the next page; null: there are no older rows. */
export const ListPage = Type.Object({
  ...Position,
  items: Type.Array(Listed),
  next: Nullable(Type.String()),
  /** With `q`. Older servers do not send it. */
  remarks: Type.Optional(Type.Array(Remark)),
});
export type ListPage = Readonly<Static<typeof ListPage>>;

/** An action by its name; older clients send `archive` and `unarchive`, which are `done` and `restore`. */
const ActionName = Type.Enum([...PLAIN_ACTIONS, ...OLD_ACTIONS]);
const Plain = Type.Object({ kind: Type.Enum([...PLAIN_ACTIONS]) }, { additionalProperties: false });
/** Until a time at least three minutes from now. */
const Snooze = Type.Object(
  { kind: Type.Literal('snooze'), until: Timestamp },
  { additionalProperties: false },
);
/** What to do to rows: see `rules/state.ts`. */
const RequestedAction = Type.Union([ActionName, Plain, Snooze]);
export type RequestedAction = Readonly<Static<typeof RequestedAction>>;

export const ActionOnIds = Type.Object(
  {
    action: RequestedAction,
    ids: Type.Array(NotificationId, { minItems: 1, maxItems: 500, uniqueItems: true }),
  },
  { additionalProperties: false },
);
/** Every row of a view that arrived up to `up_to_revision`; later rows are untouched. */
export const ActionOnView = Type.Object(
  { action: RequestedAction, view: ViewName, up_to_revision: Revision },
  { additionalProperties: false },
);
/** A thread, by its key within its source. */
export const ThreadName = Type.Object(
  {
    source: Type.String({ minLength: 1, maxLength: 64 }),
    key: ThreadKey,
  },
  { additionalProperties: false },
);
/** The rows of a thread that a view has (default: `inbox`), as `ActionOnView`. */
export const ActionOnThread = Type.Object(
  {
    action: RequestedAction,
    thread: ThreadName,
    view: Type.Optional(ViewName),
    up_to_revision: Revision,
  },
  { additionalProperties: false },
);
/**
 * The rows that a list with this view, `q` and offset has, as `ActionOnView`. A filter that asks for nothing is refused with
 * `empty_filter`.
 */
export const ActionOnFilter = Type.Object(
  {
    action: RequestedAction,
    filter: Type.Object(
      {
        view: Type.Optional(ViewName),
        q: Type.String({ maxLength: FILTER_LENGTH }),
        utc_offset: Type.Optional(UtcOffset),
      },
      { additionalProperties: false },
    ),
    up_to_revision: Revision,
  },
  { additionalProperties: false },
);

const ActionOnRows = Type.Union([ActionOnIds, ActionOnThread, ActionOnFilter, ActionOnView]);
export type ActionOnRows = Readonly<Static<typeof ActionOnRows>>;
export const ActionRequest = Type.Union([...ActionOnRows.anyOf, ...ActionOnMutes.anyOf]);
export type ActionRequest = ActionOnRows | ActionOnMutes;

export type { ActionOnMutes } from './decisions.ts';

/** Whether a request is about mutes. */
export const isAboutMutes = (request: ActionRequest): request is ActionOnMutes =>
  typeof request.action === 'object' && (request.action.kind === 'mute' || request.action.kind === 'unmute');

/**
 * `batch` takes it back (`POST /api/inbox/undo`); null: it changed nothing, or cannot be undone. `rows`: how many it changed. Older servers
 * do not send them.
 */
export const ActionAnswer = Type.Object({
  batch: Type.Optional(Nullable(Type.String())),
  rows: Type.Optional(Type.Integer({ minimum: 0 })),
  delta: Delta,
});
export type ActionAnswer = Readonly<Static<typeof ActionAnswer>>;

/** For how long an action can be undone, in milliseconds, and how many of an account. */
export const UNDO_FOR = 24 * 60 * 60 * 1_000;
export const UNDO_BATCHES = 200;

/** One action that somebody did, on any device. */
export const Batch = Type.Object({
  id: Type.String(),
  /** What was done, as it was asked for. */
  action: Type.Object({
    kind: Type.String(),
    until: Type.Optional(Nullable(Timestamp)),
    /** Of a mute. */
    ...{ what: Type.Optional(Type.String()), source: Type.Optional(Type.String()) },
    key: Type.Optional(Type.String()),
    /** A rule's, which was applied to what had arrived before. */
    rule: Type.Optional(Type.Object({ id: Type.String(), name: Type.String() })),
  }),
  /** How many notifications it changed. */
  rows: Type.Integer({ minimum: 0 }),
  /** The name of the device's token. */
  device: Nullable(Type.String()),
  at: Timestamp,
  /** When it was undone. */
  undone_at: Nullable(Timestamp),
});
export type Batch = Readonly<Static<typeof Batch>>;

/** `GET /api/inbox/batches`: what can be undone or was undone, newest first. */
export const Batches = Type.Object({ batches: Type.Array(Batch) });

export const UndoRequest = Type.Object(
  { batch: Type.String({ minLength: 1, maxLength: 64 }) },
  { additionalProperties: false },
);
export type UndoRequest = Readonly<Static<typeof UndoRequest>>;
/** `left`: how many rows something newer has changed since, so that they stay as they are. Undone twice, it restores none. */
export const UndoAnswer = Type.Object({
  restored: Type.Integer({ minimum: 0 }),
  left: Type.Integer({ minimum: 0 }),
  delta: Delta,
});
export type UndoAnswer = Readonly<Static<typeof UndoAnswer>>;
