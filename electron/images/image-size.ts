/** What decoders make of the bytes, where they look further than the header, or elsewhere. */

const viewOf = (bytes: Uint8Array<ArrayBuffer>): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

const HEADER = 13;
const FRAME = 10;
const EXTENSION = 0x21;
const IMAGE = 0x2c;

/** Of a table of colours, in bytes: its flag, and the logarithm of its length. */
const tableOf = (flags: number): number => ((flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 0x07) + 1));

/**
 * How far the frames of a GIF reach, in pixels from its corner, the longer way: browsers make its screen as large as they are,
 * whatever its header says. Of a cut one, the frames that are there. https://www.w3.org/Graphics/GIF/spec-gif89a.txt
 */
function gifReach(bytes: Uint8Array<ArrayBuffer>): number {
  const view = viewOf(bytes);
  const byte = (at: number): number => bytes[at] ?? 0;
  let at = HEADER + tableOf(byte(HEADER - 3));
  let reach = 0;

  function skipBlocks(): void {
    while (byte(at) > 0) at += byte(at) + 1;
    at += 1;
  }

  for (;;) {
    if (byte(at) === EXTENSION) at += 2;
    else if (byte(at) === IMAGE && at + FRAME <= bytes.length) {
      const [left, top, width, height] = [1, 3, 5, 7].map((offset) => view.getUint16(at + offset, true));
      reach = Math.max(reach, (left ?? 0) + (width ?? 0), (top ?? 0) + (height ?? 0));
      // Its table, and the length of a code.
      at += FRAME + tableOf(byte(at + FRAME - 1)) + 1;
    } else return reach;
    skipBlocks();
  }
}

/** Of the frame of a JPEG; not among them: tables (C4, CC) and what is kept for extensions (C8). */
const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
/** They have no length: TEM, RST0 to RST7, SOI, and a stuffed zero. */
const isBare = (marker: number): boolean => marker <= 0x01 || (marker >= 0xd0 && marker <= 0xd8);
const SCAN = 0xda;
const END = 0xd9;

/**
 * The longer side of a JPEG as libjpeg reads it (`next_marker`), which passes over filling between segments. image-size looks for
 * its way from there, and may find a frame within a comment. https://www.w3.org/Graphics/JPEG/itu-t81.pdf, annex B
 */
function jpegReach(bytes: Uint8Array<ArrayBuffer>): number {
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

/** In pixels; 0: there is nothing to see, or its header says all. */
export function reachOf(format: string, bytes: Uint8Array<ArrayBuffer>): number {
  if (format === 'gif') return gifReach(bytes);
  return format === 'jpg' ? jpegReach(bytes) : 0;
}
