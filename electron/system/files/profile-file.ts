import fs from 'node:fs';
import path from 'node:path';
import type Store from 'electron-store';
import { keepCopy } from './aside.ts';
import { type Fields, type Found, readJson } from './read-json.ts';

/** electron-store as it is used here: it writes, atomically and with patience for Windows' virus scanners. */
export type Writer = Pick<Store, 'store'>;
/** For its user only: there are addresses and words of others in it. */
const MODE = 0o600;
/** Its own reading takes what is damaged for empty, or refuses to be made. */
export const WRITES_ONLY = { deserialize: (): Record<string, unknown> => ({}), configFileMode: MODE };

/** One object of JSON in the profile. */
export interface ProfileFile {
  /** As it was read and has been written since; empty where it could not be read. */
  fields(): Fields;
  /** Not while the system does not let it be read: nothing is known of what it holds, and it is not written to. */
  isReadable(): boolean;
  /**
   * Writes what becomes of what is on the disk now, so that what others have written there stays.
   * @throws NodeJS.ErrnoException; then all is as before
   */
  change(make: (now: Fields) => Fields): void;
}

/** Takes from others what an earlier version, or its user's copy, has let them read. On Windows the profile's own rules say who may. */
function closeToOthers(file: string): void {
  const { mode } = fs.statSync(file);
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) fs.chmodSync(file, mode & MODE);
}

/** What is renamed is on the disk only once its folder is. Windows cannot open a folder for that, and needs no such thing. */
function syncFolder(file: string): void {
  if (process.platform === 'win32') return;
  const folder = fs.openSync(path.dirname(file), 'r');
  try {
    fs.fsyncSync(folder);
  } finally {
    fs.closeSync(folder);
  }
}

/** Inside a snap the library writes in place, which a power cut tears; what that was to avoid is long gone from its own writer. */
function outsideSnap(write: () => void): void {
  const { SNAP } = process.env;
  delete process.env.SNAP;
  try {
    write();
  } finally {
    if (SNAP !== undefined) process.env.SNAP = SNAP;
  }
}

/**
 * Opens it, whatever it holds. A damaged one is kept beside it under another name, and what could be read of it takes its place, or
 * else `instead`.
 */
export function openProfileFile(deps: {
  readonly file: string;
  readonly instead?: Fields;
  readonly openWriter: () => Writer;
  /** As it is from now on: the system's code for why it cannot be read; null: it can. */
  readonly onReadable: (refusal: string | null) => void;
  readonly onKept: (copy: string) => void;
  readonly log: (message: string) => void;
}): ProfileFile {
  const { file } = deps;
  let known: Fields = {};
  let isReadable = true;
  let writer: Writer | null = null;

  function write(fields: Fields): void {
    outsideSnap(() => {
      writer ??= deps.openWriter();
      writer.store = { ...fields };
      syncFolder(file);
    });
    known = fields;
  }

  function keep(content: Uint8Array): void {
    const copy = keepCopy(file, content);
    deps.log(`${file} is damaged; it is kept as ${copy}`);
    deps.onKept(copy);
  }

  function look(): Exclude<Found, { as: 'unreadable' }> | null {
    const found = readJson(file);
    isReadable = found.as !== 'unreadable';
    deps.onReadable(found.as === 'unreadable' ? found.code : null);
    if (found.as !== 'unreadable') return found;
    deps.log(`${file} cannot be read: ${found.code}`);
    return null;
  }

  function open(): void {
    const found = look();
    if (found === null || found.as === 'absent') return;
    try {
      closeToOthers(file);
    } catch (error) {
      deps.log(`${file} stays open to others: ${String(error)}`);
    }
    if (found.as === 'whole') known = found.fields;
    if (found.as !== 'damaged') return;
    known = found.fields ?? deps.instead ?? {};
    try {
      keep(found.content);
      write(known);
    } catch (error) {
      // It is still there, and met again at the next start.
      deps.log(`${file} could not be mended: ${String(error)}`);
    }
  }
  open();

  return {
    fields: () => known,
    isReadable: () => isReadable,
    change(make) {
      const found = look();
      if (found === null) throw new Error(`${file} cannot be read, so that it is not written to.`);
      if (found.as === 'damaged') keep(found.content);
      // Who takes the file away under a running app does not take what it knows.
      if (found.as === 'absent') write(make(known));
      else write(make(found.as === 'whole' ? found.fields : { ...known, ...found.fields }));
    },
  };
}
