/** A backend of somebody's app: the stock server SDK, and stock clients that it authorises. */
import PusherServer from 'pusher';
import PusherClient, { type Channel } from 'pusher-js';
import { onTestFinished } from 'vitest';
import { startServer, type TestServer } from '../support/server.ts';

/** 32 bytes. */
const MASTER_KEY = Buffer.alloc(32, 7).toString('base64');

export interface Stage {
  readonly server: TestServer;
  readonly sdk: PusherServer;
  /** A client that is connected; with a user, it is that user on presence channels and when it signs in. */
  client(user?: string): Promise<PusherClient>;
}

export async function startStage(options: Parameters<typeof startServer>[0] = {}): Promise<Stage> {
  const server = await startServer({
    embedded: false,
    ...options,
    settings: { clientEvents: true, userAuthentication: true, subscriptionCount: true, ...options.settings },
  });
  onTestFinished(() => server.close());
  const sdk = sdkFor(server);
  return {
    server,
    sdk,
    async client(user = 'nobody') {
      const { hostname, port } = new URL(server.url);
      const client = new PusherClient(server.app.key, {
        cluster: 'mt1',
        wsHost: hostname,
        wsPort: Number(port),
        forceTLS: false,
        enabledTransports: ['ws'],
        channelAuthorization: {
          customHandler({ socketId, channelName }, callback) {
            const presence = channelName.startsWith('presence-') ? { user_id: user } : undefined;
            callback(null, sdk.authorizeChannel(socketId, channelName, presence));
          },
        },
        userAuthentication: {
          customHandler({ socketId }, callback) {
            callback(null, sdk.authenticateUser(socketId, { id: user }));
          },
        },
      });
      onTestFinished(() => client.disconnect());
      await once(client.connection, 'connected');
      return client;
    },
  };
}

/** As an app configures it. */
export function sdkFor(
  { url, app }: Pick<TestServer, 'url' | 'app'>,
  overrides: Partial<Pick<PusherServer.BaseOptions, 'appId' | 'key' | 'secret'>> = {},
): PusherServer {
  const { hostname, port } = new URL(url);
  return new PusherServer({
    appId: app.id,
    key: app.key,
    secret: app.secret,
    host: hostname,
    port,
    encryptionMasterKeyBase64: MASTER_KEY,
    ...overrides,
  });
}

type Bindable = Readonly<{ bind(event: string, callback: (data: unknown) => void): unknown }>;

export const once = (target: Bindable, event: string): Promise<unknown> =>
  new Promise((resolve) => target.bind(event, resolve));

export async function subscribed(client: PusherClient, name: string): Promise<Channel> {
  const channel = client.subscribe(name);
  await once(channel, 'pusher:subscription_succeeded');
  return channel;
}

export async function signedIn(client: PusherClient): Promise<PusherClient> {
  client.signin();
  await client.user.signinDonePromise;
  return client;
}

/** Events by name and data, as they come; without the protocol's own. */
export function record(
  target: Readonly<{ bind_global(callback: (event: string, data: unknown) => void): unknown }>,
) {
  const seen: (readonly [string, unknown])[] = [];
  target.bind_global((event, data) => {
    if (!event.startsWith('pusher')) seen.push([event, data]);
  });
  return seen;
}

/** What the SDK made of a refusal: the status and our code. */
export async function refusalOf(answer: Promise<unknown>): Promise<readonly [number | undefined, unknown]> {
  try {
    await answer;
  } catch (error) {
    if (!(error instanceof PusherServer.RequestError)) throw error;
    return [error.status, JSON.parse(error.body ?? '{}').error?.code];
  }
  return [200, null];
}
