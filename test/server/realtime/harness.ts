import { createServer } from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import Pusher, { type Options } from 'pusher-js';
import { expect, onTestFinished } from 'vitest';
import { type ClientOptions, WebSocket } from 'ws';
import type { AppEvent } from '../../../server/apps/apps.ts';
import type { RealtimeApp } from '../../../server/apps/realtime-app.ts';
import type { AppState } from '../../../server/realtime/app-state.ts';
import { createRealtime, type Realtime, type RealtimeDeps } from '../../../server/realtime/realtime.ts';
import { signChannel, signUser } from '../../../server/realtime/signature.ts';

export const APP: RealtimeApp = {
  id: '1001',
  key: 'app-key',
  secret: 'app-secret',
  enabled: true,
  maxConnections: null,
  origins: ['*'],
  clientEvents: true,
  userAuthentication: true,
  authorizedConnections: false,
  subscriptionCount: false,
  keepNotifications: false,
  webhooks: [],
};

export interface Host extends Realtime {
  readonly port: number;
  /** Of a well-behaved client. */
  readonly url: string;
  readonly appState: AppState;
  /** Told so far, oldest first. */
  readonly events: readonly AppEvent[];
  /** Changes the app while it runs; null removes it. */
  change(settings: Partial<RealtimeApp> | null): void;
}

/** The plugin on a bare HTTP server, or one for TLS, with one app; gone at the end of the test. */
export async function startRealtime(
  settings: Partial<RealtimeApp> = {},
  deps: Partial<RealtimeDeps> = {},
  tls: Readonly<{ cert: string; key: string }> | null = null,
): Promise<Host> {
  let app: RealtimeApp | undefined = { ...APP, ...settings };
  const events: AppEvent[] = [];
  const realtime = createRealtime({
    apps: {
      byId: (id) => (app?.id === id ? app : undefined),
      byKey: (key) => (app?.key === key ? app : undefined),
      refresh: async () => {},
    },
    guard: () => null,
    log: { debug() {}, info() {} },
    onEvent: (_app, event) => events.push(event),
    ...deps,
  });
  const bounds = { connectionsCheckingInterval: 50 };
  const http = tls === null ? createServer(bounds) : https.createServer({ ...bounds, ...tls });
  http.on('request', (_request, response) => response.writeHead(404).end());
  realtime.attach(http);
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    await realtime.close();
    await new Promise((resolve) => http.close(resolve));
  });
  const { port } = http.address() as AddressInfo;
  return {
    ...realtime,
    port,
    url: `${tls === null ? 'ws' : 'wss'}://127.0.0.1:${port}/app/${APP.key}?protocol=7&client=js&version=8.6.0&flash=false`,
    appState: realtime.appStates.get(app),
    events,
    change(changed) {
      app = changed === null ? undefined : { ...APP, ...app, ...changed };
    },
  };
}

/** The stock client, with its own signatures; `user` is what it signs in as. */
export function stockClient(
  { port }: Host,
  { user, member, ...options }: Readonly<{ user?: object; member?: object }> & Partial<Options> = {},
): Pusher {
  const pusher = new Pusher(APP.key, {
    cluster: 'mt1',
    wsHost: '127.0.0.1',
    wsPort: port,
    forceTLS: false,
    enabledTransports: ['ws'],
    disableStats: true,
    channelAuthorization: {
      transport: 'ajax',
      endpoint: '',
      customHandler({ socketId, channelName }, done) {
        const data = channelName.startsWith('presence-') && member ? JSON.stringify(member) : undefined;
        const auth = signChannel(APP, socketId, channelName, data);
        done(null, { auth, ...(data !== undefined && { channel_data: data }) });
      },
    },
    userAuthentication: {
      transport: 'ajax',
      endpoint: '',
      customHandler({ socketId }, done) {
        const data = JSON.stringify(user);
        done(null, { auth: signUser(APP, socketId, data), user_data: data });
      },
    },
    ...options,
  });
  onTestFinished(() => pusher.disconnect());
  return pusher;
}

type Bindable = Readonly<{ bind(event: string, callback: (data: unknown) => void): unknown }>;

export const once = (target: Bindable, event: string): Promise<unknown> =>
  new Promise((resolve) => {
    target.bind(event, resolve);
  });

export type Frame = Readonly<{ event: string; channel?: string; data?: unknown; user_id?: unknown }>;

export interface RawClient {
  readonly socket: WebSocket;
  readonly frames: readonly Frame[];
  send(frame: unknown): void;
  /** Waits for the next frame that no call has returned yet. */
  next(): Promise<Frame>;
  /** Waits for `[code, reason]` of the close frame. */
  closed: Promise<readonly [number, string]>;
}

/** A bare WebSocket that knows nothing of the protocol. */
export function rawClient(url: string, options: ClientOptions = {}): RawClient {
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
      await expect.poll(() => frames.length, { interval: 5, timeout: 30_000 }).toBeGreaterThan(taken);
      taken += 1;
      const frame = frames[taken - 1];
      if (frame === undefined) throw new Error('no frame');
      return frame;
    },
  };
}

export interface Client extends RawClient {
  readonly socketId: string;
  /** Subscribes with the right signature, and takes no answer. */
  subscribe(channel: string, channelData?: string): void;
  /** Subscribes and takes the success. */
  join(channel: string, channelData?: string): Promise<Frame>;
  signIn(userData: string): void;
  unsubscribe(channel: string): void;
  /** A round trip, after which the frames sent before have arrived. All that had not been taken is returned. */
  rest(): Promise<readonly Frame[]>;
}

export const subscribe = (channel: string, auth?: string, channelData?: string) => ({
  event: 'pusher:subscribe',
  data: { channel, auth, channel_data: channelData },
});

/** A client that has been welcomed. */
export async function connected(url: string, options: ClientOptions = {}): Promise<Client> {
  const client = rawClient(url, options);
  const hello = await client.next();
  expect(hello.event).toBe('pusher:connection_established');
  const { socket_id: socketId } = JSON.parse(String(hello.data)) as { socket_id: string };
  const join = (channel: string, data?: string) =>
    client.send(subscribe(channel, signChannel(APP, socketId, channel, data), data));
  return {
    ...client,
    socketId,
    subscribe: join,
    async join(channel, data) {
      join(channel, data);
      const frame = await client.next();
      expect(frame).toMatchObject({ event: 'pusher_internal:subscription_succeeded', channel });
      return frame;
    },
    signIn: (userData) =>
      client.send({
        event: 'pusher:signin',
        data: { auth: signUser(APP, socketId, userData), user_data: userData },
      }),
    unsubscribe: (channel) => client.send({ event: 'pusher:unsubscribe', data: { channel } }),
    async rest() {
      client.send({ event: 'pusher:ping', data: {} });
      const frames: Frame[] = [];
      for (;;) {
        const frame = await client.next();
        if (frame.event === 'pusher:pong') return frames;
        frames.push(frame);
      }
    },
  };
}
