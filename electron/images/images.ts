import { createHash } from 'node:crypto';
import type { Notification } from '#server/notification';
import type { Incoming } from '../network/network.ts';
import { createImageFiles, type ImageBounds } from './image-files.ts';
import { type Fitted, fitImage, type Scale } from './image-fit.ts';

const SIZE_LIMIT = 1024 * 1024;
const TIMEOUT = 10_000;
export type Image = Readonly<{ type: string; file: string; bytes: Uint8Array<ArrayBuffer> }>;

export interface ImageCache {
  /** null: unknown to the inbox, not a picture, too large, or not available. Never rejects. */
  get(url: string): Promise<Image | null>;
  /** These rows are deleted: removes their pictures, unless another row has the same. */
  dropped(items: readonly Pick<Notification, 'icon'>[]): void;
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

/** Name of the file for the picture at this address, without its extension. */
export const nameOf = (url: string): string => createHash('sha256').update(url).digest('hex').slice(0, 32);

/**
 * Pictures of notifications, fetched once and stored in `PROFILE/images`. Only icons that the inbox names are fetched. The bytes of a
 * picture decide its type, not its label. A damaged picture is fetched again.
 */
export function createImageCache(deps: {
  folder: string;
  isKnown: (url: string) => boolean;
  /** Decides where a picture may come from. May reject; ends with `signal`. */
  fetch: (url: string, signal: AbortSignal) => Promise<Incoming>;
  scale: Scale;
  bounds?: ImageBounds;
}): ImageCache {
  const files = createImageFiles(deps.folder, deps.bounds);
  const pending = new Map<string, Promise<Image | null>>();

  async function fromDisk(name: string): Promise<Image | null> {
    const stored = await files.read(name);
    if (stored === null) return null;
    const fitted = fitImage(stored.bytes, deps.scale);
    // An earlier version has stored the picture unscaled, or the disk has lost a part of it.
    if (fitted?.bytes !== stored.bytes) return store(name, fitted);
    return { type: fitted.type, file: stored.file, bytes: fitted.bytes };
  }

  async function fromNetwork(url: string, name: string): Promise<Image | null> {
    const end = new AbortController();
    const timer = setTimeout(() => end.abort(), TIMEOUT);
    try {
      const response = await deps.fetch(url, end.signal);
      const bytes = response.status === 200 ? await readLimited(response) : null;
      return bytes && (await store(name, fitImage(bytes, deps.scale)));
    } finally {
      clearTimeout(timer);
      // The rest of an answer that was not read to its end is not wanted.
      end.abort();
    }
  }

  async function store(name: string, fitted: Fitted | null): Promise<Image | null> {
    if (fitted === null) {
      await files.remove(name);
      return null;
    }
    return { type: fitted.type, file: await files.write(name, fitted), bytes: fitted.bytes };
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
    dropped(items) {
      const urls = new Set(items.flatMap(({ icon }) => (icon === null ? [] : [icon])));
      for (const url of urls) if (!deps.isKnown(url)) void files.remove(nameOf(url)).catch(() => {});
    },
  };
}
