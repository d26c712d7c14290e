import { belongs, isInsistent, type State } from '../state.ts';
import { type Filter, isOfBin, type Moment, readDate, type Term } from './ast.ts';
import type { WordTerm } from './word-terms.ts';
import { wordsOf } from './words.ts';

/** What a filter looks at. `created_at`: milliseconds since 1970. */
export type FilterItem = State<unknown> &
  Readonly<{
    title: string;
    message: string;
    type: string;
    sender: string | null;
    tags: readonly string[];
    priority: number;
    url: string | null;
    attachments: Readonly<{ length: number }>;
    actions: Readonly<{ length: number }>;
    source: string;
    created_at: number;
  }>;

/** Words between spaces, so that a word, or the beginning of one, is a part of this text. Empty: no words. */
const lineOf = (text: string | null): string => {
  const words = text === null ? [] : wordsOf(text);
  return words.length === 0 ? '' : ` ${words.join(' ')} `;
};

type TextKind = WordTerm['kind'];

/** An item with its words; each text is split when something first looks at it. */
export class Subject {
  readonly item: FilterItem;
  readonly #lines: { [K in TextKind]?: readonly string[] } = {};

  constructor(item: FilterItem) {
    this.item = item;
  }

  lines(kind: TextKind): readonly string[] {
    this.#lines[kind] ??= this.#texts(kind).map(lineOf);
    return this.#lines[kind];
  }

  #texts(kind: TextKind): readonly (string | null)[] {
    const { title, message, type, sender, tags } = this.item;
    switch (kind) {
      case 'words':
        return [title, message];
      case 'type':
        return [type];
      case 'from':
        return [sender];
      case 'tag':
        return tags;
      default:
        return kind satisfies never;
    }
  }
}

type Test = (subject: Subject, moment: Moment) => boolean;

const isSet = (time: unknown): boolean => time !== null && time !== undefined;

function wordTest(kind: TextKind, text: string, whole: boolean): Test {
  const line = lineOf(text);
  if (line === '') return () => false;
  if (kind !== 'words' && whole) return (subject) => subject.lines(kind).includes(line);
  const wanted = whole ? line : line.slice(0, -1);
  return (subject) => subject.lines(kind).some((own) => own.includes(wanted));
}

function stateTest(is: Extract<Term, { kind: 'is' }>['is']): Test {
  switch (is) {
    case 'unread':
    case 'snoozed':
    case 'done':
      return ({ item }) => belongs(is, item);
    case 'saved':
      return ({ item }) => isSet(item.saved_at);
    case 'read':
      return ({ item }) => isSet(item.read_at);
    case 'muted':
      return ({ item }) => isSet(item.muted_at);
    case 'deleted':
      return ({ item }) => isSet(item.deleted_at);
    case 'emergency':
      return ({ item }) => isInsistent(item);
    default:
      return is satisfies never;
  }
}

function testOf(term: Term): Test {
  switch (term.kind) {
    case 'words':
    case 'type':
    case 'from':
      return wordTest(term.kind, term.text, term.whole);
    case 'tag':
      return wordTest('tag', term.text, true);
    case 'source':
      return ({ item }) => item.source === term.id;
    case 'is':
      return stateTest(term.is);
    case 'has': {
      const { has } = term;
      if (has === 'link') return ({ item }) => item.url !== null;
      return ({ item }) => (has === 'action' ? item.actions : item.attachments).length > 0;
    }
    case 'priority':
      return ({ item }) => item.priority >= term.least && item.priority <= term.most;
    case 'before':
    case 'after': {
      const time = readDate(term.date);
      if (term.kind === 'before') return ({ item }, moment) => item.created_at < time(moment);
      return ({ item }, moment) => item.created_at >= time(moment);
    }
    default:
      return term satisfies never;
  }
}

/** A filter that is ready for many items. */
export function prepareFilter(filter: Filter): Test {
  const tests = filter.map((term) => ({ test: testOf(term), not: term.not }));
  return (subject, moment) => {
    for (const { test, not } of tests) if (test(subject, moment) === not) return false;
    return true;
  };
}

/**
 * Whether an item is what a filter asks for. What lies in the Bin is only found by `is:deleted`. SQL says the same of many rows
 * (`storage/sqlite/filter-conditions.ts`), and a test compares the two.
 */
export const matchFilter = (filter: Filter, item: FilterItem, moment: Moment): boolean =>
  (isOfBin(filter) || !isSet(item.deleted_at)) && prepareFilter(filter)(new Subject(item), moment);
