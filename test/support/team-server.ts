/** A team server as its administrator runs it: a separate process that can be killed, and the command line. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import type { SendRequest } from '#server/send';
import type { Endpoint } from '#server/session';
import { ROOT, send } from './app.ts';
import { until } from './poll.ts';
import { newDataDir } from './server.ts';

const MAIN = path.join(ROOT, 'server', 'main.ts');
/** It reads its sources first, which takes a busy computer long. */
const SLOW = { timeout: 60_000 };
const OPTIONS = ['--client-events', 'on', '--send-rate', 'none'];
const run = promisify(execFile);

export interface TeamServer {
  readonly port: number;
  /** A command such as `user list`; @returns what it prints */
  readonly command: (...args: readonly string[]) => Promise<string>;
  /** Adds a user without a password; @returns a code that signs in once */
  readonly enrol: (email: string) => Promise<string>;
  /** As an admin's script does, to the user with this number. @throws Error unless it was taken */
  readonly send: (to: number, request: SendRequest, idempotencyKey?: string) => Promise<string>;
  /** Token that may send to anyone, and ask for receipts. */
  readonly adminToken: string;
  readonly url: string;
  readonly kill: () => Promise<void>;
  /** Again, on the same port and folder. */
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

export async function startTeamServer(): Promise<TeamServer> {
  const dataDir = newDataDir();
  let child: ChildProcess | null = null;
  let port = 0;

  async function start(): Promise<void> {
    const args = ['--port', String(port), '--data-dir', dataDir, ...OPTIONS];
    const started = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'ignore'] });
    child = started;
    let output = '';
    started.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    await until(
      'the team server',
      () => {
        if (!output.includes('ready')) throw new Error('not ready');
        return true;
      },
      SLOW,
    );
    const { url } = JSON.parse(fs.readFileSync(path.join(dataDir, 'endpoint.json'), 'utf8')) as Endpoint;
    port = Number(new URL(url).port);
  }
  async function end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const ending = child;
    if (ending === null) return;
    child = null;
    const ended = once(ending, 'exit');
    ending.kill(signal);
    await ended;
  }
  const command = async (...args: readonly string[]): Promise<string> =>
    (await run(process.execPath, [MAIN, ...args, '--data-dir', dataDir])).stdout.trim();

  await start();
  const url = `http://127.0.0.1:${port}`;
  await command('user', 'add', 'admin@team.example', '--name', 'Admin');
  const printed = await command(
    'user',
    'token',
    'admin@team.example',
    '--name',
    'script',
    '--abilities',
    'send,admin',
  );
  const adminToken = /\d+\|[\w-]+/.exec(printed)?.[0];
  if (adminToken === undefined) throw new Error(`no token in ${printed}`);

  return {
    port,
    url,
    adminToken,
    command,
    async enrol(email) {
      await command('user', 'add', email, '--name', email.split('@')[0] ?? email).catch(() => {});
      const link = /belfry:\S+/.exec(await command('user', 'enroll', email))?.[0] ?? '';
      return new URL(link).searchParams.get('code') ?? '';
    },
    send: (to, request, key) => send(url, adminToken, { ...request, to }, key),
    kill: () => end('SIGKILL'),
    start,
    async stop() {
      await end('SIGTERM');
      fs.rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
