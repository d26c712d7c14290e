import { parseFilter } from '#server/rules/filter/filter';

/** A piece of a text; `hit`: it matches the search. */
export type Piece = Readonly<{ text: string; hit: boolean }>;

/** Letters, digits and their marks: the way the search index splits a text. */
const WORD = /[\p{L}\p{N}\p{M}]+/gu;
/** Marks on letters and case do not count. */
const fold = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** The words that a filter looks for in titles and messages, ready to compare. */
export function needlesOf(filter: string): readonly string[] {
  const texts = parseFilter(filter).filter.flatMap((term) =>
    term.kind === 'words' && !term.not ? [term.text] : [],
  );
  const words = texts.flatMap((text) => text.match(WORD) ?? []);
  return [...new Set(words.map(fold))].filter((needle) => needle !== '');
}

/** How much of `word` the needle covers from the beginning; 0: it does not begin with it. */
function covered(word: string, needle: string): number {
  if (!fold(word).startsWith(needle)) return 0;
  let length = 0;
  for (const character of word) {
    // Marks on the last letter belong to it.
    if (fold(word.slice(0, length)).length >= needle.length && fold(character) !== '') break;
    length += character.length;
  }
  return length;
}

/** The text in pieces; beginnings of words that match a needle are separate pieces. */
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

/** Up to this position a hit is within the two lines that a closed row shows. */
const IN_SIGHT = 90;
/** How much text is shown before a hit. */
const BEFORE = 30;

/** The pieces from shortly before the first hit, if a closed row would not show it. */
export function excerptOf(pieces: readonly Piece[]): readonly Piece[] {
  const [before, ...others] = pieces;
  if (before === undefined || before.hit || others.length === 0 || before.text.length <= IN_SIGHT)
    return pieces;
  const tail = [...before.text].slice(-BEFORE).join('');
  // From the beginning of a word, if there is one.
  return [{ text: `…${tail.slice(tail.search(/\s/) + 1)}`, hit: false }, ...others];
}
