/**
 * JSON whose numbers survive being read and written again: those that no JavaScript number holds, above all ids of more than
 * 2^53, are kept as their text. Where the engine cannot write such a text (before V8 11.4), it is `JSON.parse`.
 */

const { rawJSON } = JSON as JSON & { rawJSON?: (text: string) => unknown };

/** A number that JavaScript would round, kept as its text. `JSON.stringify` writes it unchanged. */
export class ExactNumber {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }

  toJSON(): unknown {
    return rawJSON?.(this.#text);
  }
}

/**
 * Where a number could begin that has 16 digits or an exponent. Reading with a reviver takes ten times as long, so that only
 * such a text is read with one; that a few others look the same costs nothing but this time.
 */
const MAY_ROUND = /(?:^|[\s:,[])-?\d(?:[\d.]{15}|[\d.]{0,14}[eE])/;

/** Normal form of a number: its significant digits and the exponent of the first. Equal for every spelling. */
function amountOf(text: string): string {
  const [mantissa = '', exponent = '0'] = text.toLowerCase().replace(/^-/, '').split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  const digits = `${whole}${fraction}`;
  const significant = digits.replace(/^0+/, '');
  const power = whole.length - (digits.length - significant.length) + Number(exponent);
  return significant === '' ? '0' : `${significant.replace(/0+$/, '')}e${power}`;
}

/** Only plain digits are an integer as text: `1e+21` is not an id. */
const isHeld = (source: string, written: string): boolean =>
  source === written || (!written.includes('e') && amountOf(source) === amountOf(written));

const exactly = (_key: string, value: unknown, { source }: Readonly<{ source?: string }>): unknown =>
  typeof value === 'number' && source !== undefined && !isHeld(source, String(value))
    ? new ExactNumber(source)
    : value;

/** TypeScript's types do not know yet that the reviver gets the source text. */
const parseWith = JSON.parse as (text: string, reviver: typeof exactly) => unknown;

/** Whether some number in this JSON may be one that `JSON.parse` rounds. */
export const mayRound = (json: string): boolean => rawJSON !== undefined && MAY_ROUND.test(json);

/** Like `JSON.parse`, but with an `ExactNumber` for each number that would be rounded. @throws SyntaxError */
export const parseExact = (json: string): unknown =>
  mayRound(json) ? parseWith(json, exactly) : JSON.parse(json);

/** A text or number as an id; null: it is neither. */
export const idText = (id: unknown): string | null =>
  typeof id === 'string' || typeof id === 'number' || id instanceof ExactNumber ? String(id) : null;
