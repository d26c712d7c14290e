import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import Type from 'typebox';
import { Value } from 'typebox/value';
import { writeWhole } from '../whole-file.ts';

const Revision = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
const Mark = Type.Object({
  epoch: Type.String({ minLength: 1 }),
  revision: Revision,
  ahead: Type.Optional(Type.Record(Type.String(), Revision)),
});
/**
 * Everything that arrived up to `revision` of this database has been announced on this device, and beyond it those
 * `ahead`, each with the revision at which it arrived: something older than they are waits still.
 */
export type Mark = Readonly<{
  epoch: string;
  revision: number;
  ahead?: Readonly<Record<string, number>>;
}>;

export interface Journal {
  /** null: nothing is known, as on the first run or when the file is unreadable. */
  mark(): Mark | null;
  /**
   * Moves the mark up, never down within an epoch. Holds in memory at once; resolves when it is on the disk.
   * @throws NodeJS.ErrnoException when it cannot be written; the next call tries again
   */
  advance(epoch: string, revision: number, ahead?: Mark['ahead']): Promise<void>;
}

function read(file: string): Mark | null {
  try {
    const content: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return Value.Check(Mark, content) ? content : null;
  } catch {
    return null;
  }
}

/** How far this device has announced, in one small file (`PROFILE/announced.json`, 0600). Reads it at once. */
export function openJournal(file: string): Journal {
  let mark = read(file);
  let changes = 0;
  let written = 0;
  let writing: Promise<void> = Promise.resolve();

  async function save(wanted: number): Promise<void> {
    if (mark === null || written >= wanted) return;
    const [saved, change] = [mark, changes];
    await writeWhole(file, JSON.stringify(saved));
    written = change;
  }

  return {
    mark: () => mark,
    advance(epoch, revision, ahead = {}) {
      const reached = mark?.epoch === epoch ? Math.max(mark.revision, revision) : revision;
      const next = { epoch, revision: reached, ...(Object.keys(ahead).length > 0 && { ahead }) };
      if (!isDeepStrictEqual(mark, next)) {
        mark = next;
        changes += 1;
      }
      const wanted = changes;
      const saved = writing.then(() => save(wanted));
      writing = saved.catch(() => {});
      return saved;
    },
  };
}
