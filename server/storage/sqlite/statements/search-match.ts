import {
  beginningOf,
  type Filter,
  isVoid,
  isWordTerm,
  type Term,
  type WordTerm,
  wordsOf,
} from '#server/rules/filter/filter';
import type { IndexedRow } from '../../repositories/repositories.ts';
import type { Wanted } from '../../rows.ts';

/** Before and between the words of a whole type, sender or tag, which are one word of the index. No other word contains these signs. */
const [WHOLE, NEXT] = ['\uE000', '\uE001'];

const whole = (words: readonly string[]): string => (words.length === 0 ? '' : WHOLE + words.join(NEXT));

/** A text that can be asked for by its words, and as a whole. */
function named(text: string): string {
  const words = wordsOf(text);
  return [...words, whole(words)].join(' ');
}

const NONE = '[]';
/** One word: a fact of this user's rows. Who asks for a fact need not look up whose rows they are beside, which takes most of the time. */
const factOf = (userId: number, name: string): string => `u${userId}${name}`;
const ANY = '';
const origin = (source: string): string => `s${Buffer.from(source).toString('hex')}`;

/** Texts for the columns title, message, type, sender, tags, facts. Its tokenizer only splits at spaces what `wordsOf` has split. */
export function indexedTexts(row: IndexedRow): readonly string[] {
  const facts = [
    ANY,
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
    facts.map((name) => factOf(row.user_id, name)).join(' '),
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

/** The facts of which one must be so; null: it asks for none. */
function factsOf(term: Term): readonly string[] | null {
  if (term.kind === 'has') return [term.has];
  if (term.kind === 'source') return [origin(term.id)];
  if (term.kind !== 'priority') return null;
  return [1, 2, 3, 4, 5].filter((each) => each >= term.least && each <= term.most).map((each) => `p${each}`);
}

const factQuery = (userId: number, names: readonly string[]): string =>
  `(facts : ${anyOf(names.map((name) => factOf(userId, name)))})`;

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

/** The words that must be there. Broad terms are left out, or made shorter, where others are left. */
function wantedWords(terms: readonly WordTerm[], endings: Endings): readonly string[] {
  const queries = (of: readonly WordTerm[]): string[] => of.map((term) => wordQuery(term, endings));
  const broad = terms.filter((term) => isBroad(term, endings));
  const others = terms.filter((term) => !broad.includes(term));
  const shorter = broad.flatMap((term) => narrowed(term) ?? []);
  const areOthers = shorter.length > 0 || others.length > 0;
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
  const facts = (not: boolean): readonly (readonly string[])[] =>
    terms
      .filter((term) => term.not === not)
      .flatMap((term) => [factsOf(term) ?? []].filter((names) => names.length > 0));
  const wanted = [...(source === null ? [] : [[origin(source)]]), ...facts(false)];
  const positive = [
    ...(wanted.length === 0 ? [[ANY]] : wanted).map((names) => factQuery(userId, names)),
    ...wantedWords(
      terms.filter(isWordTerm).filter(({ not }) => !not),
      endings,
    ),
  ].join(' AND ');
  // What must not be so costs more to look up than to read in a few rows.
  const refused = isNarrow(filter, endings) ? [] : facts(true);
  const negative = [
    ...refused.map((names) => factQuery(userId, names)),
    ...terms
      .filter(isWordTerm)
      .filter((term) => term.not && !isBroad(term, endings))
      .map((term) => wordQuery(term, endings)),
  ];
  return negative.length === 0 ? positive : `(${positive}) NOT ${anyOf(negative)}`;
}
