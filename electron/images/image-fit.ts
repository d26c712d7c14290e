import { imageSize } from 'image-size';
import { reachOf } from './image-size.ts';

/** A larger one is a bomb, or was never meant to stand beside a line of text. In pixels, each way. */
const LARGEST = 2_048;
/** As large as a row and a toast show one on the densest screens. */
const SHOWN = 256;

/** Raster formats only: an SVG may carry more than a picture. */
const KINDS = {
  png: { type: 'image/png', extension: '.png' },
  jpg: { type: 'image/jpeg', extension: '.jpg' },
  gif: { type: 'image/gif', extension: '.gif' },
  webp: { type: 'image/webp', extension: '.webp' },
} as const;
type Format = keyof typeof KINDS;

export const EXTENSIONS: readonly string[] = Object.values(KINDS).map(({ extension }) => extension);

export type Bytes = Uint8Array<ArrayBuffer>;
export type Fitted = Readonly<{ type: string; extension: string; bytes: Bytes }>;

/** Decodes a picture and makes it this large; null: it cannot be decoded. */
export type Scale = (
  bytes: Bytes,
  to: Readonly<{ format: 'png' | 'jpg'; width: number; height: number }>,
) => Bytes | null;

type Header = Readonly<{ format: Format; width: number; height: number; turned: boolean }>;

/** What the bytes say, whatever they are called; nothing of the picture is decoded. */
function headerOf(bytes: Bytes): Header | null {
  try {
    const { type, width, height, orientation = 1 } = imageSize(bytes);
    if (type === undefined || !Object.hasOwn(KINDS, type)) return null;
    return { format: type as Format, width, height, turned: orientation !== 1 };
  } catch {
    return null;
  }
}

/**
 * The picture as it is kept: what is no picture, or a huge one, is none. Electron decodes PNG and JPEG only, and forgets which way
 * up a photograph is: all else stays as it is within the bound.
 */
export function fitImage(bytes: Bytes, scale: Scale): Fitted | null {
  const header = headerOf(bytes);
  if (header === null) return null;
  const { format, width, height, turned } = header;
  const longest = Math.max(width, height);
  if (Math.min(width, height) < 1 || longest > LARGEST) return null;
  if (reachOf(format, bytes) > LARGEST) return null;
  const kind = KINDS[format];
  if (turned || (format !== 'png' && format !== 'jpg')) return { ...kind, bytes };
  const side = (length: number): number => Math.max(1, Math.round(length * Math.min(1, SHOWN / longest)));
  // A small one stays as it is, but for one that only begins like a picture.
  const scaled = scale(bytes, { format, width: side(width), height: side(height) });
  return scaled && { ...kind, bytes: longest <= SHOWN ? bytes : scaled };
}
