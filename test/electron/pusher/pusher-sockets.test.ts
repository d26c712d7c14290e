import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { createChannel } from '../../../electron/inbox/channel.ts';

let end: (() => void) | undefined;
afterEach(() => end?.());

test.each([
  ['as an object', { code: null, message: 'over quota' }],
  ['as a string', JSON.stringify({ message: 'over quota' })],
])(
  'an error without a code before the handshake (%s) is a lost connection, not the end of main',
  async (_how, data) => {
    const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    await once(server, 'listening');
    const uncaught: unknown[] = [];
    const catchAll = (error: unknown): void => void uncaught.push(error);
    process.on('uncaughtException', catchAll);
    let connections = 0;
    server.on('connection', (socket) => {
      connections += 1;
      socket.send(JSON.stringify({ event: 'pusher:error', data }));
    });
    const channel = createChannel({
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      appKey: 'key',
      userId: 1,
      authorize: () => Promise.reject(new Error('not asked')),
      onSubscribed: () => {},
      onLost: () => {},
      onDelta: () => {},
      onGap: () => {},
      onRules() {},
      log: () => {},
      random: () => 0,
    });
    end = () => {
      channel.dispose();
      server.close();
      process.off('uncaughtException', catchAll);
    };
    await expect.poll(() => connections).toBeGreaterThan(2);
    expect(uncaught).toEqual([]);
  },
);
