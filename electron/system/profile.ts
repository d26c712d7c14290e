import fs from 'node:fs';
import path from 'node:path';

/** What Chromium puts into the temporary folder for the socket of the running one, and how long a socket's path may be, in bytes. */
const SOCKET = '/scoped_dirXXXXXX/SingletonSocket';
const LONGEST_SOCKET: Partial<Record<NodeJS.Platform, number>> = { linux: 107, darwin: 103 };

/** What there was no room for is there, and empty. */
function removeRest(probe: string): void {
  try {
    fs.rmSync(probe, { force: true });
  } catch {
    // The folder is none, or lets nobody look into it.
  }
}

function tryToKeep(folder: string): Error | null {
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
 * Whether everything can be kept in the profile folder; makes it if need be. By trying: permissions alone tell little of
 * full or read-only disks.
 * @returns why not, as the system says it; null: it can
 */
export function profileTrouble(folder: string): string | null {
  try {
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return tryToKeep(folder)?.message ?? null;
}

export type TempTrouble =
  | Readonly<{ code: 'too_long'; limit: number }>
  | Readonly<{ code: 'unusable'; message: string }>;

/** Why Chromium cannot use the temporary folder: it would end the process, or say that Belfry runs already. */
export function tempTrouble(folder: string, platform: NodeJS.Platform): TempTrouble | null {
  const longest = LONGEST_SOCKET[platform];
  const limit = longest === undefined ? Number.POSITIVE_INFINITY : longest - Buffer.byteLength(SOCKET);
  if (Buffer.byteLength(path.resolve(folder)) > limit) return { code: 'too_long', limit };
  const error = tryToKeep(folder);
  return error === null ? null : { code: 'unusable', message: error.message };
}

/**
 * Who holds the profile, when it is not given to this start. Chromium says “taken” also where it could not find out.
 * @returns why nobody took this start on; null: the running one did
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
