/** A stretch of a text; `hit`: it is what was searched for. */
export type Piece = Readonly<{ text: string; hit: boolean }>;

/** Letters, digits and what is put on them: as the index of words cuts a text. */
const WORD = /[\p{L}\p{N}\p{M}]+/gu;
/** What is put on a letter does not count, nor does its case. */
const fold = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** The words of what was searched for, ready to be compared. */
export const needlesOf = (words: string): readonly string[] =>
  [...new Set(words.match(WORD)?.map(fold))].filter((needle) => needle !== '');

/** How much of `word` the needle covers, from its beginning; 0: it does not begin with it. */
function covered(word: string, needle: string): number {
  if (!fold(word).startsWith(needle)) return 0;
  let length = 0;
  for (const character of word) {
    // What is put on the last letter belongs to it.
    if (fold(word.slice(0, length)).length >= needle.length && fold(character) !== '') break;
    length += character.length;
  }
  return length;
}

/** The text in pieces, with the beginnings of words that are one of the needles as pieces of their own. */
export function piecesOf(text: string, needles: readonly string[]): readonly Piece[] {
  const pieces: Piece[] = [];
  let done = 0;
  for (const { 0: word, index } of needles.length === 0 ? [] : text.matchAll(WORD)) {
    const length = Math.max(...needles.map((needle) => covered(word, needle)));
    if (length === 0) continue;
    if (index > done) pieces.push({ text: text.slice(done, index), hit: false });
    done = index + length;
    pieces.push({ text: text.slice(index, done), hit: true });
  }
  if (done < text.length) pieces.push({ text: text.slice(done), hit: false });
  return pieces;
}

/** So far into a text a hit is in the two lines that a closed row shows. */
const IN_SIGHT = 90;
/** So much of what leads up to a hit is shown before it. */
const BEFORE = 30;

/** The pieces from shortly before the first hit, if that is not among what a closed row shows. */
export function excerptOf(pieces: readonly Piece[]): readonly Piece[] {
  const [before, ...others] = pieces;
  if (before === undefined || before.hit || others.length === 0 || before.text.length <= IN_SIGHT)
    return pieces;
  const tail = [...before.text].slice(-BEFORE).join('');
  // From a word on, if there is one.
  return [{ text: `…${tail.slice(tail.search(/\s/) + 1)}`, hit: false }, ...others];
}
