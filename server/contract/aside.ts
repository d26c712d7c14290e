/** The names of damaged files, which stay beside their replacement: `settings.json.damaged-2026-11-30T08-15-00-000Z`. */

/** How many of the newest damaged copies of a file stay. */
const LIMIT = 5;
/** Older versions named copies by milliseconds since 1970. */
const ASIDE = /^(.+)\.damaged-(?:\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-\d{3}Z(?:-\d+)?|\d+)$/;

/** @param taken names in the folder */
export function asideName(file: string, at: Date, taken: readonly string[]): string {
  const first = `${file}.damaged-${at.toISOString().replaceAll(/[:.]/g, '-')}`;
  let name = first;
  for (let next = 2; taken.includes(name); next += 1) name = `${first}-${next}`;
  return name;
}

/** The file of which this name is a damaged copy; null: not a damaged copy. */
export const damagedFile = (name: string): string | null => ASIDE.exec(name)?.[1] ?? null;

/** Copies of this file, oldest first. */
export const asidesOf = (file: string, names: readonly string[]): readonly string[] =>
  names.filter((name) => damagedFile(name) === file).sort();

/** Copies of this file that should be deleted, because there are enough newer ones. */
export const surplusAsides = (file: string, names: readonly string[]): readonly string[] =>
  asidesOf(file, names).slice(0, -LIMIT);
