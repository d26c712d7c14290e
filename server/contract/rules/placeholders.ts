/** Texts with `{{path.to.field}}` in them, and what fills them. */

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

/** A value in a text. */
export type Write = (value: unknown) => string;

/** As it came: what leads somewhere, or is compared. */
export const raw: Write = (value) => {
  if (value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
};

/** A text with its fields in it, and which of them the data lacks, or has empty. */
export function fill(
  text: string,
  data: unknown,
  write: Write,
): Readonly<{ text: string; missing: readonly string[]; empty: readonly string[] }> {
  const missing: string[] = [];
  const empty: string[] = [];
  const filled = text.replace(PLACEHOLDER, (_, inside: string) => {
    const path = inside.trim();
    const value = field(data, path);
    const written = value === undefined ? '' : write(value);
    if (value === undefined) missing.push(path);
    else if (written.trim() === '') empty.push(path);
    return written;
  });
  return { text: filled.trim(), missing, empty };
}

/** The text with its fields in it; null where one of them is missing or empty, or there is no text. */
export function fillWhole(text: string | undefined, data: unknown, write: Write): string | null {
  if (text === undefined) return null;
  const filled = fill(text, data, write);
  return filled.missing.length + filled.empty.length > 0 || filled.text === '' ? null : filled.text;
}
