import type { Endpoint } from '#server/session';
import { type Backend, BackendError } from '../backend/backend.ts';

/** How long the backend may take to replace a token, in milliseconds. */
const ROTATE_WITHIN = 10_000;

/** The address and token through which programs of this computer send. */
export interface LocalEndpoint {
  /** @throws BackendError `unreachable` until the backend is ready */
  get(): Endpoint;
  /** Replaces the token. Rejects with BackendError `unreachable` or `storage_failed`. */
  rotate(): Promise<void>;
}

export function createLocalEndpoint(
  deps: Pick<Backend, 'rotate' | 'onEndpoint'> & { get: () => Endpoint | undefined },
): LocalEndpoint {
  return {
    get() {
      const endpoint = deps.get();
      if (endpoint === undefined) throw new BackendError('unreachable', 'The backend is not running.');
      return endpoint;
    },
    rotate: () =>
      new Promise((resolve, reject) => {
        const late = setTimeout(() => end(new BackendError('unreachable', 'no answer')), ROTATE_WITHIN);
        const off = deps.onEndpoint((endpoint) => {
          end(endpoint === null ? new BackendError('storage_failed', 'the token was not replaced') : null);
        });
        function end(error: BackendError | null): void {
          clearTimeout(late);
          off();
          if (error === null) resolve();
          else reject(error);
        }
        deps.rotate();
      }),
  };
}
