/** A field that a placeholder can name. */
export type Field = Readonly<{
  /** `order.items.0.name`; `.` is the whole event. */
  path: string;
  /** Its value in one short line. */
  value: string;
}>;

const MOST_FIELDS = 80;
const MOST_ITEMS = 3;
const DEEPEST = 5;
const LONGEST_VALUE = 80;

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** A placeholder cannot name a field with a dot, a brace or spaces around its name. */
const isReachable = (name: string): boolean => name !== '' && name === name.trim() && !/[.{}]/.test(name);

const lineOf = (value: unknown): string => {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  return text.replace(/\s+/g, ' ').trim().slice(0, LONGEST_VALUE);
};

/** When a template is filled, Laravel's `data` is a copy of the fields beside it. */
function isCopy(part: unknown, beside: object): boolean {
  if (!isObject(part) || Array.isArray(part)) return false;
  const fields = new Map(Object.entries(beside).map(([name, value]) => [name, JSON.stringify(value)]));
  return Object.entries(part).every(([name, value]) => fields.get(name) === JSON.stringify(value));
}

export const placeholderOf = (path: string): string => `{{${path}}}`;

/** The fields of an event that can be inserted, in its order; of a list, the first items. */
export function fieldsOf(data: unknown): readonly Field[] {
  const fields: Field[] = [];

  function walk(value: unknown, path: string, depth: number): void {
    const parts = isObject(value) ? Object.entries(value) : [];
    if (!isObject(value) || parts.length === 0 || depth === DEEPEST) {
      fields.push({ path, value: lineOf(value) });
      return;
    }
    for (const [name, part] of Array.isArray(value) ? parts.slice(0, MOST_ITEMS) : parts) {
      if (isReachable(name) && !isCopy(part, value))
        walk(part, path === '.' ? name : `${path}.${name}`, depth + 1);
    }
  }

  walk(data, '.', 0);
  return fields.slice(0, MOST_FIELDS);
}

/** undefined: the text is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
