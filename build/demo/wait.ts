const PATIENCE_MS = 15_000;
const POLL_MS = 30;

/** Asks until the answer is yes. An error counts as no. @throws Error with `what`, when it took too long */
export async function until(what: string, ask: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + PATIENCE_MS;
  let failure: unknown;
  for (;;) {
    try {
      if (await ask()) return;
    } catch (error) {
      failure = error;
    }
    if (Date.now() > end) throw new Error(`waited in vain for ${what}`, { cause: failure });
    await pause(POLL_MS);
  }
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
