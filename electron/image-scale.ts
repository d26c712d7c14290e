import { nativeImage } from 'electron';
import type { Scale } from './image-fit.ts';

/** Of JPEG, from 0 to 100. */
const QUALITY = 90;

/** With Electron's own decoder. */
export const scaleImage: Scale = (bytes, { format, ...size }) => {
  const image = nativeImage.createFromBuffer(Buffer.from(bytes));
  if (image.isEmpty()) return null;
  const scaled = image.resize({ ...size, quality: 'best' });
  return new Uint8Array(format === 'png' ? scaled.toPNG() : scaled.toJPEG(QUALITY));
};
