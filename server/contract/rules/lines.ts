/** What a user has chosen for each source and sender, beside the mutes that the server keeps. */

/** What breaks through a hold. `urgent`: emergencies and priority 5. */
export const BREAK_THROUGH = ['nothing', 'emergencies', 'urgent'] as const;
export type BreakThrough = (typeof BREAK_THROUGH)[number];

/** How much a toast says. `sender`: who it is from; `count`: how many there are. */
export const PRIVACY = ['full', 'sender', 'count', 'nothing'] as const;
export type Privacy = (typeof PRIVACY)[number];

/** `quietly`: it is listed and counted, and never interrupts. *Not at all* is a mute. */
export const LINE_CHOICES = ['notify', 'quietly'] as const;
export type LineChoice = (typeof LINE_CHOICES)[number];

export type Line = Readonly<{
  /** Absent: `notify`. */
  line?: LineChoice;
  /** Absent: as for all sources. */
  breakThrough?: BreakThrough;
  /** Toasts never show its content. Absent: false. */
  neverContent?: boolean;
  /** By the sender's name; it overrides the source's line. */
  senders?: Readonly<Record<string, LineChoice>>;
}>;
/** By the source's id. */
export type Lines = Readonly<Record<string, Line>>;

/** Names of sources and senders are foreign words: one may be the name of what every object has. */
function entryOf<T>(table: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return table !== undefined && Object.hasOwn(table, key) ? table[key] : undefined;
}

/** Without what is as it would be anyway. */
const tidied = ({ line, neverContent, senders = {}, ...rest }: Line): Line => ({
  ...rest,
  ...(neverContent === true && { neverContent }),
  ...(line === 'quietly' && { line }),
  ...(Object.keys(senders).length > 0 && { senders }),
});

/** The lines with one of a source changed. */
export function withLine(lines: Lines, source: string, change: (line: Line) => Line): Lines {
  const line = tidied(change(lineOfSource(source, lines)));
  const others = Object.entries(lines).filter(([id]) => id !== source);
  return Object.fromEntries(Object.keys(line).length === 0 ? others : [...others, [source, line]]);
}

/** The lines with the choice for a source, or for one of its senders. */
export const withChoice = (
  lines: Lines,
  { source, sender }: Readonly<{ source: string; sender: string | null }>,
  choice: LineChoice,
): Lines =>
  withLine(lines, source, (line) => {
    if (sender === null) return { ...line, line: choice };
    const others = Object.entries(line.senders ?? {}).filter(([name]) => name !== sender);
    const isOwn = choice !== (line.line ?? 'notify');
    return { ...line, senders: Object.fromEntries(isOwn ? [...others, [sender, choice]] : others) };
  });

/** What is chosen for a source, or for one of its senders. */
export function choiceOf(
  lines: Lines,
  { source, sender }: Readonly<{ source: string; sender: string | null }>,
): LineChoice {
  const line = lineOfSource(source, lines);
  return lineOfSender(sender, line) ?? line.line ?? 'notify';
}

export const lineOfSource = (source: string, lines: Lines): Line => entryOf(lines, source) ?? {};

export const lineOfSender = (sender: string | null | undefined, { senders }: Line): LineChoice | undefined =>
  typeof sender === 'string' ? entryOf(senders, sender) : undefined;
