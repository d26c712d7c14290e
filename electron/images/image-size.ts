/** The size that decoders give a picture, if they do not take it from its header. */

const viewOf = (bytes: Uint8Array<ArrayBuffer>): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

const HEADER = 13;
const FRAME = 10;
const EXTENSION = 0x21;
const IMAGE = 0x2c;

/** Length of a colour table, in bytes. The flags say whether there is one, and the logarithm of its length. */
const tableOf = (flags: number): number => ((flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 0x07) + 1));

/**
 * The longer side of the area that the frames of a GIF cover, in pixels. Browsers make the picture that large, whatever its header
 * says. For a truncated file, the frames that are there count. https://www.w3.org/Graphics/GIF/spec-gif89a.txt
 */
function gifSize(bytes: Uint8Array<ArrayBuffer>): number {
  const view = viewOf(bytes);
  const byte = (at: number): number => bytes[at] ?? 0;
  let at = HEADER + tableOf(byte(HEADER - 3));
  let longest = 0;

  function skipBlocks(): void {
    while (byte(at) > 0) at += byte(at) + 1;
    at += 1;
  }

  for (;;) {
    if (byte(at) === EXTENSION) at += 2;
    else if (byte(at) === IMAGE && at + FRAME <= bytes.length) {
      const [left, top, width, height] = [1, 3, 5, 7].map((offset) => view.getUint16(at + offset, true));
      longest = Math.max(longest, (left ?? 0) + (width ?? 0), (top ?? 0) + (height ?? 0));
      // Skip its colour table and the minimum code size.
      at += FRAME + tableOf(byte(at + FRAME - 1)) + 1;
    } else return longest;
    skipBlocks();
  }
}

/** Markers of a JPEG frame. C4 and CC are tables, C8 is reserved. */
const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
/** Markers without a length: TEM, RST0 to RST7, SOI, and a stuffed zero. */
const isBare = (marker: number): boolean => marker <= 0x01 || (marker >= 0xd0 && marker <= 0xd8);
const SCAN = 0xda;
const END = 0xd9;

/**
 * The longer side of a JPEG, read as libjpeg does (`next_marker`), which skips padding between segments. After padding, image-size may
 * take part of a comment for a frame. https://www.w3.org/Graphics/JPEG/itu-t81.pdf, annex B
 */
function jpegSize(bytes: Uint8Array<ArrayBuffer>): number {
  const view = viewOf(bytes);
  let at = 2;
  for (;;) {
    at = bytes.indexOf(0xff, at);
    if (at < 0) return 0;
    while (bytes[at] === 0xff) at += 1;
    const marker = bytes[at] ?? END;
    at += 1;
    if (isBare(marker)) continue;
    if (marker === SCAN || marker === END || at + 7 > bytes.length) return 0;
    if (isFrame(marker)) return Math.max(view.getUint16(at + 3), view.getUint16(at + 5));
    at += view.getUint16(at);
  }
}

/** The longer side in pixels; 0: the header decides. */
export function decodedSize(format: string, bytes: Uint8Array<ArrayBuffer>): number {
  if (format === 'gif') return gifSize(bytes);
  return format === 'jpg' ? jpegSize(bytes) : 0;
}
