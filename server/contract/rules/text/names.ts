/** Names of users, devices and sources. Readers of a list must be able to tell them apart. */
import { UNSEEN } from './shown-text.ts';
import { cleanLine } from './text.ts';

const INVISIBLE = new RegExp(`[${UNSEEN}]`, 'gu');

/** Scripts in which a joiner changes the letters beside it: https://www.unicode.org/reports/tr31/#Layout_and_Format_Control_Characters */
const SCRIPTS = 'Arab Syrc Mong Deva Beng Guru Gujr Orya Taml Telu Knda Mlym Sinh Khmr Mymr'
  .split(' ')
  .map((script) => `\\p{scx=${script}}`)
  .join('');
const JOINING = `(?![${UNSEEN}])[${SCRIPTS}]`;
/** Before and behind an invisible character that is seen in what it makes of them. */
const NEEDED: readonly (readonly [mark: RegExp, before: RegExp, behind: RegExp])[] = [
  [/[\u200C\u200D]/, new RegExp(`${JOINING}$`, 'u'), new RegExp(`^${JOINING}`, 'u')],
  // A family, and what makes a picture of a sign.
  [/\u200D/, /\p{Extended_Pictographic}[\uFE0F\p{Emoji_Modifier}]*$/u, /^\p{Extended_Pictographic}/u],
  [/\uFE0F/, /\p{Extended_Pictographic}$/u, /^/],
  [/\uFE0F/, /[\d#*]$/, /^\u20E3/],
  // The flag of England.
  [/[\u{E0020}-\u{E007F}]/u, /\u{1F3F4}[\u{E0020}-\u{E007E}]*$/u, /^/],
];

const isNeeded = (mark: string, before: string, behind: string): boolean =>
  NEEDED.some(([which, left, right]) => which.test(mark) && left.test(before) && right.test(behind));

/** The visible characters, on one line. Never longer than before. */
export const cleanName = (text: string): string => {
  const line = cleanLine(text);
  const seen = line.replace(INVISIBLE, (mark, at: number) =>
    isNeeded(mark, line.slice(0, at), line.slice(at + mark.length)) ? mark : '',
  );
  return seen.trim();
};

/** Whether cleaning would not change it. */
export const isPlainName = (text: string): boolean => cleanName(text) === text;

/** The message about a name that is not plain. */
export const NAME_PROBLEM = 'The name has control or invisible characters in it, or spaces around it.';
