/** Templates with `{{path.to.field}}`, and how they are filled. */
import { ExactNumber } from '../json/exact-json.ts';
import { isBlank } from './shown-text.ts';
import { cleanLine } from './text.ts';

/** The blanks around a path are cut off afterwards: a pattern that leaves them out takes cubic time for many of them. */
const PLACEHOLDER = /\{\{([^{}]+)\}\}/g;

/** `order.items.0.name` of the data; `.` is all of it. Only own fields: `constructor` is nobody's data. */
function field(data: unknown, path: string): unknown {
  if (path === '.') return data;
  let value = data;
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}

/** Formats a value for a text. */
export type Write = (value: unknown) => string;

/** The value unchanged, for addresses and comparisons. */
export const raw: Write = (value) => {
  if (value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
};

/** A filled text, and the fields that the data lacks or has empty. */
export type Filled = Readonly<{ text: string; missing: readonly string[]; empty: readonly string[] }>;

/** @param write null: the value counts as missing; `at`: where in the text its placeholder begins */
function replace(text: string, data: unknown, write: (value: unknown, at: number) => string | null): Filled {
  const missing: string[] = [];
  const empty: string[] = [];
  const filled = text.trim().replace(PLACEHOLDER, (_, inside: string, at: number) => {
    const path = inside.trim();
    const value = field(data, path);
    const written = value === undefined ? null : write(value, at);
    if (written === null) missing.push(path);
    else if (written.trim() === '') empty.push(path);
    return written ?? '';
  });
  return { text: filled.trim(), missing, empty };
}

/** A text for people, or a key. */
export const fill = (text: string, data: unknown, write: Write): Filled => replace(text, data, write);

/** Such a segment leads to another path, and no escape hides it from a URL parser: https://url.spec.whatwg.org/#path-state */
const DOTS = /^\.{1,2}$/;

/**
 * An address. What a field brings stays one part of it: it is escaped, and cannot lead elsewhere, cut the address or add to its query.
 * The address itself is what a placeholder at its beginning stands for. No address has an object or a list in it.
 */
export function fillLink(text: string, data: unknown): Filled {
  const isMail = /^\s*mailto:/i.test(text);
  return replace(text, data, (value, at) => {
    if (typeof value === 'object' && value !== null && !(value instanceof ExactNumber)) return null;
    const written = cleanLine(raw(value)).trim();
    if (at === 0) return written;
    if (DOTS.test(written)) return null;
    const escaped = encodeURIComponent(written);
    // It stands between a name and a host; after `https://` it would make a name of a host.
    return isMail ? escaped.replaceAll('%40', '@') : escaped;
  });
}

/** The filled text; null when it is no text or a field is missing. */
export const whole = ({ text, missing, empty }: Filled): string | null =>
  missing.length + empty.length > 0 || isBlank(text) ? null : text;
