/** What is measured: the built app, and its floors, all run by the same Electron. */
import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { build } from 'vite';
import type { Endpoint } from '#server/session';
import { nodeBundle } from '../../../build/bundle/vite.node.ts';
import { endProcess } from '../../../build/desktop.ts';
import { appEnv, electronExecutable, newProfile, presetSettings, ROOT } from '../../support/app.ts';
import { until } from '../../support/poll.ts';
import { type Process, processesOf } from './processes.ts';
import type { Stage } from './stage.ts';

const FLOORS = path.join(ROOT, 'dist', 'bench', 'floors');
/** Out of the way of an app that the machine's user runs. */
const PORT = 48_900;
const START = { timeout: 30_000 };

/** `floors/NAME.ts`; those that are not desktop programs run in Electron's Node, without the rest of it. */
export type Floor = 'tray' | 'notify' | 'inserts' | 'answers' | 'rows' | 'catch-up';
const PLAIN: ReadonlySet<Floor> = new Set(['inserts', 'answers', 'rows', 'catch-up']);

export async function buildFloors(): Promise<void> {
  for (const name of fs.globSync('*.ts', { cwd: path.join(import.meta.dirname, 'floors') })) {
    const entry = path.join('test', 'bench', 'app', 'floors', name);
    const folder = path.join(FLOORS, path.parse(name).name);
    await build(nodeBundle(entry, folder, 'es'));
    const manifest = { name: 'floor', type: 'module', main: name.replace('.ts', '.js') };
    fs.writeFileSync(path.join(folder, 'package.json'), JSON.stringify(manifest));
  }
}

export interface Program {
  /** When it was started, as `performance.now()`. */
  readonly startedAt: number;
  readonly pid: number;
  processes(): readonly Process[];
  /** Where it can be reached, once it can. */
  endpoint(): Promise<Endpoint>;
  /** One line of its standard output, parsed. */
  answer(): Promise<unknown>;
  /** Ends it; its folder goes unless it was given. */
  stop(): Promise<void>;
}

type Options = Readonly<{ args?: readonly string[]; profile?: string }>;

export type Start = (stage: Stage, options?: Options) => Program;

function launch(
  stage: Stage,
  command: readonly string[],
  env: Readonly<Record<string, string>>,
  given?: string,
): Program {
  const profile = given ?? newProfile();
  presetSettings(profile, { port: PORT });
  const startedAt = performance.now();
  const child = spawn(electronExecutable(), command, {
    env: appEnv({ desktop: stage.desktop, profile, env }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = collect(child);
  const running = <T>(value: T): T => {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) {
      throw new Error(`it has ended: ${output.errors().slice(-1_000)}`);
    }
    return value;
  };
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  const file = path.join(profile, 'endpoint.json');
  return {
    startedAt,
    pid: child.pid ?? 0,
    processes: () => running(processesOf(child.pid ?? 0)),
    endpoint: () => until('endpoint.json', () => running(JSON.parse(fs.readFileSync(file, 'utf8'))), START),
    answer: () =>
      // It may have answered and ended before anybody looks.
      until('an answer', () => (output.line() === '' ? running(null) : JSON.parse(output.line())), START),
    async stop() {
      await endProcess(child);
      process.off('exit', kill);
      if (given === undefined) fs.rmSync(profile, { recursive: true, force: true });
    },
  };
}

/** Root has no sandbox: Chromium refuses to start with one. */
const flags = process.getuid?.() === 0 ? ['--no-sandbox'] : [];

/** Belfry as the build made it, without its window. */
export const startApp: Start = (stage, { args = [], profile } = {}) =>
  launch(stage, [...flags, ROOT, '--hidden', ...args], { BELFRY_SEND_RATE: 'none' }, profile);

export function startFloor(stage: Stage, floor: Floor, { args = [], profile }: Options = {}): Program {
  const folder = path.join(FLOORS, floor);
  if (PLAIN.has(floor)) {
    const command = [path.join(folder, `${floor}.js`), ...args];
    return launch(stage, command, { ELECTRON_RUN_AS_NODE: '1' }, profile);
  }
  return launch(stage, [...flags, folder, ...args], {}, profile);
}

function collect(child: ChildProcess): { line: () => string; errors: () => string } {
  let [out, errors] = ['', ''];
  child.stdout?.on('data', (chunk: Buffer) => {
    out += chunk.toString();
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  return { line: () => out.slice(0, Math.max(0, out.indexOf('\n'))), errors: () => errors };
}
