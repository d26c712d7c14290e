/** What the user has chosen for one source or sender. *Not at all* is a mute at the server, so that it does not count as unread either. */

export const LINES = ['notify', 'quietly'] as const;
export type Line = (typeof LINES)[number];

/** What breaks through a hold. `urgent`: emergencies and what has the highest priority. */
export const BREAK_THROUGHS = ['nothing', 'emergencies', 'urgent'] as const;
export type BreakThrough = (typeof BREAK_THROUGHS)[number];

export type SourceLine = Readonly<{
  line?: Line;
  /** Absent: as for all sources. */
  breakThrough?: BreakThrough;
  /** Its words never leave the window. */
  neverContent?: true;
  /** By name; a sender without an entry is as its source. */
  senders?: Readonly<Record<string, Line>>;
}>;
/** By the id of a source. */
export type Lines = Readonly<Record<string, SourceLine>>;

/** Names of sources and senders are foreign words: one may be the name of what every object has. */
function entryOf<T>(table: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return table !== undefined && Object.hasOwn(table, key) ? table[key] : undefined;
}

export const lineOfSource = (source: string, lines: Lines): SourceLine => entryOf(lines, source) ?? {};

export const lineOfSender = (sender: string | null | undefined, { senders }: SourceLine): Line | undefined =>
  typeof sender === 'string' ? entryOf(senders, sender) : undefined;
