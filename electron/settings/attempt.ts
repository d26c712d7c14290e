import type { Failure, FailureCode } from '#app/result';

/** Does it; what it throws goes to the log, and becomes a refusal with this code. */
export function attempt(code: FailureCode, act: () => void, log: (message: string) => void): Failure | null {
  try {
    act();
    return null;
  } catch (error) {
    log(`${code}: ${error instanceof Error ? error.message : String(error)}`);
    return { code };
  }
}
