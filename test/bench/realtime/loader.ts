/** The parent's side of a process that follows its parent's messages, such as a load generator. */
import { spawn } from 'node:child_process';

export interface Loader<Command, Report> {
  /** @throws Error when it fails */
  ask(command: Command): Promise<Report>;
  close(): void;
}

/** @param file the module that it runs, which answers each message by another */
export function startLoader<Command extends object, Report>(file: string): Loader<Command, Report> {
  const script = 'ulimit -n "$(ulimit -H -n)"; exec "$@"';
  const child = spawn('/bin/sh', ['-c', script, 'sh', process.execPath, file], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  return {
    ask: (command) =>
      new Promise((resolve, reject) => {
        const settle = (answer: unknown) => {
          child.off('exit', onExit);
          const { error } = answer as { error?: string };
          if (error === undefined) resolve(answer as Report);
          else reject(new Error(error));
        };
        const onExit = () => {
          child.off('message', settle);
          reject(new Error(`${file} ended`));
        };
        child.once('message', settle);
        child.once('exit', onExit);
        child.send(command);
      }),
    close: () => child.kill(),
  };
}
