const TIMEOUT_MS = 15_000;
const POLL_MS = 30;

/** Polls until `ask` answers true; an error counts as false. @throws Error with `what` after a timeout */
export async function until(what: string, ask: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + TIMEOUT_MS;
  let failure: unknown;
  for (;;) {
    try {
      if (await ask()) return;
    } catch (error) {
      failure = error;
    }
    if (Date.now() > end) throw new Error(`timed out waiting for ${what}`, { cause: failure });
    await pause(POLL_MS);
  }
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
