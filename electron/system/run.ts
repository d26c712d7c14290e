import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { desktopEnv } from './opener.ts';

/** In milliseconds. */
const TIMEOUT = 5_000;

/**
 * Runs a program of the desktop to its end.
 * @returns what it has printed
 * @throws Error if it is missing, fails, or takes too long
 */
export function createRun(env: NodeJS.ProcessEnv) {
  return async (program: string, args: readonly string[]): Promise<string> => {
    // Belfry's working directory may be gone; the root is not.
    const options = { env: desktopEnv(env), cwd: '/', timeout: TIMEOUT };
    return (await promisify(execFile)(program, [...args], options)).stdout;
  };
}
