/** Reads values as far as they have the right shape: a source's mistake costs the value, never the notification. */
import { isBlank } from '../text/shown-text.ts';
import { cleanLine, cutText } from '../text/text.ts';

/** Addresses of fields, in UTF-16 units. */
export const ADDRESS_LIMIT = 2_000;
/** What a click may open. */
export const LINK = '^(https?://|mailto:)';
export const WEB = '^https?://';

export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

export const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};

/** One line that can be seen, cut at the limit; null: there is none. */
export function readLine(value: unknown, limit: number): string | null {
  if (typeof value !== 'string') return null;
  const line = cutText(cleanLine(value).trim(), limit).trim();
  return isBlank(line) ? null : line;
}

/** One line of this pattern; never cut, because half an address is another address. */
export function readMatch(value: unknown, pattern: RegExp, limit: number): string | null {
  if (typeof value !== 'string') return null;
  const line = cleanLine(value);
  return line.length <= limit && pattern.test(line) ? line : null;
}

export const readInteger = (value: unknown, least: number, most: number): number | null =>
  typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most ? value : null;
