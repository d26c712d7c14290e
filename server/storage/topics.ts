import type { ActionKind } from '#server/rules/state';
import type { UpstreamAction } from '#server/source';
import type { Topic } from './rows.ts';

/** A state that a source can be told of. `readBy`: what also counts as read for a source that knows nothing else of it. */
export type Told =
  | Readonly<{ state: 'read'; readBy: readonly ('archived_at' | 'deleted_at')[] }>
  | Readonly<{ state: Exclude<StateColumn, 'read_at'> }>;
type StateColumn =
  | 'read_at'
  | 'archived_at'
  | 'deleted_at'
  | 'saved_at'
  | 'snoozed_until'
  | 'purged_at'
  | 'acknowledged_at';

/**
 * What a source hears on one topic, on which a newer entry replaces an older one: `on` where the state began, `off` where it ended;
 * null: it cannot take that back.
 */
export type TopicPlan = Readonly<{
  topic: Topic;
  told: Told;
  on: UpstreamAction;
  off: UpstreamAction | null;
  /** Only ids of whose snooze it does not know. */
  isUnheard?: boolean;
}>;

/** Whether a row is in a state. `isIn` of the outbox's statements does the same in SQL. */
export const isTold = (told: Told, row: Readonly<Record<StateColumn, number | null>>): boolean =>
  told.state === 'read'
    ? row.read_at !== null || told.readBy.some((column) => row[column] !== null)
    : row[told.state] !== null;

/** The topics on which an action changes something. */
const TOPICS: Readonly<Record<ActionKind, readonly Topic[]>> = {
  read: ['read'],
  unread: ['read'],
  done: ['read', 'archive', 'snooze'],
  restore: ['read', 'archive', 'delete'],
  save: ['save'],
  unsave: ['save'],
  snooze: ['read', 'archive', 'snooze'],
  unsnooze: ['snooze'],
  mute: [],
  delete: ['read', 'delete', 'snooze'],
  purge: ['delete'],
  dismiss: [],
  acknowledge: ['acknowledge'],
};

/** The columns of the states that can be told as they are, and the actions for both ways. */
const STATES = [
  { topic: 'archive', state: 'archived_at', on: 'done', off: 'restore' },
  { topic: 'save', state: 'saved_at', on: 'save', off: 'unsave' },
  { topic: 'snooze', state: 'snoozed_until', on: 'snooze', off: 'unsnooze' },
  { topic: 'delete', state: 'deleted_at', on: 'delete', off: 'undelete' },
] as const;

/** Nobody can take it back, so it waits for no second thoughts. */
const ACKNOWLEDGED: TopicPlan = {
  ...{ topic: 'acknowledge', told: { state: 'acknowledged_at' }, on: 'acknowledge', off: 'acknowledge' },
};

/** What a source hears of snoozes. */
export const SNOOZES: TopicPlan = {
  ...{ topic: 'snooze', told: { state: 'snoozed_until' }, on: 'snooze', off: 'unsnooze' },
};

/**
 * What a source hears of an action. A source without an archive or a Bin gets `read` for what went there unread: otherwise it
 * would count it as unread forever; and `delete` when it leaves the Bin. In the order in which it must hear them.
 * @param supported the actions that the source supports
 * @param action null: an undo, which may change any state
 */
export function topicPlans(supported: ReadonlySet<string>, action: ActionKind | null): readonly TopicPlan[] {
  const way = (name: UpstreamAction): UpstreamAction | null => (supported.has(name) ? name : null);
  const hasBin = supported.has('undelete');
  const plans: TopicPlan[] = [];
  if (supported.has('read')) {
    const readBy = [
      ...(supported.has('done') ? [] : (['archived_at'] as const)),
      ...(hasBin ? [] : (['deleted_at'] as const)),
    ];
    plans.push({ topic: 'read', told: { state: 'read', readBy }, on: 'read', off: way('unread') });
  }
  for (const { topic, state, on, off } of STATES) {
    if (supported.has(on) && (topic !== 'delete' || hasBin))
      plans.push({ topic, told: { state }, on, off: way(off) });
  }
  if (action === 'purge') {
    const purge = way('purge') ?? way('delete');
    // There is no way back here either, so nobody waits for second thoughts.
    return purge === null ? [] : [{ topic: 'delete', told: { state: 'purged_at' }, on: purge, off: purge }];
  }
  if (action === 'acknowledge') return supported.has('acknowledge') ? [ACKNOWLEDGED] : [];
  const wanted = action === null ? null : TOPICS[action];
  const chosen = plans.filter(({ topic }) => wanted?.includes(topic) ?? true);
  if (action === 'delete') return chosen;
  // First out of the Bin: in it, nothing else has an effect.
  return [
    ...chosen.filter(({ topic }) => topic === 'delete'),
    ...chosen.filter(({ topic }) => topic !== 'delete'),
  ];
}
