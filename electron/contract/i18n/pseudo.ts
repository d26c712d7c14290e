import { changeWords, type Tree } from './texts.ts';

const PLAIN = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
const DISGUISED = 'áƀçđéƒğĥíĵķľɱñóƥɋřšŧúṽŵẋýžÁßÇĐÉƑĞĤÍĴĶĽṀÑÓƤɊŘŠŦÚṼŴẊÝŽ';
const VOWELS = /[aeiouy]/gi;

/** A third longer, as many languages are, and without a letter of English. */
const disguised = (words: string): string =>
  words
    .replace(VOWELS, (vowel) => vowel + vowel.toLowerCase())
    .replace(/[a-z]/gi, (letter) => DISGUISED.charAt(PLAIN.indexOf(letter)));

/** English as a language that nobody speaks: in brackets, so that a text that is cut or glued together shows. */
export function pseudo(tree: Tree): Tree {
  const entries = Object.entries(tree).map(([key, value]) => [
    key,
    typeof value === 'string' ? `[${changeWords(value, disguised)}]` : pseudo(value),
  ]);
  return Object.fromEntries(entries);
}
