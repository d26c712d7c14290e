import { imageSize } from 'image-size';
import { decodedSize } from './image-size.ts';

/** A larger picture is a decompression bomb, or not meant to stand beside a line of text. In pixels, each way. */
const LARGEST = 2_048;
/** The largest size at which a row or a toast shows a picture, on the densest screens. In pixels, each way. */
const DISPLAY_SIZE = 256;

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

/** Decodes a picture and scales it to this size; null: it cannot be decoded. */
export type Scale = (
  bytes: Bytes,
  to: Readonly<{ format: 'png' | 'jpg'; width: number; height: number }>,
) => Bytes | null;

type Header = Readonly<{ format: Format; width: number; height: number; turned: boolean }>;

/** Reads the header of the bytes, whatever their label says, without decoding the picture. */
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
 * The picture as it is stored; null: not a picture, or a huge one. Electron decodes only PNG and JPEG, and ignores the orientation of
 * a photograph: other formats and turned photographs are stored unchanged, if they are within the bound.
 */
export function fitImage(bytes: Bytes, scale: Scale): Fitted | null {
  const header = headerOf(bytes);
  if (header === null) return null;
  const { format, width, height, turned } = header;
  const longest = Math.max(width, height);
  if (Math.min(width, height) < 1 || longest > LARGEST) return null;
  if (decodedSize(format, bytes) > LARGEST) return null;
  const kind = KINDS[format];
  if (turned || (format !== 'png' && format !== 'jpg')) return { ...kind, bytes };
  const side = (length: number): number =>
    Math.max(1, Math.round(length * Math.min(1, DISPLAY_SIZE / longest)));
  // A small picture is stored unchanged. It is still decoded, because a file may only begin like a picture.
  const scaled = scale(bytes, { format, width: side(width), height: side(height) });
  return scaled && { ...kind, bytes: longest <= DISPLAY_SIZE ? bytes : scaled };
}
