import fs from 'node:fs';
import type Store from 'electron-store';
import { Value } from 'typebox/value';
import { SourceDefinition } from '#app/sources';

/**
 * `damaged`: entries that could not be understood, kept as they were. `removed`: ids whose rows the backend may have still.
 */
export type SourcesFile = { sources: unknown[]; damaged: unknown[]; removed: string[] };
type File = Pick<Store<SourcesFile>, 'store'>;

/** A change that the disk refuses is thrown and does not hold. */
export interface SourceStore {
  /** In the order in which they were added. */
  all(): readonly SourceDefinition[];
  get(id: string): SourceDefinition | undefined;
  /** Adds it, or takes the place of the one with its id. */
  put(definition: SourceDefinition): void;
  /** From now on it is among the `removed`, until nothing of it is left. */
  remove(id: string): void;
  removed(): readonly string[];
  nothingLeft(id: string): void;
}

/** Opens the file; one that is no JSON any more is set aside under another name, and an empty one takes its place. */
export function openSourcesFile<T>(
  open: () => T,
  file: string,
  deps: Readonly<{ now: () => Date; log: (message: string) => void }>,
): T {
  try {
    return open();
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const aside = `${file}.damaged-${deps.now().getTime()}`;
    fs.renameSync(file, aside);
    deps.log(`the sources cannot be read and are set aside in ${aside}`);
    return open();
  }
}

/** The user's sources over their file. What does not fit the schema is set aside in it, and tried again at each start. */
export function createSourceStore(file: File, log: (message: string) => void): SourceStore {
  const stored: Partial<SourcesFile> = file.store;
  const { sources = [], damaged = [] } = stored;
  const readable = new Map<string, SourceDefinition>();
  const aside: unknown[] = [];
  for (const entry of [...sources, ...damaged]) {
    if (Value.Check(SourceDefinition, entry) && !readable.has(entry.id)) readable.set(entry.id, entry);
    else aside.push(entry);
  }
  let known: ReadonlyMap<string, SourceDefinition> = readable;
  let removed: ReadonlySet<string> = new Set(stored.removed);

  /** What is not on disk is not so. */
  function keep(next: Readonly<{ known?: Map<string, SourceDefinition>; removed?: Set<string> }>): void {
    const all = { known, removed, ...next };
    file.store = { sources: [...all.known.values()], damaged: aside, removed: [...all.removed] };
    ({ known, removed } = all);
  }
  const without = (id: string): Set<string> => new Set([...removed].filter((other) => other !== id));
  if (aside.length > damaged.length) log(`${aside.length - damaged.length} damaged source(s) set aside`);
  if (aside.length !== damaged.length) keep({});

  return {
    all: () => [...known.values()],
    get: (id) => known.get(id),
    put(definition) {
      const { id } = definition;
      keep({ known: new Map(known).set(id, definition), removed: without(id) });
    },
    remove(id) {
      const others = new Map(known);
      others.delete(id);
      keep({ known: others, removed: new Set(removed).add(id) });
    },
    removed: () => [...removed],
    nothingLeft(id) {
      if (removed.has(id)) keep({ removed: without(id) });
    },
  };
}
