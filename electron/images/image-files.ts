import fs from 'node:fs/promises';
import path from 'node:path';
import { writeWhole } from '../system/whole-file.ts';
import { type Bytes, EXTENSIONS, type Fitted } from './image-fit.ts';

export type ImageBounds = Readonly<{
  files: number;
  bytes: number;
  /** A file that was not read for this long is removed, in milliseconds. */
  unused: number;
}>;

const DAY = 24 * 60 * 60_000;
const BOUNDS: ImageBounds = { files: 2_000, bytes: 64 * 1024 * 1024, unused: 60 * DAY };
/** The folder is tidied with the first picture of a run, and then after this many. */
const TIDY_EVERY = 50;

export type ImageFile = Readonly<{ file: string; bytes: Bytes }>;

export interface ImageFiles {
  read(name: string): Promise<ImageFile | null>;
  /** Replaces the file of this name. @returns its path */
  write(name: string, image: Fitted): Promise<string>;
  remove(name: string): Promise<void>;
}

/** The folder of pictures. It is bounded: the pictures that were used last stay. */
export function createImageFiles(folder: string, bounds: ImageBounds = BOUNDS): ImageFiles {
  let untilTidy = 0;

  async function tidy(): Promise<void> {
    const names = await fs.readdir(folder).catch(() => []);
    const found = await Promise.all(
      names.map(async (name) => {
        const file = path.join(folder, name);
        const stat = await fs.stat(file).catch(() => null);
        return { file, used: stat?.mtimeMs ?? 0, size: stat?.size ?? 0 };
      }),
    );
    let [files, bytes] = [0, 0];
    for (const { file, used, size } of found.sort((a, b) => b.used - a.used)) {
      files += 1;
      bytes += size;
      const isOver = files > bounds.files || bytes > bounds.bytes || Date.now() - used > bounds.unused;
      if (isOver) await fs.rm(file, { force: true });
    }
  }

  async function tidySometimes(): Promise<void> {
    untilTidy -= 1;
    if (untilTidy >= 0) return;
    untilTidy = TIDY_EVERY;
    await tidy();
  }

  const fileOf = (name: string, extension: string): string => path.join(folder, name + extension);

  async function removeOthers(name: string, but: string | null): Promise<void> {
    for (const extension of EXTENSIONS) {
      if (extension !== but) await fs.rm(fileOf(name, extension), { force: true });
    }
  }

  return {
    async read(name) {
      for (const extension of EXTENSIONS) {
        const file = fileOf(name, extension);
        const bytes = await fs.readFile(file).catch(() => null);
        if (bytes === null) continue;
        const now = new Date();
        await fs.utimes(file, now, now).catch(() => {});
        return { file, bytes: new Uint8Array(bytes) };
      }
      return null;
    },
    async write(name, { extension, bytes }) {
      const file = fileOf(name, extension);
      await fs.mkdir(folder, { recursive: true });
      await writeWhole(file, bytes);
      await removeOthers(name, extension);
      await tidySometimes();
      return file;
    },
    remove: (name) => removeOthers(name, null),
  };
}
