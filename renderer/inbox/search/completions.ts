import { HAS, IS, OPERATOR_NAMES, type OperatorName } from '#server/rules/filter/filter';

/** A value that an operator may have; `name`: as people call it, where that differs. */
export type Value = Readonly<{ text: string; name?: string }>;
/** Values that are known by now. */
export type Known = Readonly<Record<'from' | 'type' | 'tag' | 'source', readonly Value[]>>;

/** `insert`: what stands between `from` and `to` of the text once it is chosen. */
export type Completion = Readonly<{ insert: string; name: string; operator: OperatorName; isWhole: boolean }>;
export type Completions = Readonly<{ from: number; to: number; options: readonly Completion[] }>;

/** More would hide the hits. */
const LONGEST = 8;

const DATES = ['1d', '7d', '30d', '365d'].map((text): Value => ({ text }));
const values = (names: readonly string[]): readonly Value[] => names.map((text) => ({ text }));
const FIXED = {
  is: values(IS),
  has: values(HAS),
  priority: values(['5', '4..5', '4', '3', '2', '1']),
  after: DATES,
  before: DATES,
} as const satisfies Partial<Record<OperatorName, readonly Value[]>>;

const valuesOf = (operator: OperatorName, known: Known): readonly Value[] =>
  operator in FIXED ? FIXED[operator as keyof typeof FIXED] : known[operator as keyof Known];

/** As the grammar wants it: in quotes, where it is more than one word. */
const written = (text: string): string =>
  /^[\p{L}\p{N}.:_-]+$/u.test(text) ? text : `"${text.replaceAll('"', '')}"`;

/** The term that ends at the caret: dashes, an operator, and what there is of its value. */
const TERM = /(?:^|\s)-*(?:([a-z]+):)?("[^"]*"?|[^\s"]*)$/i;

const begins = (text: string, beginning: string): boolean =>
  text
    .toLowerCase()
    .split(/\s+/)
    .some((word) => word.startsWith(beginning)) || text.toLowerCase().startsWith(beginning);

/** What may go on at the caret: names of operators, or values of one; null: nothing. */
export function completionsAt(text: string, caret: number, known: Known): Completions | null {
  const before = text.slice(0, caret);
  const [, name, value = ''] = TERM.exec(before) ?? [];
  // In the middle of a word nothing goes on.
  if (/^[^\s]/.test(text.slice(caret))) return null;
  const operator = OPERATOR_NAMES.find((one) => one === name?.toLowerCase());
  const beginning = value.replaceAll('"', '').toLowerCase();
  const place = { from: before.length - value.length, to: caret };
  if (name === undefined) {
    if (beginning === '' || value.startsWith('"')) return null;
    const options = OPERATOR_NAMES.filter((one) => one.startsWith(beginning)).map(
      (one): Completion => ({ insert: `${one}:`, name: `${one}:`, operator: one, isWhole: false }),
    );
    return options.length === 0 ? null : { ...place, options };
  }
  if (operator === undefined) return null;
  const options = valuesOf(operator, known)
    .filter((one) => begins(one.text, beginning) || (one.name !== undefined && begins(one.name, beginning)))
    .filter((one) => written(one.text) !== value)
    .slice(0, LONGEST)
    .map((one): Completion => {
      return { insert: `${written(one.text)} `, name: one.name ?? one.text, operator, isWhole: true };
    });
  return options.length === 0 ? null : { ...place, options };
}
