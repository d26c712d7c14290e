/** The parent's side of the load generator. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import type { LoadCommand, LoadReport } from './load.ts';

export interface Loader {
  /** @throws Error when it fails */
  ask(command: LoadCommand): Promise<LoadReport>;
  close(): void;
}

export function startLoader(): Loader {
  const script = 'ulimit -n "$(ulimit -H -n)"; exec "$@"';
  const child = spawn(
    '/bin/sh',
    ['-c', script, 'sh', process.execPath, path.join(import.meta.dirname, 'load.ts')],
    {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    },
  );
  return {
    ask: (command) =>
      new Promise((resolve, reject) => {
        const settle = (answer: unknown) => {
          child.off('exit', onExit);
          const { error } = answer as { error?: string };
          if (error === undefined) resolve(answer as LoadReport);
          else reject(new Error(error));
        };
        const onExit = () => {
          child.off('message', settle);
          reject(new Error('the load generator ended'));
        };
        child.once('message', settle);
        child.once('exit', onExit);
        child.send(command);
      }),
    close: () => child.kill(),
  };
}
