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
