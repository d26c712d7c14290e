import { describe, expect, it, vi } from 'vitest';
import { connected, rawClient, startRealtime } from './harness.ts';

const quick = { limits: { pingIntervalMs: 20 } };

describe('liveness', () => {
  it('a client that answers nothing is pinged on both levels, then closed with 4201, subscribed or not', async () => {
    const { url } = await startRealtime({}, quick);
    const client = rawClient(url, { autoPong: false });
    let pings = 0;
    client.socket.on('ping', () => {
      pings += 1;
    });
    expect((await client.closed)[0]).toBe(4201);
    expect(client.frames.map(({ event }) => event)).toEqual(['pusher:connection_established', 'pusher:ping']);
    expect(pings).toBe(1);
  });

  it('a client that only answers WebSocket pings stays', async () => {
    const { url } = await startRealtime({}, quick);
    const client = await connected(url);
    let pings = 0;
    client.socket.on('ping', () => {
      pings += 1;
    });
    await expect.poll(() => pings).toBeGreaterThan(5);
    await client.rest();
  });

  it('a client that only sends WebSocket pings stays, and has them answered with what it sent', async () => {
    const { url } = await startRealtime({}, { limits: { pingIntervalMs: 50 } });
    const client = rawClient(url, { autoPong: false });
    const pongs: string[] = [];
    client.socket.on('pong', (payload) => pongs.push(payload.toString()));
    client.socket.on('open', () => {
      const timer = setInterval(() => client.socket.ping('are you there'), 15);
      client.socket.on('close', () => clearInterval(timer));
    });
    // For many more intervals than one that says nothing would have.
    await expect.poll(() => pongs.length).toBeGreaterThan(30);
    expect(client.socket.readyState).toBe(client.socket.OPEN);
    expect(new Set(pongs)).toEqual(new Set(['are you there']));
  });

  it('a pusher:ping is answered', async () => {
    const { url } = await startRealtime();
    const client = await connected(url);
    client.send('{"event":"pusher:ping"}');
    expect(await client.next()).toEqual({ event: 'pusher:pong', data: '{}' });
  });
});

it('a closed connection holds no timer', async () => {
  const started = vi.spyOn(globalThis, 'setTimeout');
  const stopped = vi.spyOn(globalThis, 'clearTimeout');
  const pingIntervalMs = 12_345;
  const { url } = await startRealtime({}, { limits: { pingIntervalMs } });
  const client = await connected(url);
  const heartbeat = started.mock.results[started.mock.calls.findIndex(([, ms]) => ms === pingIntervalMs)];
  expect(heartbeat).toBeDefined();
  client.socket.terminate();
  await expect.poll(() => stopped.mock.calls.flat()).toContain(heartbeat?.value);
});
