import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import type { ReadyMessage } from '#server/session';
import { createConnection } from '../../../electron/inbox/connection.ts';

/** A backend that takes connections and says nothing. */
async function listen(): Promise<{ ready: ReadyMessage; connections: () => number }> {
  let connections = 0;
  const server = net.createServer((socket) => {
    connections += 1;
    onTestFinished(() => void socket.destroy());
  });
  server.listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const ready: ReadyMessage = {
    ...{ type: 'ready', url, token: '0|inbox', user_id: 1, epoch: 'e', revision: 0, app_key: 'key' },
    endpoint: { url, token: '1|send' },
  };
  return { ready, connections: () => connections };
}

test('a backend that ends while its channel is being made ready gets none', async () => {
  const [first, second] = [await listen(), await listen()];
  const connection = createConnection({ log: () => {} });
  onTestFinished(() => connection.dispose());
  connection.onBackend({ status: 'ready', ready: first.ready });
  connection.onBackend({ status: 'starting' });
  connection.onBackend({ status: 'ready', ready: second.ready });
  await expect.poll(second.connections).toBe(1);
  expect(first.connections()).toBe(0);
  expect(connection.state()).toEqual({ status: 'connecting' });
});
