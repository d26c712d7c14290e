import { appendFileSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Log } from '../../system/log.ts';

/** How long lines are kept, in days. */
const KEPT = 30;
/** Together the files have at most this size, in bytes; a day's first file that would be longer gets a successor. */
const MOST = 24 * 1_024 * 1_024;
const LONGEST = 4 * 1_024 * 1_024;
const DAY = 24 * 60 * 60 * 1_000;

const NAME = /^(\d{4}-\d{2}-\d{2})-\d{3}\.jsonl$/;

export interface Days {
  /** Adds lines to the file of today. Never throws. @returns whether they were written */
  append(lines: readonly string[]): boolean;
  /** All lines that contain this text, the newest file first. One file at a time is in memory. */
  lines(containing: string): AsyncIterable<string>;
}

/** Lines of text in a file for each day, which only their user can read. The oldest files go first. */
export function openDays(deps: { folder: string; now: () => Date; log: Log }): Days {
  const { folder } = deps;
  /** The file that this run writes to, and its size; null: none yet. */
  let current: { name: string; bytes: number } | null = null;
  let refused = false;

  const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10);

  function files(): readonly string[] {
    try {
      return readdirSync(folder)
        .filter((name) => NAME.test(name))
        .sort();
    } catch {
      return [];
    }
  }

  const sizeOf = (name: string): number =>
    statSync(path.join(folder, name), { throwIfNoEntry: false })?.size ?? 0;

  /** Removes what is too old, and then the oldest until the rest is small enough. */
  function tidy(): void {
    const oldest = dayOf(deps.now().getTime() - KEPT * DAY);
    const all = files();
    let bytes = all.reduce((sum, name) => sum + sizeOf(name), 0);
    for (const name of all) {
      if (name.slice(0, oldest.length) >= oldest && bytes <= MOST) break;
      bytes -= sizeOf(name);
      rmSync(path.join(folder, name), { force: true });
    }
  }

  /** The file for so many more bytes: the last one of today, or the next. */
  function fileFor(more: number): { name: string; bytes: number } {
    const today = dayOf(deps.now().getTime());
    if (current?.name.startsWith(today) && current.bytes + more <= LONGEST) return current;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    tidy();
    const last = files().findLast((name) => name.startsWith(today));
    const lastBytes = last === undefined ? 0 : sizeOf(last);
    if (current === null && last !== undefined && lastBytes + more <= LONGEST) {
      // A crash may have torn its last line.
      appendFileSync(path.join(folder, last), '\n', { mode: 0o600 });
      return { name: last, bytes: lastBytes + 1 };
    }
    const next = last === undefined ? 0 : Number(last.slice(today.length + 1, -'.jsonl'.length)) + 1;
    return { name: `${today}-${String(next).padStart(3, '0')}.jsonl`, bytes: 0 };
  }

  return {
    append(lines) {
      if (lines.length === 0) return true;
      const text = `${lines.join('\n')}\n`;
      const bytes = Buffer.byteLength(text);
      try {
        current = fileFor(bytes);
        appendFileSync(path.join(folder, current.name), text, { mode: 0o600 });
        current.bytes += bytes;
        refused = false;
        return true;
      } catch (error) {
        if (!refused) deps.log.error(`decisions are not kept: ${String(error)}`);
        refused = true;
        return false;
      }
    },
    async *lines(containing) {
      for (const name of files().toReversed()) {
        const file = await readFile(path.join(folder, name)).catch(() => null);
        let at = file?.indexOf(containing) ?? -1;
        while (file !== null && at >= 0) {
          const end = file.indexOf('\n', at);
          yield file.toString('utf8', file.lastIndexOf('\n', at) + 1, end < 0 ? file.length : end);
          at = end < 0 ? -1 : file.indexOf(containing, end);
        }
      }
    },
  };
}
