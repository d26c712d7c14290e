import type { Failure, FailureCode } from '#app/result';

/** Does it; what it throws becomes a refusal with this code. */
export function attempt(code: FailureCode, act: () => void): Failure | null {
  try {
    act();
    return null;
  } catch (error) {
    return { code, message: error instanceof Error ? error.message : String(error) };
  }
}
