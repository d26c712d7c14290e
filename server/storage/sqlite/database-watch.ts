/**
 * Notices when other processes, such as the command line, change the database.
 * @param version changes with each such change
 * @param onChange called again at the next check if it throws
 * @returns stops watching
 */
export function watchDatabase(deps: {
  version: () => number;
  onChange: () => void;
  everyMs: number;
  log: { error(fields: object, message: string): void };
}): () => void {
  let seen = deps.version();
  const timer = setInterval(() => {
    try {
      const version = deps.version();
      if (version === seen) return;
      deps.onChange();
      seen = version;
    } catch (error) {
      deps.log.error({ err: error }, 'checking the database for changes failed');
    }
  }, deps.everyMs);
  timer.unref();
  return () => clearInterval(timer);
}
