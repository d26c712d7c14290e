import Type, { type Static, type TSchema } from 'typebox';
import { Nullable } from '#server/content';
import type { Decision } from '#server/rules/decide/decision';
import { HOLDS } from '#server/rules/decide/situation';
import { OUTCOMES } from './rules/decisions.ts';

const Hold = Type.Enum([...HOLDS]);
const kind = <K extends string, F extends Record<string, TSchema>>(name: K, fields: F) =>
  Type.Object({ kind: Type.Literal(name), ...fields });

const By = Type.Union([
  kind('rule', { id: Type.String(), name: Type.String() }),
  kind('source', { source: Type.String() }),
  kind('sender', { source: Type.String(), sender: Type.String() }),
  kind('priority', { priority: Type.Integer() }),
  kind('emergency', {}),
  kind('desktop', { name: Type.String() }),
  kind('hold', { hold: Hold }),
  kind('item', { id: Type.String() }),
]);

type ReasonOf<D extends Decision['do']> = Extract<Decision, { do: D }>['reason'];
/** All reasons: the compiler misses one that is missing here. */
const reasons = <D extends Decision['do']>(what: D, all: Readonly<Record<ReasonOf<D>, true>>) =>
  ({ do: Type.Literal(what), reason: Type.Enum(Object.keys(all) as ReasonOf<D>[]) }) as const;

const by = { by: Type.Optional(By) };
const KeptDecision = Type.Union([
  Type.Object({
    ...reasons('show', { single: true, same_group: true, emergency: true, breaks_through: true }),
    ...by,
    through: Type.Optional(Hold),
  }),
  Type.Object({
    ...reasons('summarise', {
      folded: true,
      backlog: true,
      held: true,
      storm: true,
      unseen: true,
      urgent: true,
      emergencies: true,
    }),
    ...by,
  }),
  Type.Object({
    ...reasons('hold', {
      paused: true,
      quiet_hours: true,
      do_not_disturb: true,
      locked: true,
      no_notifier: true,
    }),
    ...by,
    until: Nullable(Type.String()),
  }),
  Type.Object({
    ...reasons('skip', {
      already_announced: true,
      deleted: true,
      read: true,
      expired: true,
      withdrawn: true,
      done: true,
      snoozed: true,
      muted: true,
      quiet: true,
      silenced: true,
      quietly: true,
      minimum_priority: true,
      in_sight: true,
      overtaken: true,
      dismissed: true,
      gone: true,
    }),
    ...by,
  }),
]);

/** What the file of another version may contain differs; it is checked when it is read. */
export const Kept = Type.Object({
  at: Type.String(),
  decision: KeptDecision,
  outcome: Nullable(Type.Enum([...OUTCOMES])),
});
export type Kept = Readonly<Static<typeof Kept>>;
