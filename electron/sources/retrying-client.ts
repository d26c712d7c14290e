import { retryPause } from '#server/rules/retry';
import { type BackendClient, BackendError } from '../backend/backend.ts';

/** Failures that may pass soon: the backend or its disk is away. Every other failure is an answer. */
const PASSING = new Set(['unreachable', 'unauthenticated', 'storage_failed', 'shutting_down']);

export interface RetryingClient {
  /** Repeats an idempotent request until it is answered. Rejects with the backend's refusal, or `unreachable` once aborted. */
  ask<T>(request: (client: BackendClient) => Promise<T>, signal: AbortSignal): Promise<T>;
  /** The backend is ready: waiting requests try now. */
  nudge(): void;
}

export function createRetryingClient(deps: { client: () => BackendClient }): RetryingClient {
  const waiting = new Set<() => void>();

  function pause(ms: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
        waiting.delete(end);
        resolve();
      };
      const timer = setTimeout(end, ms);
      signal.addEventListener('abort', end);
      waiting.add(end);
    });
  }

  return {
    async ask(request, signal) {
      for (let attempt = 0; ; attempt += 1) {
        if (signal.aborted) throw new BackendError('unreachable', 'Nobody waits for it any more.');
        try {
          return await request(deps.client());
        } catch (error) {
          if (!(error instanceof BackendError) || !PASSING.has(error.code)) throw error;
          await pause(retryPause('backend', attempt, 1), signal);
        }
      }
    },
    nudge() {
      for (const end of [...waiting]) end();
    },
  };
}
