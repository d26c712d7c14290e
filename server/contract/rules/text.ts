/** Half of a pair, or one of the 66 code points that are no characters. Chromium ends a process that hands one to D-Bus. */
const NO_CHARACTER = /[\p{Cs}\p{Noncharacter_Code_Point}]/gu;
/** C0 and C1, but line break and tab. D-Bus refuses NUL, XML (a toast on Windows) all of C0; SQLite's functions stop at NUL. */
const CONTROL = /[^\P{Cc}\n\t]/gu;

/**
 * Text as it is kept, and as it is handed to the system: what is no character becomes U+FFFD, control characters are left
 * out. Never longer than before; clean text stays as it is.
 */
export const cleanText = (text: string): string =>
  text.replace(/\r\n?/g, '\n').replace(NO_CHARACTER, '\uFFFD').replace(CONTROL, '');

/** The same for a place of one line. */
export const cleanLine = (text: string): string => cleanText(text).replace(/[\n\t\u2028\u2029]+/g, ' ');

/** What a terminal obeys, and what reads as another line or in another order. */
const ACTIVE = /[\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]/gu;
const escaped = (character: string): string =>
  ({ '\n': '\\n', '\r': '\\r', '\t': '\\t' })[character] ??
  `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** Anybody's text as part of one line of a log, a report or a terminal: all of it is to be seen, and none of it is obeyed. */
export const visibleLine = (text: string): string => text.replace(ACTIVE, escaped);

/** The same where it has lines of its own. */
export const visibleText = (text: string): string => text.split('\n').map(visibleLine).join('\n');
