/** The measured servers, each in a separate process. */
import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import net, { type AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { until } from '../../support/poll.ts';
import type { Soketi } from './peers.ts';
import { APP, createPublisher, type Publisher } from './publisher.ts';

export const ROOT = path.dirname(path.dirname(path.dirname(import.meta.dirname)));
const GC = ['--expose-gc', '--import', path.join(import.meta.dirname, 'collect-garbage.mjs')];
const CREDENTIALS = `${APP.id}:${APP.key}:${APP.secret}`;

type Command = Readonly<{
  file: string;
  args: readonly string[];
  cwd?: string;
  env?: Record<string, string>;
}>;

export type Subject = Readonly<{ name: string; command: (port: number, folder: string) => Command }>;

export const floor: Subject = {
  name: 'floor (ws)',
  command: (port) => ({
    file: process.execPath,
    args: [...GC, path.join(import.meta.dirname, 'floor-server.ts'), String(port)],
  }),
};

export const belfry: Subject = {
  name: 'Belfry',
  command: (port, folder) => ({
    file: process.execPath,
    args: [
      ...GC,
      path.join(ROOT, 'server', 'main.ts'),
      ...['--port', String(port), '--data-dir', folder, '--app', CREDENTIALS, '--log-level', 'error'],
    ],
  }),
};

export const soketi = ({ node, script, cwd }: Soketi): Subject => ({
  name: 'soketi 1.6.1',
  command: (port) => ({
    file: node,
    args: [...GC, '--import', path.join(import.meta.dirname, 'soketi-preload.mjs'), script, 'start'],
    cwd,
    env: {
      SOKETI_HOST: '127.0.0.1',
      SOKETI_PORT: String(port),
      SOKETI_DEFAULT_APP_ID: APP.id,
      SOKETI_DEFAULT_APP_KEY: APP.key,
      SOKETI_DEFAULT_APP_SECRET: APP.secret,
      // Without them its publishes and connections are refused beyond a rate.
      SOKETI_DEFAULT_APP_MAX_BACKEND_EVENTS_PER_SEC: '-1',
      SOKETI_DEFAULT_APP_MAX_CONNS: '-1',
    },
  }),
});

export interface Running {
  readonly name: string;
  readonly port: number;
  readonly publisher: Publisher;
  /** Processor time so far, in microseconds, of all threads. */
  cpu(): number;
  /** Resident memory in bytes, after a collection of garbage. */
  memory(): Promise<number>;
  stop(): Promise<void>;
}

const TICKS_PER_SECOND = 100;
const SETTLE_MS = 1_500;
const STOP_MS = 5_000;

/** Fields 14 and 15 of proc_pid_stat(5), counted behind the command's name, which may contain anything. */
function cpuOf(pid: number): number {
  const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return ((Number(fields[11]) + Number(fields[12])) * 1_000_000) / TICKS_PER_SECOND;
}

const memoryOf = (pid: number): number =>
  Number(/^VmRSS:\s+(\d+) kB/m.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const impatience = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  await ended;
  clearTimeout(impatience);
}

/** Starts it and waits until it takes a publish. @throws Error with its output when it does not */
export async function start(subject: Subject): Promise<Running> {
  const port = await freePort();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'belfry-bench-'));
  const { file, args, cwd = ROOT, env = {} } = subject.command(port, folder);
  // The usual limit of 1,024 open files would end the measurement of 5,000 connections.
  const script = 'ulimit -n "$(ulimit -H -n)"; exec "$@"';
  const child = spawn('/bin/sh', ['-c', script, 'sh', file, ...args], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-2_000);
    });
  }
  const publisher = createPublisher(port);
  const { pid } = child;
  const kill = () => void child.kill('SIGKILL');
  process.once('exit', kill);
  const stop = async () => {
    publisher.close();
    await end(child);
    process.off('exit', kill);
    fs.rmSync(folder, { recursive: true, force: true });
  };
  try {
    if (pid === undefined) throw new Error(`cannot run ${file}`);
    await until(`${subject.name} to take a publish`, async () => {
      if (child.exitCode !== null) return true;
      return publisher.publish('nobody', '{}');
    });
    if (child.exitCode !== null) throw new Error(`${subject.name} ended at once`);
    return {
      name: subject.name,
      port,
      publisher,
      cpu: () => cpuOf(pid),
      async memory() {
        process.kill(pid, 'SIGUSR2');
        await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
        return memoryOf(pid);
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw new Error(`${subject.name} does not serve: ${output.trim() || error}`, { cause: error });
  }
}
