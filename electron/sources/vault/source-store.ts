import { Value } from 'typebox/value';
import { SOURCE_SCHEMAS, SourceDefinition } from '#app/source-definition';
import type { Fields, ProfileFile } from '../../system/files/files.ts';

/** The stored definitions. A change that the disk refuses throws, and has no effect. */
export interface SourceStore {
  /** In the order in which they were added. */
  all(): readonly SourceDefinition[];
  get(id: string): SourceDefinition | undefined;
  /** Adds the definition, or replaces the one with its id. */
  put(definition: SourceDefinition): void;
  /** Moves it to `removed`, where it stays until `nothingLeft`. */
  remove(id: string): void;
  removed(): readonly string[];
  nothingLeft(id: string): void;
}

/** A value that is not a list counts as one damaged entry. */
const listOf = (fields: Fields, key: string): readonly unknown[] => {
  const value = fields[key];
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
};

/** A name by which the user knows this entry. */
function nameOf(entry: unknown): string {
  const { name, id } = (entry ?? {}) as Readonly<{ name?: unknown; id?: unknown }>;
  return [name, id].find((word): word is string => typeof word === 'string' && word !== '') ?? '?';
}

/** Why this entry does not count, in a log's words. */
function troubleOf(entry: unknown): string {
  const { kind } = (entry ?? {}) as Readonly<{ kind?: unknown }>;
  const schema = Object.entries(SOURCE_SCHEMAS).find(([known]) => known === kind)?.[1];
  if (schema === undefined) return 'its kind is unknown';
  const [error] = Value.Errors(schema, entry);
  return error === undefined ? 'its id is there twice' : `${error.instancePath} ${error.message}`.trim();
}

/**
 * The user's sources over their file. It has three lists: `sources`; `damaged`, entries that do not fit the schema, which stay as they
 * are and are tried again at each start; `removed`, ids whose rows the backend may still have.
 */
export function createSourceStore(
  file: ProfileFile,
  deps: Readonly<{ onOdd: (names: readonly string[]) => void; log: (message: string) => void }>,
): SourceStore {
  const stored = file.fields();
  const isKnown = file.isReadable();
  const [sources, damaged] = [listOf(stored, 'sources'), listOf(stored, 'damaged')];
  const readable = new Map<string, SourceDefinition>();
  const aside: unknown[] = [];
  for (const entry of [...sources, ...damaged]) {
    if (Value.Check(SourceDefinition, entry) && !readable.has(entry.id)) readable.set(entry.id, entry);
    else aside.push(entry);
  }
  let known: ReadonlyMap<string, SourceDefinition> = readable;
  let removed: ReadonlySet<string> = new Set(
    listOf(stored, 'removed').filter((id) => typeof id === 'string'),
  );

  /** A change holds only once it is on disk. */
  function write(next: Readonly<{ known?: Map<string, SourceDefinition>; removed?: Set<string> }>): void {
    // It may be readable by now, with other sources in it.
    if (!isKnown) throw new Error('The list of sources could not be read when the app started.');
    const all = { known, removed, ...next };
    const lists = { sources: [...all.known.values()], damaged: aside, removed: [...all.removed] };
    file.change((now) => ({ ...now, ...lists }));
    ({ known, removed } = all);
  }
  const without = (id: string): Set<string> => new Set([...removed].filter((other) => other !== id));
  const before = new Set(damaged);
  for (const entry of aside.filter((each) => !before.has(each)))
    deps.log(`the source ${nameOf(entry)} is set aside: ${troubleOf(entry)}`);
  deps.onOdd(aside.map(nameOf));
  try {
    if (aside.length !== damaged.length) write({});
  } catch (error) {
    deps.log(`the list of sources is left as it was: ${String(error)}`);
  }

  return {
    all: () => [...known.values()],
    get: (id) => known.get(id),
    put(definition) {
      const { id } = definition;
      write({ known: new Map(known).set(id, definition), removed: without(id) });
    },
    remove(id) {
      const others = new Map(known);
      others.delete(id);
      write({ known: others, removed: new Set(removed).add(id) });
    },
    removed: () => [...removed],
    nothingLeft(id) {
      if (removed.has(id)) write({ removed: without(id) });
    },
  };
}
