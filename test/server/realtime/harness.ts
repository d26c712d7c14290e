import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished } from 'vitest';
import { type ClientOptions, WebSocket } from 'ws';
import { createRealtime, type Realtime, type RealtimeDeps } from '../../../server/realtime/plugin.ts';

export const APP = { id: '1001', key: 'app-key', secret: 'app-secret' } as const;

export interface Host extends Realtime {
  readonly port: number;
  /** Of a well-behaved client. */
  readonly url: string;
}

/** The plugin on a bare HTTP server; gone at the end of the test. */
export async function startRealtime(deps: Partial<RealtimeDeps> = {}): Promise<Host> {
  const realtime = createRealtime({
    app: () => APP,
    guard: () => null,
    log: { debug() {}, info() {} },
    ...deps,
  });
  const http = createServer();
  realtime.attach(http);
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    await realtime.close();
    await new Promise((resolve) => http.close(resolve));
  });
  const { port } = http.address() as AddressInfo;
  const url = `ws://127.0.0.1:${port}/app/${APP.key}?protocol=7&client=js&version=8.6.0&flash=false`;
  return { ...realtime, port, url };
}

export type Frame = Readonly<{ event: string; channel?: string; data?: unknown }>;

export interface RawClient {
  readonly socket: WebSocket;
  readonly frames: readonly Frame[];
  send(frame: unknown): void;
  /** Waits for the next frame that nobody has taken yet. */
  next(): Promise<Frame>;
  /** Waits for `[code, reason]` of the close frame. */
  closed: Promise<readonly [number, string]>;
}

/** A bare WebSocket that knows nothing of the protocol. */
export function rawClient(url: string, options: ClientOptions & { autoPong?: boolean } = {}): RawClient {
  const socket = new WebSocket(url, options);
  onTestFinished(() => socket.terminate());
  const frames: Frame[] = [];
  let taken = 0;
  socket.on('message', (data) => frames.push(JSON.parse(data.toString())));
  const closed = new Promise<readonly [number, string]>((resolve) => {
    socket.on('close', (code, reason) => resolve([code, reason.toString()]));
  });
  socket.on('error', () => {});
  return {
    socket,
    frames,
    closed,
    send: (frame) => socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame)),
    async next() {
      await expect.poll(() => frames.length, { interval: 5, timeout: 10_000 }).toBeGreaterThan(taken);
      taken += 1;
      const frame = frames[taken - 1];
      if (frame === undefined) throw new Error('no frame');
      return frame;
    },
  };
}

/** A client that has been welcomed. */
export async function connected(url: string): Promise<RawClient & { readonly socketId: string }> {
  const client = rawClient(url);
  const hello = await client.next();
  const { socket_id: socketId } = JSON.parse(String(hello.data)) as { socket_id: string };
  return { ...client, socketId };
}
