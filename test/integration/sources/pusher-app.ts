/** Somebody's app: a real Pusher server, the stock SDK that publishes, and an address that signs channels and takes answers. */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type PusherServer from 'pusher';
import { onTestFinished } from 'vitest';
import type { ChannelsSource, TitledTemplate } from '#app/source-definition';
import type { AppSettings } from '../../../server/apps/app-settings.ts';
import { newDataDir, startServer, type TestServer } from '../../support/server.ts';
import { sdkFor } from '../pusher-sdk.ts';
import { startRelay } from '../relay.ts';

export type Taken = Readonly<{
  path: string;
  authorization: string | undefined;
  key: string | undefined;
  body: unknown;
}>;

export interface PusherApp {
  readonly server: TestServer;
  readonly sdk: PusherServer;
  /** Requests to `web` that were no signatures, oldest first. */
  readonly taken: readonly Taken[];
  /** Of its web server. */
  readonly web: string;
  /** Statuses with which it answers next, then 200. */
  readonly answers: { status: number; headers?: Record<string, string> }[];
  source(fields?: Partial<ChannelsSource>): ChannelsSource;
  /** Channels that its web server does not sign. */
  readonly forbidden: Set<string>;
  /** Ends every connection of sources. */
  cut(): void;
  stop(): Promise<void>;
  /** On the same port. */
  start(): Promise<void>;
}

export const TOKEN = 'token-of-ada';
const SHIPPED: TitledTemplate = {
  event: 'order.shipped',
  title: 'Order {{order_number}} shipped',
  message: 'It arrives on {{estimated_delivery}}.',
  url: '{{tracking_url}}',
  dedupe_key: '{{order_id}}',
};

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

export async function startPusherApp(settings: Partial<AppSettings> = {}): Promise<PusherApp> {
  const options = { embedded: false, dataDir: newDataDir(), settings: { clientEvents: true, ...settings } };
  let server = await startServer(options);
  const relay = await startRelay(server.url);
  const sdk = sdkFor(server);
  const taken: Taken[] = [];
  const forbidden = new Set<string>();
  const answers: { status: number; headers?: Record<string, string> }[] = [];

  const web = createServer(async (request, response) => {
    const { url: path = '', headers } = request;
    const body = await textOf(request);
    if (path === '/auth') {
      if (headers.authorization !== `Bearer ${TOKEN}`) return response.writeHead(403).end();
      const form = new URLSearchParams(body);
      const [socket, channel] = [form.get('socket_id') ?? '', form.get('channel_name') ?? ''];
      if (forbidden.has(channel)) return response.writeHead(403).end();
      const member = channel.startsWith('presence-')
        ? { user_id: 'ada', user_info: { name: 'Ada' } }
        : undefined;
      return response.end(JSON.stringify(sdk.authorizeChannel(socket, channel, member)));
    }
    const key = headers['idempotency-key'];
    taken.push({
      path,
      authorization: headers.authorization,
      key: typeof key === 'string' ? key : undefined,
      body: JSON.parse(body),
    });
    const answer = answers.shift() ?? { status: 200 };
    return response.writeHead(answer.status, answer.headers).end();
  });
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
  const webUrl = `http://127.0.0.1:${(web.address() as AddressInfo).port}`;
  onTestFinished(async () => {
    web.closeAllConnections();
    web.close();
    await server.close();
  });

  return {
    get server() {
      return server;
    },
    ...{ sdk, taken, answers, forbidden, web: webUrl },
    source: (fields = {}) => ({
      ...{ id: 's-shop', name: 'Shop', colour: 'teal', enabled: true, kind: 'channels', key: server.app.key },
      endpoint: { host: '127.0.0.1', port: Number(new URL(relay.url).port), tls: false },
      ...{ auth: null, channels: ['orders'], templates: [SHIPPED] },
      ...fields,
    }),
    cut: () => relay.closeAll(4100),
    stop: () => server.stop(),
    async start() {
      server = await startServer({ ...options, port: Number(new URL(server.url).port) });
    },
  };
}

/** Data of an `order.shipped`, as the shop sends it. */
export const order = (id: number) => ({
  order_id: id,
  order_number: `A-${id}`,
  estimated_delivery: 'Friday',
  tracking_url: `https://track.example/${id}`,
});
