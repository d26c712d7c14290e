import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Sdk from 'pusher';

import { expect, it, onTestFinished } from 'vitest';
import { APP, connected, once, startRealtime, stockClient } from './harness.ts';

const CHANNEL = 'private-encrypted-a';

/** As an app's own server has it; this one never learns the key. @param port of what it publishes to */
const createSdk = (port = 1) =>
  new Sdk({
    appId: APP.id,
    key: APP.key,
    secret: APP.secret,
    host: '127.0.0.1',
    port: String(port),
    useTLS: false,
    encryptionMasterKeyBase64: Buffer.alloc(32, 7).toString('base64'),
  });

/** The data that the SDK puts on the wire. */
async function encrypted(data: unknown): Promise<string> {
  let body = '';
  const http = createServer((request, response) => {
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => response.end('{}'));
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void http.close());
  await createSdk((http.address() as AddressInfo).port).trigger(CHANNEL, 'e', data);
  return (JSON.parse(body) as { data: string }).data;
}

it('relays what it cannot read, byte for byte', async () => {
  const { url, appState } = await startRealtime();
  const client = await connected(url);
  await client.join(CHANNEL);
  const data = '{"nonce":"AAAA","ciphertext":"BBBB=="}';
  appState.publish(CHANNEL, 'e', data);
  expect(await client.next()).toEqual({ event: 'e', channel: CHANNEL, data });
});

it('reaches a stock client that has the secret', async () => {
  const host = await startRealtime();
  const { appState } = host;
  const pusher = stockClient(host, {
    channelAuthorization: {
      transport: 'ajax',
      endpoint: '',
      customHandler({ socketId, channelName }, done) {
        done(null, createSdk().authorizeChannel(socketId, channelName));
      },
    },
  });
  const channel = pusher.subscribe(CHANNEL);
  await once(channel, 'pusher:subscription_succeeded');
  const got = once(channel, 'e');
  appState.publish(CHANNEL, 'e', await encrypted({ secret: 'ünï' }));
  expect(await got).toEqual({ secret: 'ünï' });
});
