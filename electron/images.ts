import { createHash } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import type { Incoming } from './network/stack.ts';
import { writeWhole } from './whole-file.ts';

const SIZE_LIMIT = 1024 * 1024;
const TIMEOUT = 10_000;
/** Raster formats only: an SVG may carry more than a picture. */
const EXTENSIONS: Readonly<Record<string, string>> = {
  'image/png': '.png',
  'image/jpeg': '.jpg',
  'image/gif': '.gif',
  'image/webp': '.webp',
};
/** How a file of each kind begins: a disk that lost the rest of a picture often keeps zeros, or nothing. */
const BEGINNINGS: Readonly<Record<string, string>> = {
  '.png': '89504e47',
  '.jpg': 'ffd8ff',
  '.gif': '47494638',
  '.webp': '52494646',
};
const TYPES = Object.fromEntries(Object.entries(EXTENSIONS).map(([type, extension]) => [extension, type]));

export type Image = Readonly<{ type: string; file: string; bytes: Uint8Array<ArrayBuffer> }>;

export interface ImageCache {
  /** null: unknown to the inbox, not a picture, too large, or not to be had. Never rejects. */
  get(url: string): Promise<Image | null>;
}

async function readLimited({ headers, body }: Incoming): Promise<Uint8Array<ArrayBuffer> | null> {
  if (Number(headers['content-length'] ?? 0) > SIZE_LIMIT) return null;
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > SIZE_LIMIT) return null;
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}

/** Of the file that keeps the picture at this address, without its extension. */
export const nameOf = (url: string): string => createHash('sha256').update(url).digest('hex').slice(0, 32);

const beginsAs = (extension: string, bytes: Buffer): boolean =>
  bytes
    .subarray(0, 4)
    .toString('hex')
    .startsWith(BEGINNINGS[extension] ?? '');

/**
 * Pictures of notifications, fetched once and kept in `PROFILE/images`. Only icons that the inbox names are fetched. A damaged one is
 * fetched again.
 */
export function createImageCache(deps: {
  folder: string;
  isKnown: (url: string) => boolean;
  /** Says where a picture may come from. Rejects; ends with `signal`. */
  fetch: (url: string, signal: AbortSignal) => Promise<Incoming>;
}): ImageCache {
  const pending = new Map<string, Promise<Image | null>>();

  async function fromDisk(name: string): Promise<Image | null> {
    for (const [extension, type] of Object.entries(TYPES)) {
      const file = path.join(deps.folder, name + extension);
      const bytes = await fs.readFile(file).catch(() => null);
      if (bytes !== null && beginsAs(extension, bytes)) return { type, file, bytes: new Uint8Array(bytes) };
    }
    return null;
  }

  async function fromNetwork(url: string, name: string): Promise<Image | null> {
    const end = new AbortController();
    const timer = setTimeout(() => end.abort(), TIMEOUT);
    try {
      const response = await deps.fetch(url, end.signal);
      const type = response.headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? '';
      const extension = EXTENSIONS[type];
      const bytes = response.status === 200 && extension !== undefined ? await readLimited(response) : null;
      return bytes === null || extension === undefined ? null : await keep(type, name + extension, bytes);
    } finally {
      clearTimeout(timer);
      // What has not been read of it is not wanted.
      end.abort();
    }
  }

  async function keep(type: string, name: string, bytes: Uint8Array<ArrayBuffer>): Promise<Image> {
    const file = path.join(deps.folder, name);
    await fs.mkdir(deps.folder, { recursive: true });
    await writeWhole(file, bytes);
    return { type, file, bytes };
  }

  return {
    get(url) {
      if (!deps.isKnown(url)) return Promise.resolve(null);
      const running = pending.get(url);
      if (running !== undefined) return running;
      const name = nameOf(url);
      const started = fromDisk(name)
        .then((image) => image ?? fromNetwork(url, name))
        .catch(() => null)
        .finally(() => pending.delete(url));
      pending.set(url, started);
      return started;
    },
  };
}
