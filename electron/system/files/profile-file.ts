import fs from 'node:fs';
import path from 'node:path';
import type Store from 'electron-store';
import { keepCopy } from './aside.ts';
import { type Fields, type Found, readJson } from './read-json.ts';

/** electron-store only writes here: atomically, and with retries for the virus scanners of Windows. */
export type Writer = Pick<Store, 'store'>;
/** Readable only for its user: the files contain addresses and other people's text. */
const MODE = 0o600;
/** electron-store's own reader takes a damaged file for an empty one, or throws in the constructor. */
export const WRITES_ONLY = { deserialize: (): Record<string, unknown> => ({}), configFileMode: MODE };

/** A JSON object in the profile. */
export interface ProfileFile {
  /** As read, and as written since; empty if it could not be read. */
  fields(): Fields;
  /** false: the system does not let it be read. Its contents are unknown, so it is not written to. */
  isReadable(): boolean;
  /**
   * Changes what is on the disk now, so that edits by others stay.
   * @throws NodeJS.ErrnoException; then nothing has changed
   */
  change(make: (now: Fields) => Fields): void;
}

/** Makes a file private that an earlier version, or a copy, has left readable for others. On Windows the profile's own rules apply. */
function closeToOthers(file: string): void {
  const { mode } = fs.statSync(file);
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) fs.chmodSync(file, mode & MODE);
}

/** A rename is on the disk only once its folder is synced. Windows can neither open a folder nor needs this. */
function syncFolder(file: string): void {
  if (process.platform === 'win32') return;
  const folder = fs.openSync(path.dirname(file), 'r');
  try {
    fs.fsyncSync(folder);
  } finally {
    fs.closeSync(folder);
  }
}

/** In a snap the library writes in place, which a power cut can tear. The problem that this avoids no longer exists in its writer. */
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
 * Opens the file, whatever it contains. A damaged file is saved beside it under another name, and replaced by what could be read of
 * it, or else by `instead`.
 */
export function openProfileFile(deps: {
  readonly file: string;
  readonly instead?: Fields;
  readonly openWriter: () => Writer;
  /** Called with the system's error code when the file cannot be read, and with null when it can. */
  readonly onReadable: (refusal: string | null) => void;
  readonly onSetAside: (copy: string) => void;
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

  function setAside(content: Uint8Array): void {
    const copy = keepCopy(file, content);
    deps.log(`${file} is damaged; it is saved as ${copy}`);
    deps.onSetAside(copy);
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
      setAside(found.content);
      write(known);
    } catch (error) {
      // The damaged file is still there for the next start.
      deps.log(`${file} could not be repaired: ${String(error)}`);
    }
  }
  open();

  return {
    fields: () => known,
    isReadable: () => isReadable,
    change(make) {
      const found = look();
      if (found === null) throw new Error(`${file} cannot be read, so that it is not written to.`);
      if (found.as === 'damaged') setAside(found.content);
      // A file that was deleted while the app runs is written again with what the app knows.
      if (found.as === 'absent') write(make(known));
      else write(make(found.as === 'whole' ? found.fields : { ...known, ...found.fields }));
    },
  };
}
