import { nativeImage } from 'electron';
import type { Looks } from '../delivery/delivery.ts';
import type { Scale } from './image-fit.ts';

/** Quality of a JPEG, from 0 to 100. */
const QUALITY = 90;

/** Scales with Electron's decoder. */
export const scaleImage: Scale = (bytes, { format, ...size }) => {
  const image = nativeImage.createFromBuffer(Buffer.from(bytes));
  if (image.isEmpty()) return null;
  const scaled = image.resize({ ...size, quality: 'best' });
  return new Uint8Array(format === 'png' ? scaled.toPNG() : scaled.toJPEG(QUALITY));
};

/** Pixels of a picture, scaled to at most `side` each way. */
export const pixelsOf: Looks['pixels'] = (file, side) => {
  const image = nativeImage.createFromPath(file);
  if (image.isEmpty()) return null;
  const size = image.getSize();
  const scale = Math.min(1, side / Math.max(size.width, size.height));
  const length = (of: number): number => Math.max(1, Math.round(of * scale));
  const [width, height] = [length(size.width), length(size.height)];
  // Blue comes first, and each colour is multiplied by its alpha.
  const bitmap = image.resize({ width, height, quality: 'best' }).toBitmap();
  const rgba = Buffer.alloc(bitmap.length);
  for (let at = 0; at < bitmap.length; at += 4) {
    const alpha = bitmap.readUInt8(at + 3);
    const colour = (from: number): number => (alpha === 0 ? 0 : Math.round((from * 255) / alpha));
    rgba.writeUInt8(colour(bitmap.readUInt8(at + 2)), at);
    rgba.writeUInt8(colour(bitmap.readUInt8(at + 1)), at + 1);
    rgba.writeUInt8(colour(bitmap.readUInt8(at)), at + 2);
    rgba.writeUInt8(alpha, at + 3);
  }
  return { width, height, rgba };
};
