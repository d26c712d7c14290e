/** The HTTP API alone: real HTTP, with the live state of an app written down instead of sent. */
import { createHash, createHmac } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import Fastify, { type FastifyBaseLogger } from 'fastify';
import { onTestFinished } from 'vitest';
import type { RealtimeApp } from '../../../../server/apps/realtime-app.ts';
import { answerBrokenRequest, answerError } from '../../../../server/http/answers.ts';
import type { Routes } from '../../../../server/http/http.ts';
import type { AppState, ChannelInfo } from '../../../../server/realtime/app-state.ts';
import { type PusherDeps, registerPusherApi } from '../../../../server/routes/pusher/pusher.ts';
import { quiet } from '../../../support/server.ts';

export const makeApp = (overrides: Partial<RealtimeApp> = {}): RealtimeApp => ({
  id: '1001',
  key: 'app-key',
  secret: 'app-secret',
  enabled: true,
  maxConnections: null,
  origins: ['*'],
  clientEvents: false,
  userAuthentication: true,
  authorizedConnections: false,
  subscriptionCount: true,
  keepNotifications: true,
  webhooks: [],
  ...overrides,
});

export type SignOptions = Readonly<{
  app?: Readonly<{ id: string; key: string; secret: string }>;
  query?: Readonly<Record<string, string>>;
  body?: string | Uint8Array | undefined;
  /** Seconds since the epoch. */
  timestamp?: number;
}>;

/** Target of a request as the SDKs sign it, written from the protocol's description. @param path after `/apps/{id}` */
export function signedTarget(method: string, path: string, options: SignOptions = {}): string {
  const { app = makeApp(), query = {}, body, timestamp = Math.floor(Date.now() / 1_000) } = options;
  const full = `/apps/${app.id}${path}`;
  const params: Record<string, string> = {
    auth_key: app.key,
    auth_timestamp: `${timestamp}`,
    auth_version: '1.0',
    ...(body === undefined || body.length === 0
      ? {}
      : { body_md5: createHash('md5').update(body).digest('hex') }),
    ...query,
  };
  const signed = Object.keys(params)
    .sort()
    .map((name) => `${name}=${params[name]}`)
    .join('&');
  const signature = createHmac('sha256', app.secret).update(`${method}\n${full}\n${signed}`).digest('hex');
  return `${full}?${new URLSearchParams({ ...params, auth_signature: signature })}`;
}

type Live = Readonly<{
  connections?: number;
  channels?: readonly ChannelInfo[];
  users?: Readonly<Record<string, readonly string[]>>;
  cached?: Readonly<Record<string, ReturnType<AppState['cached']>>>;
}>;

export type Answer = Readonly<{
  status: number;
  headers: Readonly<Record<string, unknown>>;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads the answer that it asks for
  body: any;
}>;

export interface Harness {
  readonly routes: Routes;
  /** What reached the live state, in order: `publish`, `sendToUser` or `terminateUser` with its arguments. */
  readonly done: readonly (readonly unknown[])[];
  readonly kept: readonly Parameters<PusherDeps['storeNotification']>[1][];
  /** As it is, signature and all. */
  send(method: 'GET' | 'POST' | 'PUT', target: string, body?: string | Uint8Array): Promise<Answer>;
  /** Signed as an SDK does; a body that is no string goes out as JSON. */
  call(method: 'GET' | 'POST', path: string, body?: unknown, options?: SignOptions): Promise<Answer>;
  /** On a free port, until the end of the test. */
  listen(): Promise<number>;
}

export function startHttpApi(
  options: Readonly<
    { app?: RealtimeApp; live?: Live } & Partial<Pick<PusherDeps, 'storeNotification' | 'now' | 'log'>>
  > = {},
): Harness {
  const { app = makeApp(), live = {} } = options;
  const done: unknown[][] = [];
  const kept: Parameters<PusherDeps['storeNotification']>[1][] = [];
  const channels = live.channels ?? [];
  const appState: AppState = {
    app,
    connections: live.connections ?? 0,
    publish: (...args) => done.push(['publish', ...args]),
    sendToUser: (...args) => done.push(['sendToUser', ...args]),
    terminateUser: (...args) => done.push(['terminateUser', ...args]),
    bindToken() {},
    bindings: () => [],
    disconnectWhere() {},
    recheck() {},
    channels: (prefix = '') => channels.filter(({ name }) => name.startsWith(prefix)),
    channel: (name) => channels.find((one) => one.name === name) ?? null,
    users: (name) => [...(live.users?.[name] ?? [])],
    cached: (name) => live.cached?.[name] ?? null,
  };
  const log: FastifyBaseLogger = quiet;
  const routes: Routes = Fastify({
    loggerInstance: log,
    frameworkErrors: answerError,
    clientErrorHandler: answerBrokenRequest,
    routerOptions: { maxParamLength: 2_048 },
  });
  routes.setErrorHandler(answerError);
  routes.setSerializerCompiler(() => JSON.stringify);
  registerPusherApi(routes, {
    apps: { byId: (id) => (id === app.id ? app : undefined), refresh: async () => {} },
    appStates: { get: () => appState },
    storeNotification: async (_app, event) => {
      kept.push(event);
      return 'ignored';
    },
    now: Date.now,
    log,
    ...options,
  });
  onTestFinished(() => routes.close());

  async function send(
    method: 'GET' | 'POST' | 'PUT',
    target: string,
    body?: string | Uint8Array,
  ): Promise<Answer> {
    const answer = await routes.inject({
      method,
      url: target,
      ...(body === undefined ? {} : { payload: Buffer.from(body) }),
    });
    return { status: answer.statusCode, headers: answer.headers, body: answer.json() };
  }

  return {
    routes,
    done,
    kept,
    send,
    call(method, path, body, signing = {}) {
      const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
      return send(method, signedTarget(method, path, { body: text, ...signing }), text);
    },
    async listen() {
      await routes.listen({ port: 0, host: '127.0.0.1' });
      return (routes.server.address() as AddressInfo).port;
    },
  };
}
