/**
 * The one grammar of searches, saved filters, rules, bulk actions and the command line:
 *
 *     disk "was full" -test from:ada type:order tag:prod is:unread -has:link priority:4..5 after:7d before:2026-11-01
 *
 * All terms must be so; `-` before a term turns it round. `ast.ts` says what each term means, `words.ts` what a word is.
 */
export {
  FILTER_LENGTH,
  FILTER_TERMS,
  type Filter,
  type FilterDate,
  HAS,
  IS,
  isOfBin,
  type Moment,
  readDate,
  type Term,
} from './ast.ts';
export { type FilterItem, matchFilter, prepareFilter, Subject } from './match.ts';
export {
  OPERATOR_NAMES,
  type OperatorName,
  type Parsed,
  type Part,
  parseFilter,
  partsOf,
  REMARKS,
} from './parse.ts';
export { printFilter } from './print.ts';
export { beginningOf, beginningsOf, isVoid, isWordTerm, type WordTerm } from './word-terms.ts';
export { wordsOf } from './words.ts';
