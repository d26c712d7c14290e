import type { Filter, FilterDate, Term } from './ast.ts';

const quoted = (text: string): string => `"${text}"`;
const dateText = (date: FilterDate): string => ('day' in date ? date.day : `${date.ago}${date.unit}`);

function textOf(term: Term): string {
  switch (term.kind) {
    case 'words':
      return term.whole ? quoted(term.text) : term.text;
    case 'type':
    case 'from':
      return `${term.kind}:${term.whole ? quoted(term.text) : term.text}`;
    case 'tag':
      return `tag:${/\s/.test(term.text) ? quoted(term.text) : term.text}`;
    case 'source':
      return `source:${/\s/.test(term.id) ? quoted(term.id) : term.id}`;
    case 'is':
      return `is:${term.is}`;
    case 'has':
      return `has:${term.has}`;
    case 'priority':
      return `priority:${term.least}${term.most === term.least ? '' : `..${term.most}`}`;
    case 'before':
    case 'after':
      return `${term.kind}:${dateText(term.date)}`;
    default:
      return term satisfies never;
  }
}

/** A filter as its reader writes it; `parseFilter` makes the same filter of it. */
export const printFilter = (filter: Filter): string =>
  filter.map((term) => `${term.not ? '-' : ''}${textOf(term)}`).join(' ');
