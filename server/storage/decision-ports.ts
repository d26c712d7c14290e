/** The part of the ports that is about rules, mutes and saved filters. */
import type { MutedThing, RuleEffect } from '#server/rules/verdicts';
import type { Step } from './step.ts';

/** `is_on`: 0: it does not run. */
export type RuleRow = Readonly<{
  id: string;
  position: number;
  name: string;
  filter: string;
  does: RuleEffect;
  sound: string | null;
  is_on: number;
}>;

/** `until`: null: until it is taken away; 0: it was. `changed_by`: the batch that made it what it is. */
export type MuteRow = MutedThing &
  Readonly<{ id: string; until: number | null; created_at: number; changed_by: string }>;

/** How a batch has changed a mute. `before`: null: there was none. */
export type MuteChange = Readonly<{ before: MuteRow | null; after: MuteRow }>;

export type SavedFilterRow = Readonly<{ id: string; position: number; name: string; filter: string }>;

export interface RuleRepository {
  /** In their order. */
  all(userId: number): Step<RuleRow[]>;
  get(userId: number, id: string): Step<RuleRow | undefined>;
  insert(userId: number, rule: RuleRow): Step<number>;
  /** Writes everything but its place. */
  save(userId: number, rule: RuleRow): Step<number>;
  move(userId: number, id: string, position: number): Step<number>;
  remove(userId: number, id: string): Step<number>;
}

export interface MuteRepository {
  /** Those that end after `now`, oldest first. */
  all(userId: number, now: number): Step<MuteRow[]>;
  get(userId: number, id: string): Step<MuteRow | undefined>;
  /** Also one that has ended. */
  of(userId: number, thing: MutedThing): Step<MuteRow | undefined>;
  /** Of a thing that has none yet. @throws AppError `storage_failed` if another unit has muted it since this one looked */
  insert(userId: number, mute: MuteRow): Step<void>;
  /** Writes everything but what it mutes. */
  save(userId: number, mute: MuteRow): Step<number>;
  remove(userId: number, id: string): Step<number>;
  /** Of a source that is gone. @returns how many */
  removeOf(userId: number, source: string): Step<number>;
  /** Removes, of all users, those that have ended by `now` and that no undo can bring back. */
  purge(now: number): Step<number>;
}

export interface SavedFilterRepository {
  all(userId: number): Step<SavedFilterRow[]>;
  /** Inserts it, or replaces the one with its id. */
  put(userId: number, filter: SavedFilterRow): Step<number>;
  remove(userId: number, id: string): Step<number>;
}
