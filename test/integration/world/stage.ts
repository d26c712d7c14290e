/** What is played around main processes and servers: networks, disks and clocks. Import it first. */
import fs from 'node:fs';
import { afterEach, beforeEach, vi } from 'vitest';
import type { Network } from '../../../electron/network/network.ts';
import { owners, ways } from './device.ts';

// The way into the network of each main process is played; what it says and hears there is its own.
vi.mock(import('../../../electron/network/choose-stack.ts'), async (original) => ({
  ...(await original()),
  createNetwork({ session }): Network {
    const way = ways.get(session());
    if (way === undefined) throw new Error('nobody has this session');
    return {
      send: (url, request) => way.send(url, request),
      socket: (url) => way.socket(url),
      handshake: () => Promise.reject(new Error('not played')),
      routes: () => Promise.reject(new Error('not played')),
    };
  },
}));
vi.mock(import('../../../electron/pusher/direct.ts'), () => ({
  directSocket(url) {
    const way = owners.get(new URL(url).hostname);
    if (way === undefined) throw new Error(`nobody owns ${url}`);
    return way.socket(url);
  },
}));
// In one turn, so that a seed determines the result.
vi.mock(import('../../../electron/system/whole-file.ts'), async (original) => ({
  ...(await original()),
  writeWhole: async (file, text) => fs.writeFileSync(file, text),
}));

beforeEach(() => {
  // Power cuts are other tests' matter: here no disk is waited for.
  if (fs.existsSync('/dev/shm')) vi.stubEnv('TMPDIR', '/dev/shm');
  vi.useFakeTimers({
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'performance'],
  });
  vi.stubGlobal('fetch', async (url: URL, { method = 'GET', headers, body }: RequestInit) => {
    const way = owners.get(url.hostname);
    if (way === undefined) throw new Error(`nobody owns ${url}`);
    const sent = {
      method,
      headers: headers as Record<string, string>,
      body: body === undefined ? null : String(body),
    };
    const { status, text } = await way.send(url.href, sent);
    return { ok: status < 300, status, json: async () => JSON.parse(text) };
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});
