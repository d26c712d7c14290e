/**
 * Notices when other processes, such as the command line, change the database.
 * @param version changes with each such change
 * @param onChange called again at the next check if it throws
 * @returns stops watching
 */
export function watchDatabase(deps: {
  version: () => number;
  onChange: () => Promise<void>;
  everyMs: number;
  log: { error(fields: object, message: string): void };
}): () => void {
  let seen = deps.version();
  let isLooking = false;

  async function look(): Promise<void> {
    if (isLooking) return;
    isLooking = true;
    try {
      const version = deps.version();
      if (version !== seen) await deps.onChange();
      seen = version;
    } catch (error) {
      deps.log.error({ err: error }, 'checking the database for changes failed');
    } finally {
      isLooking = false;
    }
  }
  const timer = setInterval(() => void look(), deps.everyMs);
  timer.unref();
  return () => clearInterval(timer);
}
