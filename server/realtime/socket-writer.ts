import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';

const FIN = 0x80;
const TEXT = 0x1;
const PONG = 0xa;

function frameOf(opcode: number, payload: string | Buffer): Buffer {
  const length = Buffer.byteLength(payload);
  const offset = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafe(offset + length);
  frame[0] = FIN | opcode;
  if (offset === 2) frame[1] = length;
  else if (offset === 4) {
    frame[1] = 126;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = 127;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  if (typeof payload === 'string') frame.write(payload, offset);
  else payload.copy(frame, offset);
  return frame;
}

/** A complete, unmasked WebSocket frame with this text (RFC 6455 §5.2). Sockets share it, so it must not be modified. */
export const encode = (text: string): Buffer => frameOf(TEXT, text);

/** Writes to one client. Nothing is written after `close`. */
export interface SocketWriter {
  /** @param frame made by `encode` @returns false: the client reads too slowly, and nothing was written */
  send(frame: Buffer): boolean;
  ping(): void;
  /** @returns as `send` */
  pong(payload: Buffer): boolean;
  close(code: number, reason: string): void;
}

export type QueueLimits = Readonly<{
  /** Bytes that may wait for a slow client. */
  queueBytes: number;
  /** Frames that may wait. */
  queueFrames: number;
}>;

/** Number of the current turn of the event loop, counting only turns in which something is sent. */
let turn = 0;
let isCounted = false;

function thisTurn(): number {
  if (!isCounted) {
    isCounted = true;
    process.nextTick(() => {
      isCounted = false;
      turn += 1;
    });
  }
  return turn;
}

type Sink = Pick<Duplex, 'write' | 'writableLength' | 'cork' | 'uncork'>;

type Below = Pick<WebSocket, 'ping' | 'close' | 'readyState' | 'OPEN'>;

/**
 * Writes ready frames directly to the socket below `ws`. `WebSocket.send` makes a header and two writes per recipient; this makes
 * one write of a buffer that all recipients share. Safe while `ws` itself buffers nothing, i.e. without compression: then its own
 * frames (ping, close) reach the same socket in the order of the calls.
 *
 * @param socket what the WebSocket was upgraded from
 */
export function createSocketWriter(webSocket: Below, socket: Sink, limits: QueueLimits): SocketWriter {
  return new WebSocketWriter(webSocket, socket, limits);
}

/** A class, because there is one per connection: methods are shared, closures are not. */
class WebSocketWriter implements SocketWriter {
  readonly #webSocket: Below;
  readonly #socket: Sink;
  readonly #limits: QueueLimits;
  #waiting = 0;
  /** The turn in which something was sent last. */
  #sentIn = -1;
  #isGathering = false;

  constructor(webSocket: Below, socket: Sink, limits: QueueLimits) {
    this.#webSocket = webSocket;
    this.#socket = socket;
    this.#limits = limits;
  }

  send(frame: Buffer): boolean {
    // Nothing may follow a close frame, of either side.
    if (this.#webSocket.readyState !== this.#webSocket.OPEN) return true;
    const backlog = this.#socket.writableLength;
    // The common case: the kernel takes it at once. Counting would cost a callback per frame.
    if (backlog === 0) {
      const now = thisTurn();
      if (this.#sentIn === now) this.#gather();
      this.#sentIn = now;
      this.#socket.write(frame);
      return true;
    }
    if (backlog + frame.length > this.#limits.queueBytes || this.#waiting >= this.#limits.queueFrames) {
      // Frames that were only gathered here do not make the reader slow.
      if (!this.#isGathering) return false;
      this.#handOver();
      return this.send(frame);
    }
    this.#waiting += 1;
    this.#socket.write(frame, () => {
      this.#waiting -= 1;
    });
    return true;
  }

  /** Joins all further frames of this turn into one write: a commit may announce dozens of changes to one client. */
  #gather(): void {
    this.#isGathering = true;
    this.#socket.cork();
    process.nextTick(() => this.#handOver());
  }

  #handOver(): void {
    if (!this.#isGathering) return;
    this.#isGathering = false;
    this.#socket.uncork();
  }

  ping(): void {
    this.#webSocket.ping();
  }

  pong(payload: Buffer): boolean {
    return this.send(frameOf(PONG, payload));
  }

  close(code: number, reason: string): void {
    this.#webSocket.close(code, reason);
  }
}
