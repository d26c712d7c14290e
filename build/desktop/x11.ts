import net from 'node:net';

/** Opcodes and masks of the core protocol. https://www.x.org/releases/current/doc/xproto/x11protocol.html */
const CHANGE_WINDOW_ATTRIBUTES = 2;
const CLEAR_AREA = 61;
const GET_INPUT_FOCUS = 43;
const BACKGROUND_PIXEL = 0x2;
const HEADER = 8;
const FIXED = 32;
const AUTHORITY = 'MIT-MAGIC-COOKIE-1';

const padded = (length: number): number => Math.ceil(length / 4) * 4;
const words = (...values: readonly number[]): Buffer => Buffer.from(Uint32Array.from(values).buffer);
/** An opcode, and the length of the whole request in words. */
const head = (opcode: number, length: number): number => opcode | (length << 16);

/**
 * Gives an empty desktop a colour instead of black.
 * @param socket path of the X server's socket
 * @param colour 0xRRGGBB, on a screen of depth 24
 * @throws Error when the server refuses or closes
 */
export async function paintRoot(socket: string, cookie: Buffer, colour: number): Promise<void> {
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
    stream.write(words(head(CHANGE_WINDOW_ATTRIBUTES, 4), root, BACKGROUND_PIXEL, colour));
    stream.write(words(head(CLEAR_AREA, 4), root, 0, 0));
    // The first request with an answer: what comes before it is done.
    stream.write(words(head(GET_INPUT_FOCUS, 1)));
    await read(32);
  } finally {
    stream.destroy();
  }
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
 * One random cookie for any display number, as the number is not known yet. Format: family 0xffff (any), then address,
 * number, name and data, each with a 16-bit length. https://www.x.org/releases/current/doc/man/man3/Xau.3.xhtml
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
