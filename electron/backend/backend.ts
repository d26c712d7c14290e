import path from 'node:path';
import type { UtilityProcess } from 'electron';
import { Value } from 'typebox/value';
import type { BackendFailure } from '#app/rules/backend-failures';
import { retryPause } from '#server/rules/retry';
import {
  FailedMessage,
  ReadyMessage,
  type StartMessage,
  StorageMessage,
  type StorageTrouble,
} from '#server/session';

export { forkBackend } from './fork.ts';

/** Pauses before a restart, in milliseconds; the last one repeats. */
/** The ladder starts over after the backend has run this long. */
const STABLE_AFTER = 30_000;
const READY_WITHIN = 20_000;
const STOP_WITHIN = 3_000;
/** So many crashes in a row still count as passing trouble. */
const CRASHES_TOLERATED = 3;
const CRASHED: BackendFailure = { code: 'backend_crashed', params: {} };
const SILENT: BackendFailure = { code: 'backend_silent', params: {} };

export type BackendState =
  | Readonly<{ status: 'starting' }>
  | Readonly<{ status: 'ready'; ready: ReadyMessage }>
  | Readonly<{ status: 'failed'; failure: BackendFailure }>;

export interface Backend {
  start(): void;
  /** Starts now what waits for its next try. */
  retry(): void;
  stop(): Promise<void>;
}

type Fork = () => Pick<UtilityProcess, 'on' | 'once' | 'postMessage' | 'kill' | 'pid' | 'stdout' | 'stderr'>;

/**
 * Runs the server as a utility process, and again whenever it ends. `failed` says why the last try did not get ready;
 * the next one is under way all the same.
 */
export function createBackend(deps: {
  fork: Fork;
  dataDir: string;
  port: () => number;
  onState: (state: BackendState) => void;
  /** Nothing can be written any more; null: again. */
  onStorage: (trouble: StorageTrouble | null) => void;
  log: (message: string) => void;
}): Backend {
  let child: ReturnType<Fork> | null = null;
  let restart: NodeJS.Timeout | undefined;
  let failures = 0;
  let stopping = false;

  function logLines(chunk: unknown): void {
    for (const line of String(chunk).trimEnd().split('\n')) deps.log(line);
  }

  function schedule(): void {
    const wait = retryPause('process', failures, 1);
    failures += 1;
    restart = setTimeout(start, wait);
  }

  function start(): void {
    clearTimeout(restart);
    const mine = deps.fork();
    child = mine;
    let failure = null as BackendFailure | null;
    let stable: NodeJS.Timeout | undefined;
    let tooLate = setTimeout(() => {
      failure = SILENT;
      mine.kill();
      tooLate = setTimeout(killHard, STOP_WITHIN);
    }, READY_WITHIN);

    /** One that hangs does not hear a signal to end; one that was never born ends without an event. */
    function killHard(): void {
      if (mine.pid === undefined) ended(null);
      else process.kill(mine.pid, 'SIGKILL');
    }

    mine.stdout?.on('data', logLines);
    mine.stderr?.on('data', logLines);
    mine.on('message', (message: unknown) => {
      if (Value.Check(ReadyMessage, message)) {
        clearTimeout(tooLate);
        stable = setTimeout(() => {
          failures = 0;
        }, STABLE_AFTER);
        deps.onState({ status: 'ready', ready: message });
      } else if (Value.Check(FailedMessage, message)) {
        failure = { code: message.code, params: message.params };
      } else if (Value.Check(StorageMessage, message)) {
        deps.onStorage(message.trouble);
      }
    });
    function ended(code: number | null): void {
      clearTimeout(tooLate);
      clearTimeout(stable);
      if (child !== mine) return;
      child = null;
      if (stopping) return;
      deps.onStorage(null);
      deps.log(`backend ended with ${code}`);
      if (failure === null && failures >= CRASHES_TOLERATED) failure = CRASHED;
      deps.onState(failure === null ? { status: 'starting' } : { status: 'failed', failure });
      schedule();
    }
    mine.once('exit', ended);
    const message: StartMessage = { type: 'start', data_dir: deps.dataDir, port: deps.port() };
    mine.postMessage(message);
  }

  return {
    start() {
      deps.onState({ status: 'starting' });
      start();
    },
    retry() {
      if (child === null && !stopping) {
        failures = 0;
        start();
      }
    },
    stop() {
      stopping = true;
      clearTimeout(restart);
      const last = child;
      if (last === null) return Promise.resolve();
      return new Promise((resolve) => {
        const giveUp = setTimeout(resolve, STOP_WITHIN);
        last.once('exit', () => {
          clearTimeout(giveUp);
          resolve();
        });
        last.kill();
      });
    },
  };
}

/** The bundled server beside the bundled main process. */
export const backendEntry = (mainFolder: string): string => path.join(mainFolder, '..', 'server', 'main.js');
