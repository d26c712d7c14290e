import net from 'node:net';

/** Opcodes and masks of the core protocol. https://www.x.org/releases/current/doc/xproto/x11protocol.html */
const CHANGE_WINDOW_ATTRIBUTES = 2;
const INTERN_ATOM = 16;
const CHANGE_PROPERTY = 18;
const WARP_POINTER = 41;
const GET_INPUT_FOCUS = 43;
const CREATE_PIXMAP = 53;
const CREATE_GC = 55;
const CLEAR_AREA = 61;
const PUT_IMAGE = 72;
const SET_CLOSE_DOWN_MODE = 112;
const BACKGROUND_PIXMAP = 0x1;
const BACKGROUND_PIXEL = 0x2;
const Z_PIXMAP = 2;
const DEPTH = 24;
const RETAIN_PERMANENT = 1;
/** Predefined atom. */
const PIXMAP = 20;
const ANSWER = 32;
const HEADER = 8;
const FIXED = 32;
const AUTHORITY = 'MIT-MAGIC-COOKIE-1';
const LARGEST_IMAGE = 200 * 1024;

const padded = (length: number): number => Math.ceil(length / 4) * 4;
const words = (...values: readonly number[]): Buffer => Buffer.from(Uint32Array.from(values).buffer);
/** An opcode, the length of the whole request in words, and the byte between them. */
const head = (opcode: number, length: number, detail = 0): number => opcode | (detail << 8) | (length << 16);
const pair = (low: number, high: number): number => low | (high << 16);

/** Each pixel is red, green, blue and an unused byte, row by row from the top. */
export type Wallpaper = Readonly<{ width: number; height: number; pixels: Buffer }>;

/**
 * Paints an empty desktop with a colour or a wallpaper instead of black.
 * @param socket path of the X server's socket, of a screen of depth 24
 * @param paint 0xRRGGBB, or a picture of the screen's size
 * @throws Error if the server refuses or closes the connection
 */
export async function paintRoot(socket: string, cookie: Buffer, paint: number | Wallpaper): Promise<void> {
  const stream = net.connect(socket);
  const read = reader(stream);
  try {
    stream.write(setupRequest(cookie));
    const header = await read(HEADER);
    const body = await read(header.readUInt16LE(6) * 4);
    if (header[0] !== 1) throw new Error('the X server refused the connection');
    const vendor = padded(body.readUInt16LE(16));
    const formats = body.readUInt8(21) * 8;
    const root = body.readUInt32LE(FIXED + vendor + formats);
    if (typeof paint === 'number') {
      stream.write(words(head(CHANGE_WINDOW_ATTRIBUTES, 4), root, BACKGROUND_PIXEL, paint));
    } else {
      const pixmap = body.readUInt32LE(4);
      upload(stream, { root, pixmap, graphics: pixmap + 1 }, paint);
      stream.write(words(head(CHANGE_WINDOW_ATTRIBUTES, 4), root, BACKGROUND_PIXMAP, pixmap));
      stream.write(internAtom('_XROOTPMAP_ID'));
      const atom = (await read(ANSWER)).readUInt32LE(8);
      // A compositor finds the picture through this property. It remains after this connection closes.
      stream.write(words(head(CHANGE_PROPERTY, 7), root, atom, PIXMAP, 32, 1, pixmap));
      stream.write(words(head(SET_CLOSE_DOWN_MODE, 1, RETAIN_PERMANENT)));
      // Moves the pointer out of the picture.
      stream.write(words(head(WARP_POINTER, 6), 0, root, 0, 0, pair(paint.width, paint.height)));
    }
    stream.write(words(head(CLEAR_AREA, 4), root, 0, 0));
    // The server answers this request after it has done all earlier ones.
    stream.write(words(head(GET_INPUT_FOCUS, 1)));
    await read(ANSWER);
  } finally {
    stream.destroy();
  }
}

/** Uploads the picture to a pixmap in strips, because a request has at most 256 KiB. */
function upload(
  stream: net.Socket,
  { root, pixmap, graphics }: Readonly<{ root: number; pixmap: number; graphics: number }>,
  { width, height, pixels }: Wallpaper,
): void {
  stream.write(words(head(CREATE_PIXMAP, 4, DEPTH), pixmap, root, pair(width, height)));
  stream.write(words(head(CREATE_GC, 4), graphics, pixmap, 0));
  const rows = Math.floor(LARGEST_IMAGE / (width * 4));
  for (let top = 0; top < height; top += rows) {
    const strip = Buffer.from(pixels.subarray(top * width * 4, (top + rows) * width * 4));
    // The screen needs blue first.
    strip.swap32();
    for (let at = 0; at < strip.length; at += 4) strip.writeUInt32LE(strip.readUInt32LE(at) >>> 8, at);
    const size = pair(width, strip.length / (width * 4));
    stream.write(
      words(
        head(PUT_IMAGE, 6 + strip.length / 4, Z_PIXMAP),
        pixmap,
        graphics,
        size,
        pair(0, top),
        DEPTH << 8,
      ),
    );
    stream.write(strip);
  }
}

function internAtom(name: string): Buffer {
  const text = Buffer.alloc(padded(name.length));
  text.write(name);
  return Buffer.concat([words(head(INTERN_ATOM, 2 + text.length / 4), name.length), text]);
}

function setupRequest(cookie: Buffer): Buffer {
  const request = Buffer.alloc(12 + padded(AUTHORITY.length) + padded(cookie.length));
  request.write('l', 0);
  request.writeUInt16LE(11, 2);
  request.writeUInt16LE(AUTHORITY.length, 6);
  request.writeUInt16LE(cookie.length, 8);
  request.write(AUTHORITY, 12);
  cookie.copy(request, 12 + padded(AUTHORITY.length));
  return request;
}

function reader(stream: net.Socket): (length: number) => Promise<Buffer> {
  return (length) =>
    new Promise((resolve, reject) => {
      const attempt = () => {
        const chunk: Buffer | null = length === 0 ? Buffer.alloc(0) : stream.read(length);
        if (chunk === null) return;
        stream.off('readable', attempt).off('error', reject).off('end', fail);
        resolve(chunk);
      };
      const fail = () => reject(new Error('the X server closed the connection'));
      stream.on('readable', attempt).once('error', reject).once('end', fail);
      attempt();
    });
}

/**
 * One random cookie for any display, because the display number is not known yet. Format: family 0xffff (any), then address, number,
 * name and data, each with a 16-bit length. https://www.x.org/releases/current/doc/man/man3/Xau.3.xhtml
 */
export function xAuthority(cookie: Buffer): Buffer {
  const field = (value: Buffer) =>
    Buffer.concat([Buffer.from([value.length >> 8, value.length & 255]), value]);
  return Buffer.concat([
    Buffer.from([0xff, 0xff]),
    field(Buffer.alloc(0)),
    field(Buffer.alloc(0)),
    field(Buffer.from(AUTHORITY)),
    field(cookie),
  ]);
}
