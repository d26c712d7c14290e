import {
  close,
  closeSync,
  fdatasync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual, promisify } from 'node:util';
import Type from 'typebox';
import { Value } from 'typebox/value';
import { moveAside } from '../system/files/files.ts';
import type { Log } from '../system/log.ts';
import { syncFolder } from '../system/whole-file.ts';

const Revision = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
const Mark = Type.Object({
  epoch: Type.String({ minLength: 1 }),
  revision: Revision,
  ahead: Type.Optional(Type.Record(Type.String(), Revision)),
});
/**
 * This device has announced everything up to `revision` of this database, and beyond it those in `ahead`, each with the revision
 * at which it came to the top: something older still waits.
 */
export type Mark = Readonly<{
  epoch: string;
  revision: number;
  ahead?: Readonly<Record<string, number>>;
}>;

export interface Journal {
  /** null: unknown, as on the first run or if the file is unreadable. */
  mark(): Mark | null;
  /** How far this device has announced; null: it never has. */
  position(): Omit<Mark, 'ahead'> | null;
  /**
   * Moves the mark up, never down within an epoch; in memory at once. When it returns, the mark survives a crash of this process;
   * it survives a power cut as soon as the disk has answered.
   * @throws NodeJS.ErrnoException if it cannot be written; the next call tries again
   */
  advance(epoch: string, revision: number, ahead?: Mark['ahead']): void;
  close(): void;
}

/** A longer file is started over, in bytes. */
const LONGEST = 64 * 1024;

const toDisk = promisify(fdatasync);
const closed = promisify(close);

function parse(line: string): Mark | null {
  try {
    const content: unknown = JSON.parse(line);
    return Value.Check(Mark, content) ? content : null;
  } catch {
    return null;
  }
}

/** The last whole line: a power cut may have torn the one after it. A file without a whole line is renamed. */
function read(file: string, log: Log): Mark | null {
  let text = '';
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
  }
  for (const line of text.split('\n').reverse()) {
    const mark = parse(line);
    if (mark !== null) return mark;
  }
  try {
    log.error(`the journal cannot be read; it is kept as ${moveAside(file)}`);
  } catch (error) {
    log.error(`the journal can neither be read nor renamed: ${error}`);
  }
  return null;
}

/**
 * How far this device has announced: a line for each move of the mark (`PROFILE/announced.jsonl`, 0600). Reads the file at once.
 * A toast waits for its line, so the file stays open and takes one write.
 */
export function openJournal(file: string, log: Log): Journal {
  let mark = read(file, log);
  let written = mark;
  let open: { fd: number; length: number } | null = null;
  let syncing: Promise<unknown> = Promise.resolve();

  function afterSyncs(work: () => Promise<void>): void {
    syncing = syncing.then(work).catch((error) => log.error(`the journal is not on the disk yet: ${error}`));
  }

  function release(): void {
    if (open === null) return;
    const { fd } = open;
    open = null;
    afterSyncs(() => closed(fd));
  }

  /** All or nothing: the file is complete before it gets its name. */
  function begin(line: string): void {
    release();
    const part = `${file}.part`;
    const fd = openSync(part, 'w', 0o600);
    try {
      writeFileSync(fd, line);
      fsyncSync(fd);
      renameSync(part, file);
      open = { fd, length: Buffer.byteLength(line) };
      afterSyncs(() => syncFolder(path.dirname(file)));
    } catch (error) {
      closeSync(fd);
      throw error;
    }
  }

  function append(to: { fd: number; length: number }, line: string): void {
    try {
      // Not writeSync: it may write only a part, and reports that by a number alone.
      writeFileSync(to.fd, line);
      to.length += Buffer.byteLength(line);
      afterSyncs(() => toDisk(to.fd));
    } catch (error) {
      // How much of the line it holds is unknown.
      release();
      throw error;
    }
  }

  return {
    mark: () => mark,
    position: () => mark && { epoch: mark.epoch, revision: mark.revision },
    advance(epoch, revision, ahead = {}) {
      const highest = mark?.epoch === epoch ? Math.max(mark.revision, revision) : revision;
      mark = { epoch, revision: highest, ...(Object.keys(ahead).length > 0 && { ahead }) };
      if (isDeepStrictEqual(mark, written)) return;
      const line = `${JSON.stringify(mark)}\n`;
      if (open === null || open.length > LONGEST) begin(line);
      else append(open, line);
      written = mark;
    },
    close: release,
  };
}
