import type { UpstreamAction } from './source-kinds.ts';

/**
 * What a Belfry server can do that older ones cannot, as `GET /api/session` names it. Clients ignore names that they do not know.
 * `save`, `snooze`: these states. `bin`: deleted rows keep their content for a while, in the view `bin`. `choose`: it tells senders
 * which of their actions was chosen. `acknowledge`: emergencies insist until somebody acknowledges them.
 */
export const FEATURES = ['save', 'snooze', 'bin', 'choose', 'acknowledge'] as const;
export type Feature = (typeof FEATURES)[number];

/** What each adds to the actions that every Belfry server takes. */
const ACTIONS: Readonly<Record<Feature, readonly UpstreamAction[]>> = {
  save: ['save', 'unsave'],
  snooze: ['snooze', 'unsnooze'],
  bin: ['undelete', 'purge'],
  acknowledge: ['acknowledge'],
  choose: ['choose'],
};

/** What a Belfry server can be sent. @param features as it names them; undefined: it is older than features */
export function teamActions(features: readonly string[] = []): readonly UpstreamAction[] {
  return [
    ...(['read', 'unread', 'done', 'restore', 'delete', 'delivered', 'seen', 'reply'] as const),
    ...FEATURES.filter((one) => features.includes(one)).flatMap((one) => ACTIONS[one]),
  ];
}
