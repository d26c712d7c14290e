import { readFileSync } from 'node:fs';
import Type from 'typebox';
import { Value } from 'typebox/value';
import { writeWhole } from '../whole-file.ts';

const Mark = Type.Object({
  epoch: Type.String({ minLength: 1 }),
  revision: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
});
/** Everything that arrived up to `revision` of this database has been announced on this device. */
export type Mark = Readonly<{ epoch: string; revision: number }>;

export interface Journal {
  /** null: nothing is known, as on the first run or when the file is unreadable. */
  mark(): Mark | null;
  /**
   * Moves the mark up, never down within an epoch. Holds in memory at once; resolves when it is on the disk.
   * @throws NodeJS.ErrnoException when it cannot be written; the next call tries again
   */
  advance(epoch: string, revision: number): Promise<void>;
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
  let onDisk = mark;
  let writing: Promise<void> = Promise.resolve();

  const covers = (known: Mark | null, wanted: Mark): boolean =>
    known !== null && known.epoch === wanted.epoch && known.revision >= wanted.revision;

  async function save(wanted: Mark): Promise<void> {
    if (mark === null || covers(onDisk, wanted)) return;
    const saved = mark;
    await writeWhole(file, JSON.stringify(saved));
    onDisk = saved;
  }

  return {
    mark: () => mark,
    advance(epoch, revision) {
      const wanted = { epoch, revision };
      if (!covers(mark, wanted)) mark = wanted;
      const saved = writing.then(() => save(wanted));
      writing = saved.catch(() => {});
      return saved;
    },
  };
}
