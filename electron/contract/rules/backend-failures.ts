import { START_FAILURES } from '#server/rules/start-failures';

/** Why the backend does not run, as it says itself, or as main sees. */
export const BACKEND_FAILURES = {
  ...START_FAILURES,
  /** It starts, and ends again and again. */
  backend_crashed: [],
  /** It did not say anything in time. */
  backend_silent: [],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type BackendFailure = Readonly<{
  code: keyof typeof BACKEND_FAILURES;
  params: Readonly<Record<string, string | number>>;
}>;
