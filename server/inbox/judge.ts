import { isWordTerm, parseFilter, prepareFilter, Subject, type Term } from '#server/rules/filter/filter';
import { UNTOUCHED } from '#server/rules/state';
import { MUTABLE, type MutedThing, muteKeyOf, type RuleEffect } from '#server/rules/verdicts';
import {
  type Content,
  filterItemOf,
  type MuteRow,
  type NotificationRow,
  type RuleRow,
  type Step,
  type Storage,
  steps,
} from '../storage/storage.ts';

/** What is decided over an arrival. `states`: columns of its row. */
export type Judgement = Readonly<{
  does: RuleEffect | 'muted';
  states: Readonly<
    Partial<Pick<NotificationRow, 'read_at' | 'archived_at' | 'saved_at' | 'muted_at'>> &
      Pick<NotificationRow, 'verdict'>
  >;
}>;

/** A user's rules and mutes, ready for many arrivals. */
export interface Judge {
  /** A mute decides before all rules; of these, the first that matches decides alone. null: nothing is decided. */
  decide(content: Content, createdAt: number): Judgement | null;
  isMuted(content: Content): boolean;
}

/**
 * The judge of a user at a version of the decisions; null: there are none. A step of the unit that stores an arrival. What comes from a
 * source that decides itself (`rules/source-kinds`) has been judged there.
 */
export type JudgeOf = (userId: number, version: string | null) => Step<Judge | null>;

/** Judges of more users are made again when they are needed. */
const REMEMBERED = 1_000;

const keyOf = ({ what, source, key }: MutedThing): string => JSON.stringify([what, source, key]);

/** The states that a rule gives, as if its user had done that at once. */
function statesOf(does: RuleEffect, at: number): Omit<Judgement['states'], 'verdict'> {
  switch (does) {
    case 'silent':
    case 'urgent':
      return {};
    case 'read':
      return { read_at: at };
    case 'done':
      return { archived_at: at };
    case 'save':
      return { saved_at: at };
    default:
      return does satisfies never;
  }
}

/** Terms that are quickly tested come first. */
const byCost = (one: Term, other: Term): number => Number(isWordTerm(one)) - Number(isWordTerm(other));

function prepare({ id, name, filter, does, sound }: RuleRow) {
  return {
    does,
    matches: prepareFilter(parseFilter(filter).filter.toSorted(byCost)),
    verdict: JSON.stringify({ rule: { id, name }, do: does, ...(sound !== null && { sound }) }),
  };
}

const MUTED = JSON.stringify({ rule: null, do: 'muted' });

function createJudge(rules: readonly RuleRow[], mutes: readonly MuteRow[], now: () => number): Judge {
  const prepared = rules.filter(({ is_on }) => is_on === 1).map(prepare);
  const endOf = new Map(mutes.map((mute) => [keyOf(mute), mute.until ?? Number.POSITIVE_INFINITY]));

  const isMuted = (content: Content): boolean =>
    endOf.size > 0 &&
    MUTABLE.some((what) => {
      const key = muteKeyOf(what, content);
      return key !== null && (endOf.get(keyOf({ what, source: content.source, key })) ?? 0) > now();
    });

  return {
    isMuted,
    decide(content, createdAt) {
      const at = now();
      if (isMuted(content)) return { does: 'muted', states: { muted_at: at, verdict: MUTED } };
      if (prepared.length === 0) return null;
      // An emergency insists from its arrival on.
      const states = { ...UNTOUCHED, insists_until: content.emergency };
      const subject = new Subject(filterItemOf({ ...content, ...states, created_at: createdAt }));
      const rule = prepared.find(({ matches }) => matches(subject, { now: at, offset: 0 }));
      if (rule === undefined) return null;
      return { does: rule.does, states: { ...statesOf(rule.does, at), verdict: rule.verdict } };
    },
  };
}

/** Judges are remembered by their version, which is random: each change of a decision, in any process, makes another one. */
export function createJudges(deps: {
  storage: Pick<Storage, 'rules' | 'mutes'>;
  now: () => number;
}): JudgeOf {
  const { rules, mutes } = deps.storage;
  const known = new Map<number, Readonly<{ version: string; judge: Judge }>>();

  return steps('inbox.judgeOf', function* (userId: number, version: string | null) {
    if (version === null) return null;
    const earlier = known.get(userId);
    if (earlier?.version === version) return earlier.judge;
    // Also those that have ended: a clock that is set back brings them back.
    const judge = createJudge(yield* rules.all(userId), yield* mutes.all(userId, 0), deps.now);
    known.delete(userId);
    known.set(userId, { version, judge });
    const [oldest] = known.keys();
    if (known.size > REMEMBERED && oldest !== undefined) known.delete(oldest);
    return judge;
  });
}
