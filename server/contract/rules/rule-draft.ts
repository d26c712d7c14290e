import { printFilter, type Term, wordsOf } from './filter/filter.ts';

/** What a new rule begins with. */
export type RuleDraft = Readonly<{ name: string; filter: string }>;

const NAME_LENGTH = 100;

/** Quotes would end the term; words are compared without them. */
const unquoted = (text: string): string => text.replaceAll('"', ' ').trim();

/** A rule for what is like this notification: its source, type and sender. */
export function ruleLike(
  item: Readonly<{ source: string; type: string; sender?: string | null }>,
): RuleDraft {
  const { source, type, sender = null } = item;
  const terms: Term[] = [{ kind: 'source', id: source, not: false }];
  const add = (kind: 'type' | 'from', text: string): void => {
    if (wordsOf(text).length > 0) terms.push({ kind, text: unquoted(text), whole: true, not: false });
  };
  add('type', type);
  if (sender !== null) add('from', sender);
  return { name: (sender ?? type).slice(0, NAME_LENGTH), filter: printFilter(terms) };
}
