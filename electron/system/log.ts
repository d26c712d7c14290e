import fs from 'node:fs';
import path from 'node:path';
import electronLog from 'electron-log/node';
import { visibleLine } from '#server/rules/text/text';

export type Log = Readonly<{ info(message: string): void; error(message: string): void }>;

const FILE_SIZE = 2 * 1024 * 1024;

export const logFolder = (profile: string): string => path.join(profile, 'logs');

/** One line, so that foreign text cannot start another entry; only a stack keeps its lines, which are indented. */
export const logEntry = (message: string): string =>
  message
    .split(/\n(?= {4}at )/)
    .map(visibleLine)
    .join('\n');

/** Logs to `PROFILE/logs/belfry.log` and to the terminal. Messages never contain titles, bodies or tokens. */
export function createLogs(profile: string): (room: string) => Log {
  const root = electronLog.create({ logId: 'belfry' });
  // Otherwise it looks for a package.json in the working directory, and without one logs nothing.
  root.transports.file.setAppName('belfry');
  root.transports.file.resolvePathFn = () => path.join(logFolder(profile), 'belfry.log');
  root.transports.file.maxSize = FILE_SIZE;
  root.transports.console.level = 'warn';
  return (room) => {
    const scope = root.scope(room);
    return {
      info: (message) => scope.info(logEntry(message)),
      error: (message) => scope.error(logEntry(message)),
    };
  };
}

/** The log, preceded by the previous log file. */
export async function readLog(profile: string): Promise<string> {
  const parts = ['belfry.old.log', 'belfry.log'].map((name) =>
    fs.promises
      .readFile(path.join(logFolder(profile), name), 'utf8')
      .catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return '';
        throw error;
      }),
  );
  return (await Promise.all(parts)).join('');
}

/** Electron's own handler is a modal box, which stops everything else. */
export function logUncaught(log: Log): void {
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error: unknown) => {
      log.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
    });
  }
}
