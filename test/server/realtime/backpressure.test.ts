import fs from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Limits } from '../../../server/realtime/limits.ts';
import { ERRORS } from '../../../server/realtime/protocol.ts';
import { makeCertificate } from '../../support/certificate.ts';
import { newDataDir } from '../../support/server.ts';
import { type Client, connected, startRealtime } from './harness.ts';

function pem() {
  const folder = newDataDir();
  onTestFinished(() => fs.rmSync(folder, { recursive: true }));
  const { certFile, keyFile } = makeCertificate(folder);
  return { cert: fs.readFileSync(certFile, 'utf8'), key: fs.readFileSync(keyFile, 'utf8') };
}

describe('a client that does not read', () => {
  it.each<[what: string, over: 'TCP' | 'TLS', limits: Partial<Limits>, size: number]>([
    ['bytes', 'TCP', { queueBytes: 256 * 1024 }, 64 * 1024],
    ['bytes', 'TLS', { queueBytes: 256 * 1024 }, 64 * 1024],
    ['frames', 'TCP', { queueFrames: 5 }, 512 * 1024],
    ['frames', 'TLS', { queueFrames: 5 }, 512 * 1024],
  ])('is closed with 4100 when too many %s wait, over %s; the others get everything', async (...row) => {
    const [, over, limits, size] = row;
    // The slow one reads its goodbye when the others have everything.
    const patient = { queueBytes: 2 ** 30, closeTimeoutMs: 60_000, ...limits };
    const { url, appState } = await startRealtime({}, { limits: patient }, over === 'TLS' ? pem() : null);
    const open = () => connected(url, { rejectUnauthorized: false });
    const [slow, quick] = [await open(), await open()];
    for (const client of [slow, quick]) await client.join('presence-a', `{"user_id":"${client.socketId}"}`);
    await slow.rest();
    slow.socket.pause();
    const data = 'x'.repeat(size);
    const rounds = 200;
    const told = [];
    for (let round = 1; round <= rounds; round += 1) {
      appState.publish('presence-a', `e${round}`, data);
      let frame = await quick.next();
      if (frame.event === 'pusher_internal:member_removed') {
        told.push(frame.data);
        frame = await quick.next();
      }
      expect(frame.event).toBe(`e${round}`);
    }
    // It has left before its socket is closed.
    expect(told).toEqual([JSON.stringify({ user_id: slow.socketId })]);
    expect(appState.connections).toBe(1);
    slow.socket.resume();
    expect(await slow.closed).toEqual([4100, ERRORS.too_slow.message]);
    expect(slow.frames.length).toBeLessThan(rounds);
  });

  it.each<[what: string, ask: (client: Client) => void]>([
    ['messages', (client) => client.subscribe('#'.repeat(10_000))],
    ['pings', ({ socket }) => socket.ping('x'.repeat(125))],
  ])('cannot fill the memory by asking for answers either, with %s', async (_what, ask) => {
    const limits = {
      queueBytes: 64 * 1024,
      closeTimeoutMs: 60_000,
      messages: { perSecond: 1e6, burst: 1e6 },
    };
    const { url, appState } = await startRealtime({}, { limits });
    const client = await connected(url);
    client.socket.pause();
    const flood = setInterval(() => {
      // What the server does not read yet must not fill the memory of the test.
      for (let i = 0; i < 1_000 && client.socket.bufferedAmount < 1_000_000; i += 1) ask(client);
    }, 1);
    onTestFinished(() => clearInterval(flood));
    await expect.poll(() => appState.connections).toBe(0);
    clearInterval(flood);
    client.socket.resume();
    expect((await client.closed)[0]).toBe(4100);
  });

  it('takes with it, in one go, all that are as slow', async () => {
    const { url, appState } = await startRealtime(
      { subscriptionCount: true },
      { limits: { queueBytes: 8 * 1024 * 1024, counts: { above: 1_000, intervalMs: 5_000 } } },
    );
    const clients = await Promise.all(Array.from({ length: 10 }, () => connected(url)));
    for (const client of clients) await client.join('news');
    for (const client of clients) client.socket.pause();
    const data = 'x'.repeat(1024 * 1024);
    for (let i = 0; i < 40; i += 1) {
      appState.publish('news', 'e', data);
      await new Promise(setImmediate);
    }
    expect(appState.connections).toBe(0);
    expect([...appState.channels()]).toEqual([]);
  });
});
