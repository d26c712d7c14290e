/** What is decided about an interruption, and why: codes, which are worded where they are shown. */
import type { State } from '../state.ts';
import type { HoldReason } from './situation.ts';

/** The fields of a notification that a decision looks at. */
export type Item = State<unknown> &
  Readonly<{
    id: string;
    type: string;
    source: string;
    sender?: string | null | undefined;
    group_key: string | null;
    priority: number;
    created_at: string;
    received_at?: string | undefined;
    surfaced_at?: string | undefined;
    expires_at?: string | null | undefined;
    emergency?: object | null | undefined;
    verdict?: Readonly<{ rule: Readonly<{ id: string; name: string }> | null; do: string }> | undefined;
  }>;

/**
 * Why notifications appear together: they came within a second; were missed while Belfry was not running, asleep or offline; waited for the
 * end of a hold; appeared while nobody was there; came in such numbers that their source has one growing toast; or are many emergencies
 * of a source that nobody has acknowledged.
 */
export type Occasion = 'live' | 'away' | HoldReason | 'unseen' | 'storm' | 'emergencies';

/** Who or what is behind a reason. */
export type By =
  | Readonly<{ kind: 'rule'; id: string; name: string }>
  | Readonly<{ kind: 'source'; source: string }>
  | Readonly<{ kind: 'sender'; source: string; sender: string }>
  /** The least priority of the settings, or the priority that breaks through. */
  | Readonly<{ kind: 'priority'; priority: number }>
  | Readonly<{ kind: 'emergency' }>
  /** The desktop or the notification daemon, by its name. */
  | Readonly<{ kind: 'desktop'; name: string }>
  /** The hold that has ended. */
  | Readonly<{ kind: 'hold'; hold: HoldReason }>
  /** The notification whose toast has taken its place. */
  | Readonly<{ kind: 'item'; id: string }>;

type Because<D extends string, R extends string> = Readonly<{ do: D; reason: R; by?: By }>;

/** It appears as itself. `breaks_through`: in spite of this hold. */
export type Show =
  | Because<'show', 'single' | 'same_group' | 'emergency'>
  | (Because<'show', 'breaks_through'> & Readonly<{ by: By; through: HoldReason }>);

/** It appears as one of several. `urgent`: there are urgent toasts enough on the screen. */
export type Summarise = Because<
  'summarise',
  'folded' | 'backlog' | 'held' | 'storm' | 'unseen' | 'urgent' | 'emergencies'
>;

/** It waits. `until`: ISO 8601; null: nobody knows. */
export type Held = Because<'hold', HoldReason | 'no_notifier'> & Readonly<{ until: string | null }>;

/**
 * It never appears by itself. `quiet`: Belfry's own row for those who look. `silenced`: by a rule. `quietly`: its source or sender is set
 * to that. `dismissed`: the user has closed the toast of its source's storm. `gone`: read, done, muted or deleted on its way to the screen.
 */
export type Skip = Because<
  'skip',
  | 'already_announced'
  | 'deleted'
  | 'read'
  | 'expired'
  | 'withdrawn'
  | 'done'
  | 'snoozed'
  | 'muted'
  | 'quiet'
  | 'silenced'
  | 'quietly'
  | 'minimum_priority'
  | 'in_sight'
  | 'overtaken'
  | 'dismissed'
  | 'gone'
>;

export type Decision = Show | Summarise | Held | Skip;
