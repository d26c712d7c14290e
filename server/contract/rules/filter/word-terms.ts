import type { Filter, Term } from './ast.ts';
import { wordsOf } from './words.ts';

/** A term about the words of a text: what an index of words can answer, and a row's other columns cannot. */
export type WordTerm = Extract<Term, { kind: 'words' | 'type' | 'from' | 'tag' }>;

export function isWordTerm(term: Term): term is WordTerm {
  return term.kind === 'words' || term.kind === 'type' || term.kind === 'from' || term.kind === 'tag';
}

/** Nothing has no words, so a term without any is true of nothing. */
export const isVoid = (term: Term): boolean => isWordTerm(term) && wordsOf(term.text).length === 0;

/** The last word of a term, if it may go on. */
export const beginningOf = (term: WordTerm): string | null =>
  term.kind === 'tag' || term.whole ? null : (wordsOf(term.text).at(-1) ?? null);

/** The words in a filter that may go on. */
export const beginningsOf = (filter: Filter): readonly string[] => [
  ...new Set(filter.filter(isWordTerm).flatMap((term) => beginningOf(term) ?? [])),
];
