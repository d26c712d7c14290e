/** Half of a pair, or one of the 66 code points that are no characters. Chromium ends a process that hands one to D-Bus. */
const NO_CHARACTER = /[\p{Cs}\p{Noncharacter_Code_Point}]/gu;
/** C0 and C1, but line break and tab. D-Bus refuses NUL, XML (a toast on Windows) all of C0; SQLite's functions stop at NUL. */
const CONTROL = /[^\P{Cc}\n\t]/gu;

/**
 * Cleans text for storage and for the system: non-characters become U+FFFD, control characters are dropped. The result is
 * never longer.
 */
export const cleanText = (text: string): string =>
  text.replace(/\r\n?/g, '\n').replace(NO_CHARACTER, '\uFFFD').replace(CONTROL, '');

/** `cleanText` for text on one line. */
export const cleanLine = (text: string): string => cleanText(text).replace(/[\n\t\u2028\u2029]+/g, ' ');

/** At most `limit` UTF-16 units, never cut within a pair. */
export const cutText = (text: string, limit: number): string =>
  text.slice(0, limit).replace(/[\uD800-\uDBFF]$/, '');

/** Characters that control a terminal, break a line or change the direction of text. */
const ACTIVE = /[\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]/gu;
const escaped = (character: string): string =>
  ({ '\n': '\\n', '\r': '\\r', '\t': '\\t' })[character] ??
  `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** Any text as part of one line of a log, report or terminal: everything is visible, and nothing takes effect. */
export const visibleLine = (text: string): string => text.replace(ACTIVE, escaped);

/** `visibleLine` for text with several lines. */
export const visibleText = (text: string): string => text.split('\n').map(visibleLine).join('\n');
