import { isDay } from '../time.ts';
import { type Filter, type FilterDate, HAS, IS, type Term, type UNITS } from './ast.ts';
import { wordsOf } from './words.ts';

/**
 * What was not understood, as it was written. `unknown_operator`, `unknown_value`: it is searched as words. `no_words`: only signs,
 * which change nothing beside other terms.
 */
export const REMARKS = ['unknown_operator', 'unknown_value', 'no_words'] as const;
export type Remark = Readonly<{ code: (typeof REMARKS)[number]; text: string }>;
export type Parsed = Readonly<{ filter: Filter; remarks: readonly Remark[] }>;

/** A term: dashes, an operator, then a text in quotes, of which the last may be missing, or anything up to a space. */
const TERM = /(-*)(?:([a-z]+):)?(?:"([^"]*)(?:"|$)|(\S+))/gi;

/** Without `not`, which belongs to every kind. */
type Bare<T = Term> = T extends Term ? Omit<T, 'not'> : never;
type Written = Readonly<{ text: string; whole: boolean }>;

function dateOf(text: string): FilterDate | null {
  if (isDay(text)) return { day: text };
  const [, ago, unit = ''] = /^(\d{1,4})([hdw])$/i.exec(text) ?? [];
  return ago === undefined ? null : { ago: Number(ago), unit: unit.toLowerCase() as keyof typeof UNITS };
}

function prioritiesOf(text: string): Bare | null {
  const [, least = '', most = least] = /^([1-5])(?:\.\.([1-5]))?$/.exec(text) ?? [];
  if (least === '' || most < least) return null;
  return { kind: 'priority', least: Number(least), most: Number(most) };
}

const oneOf = <T extends string>(names: readonly T[], text: string): T | undefined =>
  names.find((name) => name === text.toLowerCase());

const named = (kind: 'type' | 'from', written: Written): Bare | null =>
  wordsOf(written.text).length === 0 ? null : { kind, ...written };
function dated(kind: 'before' | 'after', text: string): Bare | null {
  const date = dateOf(text);
  return date && { kind, date };
}

/** The operators, in the order in which people are offered them. */
export const OPERATOR_NAMES = [
  ...(['from', 'type', 'tag', 'is', 'has', 'source', 'priority', 'after', 'before'] as const),
] as const;
export type OperatorName = (typeof OPERATOR_NAMES)[number];

/** What each operator makes of its value; null: it is none. */
const OPERATORS: Readonly<Record<OperatorName, (value: Written) => Bare | null>> = {
  source: ({ text }) => (text.trim() === '' ? null : { kind: 'source', id: text }),
  type: (value) => named('type', value),
  from: (value) => named('from', value),
  tag: ({ text }) => (wordsOf(text).length === 0 ? null : { kind: 'tag', text }),
  is({ text }) {
    const is = oneOf(IS, text);
    return is ? { kind: 'is', is } : null;
  },
  has({ text }) {
    const has = oneOf(HAS, text);
    return has ? { kind: 'has', has } : null;
  },
  priority: ({ text }) => prioritiesOf(text),
  before: ({ text }) => dated('before', text),
  after: ({ text }) => dated('after', text),
};

/** A sentence may contain `Error:` or an address, which are no operators. */
const isOperator = (value: Written): boolean => value.text !== '' && !value.text.startsWith('//');

/** A term as somebody wrote it, from `start` to `end` of the text. Its remarks say what of it was not understood. */
export type Part = Readonly<{ start: number; end: number; term: Term; remarks: readonly Remark[] }>;

function partOf(match: RegExpExecArray): Part {
  const [all, dashes = '', operator, quoted, unquoted = ''] = match;
  const remarks: Remark[] = [];
  const value: Written = { text: quoted ?? unquoted, whole: quoted !== undefined };
  const name = oneOf(OPERATOR_NAMES, operator ?? '');
  const read = name && OPERATORS[name];
  const known = read?.(value) ?? null;
  const not = dashes !== '';
  const place = { start: match.index, end: match.index + all.length, remarks };
  if (known !== null) return { ...place, term: { ...known, not } as Term };
  if (read !== undefined) remarks.push({ code: 'unknown_value', text: all });
  else if (operator !== undefined && isOperator(value)) remarks.push({ code: 'unknown_operator', text: all });
  const words: Written =
    value.whole || operator === undefined ? value : { text: `${operator}:${value.text}`, whole: false };
  if (wordsOf(words.text).length > 0) return { ...place, term: { kind: 'words', ...words, not } };
  remarks.push({ code: 'no_words', text: all });
  const signs = value.whole ? value : { text: all, whole: false };
  return { ...place, term: { kind: 'words', ...signs, not: false } };
}

/** The terms of what somebody wrote, in their order. */
export const partsOf = (text: string): readonly Part[] => [...text.matchAll(TERM)].map(partOf);

const isSigns = ({ remarks }: Part): boolean => remarks.some(({ code }) => code === 'no_words');

/** Reads what somebody wrote. Never fails: what it does not understand is words, and a remark. */
export function parseFilter(text: string): Parsed {
  const parts = partsOf(text);
  const said = parts.filter((part) => !isSigns(part));
  // A filter of nothing but signs looks for them, and finds nothing, instead of everything.
  const used = said.length > 0 ? said : parts.slice(0, 1);
  return {
    filter: used.map(({ term }): Term => term),
    remarks: parts.flatMap((part): readonly Remark[] => part.remarks),
  };
}
