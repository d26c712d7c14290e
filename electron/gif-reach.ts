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
export function gifReach(bytes: Uint8Array<ArrayBuffer>): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
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
