import type { Action } from '#server/inbox';
import { LOCAL } from '#server/rules/content';
import type { UpstreamAction } from '#server/source';
import type { NotificationRow, Storage, Topic } from '../storage/storage.ts';

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
  wantsDeletion(userId: number, sources: readonly string[]): readonly string[];
  /** After `action` has changed the rows of `revision`, which are of these sources. */
  acted(userId: number, action: Action, revision: number, sources: readonly string[]): void;
  takesReply(row: NotificationRow): boolean;
  /** After `revision` has changed `row`, which takes a reply. */
  replied(row: NotificationRow, revision: number, text: string): void;
}

export function createSourceActions(deps: {
  storage: Pick<Storage, 'sources' | 'sourceIds' | 'outbox'>;
  now: () => number;
}): SourceActions {
  const { sources: registered, sourceIds, outbox } = deps.storage;

  const actionsOf = (userId: number, sources: readonly string[]): Known[] =>
    registered
      .actionsOf(userId, sources)
      .map(({ id, actions }) => ({ source: id, actions: new Set(actions.split(' ')) }));

  const actionsOfRow = (row: NotificationRow) => actionsOf(row.user_id, [row.source])[0]?.actions;

  function enqueue(
    { source, actions }: Known,
    { userId, action, revision }: Readonly<{ userId: number; action: SourceAction; revision: number }>,
  ): void {
    const plan: { topic: Topic; instead?: UpstreamAction } = PLANS[action];
    const now = deps.now();
    const rows = { userId, revision, source, unreadOnly: false };
    outbox.dropActed(rows, plan.topic);
    if (actions.has(action)) {
      outbox.addActed(rows, { action, topic: plan.topic, now });
    } else if (plan.instead !== undefined) {
      const unread = { ...rows, unreadOnly: true };
      outbox.dropActed(unread, 'read');
      if (actions.has(plan.instead)) {
        outbox.addActed(unread, { action: plan.instead, topic: 'read', now });
      }
    }
  }

  return {
    takesReply: (row) => row.reply !== null && (actionsOfRow(row)?.has('reply') ?? true),

    replied(row, revision, text) {
      const { user_id, id: notification_id, reply: to } = row;
      outbox.add({
        user_id,
        source: actionsOfRow(row) === undefined ? LOCAL : row.source,
        notification_id,
        external_id: sourceIds.living(notification_id).at(-1)?.external_id ?? row.external_id,
        action: 'reply',
        topic: 'reply',
        reply: JSON.stringify({ to: JSON.parse(to ?? 'null'), text }),
        created_at: deps.now(),
      });
      outbox.markActed(user_id, revision, [row.source]);
    },

    wantsDeletion: (userId, sources) =>
      actionsOf(userId, sources)
        .filter(({ actions }) => actions.has('delete'))
        .map(({ source }) => source),

    acted(userId, action, revision, sources) {
      const known = actionsOf(userId, sources);
      if (action !== 'dismiss') for (const one of known) enqueue(one, { userId, action, revision });
      outbox.markActed(
        userId,
        revision,
        known.map(({ source }) => source),
      );
    },
  };
}
