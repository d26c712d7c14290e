/**
 * A subscriber that costs next to nothing, so that thousands run on two cores together with the server. It knows only as much of
 * WebSocket as it needs to count events and to read the time of their sending.
 */
import { randomBytes } from 'node:crypto';
import net from 'node:net';

export interface ClientEvents {
  /** @param sentAt nanoseconds of `process.hrtime`, or null where the event carries none */
  readonly onEvent: (sentAt: number | null) => void;
  readonly onClose: () => void;
}

/** Before the time in an event's data; stands nowhere else in a frame. */
const TIME_MARK = '@';
const TIME_DIGITS = 16;

/** Of now, to be put into an event's data. */
export const timeMark = (): string =>
  TIME_MARK + process.hrtime.bigint().toString().padStart(TIME_DIGITS, '0');

const TEXT = 0x1;
const CLOSE = 0x8;
const PING = 0x9;
const PONG = 0xa;
const MASKED = 0x80;
const LENGTH_16 = 126;
const LENGTH_64 = 127;

/** With a mask of zeros, which changes nothing: a client's frames must have one. */
function clientFrame(opcode: number, payload: Buffer): Buffer {
  const head = payload.length < LENGTH_16 ? Buffer.alloc(2) : Buffer.alloc(4);
  head[0] = 0x80 | opcode;
  head[1] = MASKED | (head.length === 2 ? payload.length : LENGTH_16);
  if (head.length === 4) head.writeUInt16BE(payload.length, 2);
  return Buffer.concat([head, Buffer.alloc(4), payload]);
}

function timeIn(chunk: Buffer, start: number, end: number): number | null {
  const at = chunk.indexOf(TIME_MARK, start);
  if (at === -1 || at >= end) return null;
  return Number(chunk.toString('latin1', at + 1, at + 1 + TIME_DIGITS));
}

/** @returns payload's start and end, or null when the frame is not complete */
function frameAt(chunk: Buffer, offset: number): { start: number; end: number } | null {
  if (chunk.length < offset + 2) return null;
  const short = chunk.readUInt8(offset + 1);
  const extra = short === LENGTH_16 ? 2 : short === LENGTH_64 ? 8 : 0;
  const start = offset + 2 + extra;
  if (chunk.length < start) return null;
  const length = extra === 0 ? short : chunk.readUIntBE(start - Math.min(extra, 6), Math.min(extra, 6));
  return chunk.length < start + length ? null : { start, end: start + length };
}

export type Target = Readonly<{
  port: number;
  key: string;
  channel: string;
  /** Signs what the channel needs; not for public ones. */
  authorize?: (socketId: string) => Promise<string>;
}>;

/** Connects and subscribes to a channel; resolves once that is confirmed. */
export function connect(to: Target, events: ClientEvents): Promise<net.Socket> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(to.port, '127.0.0.1');
    socket.setNoDelay(true);
    let rest: Buffer = Buffer.alloc(0);
    let stage: 'upgrade' | 'established' | 'subscribed' | 'open' = 'upgrade';

    function subscribe(auth?: string): void {
      const data = { channel: to.channel, ...(auth !== undefined && { auth }) };
      socket.write(clientFrame(TEXT, Buffer.from(JSON.stringify({ event: 'pusher:subscribe', data }))));
    }

    function onText(chunk: Buffer, start: number, end: number): void {
      if (stage === 'open') {
        events.onEvent(timeIn(chunk, start, end));
      } else if (stage === 'established') {
        stage = 'subscribed';
        if (to.authorize === undefined) {
          subscribe();
          return;
        }
        const greeting = JSON.parse(chunk.toString('utf8', start, end)) as { data: string };
        const { socket_id } = JSON.parse(greeting.data) as { socket_id: string };
        to.authorize(socket_id).then(subscribe, (error: Error) => socket.destroy(error));
      } else if (chunk.includes('subscription_succeeded', start)) {
        stage = 'open';
        resolve(socket);
      } else {
        reject(new Error(`unexpected: ${chunk.toString('utf8', start, end)}`));
      }
    }

    /** @returns where the first incomplete frame begins */
    function read(chunk: Buffer): number {
      let offset = 0;
      for (let frame = frameAt(chunk, offset); frame !== null; frame = frameAt(chunk, offset)) {
        const opcode = chunk.readUInt8(offset) & 0x0f;
        if (opcode === TEXT) onText(chunk, frame.start, frame.end);
        else if (opcode === PING) socket.write(clientFrame(PONG, chunk.subarray(frame.start, frame.end)));
        else if (opcode === CLOSE) socket.destroy();
        offset = frame.end;
      }
      return offset;
    }

    socket.on('data', (data: Buffer) => {
      let chunk = rest.length === 0 ? data : Buffer.concat([rest, data]);
      if (stage === 'upgrade') {
        const end = chunk.indexOf('\r\n\r\n');
        if (end === -1) {
          rest = chunk;
          return;
        }
        if (!chunk.toString('latin1', 0, 12).endsWith('101'))
          reject(new Error(chunk.toString('latin1', 0, 100)));
        stage = 'established';
        chunk = chunk.subarray(end + 4);
      }
      rest = chunk.subarray(read(chunk));
    });
    socket.on('error', reject);
    socket.on('close', () => {
      reject(new Error('closed before it was subscribed'));
      events.onClose();
    });
    socket.write(
      [
        `GET /app/${to.key}?protocol=7&client=bench&version=8.6.0 HTTP/1.1`,
        `Host: 127.0.0.1:${to.port}`,
        'Connection: Upgrade',
        'Upgrade: websocket',
        'Sec-WebSocket-Version: 13',
        `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
        '\r\n',
      ].join('\r\n'),
    );
  });
}
