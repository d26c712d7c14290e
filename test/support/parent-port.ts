/**
 * Loaded before `server/main.ts` in a forked process: gives it the port that Electron gives to a utility process, over the
 * IPC channel of the fork.
 */
import type { ParentPort } from '../../server/embedded.ts';

const parentPort: ParentPort = {
  on: (_event, listener) => process.on('message', (data) => listener({ data })),
  postMessage: (message) => process.send?.(message),
};
Object.defineProperty(process, 'parentPort', { value: parentPort });
