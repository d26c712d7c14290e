import type { Action } from '#server/inbox';
import { LOCAL } from '#server/rules/content';
import type { UpstreamAction } from '#server/source';
import {
  type NotificationRow,
  type Step,
  type Steps,
  type Storage,
  steps,
  type Topic,
} from '../storage/storage.ts';

/** `dismiss` only concerns this computer, and no source hears of it. */
type SourceAction = Exclude<Action, 'dismiss'>;

/**
 * What each action sends to a source, and on which topic; a newer entry on a topic replaces an older one. A source without an
 * archive gets `read` for what was archived unread; otherwise it would count it as unread forever.
 */
const PLANS = {
  read: { topic: 'read' },
  unread: { topic: 'read' },
  archive: { topic: 'archive', instead: 'read' },
  unarchive: { topic: 'archive', instead: 'unread' },
  delete: { topic: 'delete', instead: 'read' },
} as const satisfies Record<SourceAction, { topic: Topic; instead?: UpstreamAction }>;

/** A source, and the actions that it supports. */
type Known = Readonly<{ source: string; actions: ReadonlySet<string> }>;

/** Writes into the outbox what the sources of changed rows must hear. Steps of a unit of work. */
export interface SourceActions {
  /** Those of these sources that support deletion. A deleted row keeps its content until they confirm. */
  wantsDeletion(userId: number, sources: readonly string[]): Step<readonly string[]>;
  /** After `action` has changed the rows of `revision`, which are of these sources. */
  acted(userId: number, action: Action, revision: number, sources: readonly string[]): Step<void>;
  takesReply(row: NotificationRow): Step<boolean>;
  /** After `revision` has changed `row`, which takes a reply. */
  replied(row: NotificationRow, revision: number, text: string): Step<void>;
}

export function createSourceActions(deps: {
  storage: Pick<Storage, 'sources' | 'sourceIds' | 'outbox'>;
  now: () => number;
}): SourceActions {
  const { sources: registered, sourceIds, outbox } = deps.storage;

  const actionsOf = steps('sources.actionsOf', function* (userId: number, sources: readonly string[]): Steps<
    Known[]
  > {
    const rows = yield* registered.actionsOf(userId, sources);
    return rows.map(({ id, actions }) => ({ source: id, actions: new Set(actions.split(' ')) }));
  });

  const actionsOfRow = steps('sources.actionsOfRow', function* (row: NotificationRow) {
    return (yield* actionsOf(row.user_id, [row.source]))[0]?.actions;
  });

  const enqueue = steps(
    'sources.enqueue',
    function* (
      { source, actions }: Known,
      { userId, action, revision }: Readonly<{ userId: number; action: SourceAction; revision: number }>,
    ) {
      const plan: { topic: Topic; instead?: UpstreamAction } = PLANS[action];
      const now = deps.now();
      const rows = { userId, revision, source, unreadOnly: false };
      yield* outbox.dropActed(rows, plan.topic);
      if (actions.has(action)) {
        yield* outbox.addActed(rows, { action, topic: plan.topic, now });
      } else if (plan.instead !== undefined) {
        const unread = { ...rows, unreadOnly: true };
        yield* outbox.dropActed(unread, 'read');
        if (actions.has(plan.instead)) {
          yield* outbox.addActed(unread, { action: plan.instead, topic: 'read', now });
        }
      }
    },
  );

  return {
    takesReply: steps('sources.takesReply', function* (row) {
      return row.reply !== null && ((yield* actionsOfRow(row))?.has('reply') ?? true);
    }),

    replied: steps('sources.replied', function* (row, revision, text) {
      const { user_id, id: notification_id, reply: to } = row;
      const actions = yield* actionsOfRow(row);
      const living = yield* sourceIds.living(notification_id);
      yield* outbox.add({
        user_id,
        source: actions === undefined ? LOCAL : row.source,
        notification_id,
        external_id: living.at(-1)?.external_id ?? row.external_id,
        action: 'reply',
        topic: 'reply',
        reply: JSON.stringify({ to: JSON.parse(to ?? 'null'), text }),
        created_at: deps.now(),
      });
      yield* outbox.markActed(user_id, revision, [row.source]);
    }),

    wantsDeletion: steps('sources.wantsDeletion', function* (userId, sources) {
      const known = yield* actionsOf(userId, sources);
      return known.filter(({ actions }) => actions.has('delete')).map(({ source }) => source);
    }),

    acted: steps('sources.acted', function* (userId, action, revision, sources) {
      const known = yield* actionsOf(userId, sources);
      if (action !== 'dismiss') for (const one of known) yield* enqueue(one, { userId, action, revision });
      yield* outbox.markActed(
        userId,
        revision,
        known.map(({ source }) => source),
      );
    }),
  };
}
