/**
 * Rows that Belfry itself makes. Their type and `data` say all; each view words them in its reader's language. The title and the
 * message that are stored (`../own-rows.ts`) are for clients that know nothing of this.
 */
import { type Fields, GAP_TYPE, type Json, TEST_TYPE } from './content.ts';
import { lineOf } from './laravel/laravel.ts';
import { isPhrase, type Phrase, type Phrases, type Say } from './row-phrases.ts';
import { plainMarkdown } from './text/plain-markdown.ts';
import { titleOr } from './text/shown-text.ts';

/** Why something may be missing, or was left out. */
export const LOSSES = ['repeated', 'too_many', 'backlog'] as const;
/**
 * Why events are no notifications of their own. `repeated`: the same one came too often, and is one row; `too_many`: more came
 * than anybody reads, for too long; `backlog`: the backend did not take them, and no more can wait.
 */
export type Loss = (typeof LOSSES)[number];

/** `from` and `until` are ISO 8601. */
type Spanned = Readonly<{ from: string; until: string }>;

export type OwnRow =
  /** `channels`: those that were not heard, where it was not all of them. */
  | Readonly<{
      type: typeof GAP_TYPE;
      data: Spanned & Readonly<{ reason: 'disconnected'; channels?: readonly string[] }>;
    }>
  /** `count`: how many events are missing; `event`: the name of the last of them. */
  | Readonly<{
      type: typeof GAP_TYPE;
      data: Spanned & Readonly<{ reason: Loss; count: number; event: string }>;
    }>
  /** The database was damaged and lies in `folder`; `saved`: how many notifications are in the new one. */
  | Readonly<{ type: 'belfry.rescue'; data: Readonly<{ saved: number; folder: string }> }>
  /** The user asked for a test notification. */
  | Readonly<{ type: typeof TEST_TYPE; data: Readonly<Record<never, never>> }>;

const OWN_TYPES: Readonly<Record<OwnRow['type'], true>> = {
  [GAP_TYPE]: true,
  'belfry.rescue': true,
  [TEST_TYPE]: true,
};
/** Whether rows of this type need their `data` to be worded. */
export const isOwnType = (type: string): boolean => Object.hasOwn(OWN_TYPES, type);

/** How a view words what Belfry says. */
export interface RowWords {
  readonly say: Say;
  /** From when to when; milliseconds since 1970. */
  span(span: Readonly<{ from: number; until: number }>): string;
  /** In place of a title in which nothing can be seen. */
  readonly untitled: string;
}

export type Words = Readonly<{ title: string; message: string }>;

/** The longest path, or list of channel names, in UTF-16 units. */
const LONGEST = 10_000;
const LONGEST_NAME = 200;

const countIn = (value: unknown): number | null =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;

function gapWords(data: Json, words: RowWords): Words | null {
  const from = Date.parse(String(data.from));
  const until = Date.parse(String(data.until));
  if (!(from <= until)) return null;
  const span = words.span({ from, until });
  if (data.reason === 'disconnected') {
    const title = words.say('gap.disconnected.title', { span });
    const names = Array.isArray(data.channels) ? data.channels.join(', ') : null;
    const channels = lineOf({ names }, ['names'], LONGEST);
    const message =
      channels === null
        ? words.say('gap.disconnected.message', {})
        : words.say('gap.disconnected.messageOfChannels', { channels });
    return { title, message };
  }
  const loss = LOSSES.find((one) => one === data.reason);
  const event = lineOf(data, ['event'], LONGEST_NAME);
  const count = countIn(data.count);
  if (loss === undefined || event === null || count === null) return null;
  return {
    title: words.say(`gap.${loss}.title`, { span }),
    message: words.say(`gap.${loss}.message`, { count, event }),
  };
}

/** What Belfry says in it; null: it is none of these, or its data are not all there, as in one that an older version made. */
export function ownWords({ type, data }: Pick<Fields, 'type' | 'data'>, words: RowWords): Words | null {
  const own = type as OwnRow['type'];
  switch (own) {
    case GAP_TYPE:
      return gapWords(data, words);
    case 'belfry.rescue': {
      const count = countIn(data.saved);
      const folder = lineOf(data, ['folder'], LONGEST);
      if (count === null || folder === null) return null;
      return {
        title: words.say('rescue.title', {}),
        message: words.say('rescue.message', { count, folder }),
      };
    }
    case TEST_TYPE:
      return { title: words.say('test.title', {}), message: words.say('test.message', {}) };
    default:
      own satisfies never;
      return null;
  }
}

type Worded = Words & Readonly<{ phrases?: Phrases | undefined }>;

/** The words of a sender, with Belfry's own where it has none. */
export function saidWords({ title, message, phrases }: Worded, words: Pick<RowWords, 'say'>): Words {
  const said = (text: string, of: Phrase | undefined): string =>
    of !== undefined && isPhrase(of.phrase) ? words.say(of.phrase, of.params) : text;
  return { title: said(title, phrases?.title), message: said(message, phrases?.message) };
}

type Shown = Worded & Pick<Fields, 'type' | 'data'> & Partial<Pick<Fields, 'format'>>;

/** The words of a notification as they are written: its sender's, or Belfry's own; there is always something to see and to click. */
export function writtenWords(item: Shown, words: RowWords): Words {
  const { title, message } = ownWords(item, words) ?? saidWords(item, words);
  return { title: titleOr(title, words.untitled), message };
}

/** The same without the marks of their format, for a view that shows plain text. */
export function shownWords(item: Shown, words: RowWords): Words {
  const { title, message } = writtenWords(item, words);
  return { title, message: item.format === 'markdown' ? plainMarkdown(message) : message };
}
