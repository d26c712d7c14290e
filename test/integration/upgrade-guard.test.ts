import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { expect, it, onTestFinished } from 'vitest';
import { type ClientOptions, WebSocket } from 'ws';
import { type Backend, startBackend } from './backend.ts';

function open(backend: Backend, options: ClientOptions): WebSocket {
  const url = `${backend.url.replace('http', 'ws')}/app/${backend.appKey}?protocol=7`;
  const socket = new WebSocket(url, options);
  socket.on('error', () => {});
  onTestFinished(() => socket.terminate());
  return socket;
}

it.each<[string, ClientOptions, string]>([
  ['a page of another site', { origin: 'https://elsewhere.example' }, 'foreign_origin'],
  ['a name that was pointed at this computer', { headers: { Host: 'elsewhere.example' } }, 'foreign_host'],
])('the embedded server answers a WebSocket from %s with 403', async (_what, options, code) => {
  const backend = await startBackend();
  const [, response] = (await once(open(backend, options), 'unexpected-response')) as [
    unknown,
    IncomingMessage,
  ];
  expect(response.statusCode).toBe(403);
  const body = JSON.parse(Buffer.concat(await response.toArray()).toString());
  expect(body).toMatchObject({ error: { code } });
});

it('admits requests from its own origin, or from no page at all', async () => {
  const backend = await startBackend();
  for (const options of [{ origin: backend.url }, {}]) {
    const [hello] = await once(open(backend, options), 'message');
    expect(String(hello)).toContain('pusher:connection_established');
  }
});
