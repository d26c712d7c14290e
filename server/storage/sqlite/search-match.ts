import {
  beginningOf,
  type Filter,
  isVoid,
  isWordTerm,
  type Term,
  type WordTerm,
  wordsOf,
} from '#server/rules/filter/filter';
import type { Wanted } from '../rows.ts';
import type { IndexedRow } from '../search-repository.ts';

/** Before and between the words of a whole type, sender or tag, which are one word of the index. No other word contains these signs. */
const [WHOLE, NEXT] = ['\uE000', '\uE001'];

const whole = (words: readonly string[]): string => (words.length === 0 ? '' : WHOLE + words.join(NEXT));

/** A text that can be asked for by its words, and as a whole. */
function named(text: string): string {
  const words = wordsOf(text);
  return [...words, whole(words)].join(' ');
}

const NONE = '[]';
const owner = (userId: number): string => `u${userId}`;
/** As one word. */
const origin = (source: string): string => `s${Buffer.from(source).toString('hex')}`;

/** Texts for the columns title, message, type, sender, tags, facts. Its tokenizer only splits at spaces what `wordsOf` has split. */
export function indexedTexts(row: IndexedRow): readonly string[] {
  const facts = [
    owner(row.user_id),
    origin(row.source),
    `p${row.priority}`,
    ...(row.url === null ? [] : ['link']),
    ...(row.attachments === NONE ? [] : ['attachment']),
    ...(row.actions === NONE ? [] : ['action']),
  ];
  return [
    wordsOf(row.title).join(' '),
    wordsOf(row.message).join(' '),
    named(row.type),
    named(row.sender ?? ''),
    (JSON.parse(row.tags) as string[]).map((tag) => whole(wordsOf(tag))).join(' '),
    facts.join(' '),
  ];
}

const COLUMNS = { words: '{title message}', type: 'type', from: 'sender', tag: 'tags' } as const;

/** A term that is best looked up in the index. */
export const isIndexed = (term: Term): boolean =>
  isWordTerm(term) || term.kind === 'has' || term.kind === 'priority';

/** For beginnings of words, the words in the index; null: too many. */
export type Endings = ReadonlyMap<string, readonly string[] | null>;

/** Words contain no quotes, and what is in quotes has no syntax. https://www.sqlite.org/fts5.html#full_text_query_syntax */
const phrase = (words: readonly string[]): string => `"${words.join(' ')}"`;
const anyOf = (queries: readonly string[]): string => `(${queries.join(' OR ')})`;

function wordQuery(term: WordTerm, endings: Endings): string {
  const words = wordsOf(term.text);
  const column = COLUMNS[term.kind];
  if (term.kind === 'tag' || (term.kind !== 'words' && term.whole)) {
    return `(${column} : ${phrase([whole(words)])})`;
  }
  const beginning = beginningOf(term);
  if (beginning === null) return `(${column} : ${phrase(words)})`;
  const ends = endings.get(beginning);
  if (!ends) return `(${column} : ${phrase(words)} *)`;
  // Where no word begins so, it looks for a word that there is not.
  const found = ends.length === 0 ? [beginning] : ends;
  return `(${column} : ${anyOf(found.map((end) => phrase([...words.slice(0, -1), end])))})`;
}

function queryOf(term: Term, endings: Endings): string | null {
  if (isWordTerm(term)) return wordQuery(term, endings);
  if (term.kind === 'has') return `(facts : ${term.has})`;
  if (term.kind === 'source') return `(facts : ${origin(term.id)})`;
  if (term.kind !== 'priority') return null;
  const priorities = [1, 2, 3, 4, 5].filter((each) => each >= term.least && each <= term.most);
  return `(facts : ${anyOf(priorities.map((each) => `p${each}`))})`;
}

/** Ends in the beginning of many words, whose hits FTS5 would collect and sort before the first one comes. */
const isBroad = (term: Term, endings: Endings): boolean =>
  isWordTerm(term) && endings.get(beginningOf(term) ?? '') === null;

/** Whether the index has what is wanted without collecting much first. */
export const isNarrow = (filter: Filter, endings: Endings): boolean =>
  filter.some((term) => isIndexed(term) && !term.not && !isBroad(term, endings));

/** Without its last word; null: nothing is left. */
function narrowed(term: WordTerm): string | null {
  const words = wordsOf(term.text).slice(0, -1);
  return words.length === 0 ? null : `(${COLUMNS[term.kind]} : ${phrase(words)})`;
}

/** What must be so. Broad terms are left out, or made shorter, where others are left. */
function wantedQueries(terms: readonly Term[], endings: Endings): readonly string[] {
  const queries = (of: readonly Term[]): string[] => of.flatMap((term) => queryOf(term, endings) ?? []);
  const broad = terms.filter((term) => isBroad(term, endings));
  const others = terms.filter((term) => !broad.includes(term));
  const shorter = broad.filter(isWordTerm).flatMap((term) => narrowed(term) ?? []);
  const areOthers = shorter.length > 0 || others.some(isWordTerm);
  return [...queries(others), ...shorter, ...(areOthers ? [] : queries(broad))];
}

/**
 * The FTS5 query of all terms that the index can answer; other terms are left out. It finds rows of this user, and of this source, only.
 * Given `endings`, which make it fast, it may find too many.
 */
export function matchOf(
  { filter, userId, source }: Pick<Wanted, 'filter' | 'userId' | 'source'>,
  endings: Endings = new Map(),
): string {
  const terms = filter.filter((term) => !isVoid(term));
  const positive = wantedQueries(
    terms.filter(({ not }) => !not),
    endings,
  );
  // What must not be so costs more to look up than to read in a few rows.
  const isFew = isNarrow(filter, endings);
  const negative = terms
    .filter((term) => term.not && !isBroad(term, endings) && (isWordTerm(term) || !isFew))
    .flatMap((term) => queryOf(term, endings) ?? []);
  const facts = [owner(userId), ...(source === null ? [] : [origin(source)])];
  const wanted = [...facts.map((fact) => `(facts : ${fact})`), ...positive].join(' AND ');
  return negative.length === 0 ? wanted : `(${wanted}) NOT ${anyOf(negative)}`;
}
