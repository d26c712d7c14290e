import { execFile } from 'node:child_process';
import path from 'node:path';
import Pusher from 'pusher';
import PusherClient from 'pusher-js';
import { expect, it, onTestFinished } from 'vitest';
import { DRIVERS } from '../support/drivers.ts';
import { startServer } from '../support/server.ts';

const MAIN = path.resolve(import.meta.dirname, '../../server/main.ts');

type Shown = Readonly<{ id: string; key: string; secret: string; encryptionMasterKey: string }>;

/** Five processes start one after the other. */
const TIMEOUT_MS = 60_000;

it.each(DRIVERS.flatMap((driver) => [true, false].map((embedded) => ({ driver, embedded }))))(
  'a running server ($driver, embedded: $embedded) follows the command line with the next request',
  { timeout: TIMEOUT_MS },
  async ({ driver, embedded }) => {
    // The server serves the stored apps, because no other app is given.
    const server = await startServer({ driver, storedApps: true, embedded });
    onTestFinished(() => server.close());
    const { hostname, port } = new URL(server.url);

    /** In a separate process, as an admin runs it. */
    function app(...argv: string[]): Promise<Shown> {
      const args = [MAIN, 'app', ...argv, '--json', '--data-dir', server.dataDir];
      return new Promise((resolve, reject) => {
        execFile(process.execPath, args, (error, shown) => {
          if (error === null) resolve([JSON.parse(shown)].flat()[0]);
          else reject(error);
        });
      });
    }
    async function publish({ id: appId, key, secret }: Shown): Promise<number> {
      const sdk = new Pusher({ appId, key, secret, host: hostname, port, useTLS: false });
      return sdk.trigger('news', 'hello', { from: 'outside' }).then(
        ({ status }) => status,
        ({ status }) => status,
      );
    }
    function connect({ key }: Shown): PusherClient {
      const client = new PusherClient(key, {
        cluster: '',
        wsHost: hostname,
        wsPort: Number(port),
        forceTLS: false,
        enabledTransports: ['ws'],
      });
      onTestFinished(() => client.disconnect());
      return client;
    }

    const added = await app('add');
    expect(await publish(added)).toBe(200);
    const client = connect(added);
    const heard: unknown[] = [];
    const channel = client.subscribe('news');
    channel.bind('hello', (data: unknown) => heard.push(data));
    await new Promise((resolve) => channel.bind('pusher:subscription_succeeded', resolve));
    expect(await publish(added)).toBe(200);
    await expect.poll(() => heard).toEqual([{ from: 'outside' }]);

    const rotated = await app('rotate', added.id);
    expect(await publish(added)).toBe(401);
    expect(await publish(rotated)).toBe(200);

    await app('update', added.id, '--enabled', 'off');
    expect(await publish(rotated)).toBe(403);
    const turnedAway = new Promise((resolve) => connect(added).connection.bind('error', resolve));
    expect(await turnedAway).toMatchObject({ error: { data: { code: 4003 } } });

    await app('remove', added.id);
    expect(await publish(rotated)).toBe(404);
  },
);
