import fs from 'node:fs';
import path from 'node:path';

/** Chromium's path below the temporary folder for the socket of the running app, and the longest path of a socket, in bytes. */
const SOCKET = '/scoped_dirXXXXXX/SingletonSocket';
const LONGEST_SOCKET: Partial<Record<NodeJS.Platform, number>> = { linux: 107, darwin: 103 };

/** A write that found no room leaves an empty file. */
function removeRest(probe: string): void {
  try {
    fs.rmSync(probe, { force: true });
  } catch {
    // Not a folder, or not a readable one.
  }
}

function tryToWrite(folder: string): Error | null {
  const probe = path.join(folder, `.probe-${process.pid}`);
  try {
    fs.writeFileSync(probe, 'x');
    fs.rmSync(probe);
    return null;
  } catch (error) {
    removeRest(probe);
    return error instanceof Error ? error : new Error(String(error));
  }
}

/**
 * Checks whether the profile folder can be written, and creates it if necessary. It writes a file to find out: permissions say
 * little about full or read-only disks.
 * @returns the system's reason why not; null: it can be written
 */
export function profileTrouble(folder: string): string | null {
  try {
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return tryToWrite(folder)?.message ?? null;
}

export type TempTrouble =
  | Readonly<{ code: 'too_long'; limit: number }>
  | Readonly<{ code: 'unusable'; message: string }>;

/** Why Chromium cannot use the temporary folder; null: it can. Chromium would end the process, or claim that Belfry runs already. */
export function tempTrouble(folder: string, platform: NodeJS.Platform): TempTrouble | null {
  const longest = LONGEST_SOCKET[platform];
  const limit = longest === undefined ? Number.POSITIVE_INFINITY : longest - Buffer.byteLength(SOCKET);
  if (Buffer.byteLength(path.resolve(folder)) > limit) return { code: 'too_long', limit };
  const error = tryToWrite(folder);
  return error === null ? null : { code: 'unusable', message: error.message };
}

/**
 * Whether another Belfry really runs with this profile. Chromium also says so if it could not find out.
 * @returns why no running Belfry has answered; null: one has
 */
export function lockTrouble(folder: string, platform: NodeJS.Platform): string | null {
  if (platform === 'win32') return null;
  const lock = path.join(folder, 'SingletonLock');
  try {
    // `HOST-PID`
    const holder = fs.readlinkSync(lock);
    process.kill(Number(holder.slice(holder.lastIndexOf('-') + 1)), 0);
    return null;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EPERM') return null;
    return error instanceof Error ? error.message : String(error);
  }
}
