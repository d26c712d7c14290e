import path from 'node:path';
import type { UtilityProcess } from 'electron';
import { Value } from 'typebox/value';
import type { BackendFailure } from '#app/rules/backend-failures';
import { retryPause } from '#server/rules/retry';
import {
  type ClockMessage,
  type Endpoint,
  EndpointMessage,
  FailedMessage,
  ReadyMessage,
  type RotateMessage,
  type StartMessage,
  StorageMessage,
  type StorageTrouble,
} from '#server/session';
import { createSignal } from '../system/signal.ts';

export { type BackendClient, BackendError, createBackendClient, failureOf } from './client.ts';
export { forkBackend } from './fork.ts';
export { lastOwnPort, portOf } from './own-port.ts';
export type { RulesClient } from './rules-client.ts';

/** After this long, in milliseconds, a backend counts as stable, and its failures are forgotten. */
const STABLE_AFTER = 30_000;
const READY_WITHIN = 20_000;
const STOP_WITHIN = 3_000;
/** This many crashes in a row still count as passing trouble. */
const CRASHES_TOLERATED = 3;
const CRASHED: BackendFailure = { code: 'backend_crashed', params: {} };
const SILENT: BackendFailure = { code: 'backend_silent', params: {} };

export type BackendState =
  | Readonly<{ status: 'starting' }>
  | Readonly<{ status: 'ready'; ready: ReadyMessage }>
  | Readonly<{ status: 'failed'; failure: BackendFailure }>;

export interface Backend {
  start(): void;
  /** Starts the backend now, if it waits for its next try. */
  retry(): void;
  /** @returns its unsubscribe */
  onState(listener: (state: BackendState) => void): () => void;
  /** Why nothing can be written; null: it can again. @returns its unsubscribe */
  onStorage(listener: (trouble: StorageTrouble | null) => void): () => void;
  /** Replaces the token of local senders; the old one is refused from then on. */
  rotate(): void;
  /** The outcome of `rotate`; null: it failed. @returns its unsubscribe */
  onEndpoint(listener: (endpoint: Endpoint | null) => void): () => void;
  /** This computer has slept, or its clock may have been set. */
  clockChanged(): void;
  stop(): Promise<void>;
}

type Fork = () => Pick<UtilityProcess, 'on' | 'once' | 'postMessage' | 'kill' | 'pid' | 'stdout' | 'stderr'>;

/**
 * Runs the server as a utility process, and restarts it when it ends. `failed` says why the last try did not get ready; another try
 * follows nevertheless.
 */
export function createBackend(deps: {
  fork: Fork;
  dataDir: string;
  port: () => number;
  log: (message: string) => void;
}): Backend {
  const state = createSignal<[BackendState]>();
  const storage = createSignal<[StorageTrouble | null]>();
  const endpoint = createSignal<[Endpoint | null]>();
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

    /** A process that hangs ignores the polite signal; one that has never started ends without an event. */
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
        state.emit({ status: 'ready', ready: message });
      } else if (Value.Check(FailedMessage, message)) {
        failure = { code: message.code, params: message.params };
      } else if (Value.Check(EndpointMessage, message)) {
        endpoint.emit(message.endpoint);
      } else if (Value.Check(StorageMessage, message)) {
        storage.emit(message.trouble);
      }
    });
    function ended(code: number | null): void {
      clearTimeout(tooLate);
      clearTimeout(stable);
      if (child !== mine) return;
      child = null;
      if (stopping) return;
      storage.emit(null);
      deps.log(`backend ended with ${code}`);
      if (failure === null && failures >= CRASHES_TOLERATED) failure = CRASHED;
      state.emit(failure === null ? { status: 'starting' } : { status: 'failed', failure });
      schedule();
    }
    mine.once('exit', ended);
    const message: StartMessage = { type: 'start', data_dir: deps.dataDir, port: deps.port() };
    mine.postMessage(message);
  }

  return {
    start() {
      state.emit({ status: 'starting' });
      start();
    },
    retry() {
      if (child === null && !stopping) {
        failures = 0;
        start();
      }
    },
    clockChanged() {
      child?.postMessage({ type: 'clock' } satisfies ClockMessage);
    },
    rotate() {
      if (child === null) endpoint.emit(null);
      else child.postMessage({ type: 'rotate' } satisfies RotateMessage);
    },
    onEndpoint: endpoint.on,
    onState: state.on,
    onStorage: storage.on,
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
