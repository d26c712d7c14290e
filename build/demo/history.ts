import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { SendRequest } from '#server/send';
import { type Sent, send } from './sender.ts';

const ROOT = path.dirname(path.dirname(import.meta.dirname));

export type Past = SendRequest & Readonly<{ minutesAgo: number }>;

/**
 * Fills the inbox with earlier notifications: runs Belfry's server on the same database, while the app does not run, with its clock
 * set back.
 * @param past oldest first
 */
export async function fillHistory(profile: string, past: readonly Past[]): Promise<readonly Sent[]> {
  const clock = path.join(import.meta.dirname, 'set-clock.ts');
  const flags = ['--data-dir', profile, '--port', '0', '--log-level', 'error'];
  const server = spawn(
    process.execPath,
    ['--import', clock, path.join(ROOT, 'server', 'main.ts'), ...flags],
    { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] },
  );
  const ended = once(server, 'exit');
  const sent: Sent[] = [];
  try {
    const ready = once(server.stdout as NodeJS.ReadableStream, 'data');
    await Promise.race([ready, ended.then(() => Promise.reject(new Error('the server did not start')))]);
    for (const { minutesAgo, ...request } of past) {
      const set = once(server, 'message');
      server.send(Date.now() - minutesAgo * 60_000);
      await set;
      sent.push(await send(profile, request));
    }
    return sent;
  } finally {
    server.kill();
    await ended;
  }
}
