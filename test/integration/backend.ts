// TEMPORARY stand-in until test/support/server.ts exists.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { CREATED_EVENT, userChannel } from '#server/channel';
import { createRealtime } from '../../server/realtime/plugin.ts';
import { signChannel } from '../../server/realtime/signature.ts';

export interface Backend {
  readonly url: string;
  readonly appKey: string;
  readonly userId: number;
  readonly inboxToken: string;
  readonly sendToken: string;
  stop(): Promise<void>;
  restart(): Promise<void>;
}

const APP = { id: '1001', key: 'app-key', secret: 'app-secret' };

export async function startBackend(): Promise<Backend> {
  let port = 0;
  let stop = async () => {};
  async function start() {
    const realtime = createRealtime({ app: () => APP, guard: () => null, log: { debug() {}, info() {} } });
    const http = createServer((request, response) => {
      let text = '';
      request.on('data', (c) => {
        text += c;
      });
      request.on('end', () => {
        if (request.url === '/broadcasting/auth') {
          const body = new URLSearchParams(text);
          const channel = body.get('channel_name') ?? '';
          const ok = channel === userChannel(1) && request.headers.authorization === 'Bearer inbox';
          response.writeHead(ok ? 200 : 403, { 'content-type': 'application/json' });
          response.end(
            JSON.stringify(ok ? { auth: signChannel(APP, body.get('socket_id') ?? '', channel) } : {}),
          );
        } else {
          const { title } = JSON.parse(text);
          const n = {
            id: crypto.randomUUID(),
            type: 'notification',
            title,
            data: {},
            read_at: null,
            created_at: '2026-11-22T10:00:00.000000Z',
          };
          realtime.hub.publish(userChannel(1), CREATED_EVENT, JSON.stringify(n));
          response.writeHead(201, { 'content-type': 'application/json' });
          response.end(JSON.stringify({ notification: n }));
        }
      });
    });
    realtime.attach(http);
    await new Promise<void>((resolve) => http.listen(port, '127.0.0.1', resolve));
    port = (http.address() as AddressInfo).port;
    stop = async () => {
      await realtime.close();
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    };
  }
  await start();
  onTestFinished(() => stop());
  return {
    url: `http://127.0.0.1:${port}`,
    appKey: APP.key,
    userId: 1,
    inboxToken: 'inbox',
    sendToken: 'send',
    stop: () => stop(),
    restart: async () => {
      await stop();
      await start();
    },
  };
}
