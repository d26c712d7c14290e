/**
 * What a word is, for the search index, for filters and for what a view highlights. Case, accents and compatibility forms do not
 * count: "Ångström" and "ANGSTROM" are one word.
 */

/** Longest word, in characters; the rest of a longer one does not count. */
const LONGEST = 64;

/** Scripts without spaces between words: each of their characters is a word, so that any part of a text is found. */
const UNSPACED = ['Han', 'Hiragana', 'Katakana', 'Thai', 'Lao', 'Khmer', 'Myanmar']
  .map((script) => `\\p{Script=${script}}`)
  .join('');
/** Letters and digits of other scripts; emoji and other symbols, one by one. */
const WORD = new RegExp(`(?:(?![${UNSPACED}])[\\p{L}\\p{N}])+|(?=[\\p{L}\\p{N}])[${UNSPACED}]|\\p{So}`, 'gu');
const MARK = /\p{M}+/gu;

const ASCII = /^[\0-\x7f]*$/;
const ASCII_WORD = /[a-z0-9]+/g;

/** Upper case first: it makes one of what lower case keeps apart (ß and SS, the two forms of sigma). */
export const fold = (text: string): string =>
  text.normalize('NFKD').replace(MARK, '').toUpperCase().toLowerCase().replaceAll('ς', 'σ');

const cut = (word: string): string => (word.length > LONGEST ? [...word].slice(0, LONGEST).join('') : word);

/** The folded words of a text, in order. They contain neither spaces nor punctuation. */
export function wordsOf(text: string): readonly string[] {
  const found = ASCII.test(text) ? text.toLowerCase().match(ASCII_WORD) : fold(text).match(WORD);
  return (found ?? []).map(cut);
}
