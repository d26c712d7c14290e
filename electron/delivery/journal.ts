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
import { promisify } from 'node:util';
import Type, { type Static } from 'typebox';
import { Value } from 'typebox/value';
import { moveAside } from '../system/files/files.ts';
import type { Log } from '../system/log.ts';
import { syncFolder } from '../system/whole-file.ts';

const Revision = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
const Ahead = Type.Record(Type.String(), Revision);
/** `more`: what is ahead besides what the lines before have, beyond `revision`; absent: the line says all. */
const Line = Type.Object({
  epoch: Type.String({ minLength: 1 }),
  revision: Revision,
  ahead: Type.Optional(Ahead),
  more: Type.Optional(Ahead),
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
   * @param announced at which revision each of these came to the top; those beyond the mark are ahead of it from now on
   * @throws NodeJS.ErrnoException if it cannot be written; the next call tries again
   */
  advance(epoch: string, revision: number, announced?: Mark['ahead']): void;
  close(): void;
}

/** A longer file is started over, in bytes, if that makes it much shorter. */
const LONGEST = 64 * 1024;

const toDisk = promisify(fdatasync);
const closed = promisify(close);

type State = { readonly epoch: string; revision: number; readonly ahead: Map<string, number> };

function parse(line: string): Static<typeof Line> | null {
  try {
    const content: unknown = JSON.parse(line);
    return Value.Check(Line, content) ? content : null;
  } catch {
    return null;
  }
}

/** What the mark has not passed. */
function prune({ ahead, revision }: State): void {
  for (const [id, at] of ahead) if (at <= revision) ahead.delete(id);
}

const lineOf = (line: Static<typeof Line>): string => `${JSON.stringify(line)}\n`;

const markOf = ({ epoch, revision, ahead }: State): Mark => ({
  ...{ epoch, revision },
  ...(ahead.size > 0 && { ahead: Object.fromEntries(ahead) }),
});

/** The state after the whole lines; null: there is none. */
function stateOf(text: string): State | null {
  let state = null as State | null;
  for (const line of text.split('\n')) {
    const said = parse(line);
    if (said === null) continue;
    const { epoch, revision, ahead = {}, more } = said;
    if (more === undefined || state?.epoch !== epoch) state = { epoch, revision, ahead: new Map() };
    state.revision = revision;
    for (const [id, at] of Object.entries(more ?? ahead)) state.ahead.set(id, at);
  }
  if (state !== null) prune(state);
  return state;
}

/** What the whole lines say: a power cut may have torn the last one. A file without a whole line is renamed. */
function read(file: string, log: Log): State | null {
  let text = '';
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
  }
  const state = stateOf(text);
  if (state !== null) return state;
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
  let state = read(file, log);
  let isWritten = true;
  /** `most`: how long it may become. */
  let open: { fd: number; length: number; readonly most: number } | null = null;
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
      const length = Buffer.byteLength(line);
      open = { fd, length, most: Math.max(LONGEST, 2 * length) };
      afterSyncs(() => syncFolder(path.dirname(file)));
    } catch (error) {
      closeSync(fd);
      throw error;
    }
  }

  function append(to: NonNullable<typeof open>, line: string): void {
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
    mark: () => state && markOf(state),
    position: () => state && { epoch: state.epoch, revision: state.revision },
    advance(epoch, revision, announced = {}) {
      const isOther = state?.epoch !== epoch;
      const now: State = state === null || isOther ? { epoch, revision, ahead: new Map() } : state;
      state = now;
      const hasMoved = revision > now.revision;
      if (hasMoved) {
        now.revision = revision;
        prune(now);
      }
      const more = Object.entries(announced).filter(
        ([id, at]) => at > now.revision && now.ahead.get(id) !== at,
      );
      for (const [id, at] of more) now.ahead.set(id, at);
      if (isWritten && !isOther && !hasMoved && more.length === 0) return;
      isWritten = false;
      const isAddition = !isOther && now.ahead.size > 0;
      if (open === null || open.length > open.most) begin(lineOf(markOf(now)));
      else if (isAddition)
        append(open, lineOf({ epoch, revision: now.revision, more: Object.fromEntries(more) }));
      else append(open, lineOf(markOf(now)));
      isWritten = true;
    },
    close: release,
  };
}
