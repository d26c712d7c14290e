import fs from 'node:fs';
import path from 'node:path';
import type { FileTrouble } from '#app/state';
import { asidesOf, damagedFile } from '#server/aside';
import { createSignal } from '../signal.ts';
import { openProfileFile, type ProfileFile, type Writer } from './profile-file.ts';
import type { Fields } from './read-json.ts';

export { keepCopy, moveAside } from './aside.ts';
export { createMemory, type Memory } from './memory.ts';
export { type ProfileFile, WRITES_ONLY } from './profile-file.ts';
export { type Damaged, type Fields, readJson } from './read-json.ts';

/** The app's files in the profile, and their trouble as the user sees it. */
export interface Files {
  /** @param instead replaces a damaged file of which nothing can be read */
  open(name: string, instead?: Fields): ProfileFile;
  /** Reports invalid values or entries of a readable file; none: all are valid. They stay in the file. */
  odd(name: string, which: readonly string[]): void;
  /** Reports the system's code for why a file cannot be read; null: it can. */
  unreadable(name: string, code: string | null): void;
  /** Looks for copies of damaged files: the backend saves some as well. */
  look(): void;
  troubles(): readonly FileTrouble[];
  /** Its user has read about the trouble of this file. */
  dismiss(name: string): void;
  /** The trouble has changed. @returns its unsubscribe */
  onChange(listener: () => void): () => void;
}

/** It also remembers the copies that the user has dismissed. */
const MEMORY = 'state.json';
const KNOWN = 'dismissed';

const isText = (value: unknown): value is string => typeof value === 'string';

export function createFiles(deps: {
  readonly profile: string;
  /** For a file in the profile, by its name without `.json`. */
  readonly openWriter: (name: string) => Writer;
  readonly log: (message: string) => void;
}): Files & { readonly memory: ProfileFile } {
  const { profile, log } = deps;
  const odd = new Map<string, readonly string[]>();
  const unreadable = new Map<string, string>();
  let copies: readonly string[] = [];
  const { on: onChange, emit: changed } = createSignal();

  const memory = open(MEMORY);

  function open(name: string, instead?: Fields): ProfileFile {
    return openProfileFile({
      file: path.join(profile, name),
      ...(instead !== undefined && { instead }),
      openWriter: () => deps.openWriter(name.replace(/\.json$/, '')),
      onReadable: (code) => setUnreadable(name, code),
      onSetAside: look,
      log,
    });
  }

  function setUnreadable(name: string, code: string | null): void {
    if (unreadable.get(name) === (code ?? undefined)) return;
    if (code === null) unreadable.delete(name);
    else unreadable.set(name, code);
    changed();
  }

  function look(): void {
    let names = copies;
    try {
      names = fs
        .readdirSync(profile)
        .filter((name) => damagedFile(name) !== null)
        .sort();
    } catch (error) {
      log(`the profile cannot be looked through: ${String(error)}`);
    }
    if (names.join() === copies.join()) return;
    copies = names;
    changed();
  }

  function dismissed(): readonly string[] {
    const known = memory.fields()[KNOWN];
    return Array.isArray(known) ? known.filter(isText) : [];
  }

  /** The newest copy of each file, unless its user has dismissed it. */
  function damaged(): readonly FileTrouble[] {
    const known = dismissed();
    return [...new Set(copies.map(damagedFile))].flatMap((file) => {
      const copy = file === null ? undefined : asidesOf(file, copies).at(-1);
      if (file === null || copy === undefined || known.includes(copy)) return [];
      return [{ what: 'damaged', file, copy: path.join(profile, copy) }];
    });
  }

  return {
    memory,
    open,
    odd(name, which) {
      if ((odd.get(name) ?? []).join() === which.join()) return;
      if (which.length === 0) odd.delete(name);
      else odd.set(name, which);
      changed();
    },
    unreadable: setUnreadable,
    look,
    onChange,
    troubles: () => [
      ...damaged(),
      ...[...unreadable].map(([file, code]) => ({ what: 'unreadable', file, code }) as const),
      ...[...odd].map(([file, which]) => ({ what: 'odd', file, which }) as const),
    ],
    dismiss(name) {
      odd.delete(name);
      unreadable.delete(name);
      const now = asidesOf(name, copies);
      // A dismissed copy that no longer exists can be forgotten.
      const before = dismissed().filter((copy) => copies.includes(copy));
      if (now.length > 0) memory.change((all) => ({ ...all, [KNOWN]: [...new Set([...before, ...now])] }));
      changed();
    },
  };
}
