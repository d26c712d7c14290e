import { once } from 'node:events';
import net from 'node:net';

/** A busy machine takes its time, and a longer limit costs nothing where nothing is wrong. */
const DEFAULT_TIMEOUT_MS = 30_000;
const DEFAULT_PAUSE_MS = 20;

/**
 * Asks until the answer is neither undefined, null nor false, and returns it.
 * @param options in milliseconds
 * @throws Error with `what`, and the last error of `ask`, after the timeout
 */
export async function until<T>(
  what: string,
  ask: () => T | Promise<T>,
  options: Readonly<{ timeout?: number; every?: number }> = {},
): Promise<Exclude<T, undefined | null | false>> {
  const end = Date.now() + (options.timeout ?? DEFAULT_TIMEOUT_MS);
  let failure: unknown;
  for (;;) {
    try {
      const answer = await ask();
      failure = undefined;
      if (answer !== undefined && answer !== null && answer !== false) {
        return answer as Exclude<T, undefined | null | false>;
      }
    } catch (error) {
      failure = error;
    }
    if (Date.now() > end) throw new Error(`timed out waiting for ${what}`, { cause: failure });
    await new Promise((resolve) => setTimeout(resolve, options.every ?? DEFAULT_PAUSE_MS));
  }
}

/** Waits until somebody listens on this Unix socket; its file is there a moment before. */
export async function untilListening(file: string): Promise<void> {
  await until(`a listener on ${file}`, async () => {
    const socket = net.connect(file);
    await once(socket, 'connect');
    socket.destroy();
    return true;
  });
}
