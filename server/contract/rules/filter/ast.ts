/** What a filter asks for. */

/**
 * `unread`: in the inbox, neither read nor muted. `read`, `saved`, `muted`: wherever it lies. `deleted`: in the Bin. `emergency`: it
 * insists, and nobody has acknowledged it.
 */
export const IS = ['unread', 'read', 'saved', 'snoozed', 'done', 'deleted', 'muted', 'emergency'] as const;
export type Is = (typeof IS)[number];

export const HAS = ['attachment', 'link', 'action'] as const;
export type Has = (typeof HAS)[number];

/** Hours, days, weeks: in milliseconds. */
export const UNITS = { h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

/** A day (`2026-11-01`), in the zone of its reader; or a time before now. */
export type FilterDate = Readonly<{ day: string }> | Readonly<{ ago: number; unit: keyof typeof UNITS }>;

/**
 * `words`: in title or message, one after another; `type` and `from`: in the type, or the sender's name. The last word may go on,
 * but not where it is `whole` (written in quotes); a `whole` type or sender has no further words either.
 * `tag`: one tag, with all of its words. `source`: its id. `before` and `after`: when it was sent; `after` includes its day, `before` does
 * not.
 */
type What =
  | Readonly<{ kind: 'words' | 'type' | 'from'; text: string; whole: boolean }>
  | Readonly<{ kind: 'tag'; text: string }>
  | Readonly<{ kind: 'source'; id: string }>
  | Readonly<{ kind: 'is'; is: Is }>
  | Readonly<{ kind: 'has'; has: Has }>
  | Readonly<{ kind: 'priority'; least: number; most: number }>
  | Readonly<{ kind: 'before' | 'after'; date: FilterDate }>;

/** `not`: what it says must not be so. */
export type Term = What & Readonly<{ not: boolean }>;

/** All of its terms must be so. Without terms: everything. */
export type Filter = readonly Term[];

/** A server refuses more terms. */
export const FILTER_TERMS = 50;
/** Longest text of a filter, in UTF-16 units. */
export const FILTER_LENGTH = 1_000;

/**
 * Where a filter is read: `now` in milliseconds since 1970, `offset` of the reader's zone in minutes (east of UTC is positive). A day begins
 * at its midnight, by this offset all year round.
 */
export type Moment = Readonly<{ now: number; offset: number }>;

/** The time that a date means, in milliseconds since 1970, wherever it is read. */
export function readDate(date: FilterDate): (moment: Moment) => number {
  if ('day' in date) {
    const midnight = Date.parse(`${date.day}T00:00:00Z`);
    return ({ offset }) => midnight - offset * 60_000;
  }
  const ago = date.ago * UNITS[date.unit];
  return ({ now }) => now - ago;
}

/** Whether it looks into the Bin, and nowhere else. */
export const isOfBin = (filter: Filter): boolean =>
  filter.some((term) => term.kind === 'is' && term.is === 'deleted' && !term.not);
