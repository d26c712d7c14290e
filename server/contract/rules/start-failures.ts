/** Why the embedded server cannot start, and what the words for it are filled with. Closed: the window has words for each. */
export const START_FAILURES = {
  /** Its database was written by a newer version. */
  database_from_future: [],
  database_damaged: ['folder'],
  /** Another server uses the folder. */
  data_in_use: ['folder'],
  storage_failed: ['folder'],
  port_in_use: [],
  /** A fault of the program: only its log says more. */
  internal: [],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type StartFailureCode = keyof typeof START_FAILURES;
