import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import type { Endpoint } from '#server/session';
import { type BackendClient, createBackendClient } from '../../../electron/backend/client.ts';
import { until } from '../../support/poll.ts';

const MAIN = path.resolve(import.meta.dirname, '../../../server/main.ts');

/** A standalone server in a separate process that can be killed at any moment. */
export interface Killable {
  readonly url: string;
  token(): string;
  client(): BackendClient;
  kill(): Promise<void>;
  /** On the same port, with the same data. */
  start(): Promise<void>;
  /** Kills it, and removes its data. */
  remove(): Promise<void>;
}

export async function startKillable(dataDir: string): Promise<Killable> {
  let child: ChildProcess | null = null;
  const endpoint = (): Endpoint => JSON.parse(fs.readFileSync(path.join(dataDir, 'endpoint.json'), 'utf8'));

  async function start(port: string): Promise<void> {
    const started = spawn(process.execPath, [MAIN, '--port', port, '--data-dir', dataDir]);
    child = started;
    let output = '';
    started.stdout.on('data', (chunk) => {
      output += chunk;
    });
    await until('the server', () => output.includes('ready'));
  }

  async function kill(): Promise<void> {
    const ending = child;
    child = null;
    if (ending === null) return;
    const ended = once(ending, 'exit');
    ending.kill('SIGKILL');
    await ended;
  }

  await start('0');
  const { url } = endpoint();
  return {
    url,
    token: () => endpoint().token,
    client() {
      const { token } = endpoint();
      return createBackendClient({ url, token, senderToken: token });
    },
    kill,
    start: () => start(new URL(url).port),
    async remove() {
      await kill();
      fs.rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
