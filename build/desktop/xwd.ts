import { PNG } from 'pngjs';

/** Fields of the XWD header, 32-bit big-endian words. https://www.x.org/releases/current/doc/xproto (XWDFile.h) */
const WORD = {
  headerSize: 0,
  width: 4,
  height: 5,
  byteOrder: 7,
  bitsPerPixel: 11,
  lineBytes: 12,
  colors: 19,
};
const COLOR_BYTES = 12;

/**
 * Converts an X window dump, as `Xvfb -fbdir` writes it, to PNG.
 * @throws Error if a pixel does not have 32 bits, least significant byte first (Xvfb writes that at depth 24)
 */
export function readXwd(dump: Buffer): Buffer {
  const word = (index: number) => dump.readUInt32BE(index * 4);
  if (word(WORD.bitsPerPixel) !== 32 || word(WORD.byteOrder) !== 0) {
    throw new Error('unsupported X window dump');
  }
  const width = word(WORD.width);
  const height = word(WORD.height);
  const pixels = word(WORD.headerSize) + word(WORD.colors) * COLOR_BYTES;
  const png = new PNG({ width, height });
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = pixels + y * word(WORD.lineBytes) + x * 4;
      const to = (y * width + x) * 4;
      png.data[to] = dump.readUInt8(from + 2);
      png.data[to + 1] = dump.readUInt8(from + 1);
      png.data[to + 2] = dump.readUInt8(from);
      png.data[to + 3] = 255;
    }
  }
  return PNG.sync.write(png);
}
