/** Within a class: what leaves nothing on a screen, such as format characters and Braille's pattern without dots. */
export const UNSEEN = '\\p{Default_Ignorable_Code_Point}\\u2800\\uFFF9-\\uFFFB';
/** Leaves something: no space or control character either. */
const VISIBLE = new RegExp(`[^\\s\\p{Cc}${UNSEEN}]`, 'u');

/** Whether nothing of it is visible. */
export const isBlank = (text: string): boolean => !VISIBLE.test(text);

/** A title for a view, which always has something to see and click. */
export const titleOr = (title: string, untitled: string): string => (isBlank(title) ? untitled : title);

/** Letters of scripts that run to the left, and what makes others do so. */
const LEFTWARD =
  /[\u0590-\u08FF\u200F\u202B\u202E\u2067\uFB1D-\uFDFF\uFE70-\uFEFC\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u;
const ISOLATES = /[\u2066-\u2069]/gu;

/** Whether every directional isolate that it opens is also closed in it. */
function isBalanced(text: string): boolean {
  let open = 0;
  for (const [mark] of text.matchAll(ISOLATES)) {
    open += mark === '\u2069' ? -1 : 1;
    if (open < 0) return false;
  }
  return open === 0;
}

/**
 * Somebody's text as a part of a sentence of ours: it runs in its own direction, and what stands beside it stays where it is.
 * One that runs to the right stays as it is. https://www.unicode.org/reports/tr9/#Explicit_Directional_Isolates
 */
export function isolated(text: string): string {
  if (!LEFTWARD.test(text)) return text;
  return `\u2068${isBalanced(text) ? text : text.replace(ISOLATES, '')}\u2069`;
}
