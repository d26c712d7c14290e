/**
 * Calls to the result that come while it runs make it run once more afterwards, and never inside itself. Electron
 * settles promises inside of calls such as `webContents.send`, before their effect: what these do there would be told
 * first, and what was true before it last.
 */
export function oneAtATime(run: () => void): () => void {
  let running = false;
  let again = false;
  return () => {
    again = true;
    if (running) return;
    running = true;
    try {
      while (again) {
        again = false;
        run();
      }
    } finally {
      running = false;
    }
  };
}
